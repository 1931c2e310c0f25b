"""Simulation time as whole microseconds since 1970, which sorts, adds and vectorises exactly."""

from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Return an aware moment as microseconds since 1970-01-01T00:00Z."""
    return (at - _EPOCH) // _MICROSECOND


def moment(at: int) -> datetime:
    """Return microseconds since 1970 as an aware moment in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def written(at: int) -> str:
    """Write microseconds since 1970 as people read them, to the second, such as ``2026-03-02T12:00:00Z``."""
    return moment(at).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def span(length: timedelta) -> int:
    """Return a length of time in microseconds."""
    return length // _MICROSECOND
