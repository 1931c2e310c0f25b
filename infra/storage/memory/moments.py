"""Moments without a time zone are refused here as they are by the columns of a database."""

from dataclasses import fields
from datetime import datetime
from typing import Any


def refuse_naive(row: Any) -> None:  # noqa: ANN401 - any dataclass
    """Let pass a row all of whose moments are aware.

    Raises:
        ValueError: One is naive.
    """
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError(f"a stored moment needs a time zone, this has none: {value.isoformat()}")
