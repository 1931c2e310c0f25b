"""What clients say about a file, and what they are told about it."""

from datetime import date
from typing import Self

import strawberry

from domain.imports.model import ColumnMapping, DuplicatePolicy, ImportFormat, ImportReport, RowError, RowFilter
from graph.campaigns.enums import Channel
from graph.enums import described
from graph.errors.user_error import UserError
from graph.limits.limits import sized

described(
    ImportFormat,
    "How a file is written.",
    CSV="Text with separators; delimiter, encoding, header, dates and numbers are detected.",
    JSON="A list of objects, or an object with such a list under `rows`.",
)
described(
    DuplicatePolicy,
    "What becomes of several rows for one day and channel.",
    SUM="They are parts of the day, such as hours or ads, and are added up.",
    LAST="The last one counts.",
    REJECT="The first one counts; every later one is rejected.",
)


@strawberry.input(description="What a column of the file holds.")
class ColumnMappingInput:
    """A mapping."""

    column: str = strawberry.field(description="Name of the column in the file, regardless of case.")
    field: str = strawberry.field(
        description="One of date, channel, impressions, reach, clicks, conversions, engagement, spend, revenue."
    )

    def to_domain(self) -> ColumnMapping:
        """Translate to the domain."""
        return ColumnMapping(self.column, self.field)


@strawberry.input(description="Keep only rows whose column has this value.")
class RowFilterInput:
    """A filter."""

    column: str = strawberry.field(description="Name of the column in the file, regardless of case.")
    equals: str = strawberry.field(description="The value, exactly.")

    def to_domain(self) -> RowFilter:
        """Translate to the domain."""
        return RowFilter(self.column, self.equals)


@strawberry.type(name="ImportRowError", description="A row that was left out.")
class RowErrorType:
    """One row."""

    row: int = strawberry.field(description="Number that a spreadsheet shows beside it; the first line is 1.")
    column: str | None = strawberry.field(description="Column as the file spells it; null for the whole row.")
    value: str | None = strawberry.field(description="The cell, shortened to 100 characters.")
    reason: str = strawberry.field(description="What is wrong with it.")

    @classmethod
    def of(cls, error: RowError) -> Self:
        """Translate an error of the domain."""
        return cls(row=error.row, column=error.column, value=error.value, reason=error.reason)


@strawberry.type(name="ImportColumn", description="A column that was used.")
class ImportColumnType:
    """One column."""

    column: str = strawberry.field(description="Its name in the file.")
    field: str = strawberry.field(description="What it was taken for.")


@strawberry.type(description="What became of a file, or why it was not read.")
class ImportMetricsPayload:
    """Payload."""

    rows_read: int = strawberry.field(default=0, description="Rows with something in them.")
    rows_accepted: int = strawberry.field(default=0, description="Rows that were taken.")
    rows_rejected: int = strawberry.field(default=0, description="Rows that were left out for an error.")
    rows_filtered: int = strawberry.field(default=0, description="Rows that the filters left out.")
    points: int = strawberry.field(default=0, description="Values stored, after duplicates were settled.")
    row_errors: list[RowErrorType] = strawberry.field(
        default_factory=list, description="The first 100 rejected rows, in the order of the file.", metadata=sized(100)
    )
    columns: list[ImportColumnType] = strawberry.field(
        default_factory=list, description="Columns that were used; at most 9."
    )
    ignored_columns: list[str] = strawberry.field(
        default_factory=list, description="Columns that were not used; the first 100."
    )
    dialect: str | None = strawberry.field(default=None, description="How the file is written.")
    encoding: str | None = strawberry.field(default=None, description="Its text encoding.")
    source: str | None = strawberry.field(default=None, description="The tool it was recognised as an export of.")
    currency: str | None = strawberry.field(default=None, description="Currency of its amounts.")
    first_day: date | None = strawberry.field(default=None, description="First day with a value.")
    last_day: date | None = strawberry.field(default=None, description="Last day with a value.")
    channels: list[Channel] = strawberry.field(default_factory=list, description="Channels with values; at most 14.")
    warnings: list[str] = strawberry.field(
        default_factory=list, description="What to know although nothing was rejected for it; at most 100."
    )
    errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why the file as a whole was not read; empty on success."
    )

    @classmethod
    def of(cls, report: ImportReport) -> Self:
        """Translate a report of the domain."""
        return cls(
            rows_read=report.rows_read,
            rows_accepted=report.rows_accepted,
            rows_rejected=report.rows_rejected,
            rows_filtered=report.rows_filtered,
            points=report.points,
            row_errors=[RowErrorType.of(error) for error in report.row_errors],
            columns=[ImportColumnType(column=one.column, field=one.field) for one in report.columns],
            ignored_columns=list(report.ignored_columns[:100]),
            dialect=report.dialect,
            encoding=report.encoding,
            source=report.source,
            currency=report.currency,
            first_day=report.first_day,
            last_day=report.last_day,
            channels=list(report.channels),
            warnings=list(report.warnings[:100]),
        )
