"""A file as numbered records, however it is written."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import Protocol, TextIO

from domain.errors import Refused, invalid
from domain.imports.document import Document

Record = tuple[int, list[str]]
"""Number of the record from 1, and its cells. A blank line has no cells."""

_LONGEST_RECORD = 1_000
"""Lines; a quote that stays open longer was opened by mistake."""

_MOST_STRAY_QUOTES = 100


class Records(Protocol):
    """Records that can be read any number of times, always the same."""

    def __iter__(self) -> Iterator[Record]:
        """Read from the start."""
        ...

    def broken(self, number: int) -> bool:
        """Return whether the record that was read last, with this number, has a quote that is never closed."""
        ...


class _QuoteRanOn(Exception):
    """A quoted cell spans more lines than any honest one."""


class _Lines:
    """Lines that remember what the present record took, so that they can be given back."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _LONGEST_RECORD:
            raise _QuoteRanOn
        line = self._returned.popleft() if self._returned else next(self._source)
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))


class CsvRecords:
    """Records of a CSV file.

    A quote that is opened and never closed would swallow the rows behind it. So a record of several lines that has not
    the expected number of cells gives all but its first line back, to be read as rows of their own.

    Args:
        width: Cells that a record is expected to have; none as long as the header is not known.
    """

    def __init__(self, document: Document, delimiter: str, width: int | None = None) -> None:
        self._document = document
        self._delimiter = delimiter
        self._width = width
        self._broken = 0

    def broken(self, number: int) -> bool:
        """Return whether the record that was read last, with this number, has a quote that is never closed."""
        return self._broken == number

    def __iter__(self) -> Iterator[Record]:
        """Read from the start.

        Raises:
            Refused: When quotes are broken in so many places that the rows cannot be told apart.
        """
        with self._document.text() as text:
            yield from self._read(_Lines(text))

    def _read(self, lines: _Lines) -> Iterator[Record]:
        # Strict: text behind a closing quote is the sign that a quote was opened by mistake, lines before.
        reader = csv.reader(lines, delimiter=self._delimiter, skipinitialspace=True, strict=True)
        width, taken, strays, number = self._width, lines.taken, 0, 0
        while True:
            number += 1
            taken.clear()
            try:
                cells = next(reader)
                stray = len(taken) > 1 and width is not None and len(cells) != width
            except StopIteration:
                return
            except (csv.Error, _QuoteRanOn):
                cells = self._forgiven(taken)
                stray = not cells
            if stray:
                strays += 1
                if strays > _MOST_STRAY_QUOTES:
                    raise Refused(_BROKEN_QUOTES)
                self._broken = number
                cells = [taken[0].rstrip("\r\n")]
                lines.give_back(taken[1:])
            yield number, cells

    def _forgiven(self, taken: list[str]) -> list[str]:
        """Read a single line with a blank or more behind a quote all the same; return nothing when it cannot be."""
        if len(taken) > 1:
            return []
        try:
            return next(csv.reader(taken, delimiter=self._delimiter, skipinitialspace=True))
        except csv.Error:
            return []


_BROKEN_QUOTES = invalid(
    f"The file is not a readable CSV: in more than {_MOST_STRAY_QUOTES} places a quote is opened and never closed.",
    "content",
    hint='Export it again, with every " inside a cell doubled.',
)


class ListRecords:
    """Records that are in memory already, as those of a JSON document are."""

    def __init__(self, rows: list[list[str]]) -> None:
        self._rows = rows

    def broken(self, number: int) -> bool:
        """Return false; such records have no quotes."""
        del number
        return False

    def __iter__(self) -> Iterator[Record]:
        """Read from the start."""
        return iter(enumerate(self._rows, start=1))
