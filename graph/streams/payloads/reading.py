"""Reading the values of payloads, which are JSON."""

from datetime import UTC, datetime

MOST_TEXTS = 100
"""Texts of a list that are given."""


def moment_in(value: str) -> datetime:
    """Return a moment from its text; a day is its beginning in UTC."""
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def optional_moment_in(value: str | None) -> datetime | None:
    """Return a moment from its text, if there is one."""
    return None if value is None else moment_in(value)


def texts_in(value: list[str] | None) -> list[str]:
    """Return a list of texts, bounded; nothing is an empty list."""
    return [] if value is None else value[:MOST_TEXTS]
