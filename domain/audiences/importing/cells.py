"""The cells of a row, by name, as values; what is wrong with one is said of that one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from domain.imports.model import FIRST_DAY

LARGEST_COUNT = 2_000_000_000
LONGEST_TEXT = 300

Choice = TypeVar("Choice", bound=StrEnum)


class BadCell(Exception):
    """A cell that cannot be taken.

    Attributes:
        column: Its name; none when it concerns the whole row.
        value: What it says.
        reason: What is wrong with it.
    """

    def __init__(self, column: str | None, value: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


@dataclass(frozen=True, slots=True)
class Cells:
    """A row; methods raise ``BadCell``.

    Attributes:
        values: Cells by the name of their column, stripped.
        today: The latest day there can be.
    """

    values: Mapping[str, str]
    today: date

    def text(self, column: str) -> str:
        """Return a text that is not empty."""
        value = self.values.get(column, "")
        if not 1 <= len(value) <= LONGEST_TEXT:
            raise BadCell(column, value, f"must have from 1 to {LONGEST_TEXT} characters")
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            # PostgreSQL has no place for the one, and UTF-8 none for the other.
            raise BadCell(column, None, "holds a character that cannot be stored")
        return value

    def optional(self, column: str) -> str | None:
        """Return a text, none where the cell is empty or missing."""
        return self.text(column) if self.values.get(column) else None

    def count(self, column: str, usual: int | None = None) -> int:
        """Return a whole number that is not negative; ``usual`` where the cell is empty or missing, if that is one."""
        value = self.values.get(column, "")
        if not value and usual is not None:
            return usual
        if not (value.isascii() and value.isdigit()) or int(value) > LARGEST_COUNT:
            raise BadCell(column, value, f"must be a whole number from 0 to {LARGEST_COUNT:,}")
        return int(value)

    def share(self, column: str) -> float:
        """Return a number from 0 to 1, 0 where the cell is empty or missing."""
        value = self.values.get(column, "") or "0"
        try:
            found = float(value)
        except ValueError:
            found = -1.0
        if not 0.0 <= found <= 1.0:
            raise BadCell(column, value, "must be a share from 0 to 1")
        return found

    def day(self, column: str) -> date:
        """Return a day that is not in the future."""
        value = self.values.get(column, "")
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise BadCell(column, value, "must be a day, such as 2026-11-20") from None
        return self._past(column, value, found)

    def moment(self, column: str) -> datetime:
        """Return a moment that is not in the future, taken for UTC where it says nothing else."""
        value = self.values.get(column, "")
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise BadCell(column, value, "must be a moment, such as 2026-11-20T09:30:00Z") from None
        aware = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        self._past(column, value, aware.date())
        return aware

    def one_of(self, column: str, kind: type[Choice]) -> Choice:
        """Return a member of an enumeration, named regardless of case."""
        value = self.values.get(column, "")
        found = kind.__members__.get(value.upper().replace("-", "_").replace(" ", "_"))
        if found is None:
            raise BadCell(column, value, f"must be one of {', '.join(kind.__members__)}")
        return found

    def ordered(self, *columns: str) -> None:
        """Let pass counts none of which exceeds the one before it."""
        for larger, smaller in pairwise(columns):
            if self.count(smaller) > self.count(larger):
                raise BadCell(smaller, self.values[smaller], f"must not exceed {larger}")

    def _past(self, column: str, value: str, day: date) -> date:
        if not FIRST_DAY <= day <= self.today:
            raise BadCell(column, value, f"must be from {FIRST_DAY} to {self.today}")
        return day
