"""Time and identity, the two things that tests must be able to hold still."""

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class Ids(Protocol):
    """Makes identifiers."""

    def new(self) -> UUID:
        """Return a fresh UUIDv7: unique, and later ones sort after earlier ones."""
        ...
