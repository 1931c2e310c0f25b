"""Importing a file from the command line."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from domain.campaigns.model import Channel
from domain.imports.model import ColumnMapping, DuplicatePolicy, ImportFormat, ImportReport, RowFilter
from domain.imports.service import ImportRequest
from pulsecast.cli.session import campaign_named, command, complaints, console, runtime_of_process


@command
async def import_file(
    file: Annotated[
        Path, typer.Argument(help="The file: CSV, or JSON when its name ends so.", exists=True, dir_okay=False)
    ],
    campaign: Annotated[str, typer.Option(help="Id or exact name of the campaign.")],
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="COLUMN=FIELD, such as ds=date; may be repeated.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--filter", help="COLUMN=VALUE: keep only these rows; may be repeated.")
    ] = None,
    duplicates: Annotated[
        DuplicatePolicy, typer.Option(help="Several rows for one day and channel.")
    ] = DuplicatePolicy.LAST,
    channel: Annotated[Channel | None, typer.Option(help="Channel of rows that do not tell theirs.")] = None,
    currency: Annotated[str | None, typer.Option(help="Currency of the amounts, such as EUR.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report, store nothing.")] = False,
) -> None:
    """Import daily metrics into a campaign and report on every row.

    Example: pulsecast import slots.csv --campaign "Spring" --map ds=date --filter unique_id=A1 --duplicates SUM
    """
    columns = tuple(ColumnMapping(*_pair(one)) for one in mapping or ())
    filters = tuple(RowFilter(*_pair(one)) for one in only or ())
    async with runtime_of_process() as (runtime, owner):
        target = await campaign_named(runtime, owner, campaign)
        request = ImportRequest(
            target.id,
            ImportFormat.JSON if file.suffix.lower() == ".json" else ImportFormat.CSV,
            columns or None,
            filters,
            duplicates,
            channel,
            currency,
            dry_run,
        )
        bar = Progress(
            TextColumn("Reading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("rows"),
            TimeElapsedColumn(),
            transient=True,
        )
        with bar, file.open("rb") as source:
            task = bar.add_task("rows", total=None)
            report = await runtime.product.services.imports.run(
                owner, request, source, lambda done, rows: bar.update(task, completed=done, total=rows)
            )
    _show(report, dry_run=dry_run)
    if report.rows_accepted == 0:
        raise typer.Exit(1)


def _pair(text: str) -> tuple[str, str]:
    left, separator, right = text.partition("=")
    if not separator or not left or not right:
        complaints.print(f"{text!r} has not the form COLUMN=VALUE.", markup=False)
        raise typer.Exit(2)
    return left, right


def _rows(report: ImportReport) -> str:
    return (
        f"Rows: {report.rows_read:,} read, {report.rows_accepted:,} accepted, {report.rows_rejected:,} rejected, "
        f"{report.rows_filtered:,} filtered out"
    )


def _show(report: ImportReport, *, dry_run: bool) -> None:
    done = "would be stored" if dry_run else "stored"
    lines = [
        f"{report.dialect}, {report.encoding}" + (f", an export of {report.source}" if report.source else ""),
        "Columns: " + ", ".join(f"{one.column} as {one.field}" for one in report.columns),
        _rows(report),
        f"{report.points:,} values {done}"
        + (f", {report.first_day} to {report.last_day}, on {', '.join(report.channels)}" if report.points else ""),
        *report.warnings,
    ]
    for line in lines:
        console.print(line, highlight=False, markup=False)
    if report.row_errors:
        table = Table("row", "column", "value", "reason")
        for error in report.row_errors:
            table.add_row(str(error.row), error.column or "", error.value or "", error.reason)
        console.print(table)
