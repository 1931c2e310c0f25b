"""Rows taken one by one: what is right goes to the ledger, what is wrong is noted with its reason."""

from collections.abc import Callable, Iterable

from domain.campaigns.model import Channel
from domain.errors import Refused, invalid
from domain.imports.dates import DayCache
from domain.imports.layout import Layout
from domain.imports.ledger import SLOTS, Ledger, key_of
from domain.imports.model import SHOWN_ERRORS, ImportOptions, ImportVocabulary, RowError
from domain.imports.numbers import NumberParser, Rejected, number_parser
from domain.imports.records import Record, Records
from domain.imports.survey import Conventions
from domain.imports.words import normalised, shown
from domain.metrics.model import MONEY

_PROGRESS_EVERY = 5_000
_MOST_SPELLINGS = 10_000
_LONGEST_WORD = 100
_GIVE_UP_AFTER = 10_000
_BRACKETS = str.maketrans("()[]", "    ")

Progress = Callable[[int, int], None]
"""Called now and then with the rows done and the rows there are."""


class ChannelCache(dict[str, int]):
    """From a cell to the channel's part of a ledger key; each spelling is looked up once.

    Args:
        stated: For spellings that are not known; none to reject them.
        silent: For empty cells; none to reject them.
    """

    def __init__(self, vocabulary: ImportVocabulary, stated: Channel | None, silent: Channel | None) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._stated = stated
        self._silent = silent

    def __missing__(self, cell: str) -> int:
        if len(self) >= _MOST_SPELLINGS:
            self.clear()
        self[cell] = key_of(0, self._channel(cell))
        return self[cell]

    def _channel(self, cell: str) -> Channel:
        if cell.strip().casefold() in self._vocabulary.missing:
            if self._silent is None:
                raise Rejected("names no channel")
            return self._silent
        channel = channel_named(cell, self._vocabulary) or self._stated
        if channel is None:
            raise Rejected(f"is not a known channel; the channels are {', '.join(Channel)}")
        return channel


def channel_named(text: str, vocabulary: ImportVocabulary) -> Channel | None:
    """Return the channel that a text names: a known spelling, or words that begin with one ("Facebook Feed")."""
    words = normalised(text[:_LONGEST_WORD].translate(_BRACKETS)).split(" ")
    for count in range(len(words), 0, -1):
        spelling = " ".join(words[:count])
        # One letter followed by other words ("X large") names nothing.
        if len(spelling) > 1 or count == len(words):
            channel = vocabulary.channels.get(spelling)
            if channel is not None:
                return channel
    return None


class RowTaker:
    """Takes the rows of one file.

    Attributes:
        accepted: Rows whose values are in the ledger, rows without any value included.
        rejected: Rows with an error.
        filtered: Rows that the filters leave out.
        empty: Accepted rows that have a day and no value.
        totals: Lines that sum up the others; they count as no rows at all.
        errors: The first ``SHOWN_ERRORS`` of the rejected.
    """

    def __init__(self, layout: Layout, conventions: Conventions, options: ImportOptions, ledger: Ledger) -> None:
        self._layout = layout
        self._vocabulary = options.vocabulary
        self._currency = options.campaign_currency
        self._ledger = ledger
        self._total_rows = conventions.rows
        self.days = DayCache(conventions.order, options.today)
        silent = options.channel or options.default_channel or (layout.source.channel if layout.source else None)
        self._channels = ChannelCache(options.vocabulary, options.channel, silent)
        self._constant = key_of(0, silent) if silent is not None else 0
        self._plan = self._parsers(conventions, options)
        self.accepted = self.rejected = self.filtered = self.empty = self.totals = 0
        self.errors: list[RowError] = []

    def _parsers(self, conventions: Conventions, options: ImportOptions) -> list[tuple[int, NumberParser]]:
        count = number_parser(conventions.style, options.vocabulary, None)
        money = number_parser(conventions.style, options.vocabulary, options.campaign_currency)
        return [(at, money if metric in MONEY else count) for metric, at in self._layout.metrics]

    def take(self, records: Records, rows: Iterable[Record], progress: Progress | None) -> None:
        """Take every row; ``rows`` are read from ``records``.

        Raises:
            Refused: When hardly any row can be read.
        """
        layout, plan, days, add = self._layout, self._plan, self.days, self._ledger.add
        width, date_at, channel_at, filters = layout.width, layout.date_at, layout.channel_at, layout.filters
        checked = layout.range_end_at is not None or layout.currency_at is not None
        channels, constant = self._channels, self._constant
        for done, (number, cells) in enumerate(rows):
            if progress is not None and done % _PROGRESS_EVERY == 0:
                progress(done, self._total_rows)
            if len(cells) != width and not self._fits(number, cells, records):
                continue
            if filters and any(cells[at].strip() != value for at, value in filters):
                self._leave_out(cells)
                continue
            try:
                key = days[cells[date_at]] * SLOTS + (constant if channel_at is None else channels[cells[channel_at]])
                values = [parse(cells[at]) for at, parse in plan]
                if checked:
                    self._check_row(cells)
                if None in values and not any(value is not None for value in values):
                    self.empty += 1
                else:
                    add(key, values)
            except Rejected as error:
                self._reject(number, cells, error)
                continue
            self.accepted += 1
        if progress is not None:
            progress(self._total_rows, self._total_rows)

    def _fits(self, number: int, cells: list[str], records: Records) -> bool:
        """Return whether a record of odd length is a row all the same; note why when it is not."""
        width = self._layout.width
        if not any(cell.strip() for cell in cells):
            return False
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return True
        if self._is_total(cells):
            self.totals += 1
            return False
        if self._worth_noting():
            reason = f"has {len(cells)} cells where the header has {width}"
            if records.broken(number):
                reason = "opens a quote that is never closed"
            self.errors.append(RowError(number, None, shown(" | ".join(cells[:20])), reason))
        return False

    def _is_total(self, cells: list[str]) -> bool:
        first = next((cell for cell in cells if cell.strip()), "")
        return normalised(first[:_LONGEST_WORD]).startswith(self._vocabulary.totals)

    def _leave_out(self, cells: list[str]) -> None:
        if any(cell.strip() for cell in cells):
            self.filtered += 1

    def _check_row(self, cells: list[str]) -> None:
        layout = self._layout
        if layout.currency_at is not None and layout.has_money:
            code = cells[layout.currency_at].strip().upper()
            if code and code != self._currency:
                reason = f"is not the campaign's currency, {self._currency}; amounts are not converted"
                raise Rejected(reason, layout.currency_at)
        if layout.range_end_at is not None:
            end = cells[layout.range_end_at]
            if end.strip() and self.days[end] != self.days[cells[layout.date_at]]:
                raise Rejected("ends a period of several days; export the figures by day", layout.range_end_at)

    def _reject(self, number: int, cells: list[str], error: Rejected) -> None:
        if not any(cell.strip() for cell in cells):
            return
        if self._is_total(cells):
            self.totals += 1
            return
        if self._worth_noting():
            at = self._guilty(cells) if error.at is None else error.at
            self.errors.append(RowError(number, self._layout.names[at], shown(cells[at]), str(error)))

    def _guilty(self, cells: list[str]) -> int:
        """Find the cell that a row was rejected for, by checking each again: the good path keeps no track of it."""
        layout = self._layout
        checks: list[tuple[int, Callable[[str], object]]] = [(layout.date_at, self.days.__getitem__)]
        if layout.channel_at is not None:
            checks.append((layout.channel_at, self._channels.__getitem__))
        checks += self._plan
        if layout.range_end_at is not None:
            checks.append((layout.range_end_at, self.days.__getitem__))
        for at, check in checks:
            try:
                check(cells[at])
            except Rejected:
                return at
        # No cell is wrong by itself: the row is a second one for its day.
        return layout.date_at

    def _worth_noting(self) -> bool:
        """Count a rejected row, and return whether its error is among those that are shown.

        Raises:
            Refused: When hardly any row can be read; then the file is garbage, or its columns are mapped wrongly.
        """
        self.rejected += 1
        if self.rejected >= _GIVE_UP_AFTER and self.accepted * 9 < self.rejected:
            first = self.errors[0]
            about = f" {first.column}: {first.value}" if first.column else ""
            message = f"More than 9 in 10 rows cannot be read, {self.rejected:,} so far."
            hint = f"Check the columns. Row {first.row}{about} {first.reason}."
            raise Refused(invalid(message, "content", hint=hint))
        return self.rejected <= SHOWN_ERRORS
