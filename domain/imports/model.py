"""What to read from a file, what was read, and why a row was not."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.campaigns.model import Channel
from domain.metrics.model import MetricType

FIRST_DAY = date(2000, 1, 1)
"""Earlier days are rejected as slips of the pen."""

LARGEST_VALUE = 1e15
"""Larger values are rejected; beyond 2^53 a float no longer counts exactly."""

SHOWN_ERRORS = 100
"""Row errors that a report carries; the others are only counted."""


class ImportField(StrEnum):
    """What a column of a file can hold."""

    DATE = "date"
    CHANNEL = "channel"
    IMPRESSIONS = "impressions"
    REACH = "reach"
    CLICKS = "clicks"
    CONVERSIONS = "conversions"
    ENGAGEMENT = "engagement"
    SPEND = "spend"
    REVENUE = "revenue"

    @property
    def metric(self) -> MetricType | None:
        """The metric that is stored from it; none for the date and the channel."""
        return MetricType.__members__.get(self.name)


class ImportFormat(StrEnum):
    """How the file is written."""

    CSV = "CSV"
    JSON = "JSON"


class DuplicatePolicy(StrEnum):
    """What becomes of several rows for one day and channel."""

    SUM = "SUM"
    """They are parts of the day, such as hours or ads, and are added up."""
    LAST = "LAST"
    """Each metric takes the last row that has a value for it."""
    REJECT = "REJECT"
    """The first is taken, every later one is rejected."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A column of the file and what it holds; the name is compared without case."""

    column: str
    field: str


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Keep only rows whose column has this value. The name is compared without case, the value exactly."""

    column: str
    equals: str


@dataclass(frozen=True, slots=True)
class ExportSource:
    """A tool whose exports are recognised.

    Attributes:
        name: For a reader, such as ``"Google Ads"``.
        signature: Normalised column names, all of which its exports have.
        channel: Where its figures come from; none when it reports several.
    """

    name: str
    signature: frozenset[str]
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class ImportVocabulary:
    """The words that files use. All of them normalised by ``domain.imports.words.normalised``.

    Attributes:
        columns: Names of each field's column, the preferred ones first.
        channels: Spellings of channels.
        range_end: Names of a column that holds the last day of the period a row covers.
        currency_columns: Names of a column that holds the currency of a row.
        currencies: ISO 4217 codes, upper case.
        marks: Currency signs as written in cells, and the currencies that each may stand for.
        missing: Cells that mean "no value".
        totals: Beginnings of the first word of a line that sums up the others.
        sources: Tools whose exports are recognised, the most telling first.
    """

    columns: dict[ImportField, tuple[str, ...]]
    channels: dict[str, Channel]
    range_end: frozenset[str]
    currency_columns: frozenset[str]
    currencies: frozenset[str]
    marks: dict[str, frozenset[str]]
    missing: frozenset[str]
    totals: tuple[str, ...]
    sources: tuple[ExportSource, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read a file.

    Attributes:
        vocabulary: The words that files use.
        today: Today for the workspace; a row may be at most one day later (time zones).
        campaign_currency: Currency that amounts are stored in; nothing is converted.
        mapping: Columns that are told rather than detected. Detection goes on for fields that it does not name.
        ignored: Columns that are passed over, whatever their names say; they are compared without case.
        filters: Rows to keep; all must hold.
        duplicates: What becomes of several rows for one day and channel.
        channel: Channel of rows that do not tell theirs, or spell it in an unknown way.
        default_channel: Channel of rows that do not tell theirs, such as the only one of the campaign.
        currency: What the sender says the amounts are in.
        campaign_channels: Others in the file are pointed out; empty to accept all silently.
    """

    vocabulary: ImportVocabulary
    today: date
    campaign_currency: str
    mapping: tuple[ColumnMapping, ...] | None = None
    ignored: tuple[str, ...] = ()
    filters: tuple[RowFilter, ...] = ()
    duplicates: DuplicatePolicy = DuplicatePolicy.LAST
    channel: Channel | None = None
    default_channel: Channel | None = None
    currency: str | None = None
    campaign_channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was left out.

    Attributes:
        row: Number that a spreadsheet shows beside it: the file's first line is 1, a cell with line breaks in it does
            not add to the count. In JSON the position in the list, from 1.
        column: Name of the column as the file spells it; none when it concerns the whole row.
        value: The cell, shortened to 100 characters.
        reason: What is wrong with it.
    """

    row: int
    column: str | None
    value: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file.

    Attributes:
        rows_read: Rows with something in them, header, preamble and totals aside; accepted, rejected and filtered ones
            add up to it.
        points: Values to store, after duplicates were settled.
        row_errors: The first ``SHOWN_ERRORS``, in the order of the file.
        columns: The columns that were used, and for what.
        ignored_columns: The columns that were not.
        dialect: How the file is written, for a reader.
        currency: Of the amounts; none when the file has none.
        source: The tool that the file was recognised as an export of.
        warnings: What a reader should know although nothing was rejected for it.
    """

    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_filtered: int
    points: int
    row_errors: tuple[RowError, ...]
    columns: tuple[ColumnMapping, ...]
    ignored_columns: tuple[str, ...]
    dialect: str
    encoding: str
    currency: str | None
    source: str | None
    first_day: date | None
    last_day: date | None
    channels: tuple[Channel, ...]
    warnings: tuple[str, ...] = field(default=())
