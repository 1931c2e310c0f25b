"""Reads files of sends, audience weeks and content days."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from domain.audiences.importing.cells import BadCell, Cells
from domain.audiences.model import (
    AudienceHistory,
    AudienceKind,
    AudienceWeek,
    ContentDay,
    ContentFormat,
    ContentKind,
    ContentPiece,
    EmailSend,
    ListHealth,
)
from domain.campaigns.model import Channel
from domain.errors import ErrorCode, Fault, Refused, invalid
from domain.imports.document import inspect
from domain.imports.json_document import read_json
from domain.imports.model import SHOWN_ERRORS, ImportFormat, RowError
from domain.imports.records import CsvRecords
from domain.imports.survey import DELIMITERS, rows_behind
from domain.imports.words import listed, shown

MOST_ROWS = 50_000

COLUMNS: Mapping[AudienceKind, tuple[str, ...]] = {
    AudienceKind.EMAIL: ("at", "segment", "subject", "delivered", "opened", "clicked", "converted"),
    AudienceKind.AUDIENCE: ("segment", "cohort", "week", "members", "reached", "exposures", "engaged", "churned"),
    AudienceKind.CONTENT: (
        "content",
        "title",
        "kind",
        "topic",
        "length",
        "format",
        "channel",
        "published",
        "day",
        "impressions",
        "engagements",
        "conversions",
    ),
}
"""Columns that a file must have, in any order. E-mail may also have preview, list_size, bounce_share and
inactive_share; other columns are not read."""

Numbered = tuple[int, Mapping[str, str] | None]
"""Number of a row as in ``RowError``, and its cells by name; none where it opens a quote that is never closed."""


@dataclass(slots=True)
class Reading:
    """What a file says.

    Attributes:
        history: Of a key that occurs several times the last row counts.
        errors: The first ``SHOWN_ERRORS`` rows that were left out.
        read: Rows with something in them.
        rejected: How many were left out.
    """

    history: AudienceHistory = field(default_factory=AudienceHistory)
    errors: list[RowError] = field(default_factory=list)
    read: int = 0
    rejected: int = 0


@dataclass(slots=True)
class _Rows:
    sends: dict[UUID, EmailSend] = field(default_factory=dict)
    weeks: dict[tuple[str, date, date], AudienceWeek] = field(default_factory=dict)
    pieces: dict[str, ContentPiece] = field(default_factory=dict)
    days: dict[tuple[str, date], ContentDay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose file it is.

    Attributes:
        campaign_id: The campaign that all sends in it belong to, if any.
        now: The present; nothing in it can be of a later day.
    """

    workspace_id: UUID
    campaign_id: UUID | None
    now: datetime


def read_observations(kind: AudienceKind, form: ImportFormat, content: str, origin: Origin) -> Reading:
    """Read a file; a row that cannot be read is left out and reported.

    Raises:
        Refused: The file as a whole cannot be read, lacks columns, or has too many rows.
    """
    columns, rows = _json(content) if form is ImportFormat.JSON else _csv(content)
    missing = [name for name in COLUMNS[kind] if name not in columns]
    if missing:
        hint = f"A file of this kind has the columns {', '.join(COLUMNS[kind])}."
        raise Refused(invalid(f"The file lacks {listed(missing)}.", "content", hint=hint))
    take = {AudienceKind.EMAIL: _send, AudienceKind.AUDIENCE: _week, AudienceKind.CONTENT: _day}[kind]
    return _read(rows, take, origin)


def _read(rows: Iterator[Numbered], take: "Callable[[Cells, Origin, _Rows], None]", origin: Origin) -> Reading:
    reading, found = Reading(), _Rows()
    for number, values in rows:
        if values is not None and not any(values.values()):
            continue
        reading.read += 1
        if reading.read > MOST_ROWS:
            message = f"The file has more than {MOST_ROWS:,} rows."
            raise Refused(Fault(ErrorCode.TOO_LARGE, message, ("content",), "Send it in several parts."))
        try:
            take(_cells(values, origin), origin, found)
        except BadCell as bad:
            reading.rejected += 1
            if len(reading.errors) < SHOWN_ERRORS:
                value = None if bad.value is None else shown(bad.value)
                reading.errors.append(RowError(number, bad.column, value, bad.reason))
    reading.history = AudienceHistory(
        list(found.sends.values()), list(found.weeks.values()), list(found.pieces.values()), list(found.days.values())
    )
    return reading


def _cells(values: Mapping[str, str] | None, origin: Origin) -> Cells:
    if values is None:
        raise BadCell(None, None, "opens a quote that is never closed")
    return Cells(values, origin.now.date())


def _send(cells: Cells, origin: Origin, found: _Rows) -> None:
    at, segment, subject = cells.moment("at"), cells.text("segment"), cells.text("subject")
    cells.ordered("delivered", "opened", "clicked", "converted")
    delivered = cells.count("delivered")
    identity = uuid5(origin.workspace_id, f"import/{segment}/{at.isoformat()}/{subject}")
    health = ListHealth(cells.count("list_size", delivered), cells.share("bounce_share"), cells.share("inactive_share"))
    counts = (cells.count("opened"), cells.count("clicked"), cells.count("converted"))
    found.sends[identity] = EmailSend(
        identity, at, segment, subject, health, delivered, *counts, origin.campaign_id, cells.optional("preview")
    )


def _week(cells: Cells, origin: Origin, found: _Rows) -> None:
    del origin
    segment, cohort, week = cells.text("segment"), cells.day("cohort"), cells.day("week")
    if week.weekday():
        raise BadCell("week", str(week), "must be a Monday")
    if cohort > week:
        raise BadCell("cohort", str(cohort), "must not be after the week")
    cells.ordered("members", "reached", "engaged")
    cells.ordered("exposures", "reached")
    cells.ordered("members", "churned")
    counts = [cells.count(name) for name in ("members", "reached", "exposures", "engaged", "churned")]
    found.weeks[segment, cohort, week] = AudienceWeek(segment, cohort, week, *counts)


def _day(cells: Cells, origin: Origin, found: _Rows) -> None:
    del origin
    day, published = cells.day("day"), cells.day("published")
    if published > day:
        raise BadCell("published", str(published), "must not be after the day")
    cells.ordered("impressions", "engagements")
    cells.ordered("impressions", "conversions")
    length = cells.count("length")
    if not length:
        raise BadCell("length", "0", "must be at least 1")
    piece = ContentPiece(
        cells.text("content"),
        cells.text("title"),
        cells.one_of("kind", ContentKind),
        cells.text("topic"),
        length,
        cells.one_of("format", ContentFormat),
        cells.one_of("channel", Channel),
        published,
    )
    counts = [cells.count(name) for name in ("impressions", "engagements", "conversions")]
    found.pieces[piece.key] = piece
    found.days[piece.key, day] = ContentDay(piece.key, day, *counts)


def _json(content: str) -> tuple[tuple[str, ...], Iterator[Numbered]]:
    names, records = read_json(content)
    plain = tuple(name.strip().lower() for name in names)
    return plain, ((number, _named(plain, cells)) for number, cells in records)


def _csv(content: str) -> tuple[tuple[str, ...], Iterator[Numbered]]:
    document = inspect(content)
    first = document.head.splitlines()[0]
    delimiter = max(DELIMITERS, key=first.count)
    header, names = next(iter(CsvRecords(document, delimiter)))
    plain = tuple(name.strip().lower() for name in names)
    records = CsvRecords(document, delimiter, len(names))
    return plain, (
        (number, None if records.broken(number) else _named(plain, cells))
        for number, cells in rows_behind(records, header)
    )


def _named(names: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    return dict(zip(names, (cell.strip() for cell in cells), strict=False))
