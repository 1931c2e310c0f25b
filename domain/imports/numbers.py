"""Numbers as people and tools write them: 1,234.56 and 1.234,56 and 1 234,56 and €1'234."""

import math
import re
from collections.abc import Callable
from enum import StrEnum

from domain.imports.model import LARGEST_VALUE, ImportVocabulary


class Rejected(Exception):
    """A cell that cannot be taken; the text says why.

    Attributes:
        at: Position of the cell, where the one who rejects it knows.
    """

    def __init__(self, reason: str, at: int | None = None) -> None:
        super().__init__(reason)
        self.at = at


class NumberStyle(StrEnum):
    """Which sign parts the whole from the fraction."""

    POINT = "decimal point"
    COMMA = "decimal comma"


NumberParser = Callable[[str], float | None]
"""From a cell to its value; none when it means "no value". Raises ``Rejected``."""

_GROUPS = r"\d{{1,3}}(?:{0}\d{{2,3}})*{0}\d{{3}}"
_BLANK = "[\u0020\u00a0\u2009\u202f'’]"


def _pattern(decimal: str, group: str) -> re.Pattern[str]:
    grouped = f"{_GROUPS.format(group)}|{_GROUPS.format(_BLANK)}"
    return re.compile(rf"[+-]?(?:(?:{grouped}|\d+)(?:{decimal}\d*)?|{decimal}\d+)(?:[eE][+-]?\d{{1,3}})?", re.ASCII)


_PATTERNS = {NumberStyle.POINT: _pattern(r"\.", ","), NumberStyle.COMMA: _pattern(",", r"\.")}
_DECIMAL = {NumberStyle.POINT: ".", NumberStyle.COMMA: ","}
_SEPARATED = re.compile(r"(?<![\d.,])\d*[.,][\d.,]*\d", re.ASCII)
_NOT_SIGNS = re.compile(r"[^0-9.,eE+-]")
_AROUND = re.compile(r"([^\d.,]*)(.*?)([^\d.,]*)", re.ASCII | re.DOTALL)
_SIGN = re.compile(r"[+-]")
_LONGEST_NUMBER = 64


def evidence(cell: str) -> tuple[NumberStyle | None, bool]:
    """Return which style a cell proves, if any, and whether it can be read in both ways with different results."""
    found = _SEPARATED.search(cell)
    if found is None:
        return None, False
    text = found.group()
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return (NumberStyle.POINT if text.rfind(".") > text.rfind(",") else NumberStyle.COMMA), False
    style, other = (NumberStyle.POINT, NumberStyle.COMMA) if points else (NumberStyle.COMMA, NumberStyle.POINT)
    if points + commas > 1:
        return other, False
    whole, _, fraction = text.replace(",", ".").partition(".")
    if len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        return None, True
    return style, False


def number_parser(style: NumberStyle, vocabulary: ImportVocabulary, currency: str | None) -> NumberParser:
    """Return a parser of cells.

    Args:
        style: How the file writes numbers. A cell that can only be meant the other way is understood all the same.
        vocabulary: Signs of currencies, and cells that mean "no value".
        currency: Of the amounts in the column; none for a column of counts, in which a currency sign is wrong.
    """
    careful = _CarefulNumbers(style, vocabulary, currency)

    def with_point(cell: str) -> float | None:
        try:
            value = float(cell)
        except ValueError:
            return careful(cell)
        # float() also takes 1_000, nan and inf; a negative or huge number needs its own reason.
        return value if 0.0 <= value <= LARGEST_VALUE and "_" not in cell else careful(cell)

    def with_comma(cell: str) -> float | None:
        return float(cell) if cell.isascii() and cell.isdigit() and len(cell) < 16 else careful(cell)

    return with_point if style is NumberStyle.POINT else with_comma


class _CarefulNumbers:
    """Takes the cells that are not plain numbers."""

    def __init__(self, style: NumberStyle, vocabulary: ImportVocabulary, currency: str | None) -> None:
        other = NumberStyle.COMMA if style is NumberStyle.POINT else NumberStyle.POINT
        self._styles = (style, other)
        self._vocabulary = vocabulary
        self._currency = currency

    def __call__(self, cell: str) -> float | None:
        text = cell.strip()
        if len(text) > _LONGEST_NUMBER:
            raise Rejected("is not a number")
        if _PATTERNS[self._styles[0]].fullmatch(text):
            return _checked(self._value(text))
        if text.casefold() in self._vocabulary.missing:
            return None
        negative = text.startswith("(") and text.endswith(")")
        around = _AROUND.fullmatch(text[1:-1] if negative else text)
        if around is None or not around[2]:
            raise Rejected(_not_a_number(text))
        before, digits, after = around.groups()
        before = before.replace("−", "-")
        negative = negative or "-" in before
        self._check_marks([mark for mark in (_SIGN.sub("", before, count=1).strip(), after.strip()) if mark])
        value = self._value(digits)
        return _checked(-value if negative else value)

    def _check_marks(self, marks: list[str]) -> None:
        if not marks:
            return
        mark = marks[0]
        if mark == "%":
            raise Rejected("is a percentage where an amount or a count is expected")
        currencies = self._vocabulary.marks.get(mark.casefold())
        if currencies is None and mark.upper() in self._vocabulary.currencies:
            currencies = frozenset({mark.upper()})
        if currencies is None or len(marks) > 1:
            raise Rejected("is not a number")
        if self._currency is None:
            raise Rejected("is an amount of money where a count is expected")
        if self._currency not in currencies:
            names = " or ".join(sorted(currencies))
            raise Rejected(f"is in {names}, while the campaign is in {self._currency}; amounts are not converted")

    def _value(self, digits: str) -> float:
        for style in self._styles:
            if _PATTERNS[style].fullmatch(digits):
                plain = _NOT_SIGNS.sub("", digits)
                group = "," if style is NumberStyle.POINT else "."
                return float(plain.replace(group, "").replace(_DECIMAL[style], "."))
        raise Rejected("is not a number")


def _not_a_number(text: str) -> str:
    try:
        value = float(text)
    except ValueError:
        return "is not a number"
    return "is not a number" if math.isfinite(value) else "is not a finite number"


def _checked(value: float) -> float:
    if not math.isfinite(value) or value > LARGEST_VALUE:
        raise Rejected(f"is larger than {LARGEST_VALUE:.0e}, which cannot be right")
    if value < 0:
        raise Rejected("is negative")
    return abs(value)
