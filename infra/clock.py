"""The real clock and the real source of identifiers."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from domain.ports.clock import Clock, Ids


class SystemClock(Clock):
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


class UuidV7Ids(Ids):
    """Identifiers that sort by the time they were made, also within one millisecond of one process."""

    def new(self) -> UUID:
        """Return a fresh UUIDv7."""
        return uuid7()
