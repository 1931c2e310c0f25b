"""Keyset pages: what every list of every adapter does alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.errors import Refused, invalid
from domain.paging import Position


@dataclass(frozen=True, slots=True)
class SortKey:
    """One value that a list is sorted by.

    Attributes:
        name: Column or attribute.
        read: Turns the text in a position back into the value.
    """

    name: str
    read: Callable[[str], Any]


def moment_key(name: str) -> SortKey:
    """A key that is an aware moment."""
    return SortKey(name, _moment)


def day_key(name: str) -> SortKey:
    """A key that is a day."""
    return SortKey(name, date.fromisoformat)


def text_key(name: str) -> SortKey:
    """A key that is text."""
    return SortKey(name, str)


def number_key(name: str) -> SortKey:
    """A key that is a whole number."""
    return SortKey(name, int)


def id_key(name: str = "id") -> SortKey:
    """A key that is an identifier."""
    return SortKey(name, UUID)


def write_position(values: tuple[Any, ...]) -> Position:
    """Write sort values as text."""
    return tuple(value.isoformat() if isinstance(value, date | datetime) else str(value) for value in values)


def read_position(keys: tuple[SortKey, ...], position: Position) -> tuple[Any, ...]:
    """Read sort values from text.

    Raises:
        Refused: With INVALID_INPUT when the position was made by another list.
    """
    try:
        return tuple(key.read(text) for key, text in zip(keys, position, strict=True))
    except ValueError as error:
        raise Refused(invalid("This cursor belongs to another list.", hint="Start from the first page.")) from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment
