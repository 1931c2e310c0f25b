"""Days as people and tools write them."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.imports.model import FIRST_DAY
from domain.imports.numbers import Rejected

_MOST_CACHED = 50_000
_LONGEST_DATE = 64
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?:[T,\s]+\d{1,2}:\d{2}.*)?"
_NUMERIC = re.compile(rf"(\d{{1,2}})([/.\-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_YEAR_FIRST = re.compile(rf"(\d{{4}})([/.\-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"\d{8}", re.ASCII)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+)?"
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}([a-z]{{3,9}})\.?[\s\-]+(\d{{1,2}})(?:st|nd|rd|th)?,?[\s\-]+(\d{{4}}){_TIME}", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s\-]+([a-z]{{3,9}})\.?,?[\s\-]+(\d{{4}}){_TIME}", re.IGNORECASE
)


class DayOrder(StrEnum):
    """How 05/04/2026 is meant."""

    DAY_FIRST = "day/month/year"
    MONTH_FIRST = "month/day/year"


def depends_on_order(cell: str) -> bool:
    """Return whether a date starts with two numbers of which either may be the day."""
    found = _NUMERIC.fullmatch(cell.strip()) if len(cell) <= _LONGEST_DATE else None
    return found is not None and found.group(2) != "."


def parse_day(cell: str, order: DayOrder) -> date | None:
    """Return the day that a cell names, or none.

    A time of day is dropped: the day counts as it is written, in whatever offset the tool reported it.
    """
    if len(cell) > _LONGEST_DATE:
        return None
    text = cell.strip()
    try:
        return _iso(text) or _year_first(text) or _numeric(text, order) or _named(text)
    except ValueError:
        return None


def _iso(text: str) -> date | None:
    if len(text) == 10 and text[4] == "-":
        return date.fromisoformat(text) if "W" not in text.upper() else None
    if len(text) > 10 and text[4] == "-" and text[7] == "-" and text[10] in "Tt ":
        return datetime.fromisoformat(text).date()
    return None


def _year_first(text: str) -> date | None:
    if _COMPACT.fullmatch(text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    found = _YEAR_FIRST.fullmatch(text)
    return date(int(found[1]), int(found[3]), int(found[4])) if found else None


def _numeric(text: str, order: DayOrder) -> date | None:
    found = _NUMERIC.fullmatch(text)
    if found is None:
        return None
    year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
    # With points the day always comes first.
    if found[2] == "." or order is DayOrder.DAY_FIRST:
        return date(year, int(found[3]), int(found[1]))
    return date(year, int(found[1]), int(found[3]))


def _named(text: str) -> date | None:
    if found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found[1], found[2], found[3]
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    else:
        return None
    short = month[:3].lower()
    return date(int(year), _MONTHS.index(short) + 1, int(day)) if short in _MONTHS else None


def settle_order(cells: Iterable[str], today: date, hint: DayOrder) -> tuple[DayOrder, bool]:
    """Decide how a file means its dates.

    Args:
        cells: Distinct dates for which it matters.
        today: Days after tomorrow speak against an order, as days before 2000 do.
        hint: What the locale of the file suggests; taken when both orders explain equally many dates.

    Returns:
        The order that explains most dates, and whether the file would have allowed the other as well.
    """
    believable = dict.fromkeys(DayOrder, 0)
    differs = False
    for cell in cells:
        days = {order: parse_day(cell, order) for order in DayOrder}
        differs = differs or len(set(days.values())) > 1
        for order, day in days.items():
            believable[order] += day is not None and FIRST_DAY <= day <= today + timedelta(days=1)
    best = max(believable.values())
    if all(count == best for count in believable.values()):
        return hint, differs
    return max(believable, key=lambda order: believable[order]), False


class DayCache(dict[str, int]):
    """From a cell to the ordinal of its day; each spelling is parsed once. Raises ``Rejected`` for what is no day.

    Bounded: it starts anew after 50,000 spellings.
    """

    def __init__(self, order: DayOrder, today: date) -> None:
        super().__init__()
        self._order = order
        self._last = today + timedelta(days=1)

    def __missing__(self, cell: str) -> int:
        if not cell.strip():
            raise Rejected("has no date")
        day = parse_day(cell, self._order)
        if day is None:
            raise Rejected("is not a date")
        if day < FIRST_DAY:
            raise Rejected(f"is before {FIRST_DAY.isoformat()}")
        if day > self._last:
            raise Rejected("is in the future")
        if len(self) >= _MOST_CACHED:
            self.clear()
        self[cell] = day.toordinal()
        return self[cell]
