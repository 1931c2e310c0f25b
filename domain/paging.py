"""Keyset pages: a position is the sort values of a row, so pages stay right while rows come and go."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")

Position = tuple[str, ...]
"""Sort values of a row as text, ending with its id; a repository makes and reads them, others pass them on."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list.

    Attributes:
        size: Most rows to return, 1 to 100.
        after: Only rows behind this position.
        before: Only rows before this position.
        backward: Take the last ``size`` rows instead of the first; they are returned in list order all the same.
    """

    size: int = 20
    after: Position | None = None
    before: Position | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A part of a list.

    Attributes:
        rows: Each with its position.
        has_next: Whether rows follow the last one (within the request's bounds).
        has_previous: Whether rows come before the first one.
    """

    rows: tuple[tuple[Position, Row], ...]
    has_next: bool
    has_previous: bool
    total: int
