"""``pulsecast evaluate``: how accurate the models are, on data that anybody can check."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from pulsecast.cli.anomalies import anomalies
from pulsecast.cli.audiences import audiences
from pulsecast.cli.changepoints import changepoints
from pulsecast.cli.cold_start import cold_start
from pulsecast.cli.data_sets import read_sets
from pulsecast.cli.detectors import detectors
from pulsecast.cli.figures import Figures
from pulsecast.cli.hours import hours

if TYPE_CHECKING:
    from ml.evaluate.accuracy import Accuracy
    from ml.evaluate.datasets import DataSet
    from ml.evaluate.harness import Plan

app = typer.Typer(help="Measure how accurate the models and detectors are.", no_args_is_help=True)


app.command()(detectors)
app.command()(audiences)
app.command()(anomalies)
app.command()(changepoints)
app.command()(cold_start)
app.command()(hours)


@app.callback()
def evaluate() -> None:
    """Measure how accurate the models and detectors are."""


@app.command()
def forecasts(
    data: Annotated[list[Path], typer.Option(help="CSV file, or directory of CSV files; may be given again.")],
    horizon: Annotated[int, typer.Option(min=1, max=90, help="Days ahead.")] = 14,
    origins: Annotated[int, typer.Option(min=1, max=20, help="Tested origins, a horizon apart.")] = 2,
    series: Annotated[int | None, typer.Option(min=1, help="At most so many identifiers of each file.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="Worker processes.")] = 2,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Hold every member, the ensemble and the library's own AutoETS against the past of public series.

    Files have columns unique_id and ds, and either y or several value columns, each of which becomes a series. Rows of
    one day are summed, hours included: everything is forecast by the day, with a weekly season. Rolling
    origins: each forecast sees only what came before it, and the ensemble learns its weights and its calibration from
    forecasts that had ended by then. All models of a table are judged on the same series and days.

    Example: pulsecast evaluate forecasts --data sales.csv --data campaigns/ --horizon 28 --json accuracy.json
    """
    from ml.evaluate.datasets import UnusableData
    from ml.evaluate.harness import Plan

    console = Console()
    try:
        sets = read_sets(data, series, console)
    except UnusableData as error:
        raise typer.BadParameter(str(error), param_hint="--data") from error
    results = asyncio.run(_run(sets, Plan(horizon, origins), processes, console))
    if json is not None:
        json.write_bytes(orjson.dumps([row.as_dict() for row in results], option=orjson.OPT_INDENT_2))
    if results:
        for table in summaries(results):
            console.print(table)
    else:
        console.print("No series is long enough for this horizon and number of origins.", style="yellow")
        raise typer.Exit(1)


async def _run(sets: Sequence["DataSet"], plan: "Plan", processes: int, console: Console) -> list["Accuracy"]:
    from infra.compute.pool import ProcessCompute
    from ml.evaluate.harness import evaluate as measure
    from ml.warm import warm_members

    compute = ProcessCompute(processes)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    results: list[Accuracy] = []
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            warming = progress.add_task("starting processes", total=None)
            await compute.warm([warm_members])
            progress.remove_task(warming)
            for data in sets:
                task = progress.add_task(data.name, total=None)
                rows = await measure(data, plan, compute, _teller(progress, task))
                progress.remove_task(task)
                _print(data, plan, rows, console)
                results += rows
    finally:
        await compute.close()
    return results


def _teller(progress: Progress, task: TaskID) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)

    return tell


def _print(data: "DataSet", plan: "Plan", rows: Sequence["Accuracy"], console: Console) -> None:
    for note in data.notes:
        console.print(f"{data.name}: {note}", style="dim", highlight=False)
    for group in sorted(set(data.groups) - {row.group for row in rows}):
        console.print(f"{data.name} · {group}: no series is long enough", style="yellow", highlight=False)
    for table in tables(plan, rows):
        console.print(table)


def tables(plan: "Plan", rows: Sequence["Accuracy"]) -> Iterator[Figures]:
    """Write the figures of a data set down: a table for each value column, the most accurate model first."""
    for group in dict.fromkeys(row.group for row in rows):
        own = [row for row in rows if row.group == group]
        yield _by_model(plan, sorted(own, key=lambda row: (isnan(row.mase), row.mase)))


def _by_model(plan: "Plan", rows: Sequence["Accuracy"]) -> Figures:
    first = rows[0]
    title = f"{first.data} · {first.group}: {first.series} series, {first.windows} forecasts of {plan.horizon} days"
    headings = ("model", "MASE", "sMAPE %", "WAPE %", "pinball", "CRPS", "MSIS", "80 % holds", "95 % holds", "seconds")
    figures = [
        (
            row.model,
            _figure(row.mase, ".3f"),
            _figure(100 * row.smape, ".1f"),
            _figure(100 * row.wape, ".1f"),
            _figure(row.pinball, ".3f"),
            _figure(row.crps, ".3f"),
            _figure(row.msis, ".2f"),
            f"{100 * row.coverage80:.0f} %",
            f"{100 * row.coverage95:.0f} %",
            f"{row.seconds:.1f}",
        )
        for row in rows
    ]
    own = {place: "bold green" for place, row in enumerate(rows) if row.model == "ensemble"}
    return Figures(title, headings, figures, styles=own)


def summaries(rows: Sequence["Accuracy"]) -> tuple[Figures, Figures]:
    """Write the ensemble down over what a forecaster would otherwise use, and the geometric mean over all data sets.

    Returns:
        Ratios of the errors of medians, and how good the bands are.
    """
    from ml.evaluate.summary import RATIOS, overall, standings

    found = standings(rows)
    means = {name: _figure(value, ".3f") for name, value in overall(found).items()}
    *errors, width = RATIOS
    medians = [(one.data, *(_figure(getattr(one, name), ".3f") for name in errors)) for one in found]
    bands = [
        (
            one.data,
            _figure(getattr(one, width), ".3f"),
            f"{100 * one.coverage80:.1f} %",
            f"{100 * one.coverage95:.1f} %",
            str(one.forecasts),
        )
        for one in found
    ]
    medians.append(("geometric mean", *(means[name] for name in errors)))
    bands.append(("geometric mean", means[width], "", "", ""))
    last = {len(found): "bold"}
    others = ("data", "seasonal naive", "weekday mean", "AutoETS", "AutoTheta", "best single")
    held = ("data", "MSIS of AutoETS", "80 % holds", "95 % holds", "n")
    return (
        Figures("MASE of the ensemble over that of ...", others, medians, styles=last),
        Figures("Bands of the ensemble, MSIS over that of AutoETS", held, bands, styles=last),
    )


def _figure(value: float, form: str) -> str:
    """Write a figure; one that has no meaning here, such as a scaled error of a series that never moves, is a dash."""
    return "–" if isnan(value) else format(value, form)
