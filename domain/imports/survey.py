"""What has to be known of a whole file before its first row can be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from domain.errors import Fault, Refused, invalid
from domain.imports.dates import DayOrder, depends_on_order, parse_day, settle_order
from domain.imports.document import Document
from domain.imports.layout import Layout, known_columns, lay_out
from domain.imports.model import ImportOptions
from domain.imports.numbers import NumberStyle, evidence
from domain.imports.records import CsvRecords, Record, Records
from domain.imports.words import listed, shown

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

_PREAMBLE = 50
_TRIAL_ROWS = 1_000
_ENOUGH_PROOF = 200
_MOST_DATES = 20_000


@dataclass(frozen=True, slots=True)
class Conventions:
    """How a file writes dates and numbers.

    Attributes:
        rows: Records behind the header.
        warnings: What could not be told for sure.
    """

    order: DayOrder
    style: NumberStyle
    rows: int
    warnings: tuple[str, ...]


def find_header(document: Document, options: ImportOptions) -> tuple[str, Layout]:
    """Find the delimiter and the record that names the columns, which titles and notes may precede.

    Raises:
        Refused: When no record looks like a header, or a header lacks what is needed.
    """
    best: tuple[int, int, str, Record] | None = None
    first: Record | None = None
    for delimiter in DELIMITERS:
        for number, cells in islice(CsvRecords(_head_of(document), delimiter), _PREAMBLE):
            filled = sum(1 for cell in cells if cell.strip())
            first = first or ((number, cells) if filled else None)
            rank = (known_columns(cells, options), filled)
            if filled and (best is None or rank > best[:2]):
                best = (*rank, delimiter, (number, cells))
    if best is None or first is None or (best[0] == 0 and not options.mapping):
        message = "No line of the file names its columns."
        message += f" It begins with: {listed(first[1])}." if first else ""
        hint = "The first line names the columns, such as: date,channel,impressions,clicks,spend,conversions,revenue."
        raise Refused(invalid(message, "content", hint=hint))
    _, _, delimiter, (number, cells) = best
    return delimiter, lay_out(number, cells, options)


def _head_of(document: Document) -> Document:
    """The beginning of a file, cut after its last whole line."""
    head = document.head
    cut = max(head.rfind("\n"), head.rfind("\r")) + 1
    return Document(head[:cut] if cut else head, document.encoding, "", head)


def rows_behind(records: Records, header_row: int) -> Iterator[Record]:
    """Yield the records behind the header."""
    for record in records:
        if record[0] > header_row:
            yield record


def survey(records: Records, layout: Layout, options: ImportOptions, delimiter: str) -> Conventions:
    """Read a file once to learn its conventions.

    Raises:
        Refused: When it has no rows, or fewer than 1 in 10 of the first 1,000 have a date.
    """
    dates: set[str] = set()
    proof = dict.fromkeys(NumberStyle, 0)
    unsure = dict.fromkeys(NumberStyle, 0)
    positions, date_at, width = [at for _, at in layout.metrics], layout.date_at, layout.width
    rows, dated, proven = 0, 0, False
    for _, cells in rows_behind(records, layout.header_row):
        if not cells:
            continue
        rows += 1
        day = cells[date_at] if len(cells) > date_at else ""
        if day[4:5] != "-" and len(dates) < _MOST_DATES and day not in dates and depends_on_order(day):
            dates.add(day)
        if rows <= _TRIAL_ROWS:
            dated += any(parse_day(day, order) for order in DayOrder)
        elif dated * 10 < _TRIAL_ROWS:
            raise Refused(_no_dates(layout, dated))
        if not proven and len(cells) >= width:
            _weigh([cells[at] for at in positions], proof, unsure)
            proven = max(proof.values()) >= _ENOUGH_PROOF and min(proof.values()) == 0
    if not rows:
        message = "The file has a header and no rows."
        raise Refused(invalid(message, "content", hint="Export a range of days that has data."))
    style, style_warnings = _settle_style(proof, unsure, delimiter)
    order, either = settle_order(dates, options.today, _order_hint(style, options))
    return Conventions(order, style, rows, (*style_warnings, *_order_warnings(order, either=either)))


def _no_dates(layout: Layout, dated: int) -> Fault:
    name = layout.names[layout.date_at]
    message = f"Only {dated} of the first {_TRIAL_ROWS:,} rows have a date in the column {shown(name)}."
    return invalid(message, "content", hint="Map the column that holds dates, and write them as 2026-11-20.")


def _weigh(cells: list[str], proof: dict[NumberStyle, int], unsure: dict[NumberStyle, int]) -> None:
    for cell in cells:
        if cell.isdigit():
            continue
        style, either = evidence(cell)
        if style is not None:
            proof[style] += 1
        elif either:
            unsure[NumberStyle.COMMA if "," in cell else NumberStyle.POINT] += 1


def _settle_style(
    proof: dict[NumberStyle, int], unsure: dict[NumberStyle, int], delimiter: str
) -> tuple[NumberStyle, tuple[str, ...]]:
    if any(proof.values()):
        return (NumberStyle.COMMA if proof[NumberStyle.COMMA] > proof[NumberStyle.POINT] else NumberStyle.POINT), ()
    # Tools that part cells with semicolons do so because the comma parts fractions.
    style = NumberStyle.COMMA if delimiter == ";" else NumberStyle.POINT
    if not any(unsure.values()):
        return style, ()
    example, meaning = ("1,234", "1234" if style is NumberStyle.POINT else "1.234")
    if unsure[NumberStyle.POINT]:
        example, meaning = ("1.234", "1.234" if style is NumberStyle.POINT else "1234")
    return style, (f"Numbers such as {example} can be read in two ways; they were read with a {style}, as {meaning}.",)


def _order_hint(style: NumberStyle, options: ImportOptions) -> DayOrder:
    american = options.campaign_currency == "USD" and style is NumberStyle.POINT
    return DayOrder.MONTH_FIRST if american else DayOrder.DAY_FIRST


def _order_warnings(order: DayOrder, *, either: bool) -> tuple[str, ...]:
    if not either:
        return ()
    return (f"Dates can be read in two ways; they were read as {order}. Write them as 2026-11-20 to be sure.",)
