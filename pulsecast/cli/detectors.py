"""``pulsecast evaluate detectors``: how right detectors are where the truth is known."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from domain.marketplace.moments import HOUR
from pulsecast.cli.seeds import seeds_of
from pulsecast.cli.session import complaints, console

if TYPE_CHECKING:
    from domain.marketplace.correlation.score import Confusion
    from pulsecast.cli.trials import Outcome

START = datetime(2026, 3, 2, tzinfo=UTC)
LEAST_PRECISION, LEAST_RECALL, MOST_FALSE = 0.8, 0.7, 1.0


def detectors(
    seeds: Annotated[str, typer.Option(help="Seeds, such as 1-5 or 1,4,9.")] = "1-5",
    days: Annotated[int, typer.Option(min=4, max=60, help="Days of usual operations, and after an activation.")] = 10,
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day, UTC.")] = START,
    a_day: Annotated[float, typer.Option(min=0.05, max=20, help="Incidents a day that the detector may bear.")] = 1.0,
    signatures: Annotated[bool, typer.Option(help="Let the detector know how the scenarios look from outside.")] = True,
    processes: Annotated[int, typer.Option(min=1, help="Seeds that are tried at once.")] = 2,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Score what is made of external events and scenarios against the simulated marketplace's known truth.

    Of the external events of 30 days, which are confirmed to have moved a stream, and which really did: a confusion
    matrix with the red herrings. Of each scenario, whether it is noticed before it has settled, and when; an alarm that
    the same time without the scenario has, too, does not count. Of usual operations, how many incidents a day there
    are, and how many of them are false: no external event with an effect was moving their streams.

    Ends with status 1 when, over all seeds, precision is below 0.8, recall below 0.7, false incidents above one a day,
    or a scenario was never noticed.

    Example: pulsecast evaluate detectors --seeds 1-5 --days 10
    """
    from pulsecast.cli.trials import Trial, try_all

    begin = int(start.replace(tzinfo=UTC).timestamp()) * 1_000_000
    trials = [Trial(seed, begin, days, a_day, signatures) for seed in seeds_of(seeds)]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=complaints, transient=True) as progress:
        task = progress.add_task("seeds", total=len(trials))
        found = []
        for outcome in try_all(trials, processes):
            found.append(outcome)
            progress.advance(task)
    outcomes = sorted(found, key=lambda one: one.seed)
    _show(outcomes)
    if json is not None:
        json.write_bytes(orjson.dumps([_document(one) for one in outcomes], option=orjson.OPT_INDENT_2))
    missed = _missed_targets(outcomes)
    for line in missed:
        complaints.print(line, style="red", markup=False, highlight=False)
    if missed:
        raise typer.Exit(1)


def _show(outcomes: Sequence["Outcome"]) -> None:
    console.print(_events(outcomes))
    console.print(_scenarios(outcomes))
    console.print(_incidents(outcomes))


def _events(outcomes: Sequence["Outcome"]) -> Table:
    table = Table(title="External events of 30 days", title_justify="left", title_style="bold")
    table.add_column("seed")
    for name in ("causal, confirmed", "causal, missed", "red herring, confirmed", "red herring, rejected"):
        table.add_column(name, justify="right")
    table.add_column("precision", justify="right")
    table.add_column("recall", justify="right")
    for name, one in [*((str(one.seed), one.events) for one in outcomes), ("all", _pooled(outcomes))]:
        counts = (one.confirmed, one.missed, one.deceived, one.rejected)
        table.add_row(name, *map(str, counts), f"{one.precision:.3f}", f"{one.recall:.3f}")
    return table


def _scenarios(outcomes: Sequence["Outcome"]) -> Table:
    table = Table(title="Scenarios, first noticed after so many hours", title_justify="left", title_style="bold")
    table.add_column("scenario", no_wrap=True)
    for one in outcomes:
        table.add_column(f"seed {one.seed}", justify="right")
    table.add_column("noticed", justify="right")
    table.add_column("median", justify="right")
    for place, first in enumerate(outcomes[0].detections):
        delays = [one.detections[place].delay for one in outcomes]
        seen = [delay / HOUR for delay in delays if delay is not None]
        hours = ["-" if delay is None else f"{delay / HOUR:g}" for delay in delays]
        middle = f"{median(seen):g} h" if seen else "-"
        table.add_row(first.scenario, *hours, f"{len(seen)} of {len(delays)}", middle)
    return table


def _incidents(outcomes: Sequence["Outcome"]) -> Table:
    table = Table(title="Usual operations, incidents a day", title_justify="left", title_style="bold")
    table.add_column("seed")
    table.add_column("all", justify="right")
    table.add_column("false", justify="right")
    for one in outcomes:
        table.add_row(str(one.seed), f"{one.incidents / one.days:.2f}", f"{one.false / one.days:.2f}")
    days = sum(one.days for one in outcomes)
    table.add_row("all", f"{sum(one.incidents for one in outcomes) / days:.2f}", f"{_false_a_day(outcomes):.2f}")
    return table


def _pooled(outcomes: Sequence["Outcome"]) -> "Confusion":
    total = outcomes[0].events
    for one in outcomes[1:]:
        total += one.events
    return total


def _false_a_day(outcomes: Sequence["Outcome"]) -> float:
    return sum(one.false for one in outcomes) / sum(one.days for one in outcomes)


def _missed_targets(outcomes: Sequence["Outcome"]) -> list[str]:
    events, false = _pooled(outcomes), _false_a_day(outcomes)
    lines = []
    if events.precision < LEAST_PRECISION:
        lines.append(f"Precision is {events.precision:.3f}, below {LEAST_PRECISION}.")
    if events.recall < LEAST_RECALL:
        lines.append(f"Recall is {events.recall:.3f}, below {LEAST_RECALL}.")
    if false > MOST_FALSE:
        lines.append(f"There are {false:.2f} false incidents a day, more than {MOST_FALSE:g}.")
    for place, first in enumerate(outcomes[0].detections):
        if all(one.detections[place].delay is None for one in outcomes):
            lines.append(f"{first.scenario} was never noticed.")
    return lines


def _document(one: "Outcome") -> dict[str, object]:
    return {
        "seed": one.seed,
        "events": {
            "confirmed": one.events.confirmed,
            "missed": one.events.missed,
            "deceived": one.events.deceived,
            "rejected": one.events.rejected,
            "precision": one.events.precision,
            "recall": one.events.recall,
        },
        "incidentsPerDay": one.incidents / one.days,
        "falseIncidentsPerDay": one.false / one.days,
        "scenarios": [
            {
                "id": found.scenario,
                "hours": None if found.delay is None else found.delay / HOUR,
                "subject": found.subject,
            }
            for found in one.detections
        ],
    }
