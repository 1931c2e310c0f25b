"""``pulsecast streams``: the simulated marketplace's streams, checked, followed and written to files."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from pulsecast.cli.follow import tail
from pulsecast.cli.seeds import seeds_of
from pulsecast.cli.session import complaints, console

if TYPE_CHECKING:
    from domain.acceptance.model import Check, Report

app = typer.Typer(help="Check, follow and write the streams of the simulated marketplace.", no_args_is_help=True)
app.command()(tail)

START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday in a month without a season of its own: the table's rates hold as they stand."""


@app.callback()
def streams() -> None:
    """Check, follow and write the streams of the simulated marketplace."""


@app.command()
def check(
    days: Annotated[int, typer.Option(min=2, max=90, help="Days of live events. 2 are enough for a quick check.")] = 30,
    seeds: Annotated[str, typer.Option(help="Seeds, such as 1-5 or 1,4,9.")] = "1",
    seed: Annotated[int | None, typer.Option(min=0, help="One seed, in place of --seeds.")] = None,
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day, UTC.")] = START,
    whole: Annotated[
        bool, typer.Option("--whole", help="Make every event of every day, those of streams that stand alone too.")
    ] = False,
    processes: Annotated[int, typer.Option(min=1, help="Seeds that are checked at once.")] = 2,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Hold generated events and history against the marketplace's acceptance numbers, and score them.

    Each seed runs on the real engine, event by event; nothing is stored. Streams that stand alone and have most of the
    events (API requests and page views) are made for the first two days, unless --whole is given; all others are the
    same with and without them. History and external events are those of the 30 days before the start. Over less than
    a week the ranges of shares are wider by half, since a single external event moves a stream so far.

    Ends with status 1 when a check fails for a seed.

    Example: pulsecast streams check --days 30 --seeds 1-5
    """
    from pulsecast.cli.acceptance import BULK_DAYS, Inspection, inspect_all

    begin = int(start.replace(tzinfo=UTC).timestamp()) * 1_000_000
    numbers = [seed] if seed is not None else seeds_of(seeds)
    wanted = [Inspection(number, begin, days, days if whole else min(days, BULK_DAYS)) for number in numbers]
    columns = (TextColumn("seed {task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=complaints, transient=True) as progress:
        tasks = {number: progress.add_task(str(number), total=1.0) for number in numbers}
        found = list(
            inspect_all(wanted, processes, lambda number, part: progress.update(tasks[number], completed=part))
        )
    reports = sorted(found, key=lambda report: report.seed)
    if json:
        typer.echo(orjson.dumps(_document(reports), option=orjson.OPT_INDENT_2))
    else:
        told(reports)
    if not all(report.passed for report in reports):
        raise typer.Exit(1)


@app.command()
def baseline(
    out: Annotated[Path | None, typer.Option(metavar="DIR", file_okay=False, help="Write the files here.")] = None,
    verify: Annotated[
        Path | None, typer.Option(metavar="DIR", file_okay=False, exists=True, help="Check the files that are here.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="Days of history.")] = 30,
    seed: Annotated[int, typer.Option(min=0, max=2**53 - 1, help="Of all the randomness.")] = 1,
    start: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], help="Start of the simulator, UTC: the first day after the baseline."),
    ] = START,
) -> None:
    """Write the baseline of a seed to files, or check such files.

    history.json has the twelve-hour blocks of all streams, statistics.json what they amount to, and events.json the
    external events with the truth about their effect. Each names its seed and has a SHA-256 checksum. With --verify the
    files are held against their checksums and against the baseline as it is rebuilt from their seed, byte for byte;
    what differs is named and the status is 1.

    Example: pulsecast streams baseline --out baseline --seed 7
    """
    from pulsecast.cli.baseline import BaselineOf, build, differences, write

    if (out is None) == (verify is None):
        raise typer.BadParameter("Give one of --out and --verify.", param_hint="--out")
    with console.status("Building the baseline"):
        if out is not None:
            try:
                for file, size in write(out, build(BaselineOf(seed, start.date(), days))).items():
                    console.print(f"{file}: {size:,} bytes", highlight=False, markup=False, soft_wrap=True)
            except OSError as error:
                complaints.print(f"{out} cannot be written: {error.strerror}.", markup=False, soft_wrap=True)
                raise typer.Exit(1) from None
        elif verify is not None:
            found = list(differences(verify))
            for line in found:
                complaints.print(line, markup=False, highlight=False, soft_wrap=True)
            if found:
                raise typer.Exit(1)
            console.print(f"{verify}: all files are exactly what their seed gives.", highlight=False, soft_wrap=True)


def _document(reports: Sequence["Report"]) -> dict[str, object]:
    return {
        "passed": all(report.passed for report in reports),
        "score": _mean(report.score for report in reports),
        "seeds": [
            {
                "seed": report.seed,
                "passed": report.passed,
                "score": round(report.score, 1),
                "days": report.days,
                "events": report.events,
                "checks": [_check_document(one) for one in report.checks],
            }
            for report in reports
        ],
        "warnings": list(reports[0].warnings),
    }


def _check_document(check: "Check") -> dict[str, object]:
    return {
        "name": check.name,
        "section": check.section.value,
        "title": check.title,
        "low": check.low,
        "high": check.high,
        "measured": check.measured,
        "unit": check.unit,
        "passed": check.passed,
        "score": round(check.score, 3),
        "detail": check.detail,
    }


def told(reports: Sequence["Report"]) -> None:
    """Print how seeds came out, side by side, and what failed."""
    first = reports[0]
    table = Table("check", "expected", "measured", "passed", "score")
    for place, check in enumerate(first.checks):
        row = [report.checks[place] for report in reports]
        passed = sum(one.passed for one in row)
        table.add_row(
            check.title,
            _range(check),
            _measured(row),
            f"{passed} of {len(row)}" if len(row) > 1 else ("yes" if passed else "NO"),
            f"{100 * _mean(one.score for one in row):.0f}",
            style=None if passed == len(row) else "bold red",
        )
    console.print(table)
    for report in reports:
        for check in report.checks:
            if not check.passed:
                line = f"Seed {report.seed}, {check.name}: {_figure(check.measured, check)}. {check.detail}"
                console.print(line, highlight=False, markup=False, soft_wrap=True)
    for warning in first.warnings:
        console.print(f"Warning: {warning}", style="yellow", highlight=False, markup=False, soft_wrap=True)
    events = sum(report.events for report in reports)
    seeds = ", ".join(str(report.seed) for report in reports)
    verdict = "passed" if all(report.passed for report in reports) else "FAILED"
    console.print(
        f"{verdict}: {_mean(report.score for report in reports):.1f} of 100 over {first.days} days, seeds {seeds}, "
        f"{events:,} events.",
        highlight=False,
    )


def _range(check: "Check") -> str:
    if check.low == check.high and check.low is not None:
        return f"{check.low:g}{check.unit}"
    if check.high is None:
        return f"at least {check.low:g} {check.unit}".strip()
    return f"{check.low:g} to {check.high:g} {check.unit}".strip()


def _measured(row: Sequence["Check"]) -> str:
    low, high = (
        min(row, key=lambda one: one.measured),
        max(row, key=lambda one: one.measured),
    )
    text = _figure(low.measured, low)
    return text if low.measured == high.measured else f"{text} … {_figure(high.measured, high)}"


def _figure(value: float, check: "Check") -> str:
    if isnan(value):
        return "nothing to measure"
    whole = float(value).is_integer() and not check.unit
    return f"{value:,.0f}" if whole else f"{value:.2f} {check.unit}".strip()


def _mean(values: Iterable[float]) -> float:
    all_values = list(values)
    return sum(all_values) / len(all_values)
