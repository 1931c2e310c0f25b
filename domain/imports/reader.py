"""Files of daily metrics, read.

A file is read three times in small parts: to see how it is encoded, to learn how it writes dates and numbers, and to
take its rows. What is kept grows with the number of days and channels, not with the rows of the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from domain.errors import Fault, Refused, invalid
from domain.imports.document import inspect
from domain.imports.json_document import read_json
from domain.imports.layout import Layout, lay_out
from domain.imports.ledger import Ledger, Value
from domain.imports.model import DuplicatePolicy, ImportFormat, ImportOptions, ImportReport
from domain.imports.records import CsvRecords, Records
from domain.imports.rows import Progress, RowTaker
from domain.imports.survey import DELIMITERS, Conventions, find_header, rows_behind, survey
from domain.imports.tally import tally
from domain.wording import counted

BATCH = 5_000
"""Values in a batch."""


@dataclass(frozen=True, slots=True)
class MetricsReading:
    """A file that was read.

    Attributes:
        report: What became of its rows.
    """

    report: ImportReport
    _ledger: Ledger

    def batches(self) -> Iterator[list[Value]]:
        """Yield ``(channel, metric, day, value)`` in lists of at most ``BATCH``; no key occurs twice in a file."""
        values = self._ledger.values()
        while batch := list(islice(values, BATCH)):
            yield batch


def read_metrics(
    source: BinaryIO | bytes | str,
    format: ImportFormat,
    options: ImportOptions,
    progress: Progress | None = None,
) -> MetricsReading:
    """Read a file.

    Args:
        source: Text, bytes, or a seekable binary stream, which is left open.
        format: How it is written.
        options: What is known about it.
        progress: Told now and then how many rows are done.

    Raises:
        Refused: When the file as a whole cannot be read, with every reason that was found. Rows that cannot be read do
            not raise; they are in the report.
    """
    if format is ImportFormat.JSON:
        names, listed_rows = read_json(source)
        return _read(listed_rows, lay_out(0, names, options), options, ("", "JSON", "UTF-8"), progress)
    document = inspect(source)
    delimiter, layout = find_header(document, options)
    records = CsvRecords(document, delimiter, layout.width)
    dialect = (delimiter, f"CSV, {DELIMITERS[delimiter]} separated", document.encoding)
    return _read(records, layout, options, dialect, progress)


def _read(
    records: Records, layout: Layout, options: ImportOptions, dialect: tuple[str, str, str], progress: Progress | None
) -> MetricsReading:
    """Take the rows; ``dialect`` is the delimiter, its description and the encoding."""
    faults = [*_currency_faults(layout, options), *_channel_faults(layout, options)]
    if faults:
        raise Refused(*faults)
    conventions = survey(records, layout, options, dialect[0])
    ledger = Ledger(tuple(metric for metric, _ in layout.metrics), options.duplicates)
    taker = RowTaker(layout, conventions, options, ledger)
    taker.take(records, rows_behind(records, layout.header_row), progress)
    return MetricsReading(_report(taker, ledger, layout, options, conventions, dialect), ledger)


def _currency_faults(layout: Layout, options: ImportOptions) -> Iterator[Fault]:
    ours = options.campaign_currency
    hint = f"Amounts are not converted. Export the file in {ours}, or import it into a campaign in its currency."
    if options.currency is not None and options.currency.strip().upper() != ours:
        yield invalid(f"The file is in {options.currency.strip()[:10]}, the campaign in {ours}.", "currency", hint=hint)
    foreign = sorted(layout.header_currencies - {ours})
    if foreign:
        columns = f"Columns of the file are in {' and '.join(foreign)}, the campaign is in {ours}."
        yield invalid(columns, "content", hint=hint)


def _channel_faults(layout: Layout, options: ImportOptions) -> Iterator[Fault]:
    known = (options.channel, options.default_channel, layout.source and layout.source.channel, layout.channel_at)
    if all(way is None for way in known):
        hint = 'State the channel, or map a column of the file to the field "channel".'
        yield invalid("The file does not tell which channel its figures belong to.", "channel", hint=hint)


def _report(
    taker: RowTaker,
    ledger: Ledger,
    layout: Layout,
    options: ImportOptions,
    conventions: Conventions,
    dialect: tuple[str, str, str],
) -> ImportReport:
    figures = tally(ledger)
    warnings = (*conventions.warnings, *_row_warnings(taker, ledger, options), *figures.warnings(options))
    return ImportReport(
        rows_read=taker.accepted + taker.rejected + taker.filtered,
        rows_accepted=taker.accepted,
        rows_rejected=taker.rejected,
        rows_filtered=taker.filtered,
        points=figures.points,
        row_errors=tuple(taker.errors),
        columns=layout.columns,
        ignored_columns=layout.ignored,
        dialect=f"{dialect[1]}, {conventions.style}, dates as {conventions.order} where it matters",
        encoding=dialect[2],
        currency=options.campaign_currency if layout.has_money else None,
        source=layout.source.name if layout.source else None,
        first_day=figures.first_day,
        last_day=figures.last_day,
        channels=figures.channels,
        warnings=warnings,
    )


def _row_warnings(taker: RowTaker, ledger: Ledger, options: ImportOptions) -> Iterator[str]:
    if taker.totals:
        yield f"{counted(taker.totals, 'line')} with totals left out."
    if taker.empty:
        yield f"{counted(taker.empty, 'row')} with a day but no value."
    if ledger.repeated and options.duplicates is DuplicatePolicy.LAST:
        yield (
            f"{counted(ledger.repeated, 'row')} superseded by later ones of the same day and channel. "
            "If they are parts of the day, such as hours or ads, import with duplicates SUM."
        )
    if options.filters and taker.filtered and not taker.accepted + taker.rejected:
        kept = " and ".join(f"{entry.column} = {entry.equals}" for entry in options.filters)
        yield f"No row has {kept}."
