"""``pulsecast evaluate cold-start``: what is told of campaigns that have hardly begun."""

from collections.abc import Callable, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.status import Status

from pulsecast.cli.data_sets import read_sets
from pulsecast.cli.figures import Figures

if TYPE_CHECKING:
    from ml.evaluate.cold_start import ColdStart


def cold_start(
    data: Annotated[list[Path], typer.Option(help="CSV file, or directory of CSV files; may be given again.")],
    series: Annotated[int | None, typer.Option(min=1, help="At most so many identifiers of each file.")] = None,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Hide each campaign behind its first 0, 3, 7 and 13 days, and predict the next 14 from all others.

    Files have the form of those of "evaluate forecasts"; each identifier is a campaign. What comparable campaigns say
    (peer_prior) and the ensemble of a run stand beside the last resort of a run, the latest observations, and beside
    what the others did at that age. Errors are over the mean weekly difference of the whole series; all models of a
    table are judged on the same campaigns and days.

    Example: pulsecast evaluate cold-start --data campaigns/ --json cold-start.json
    """
    from ml.evaluate.cold_start import evaluate_cold_start
    from ml.evaluate.datasets import UnusableData

    console = Console()
    try:
        sets = read_sets(data, series, console)
    except UnusableData as error:
        raise typer.BadParameter(str(error), param_hint="--data") from error
    results: list[ColdStart] = []
    for one in sets:
        with console.status(one.name) as status:
            rows = evaluate_cold_start(one, _teller(status, one.name))
        for note in one.notes:
            console.print(f"{one.name}: {note}", style="dim", highlight=False)
        for group in dict.fromkeys(row.group for row in rows):
            console.print(_table(f"{one.name} · {group}", [row for row in rows if row.group == group]))
        results += rows
    if json is not None:
        json.write_bytes(orjson.dumps([row.as_dict() for row in results], option=orjson.OPT_INDENT_2))
    if not results:
        console.print("No data set has four campaigns that are long enough.", style="yellow")
        raise typer.Exit(1)


def _teller(status: Status, name: str) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        status.update(f"{name}: {done} of {total}")

    return tell


def _table(title: str, rows: Sequence["ColdStart"]) -> Figures:
    return Figures(
        title=title,
        headings=("days seen", "model", "WAPE %", "MASE", "pinball", "80 % holds", "95 % holds", "n"),
        rows=[
            (
                str(row.days),
                row.model,
                _figure(100 * row.wape, ".0f"),
                _figure(row.mase, ".2f"),
                _figure(row.pinball, ".3f"),
                f"{100 * row.coverage80:.0f} %",
                f"{100 * row.coverage95:.0f} %",
                str(row.series),
            )
            for row in rows
        ],
        words=(1,),
        styles={place: "bold green" for place, row in enumerate(rows) if row.model == "ensemble"},
    )


def _figure(value: float, form: str) -> str:
    """Write a figure; one that has no meaning, such as a scaled error of series that never move, is a dash."""
    return "–" if isnan(value) else format(value, form)
