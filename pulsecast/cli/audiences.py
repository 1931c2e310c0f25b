"""``pulsecast evaluate audiences``: how right models of e-mail, audiences and content are where the truth is known."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pulsecast.cli.figures import Figures
from pulsecast.cli.seeds import seeds_of
from pulsecast.cli.session import complaints, console

if TYPE_CHECKING:
    from pulsecast.cli.audience_trials import WorldScore

TODAY = datetime(2026, 3, 2, tzinfo=UTC)
LEAST_HELD, MOST_HELD, MOST_HARMFUL = 0.74, 0.88, 0.10


def audiences(
    seeds: Annotated[str, typer.Option(help="Seeds of worlds, such as 1-3 or 1,4,9.")] = "1-3",
    today: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Day after the generated year, UTC.")] = TODAY,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Score the models of e-mail, audiences and content against generated years whose true probabilities are known.

    Each year is predicted from four rolling origins, four weeks each. The error is the distance of the predicted from
    the true probability, beside that of the naive prediction: the mean of the segment, or of a known piece of content
    itself. A band holds what was observed, chance included. The uplift that advice promises is held against the true
    one. Takes half a minute a seed.

    Ends with status 1 when, over all seeds, the naive prediction is better on a rate, an 80 % band holds less than
    74 % or more than 88 %, or more than 10 % of the advice does harm.

    Example: pulsecast evaluate audiences --seeds 1-3
    """
    from ml.warm import use_one_thread
    from pulsecast.cli.audience_trials import try_world

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    worlds: list[WorldScore] = []
    with Progress(*columns, console=complaints, transient=True) as progress:
        numbers = seeds_of(seeds)
        task = progress.add_task("worlds", total=len(numbers))
        for seed in numbers:
            worlds.append(try_world(seed, today.date()))
            use_one_thread()
            progress.advance(task)
    for table in tables(worlds):
        console.print(table)
    if json is not None:
        json.write_bytes(orjson.dumps([asdict(one) for one in worlds], option=orjson.OPT_INDENT_2))
    missed = _missed(worlds)
    for line in missed:
        complaints.print(line, style="red", markup=False, highlight=False)
    if missed:
        raise typer.Exit(1)


def tables(worlds: Sequence["WorldScore"]) -> tuple[Figures, Figures, Figures]:
    """Write the figures of all worlds together down: of rates, of losses and of advice."""
    return _rates(worlds), _losses(worlds), _uplifts(worlds)


def _rates(worlds: Sequence["WorldScore"]) -> Figures:
    rows = []
    for first in worlds[0].rates:
        same = [one for world in worlds for one in world.rates if (one.kind, one.rate) == (first.kind, first.rate)]
        rows.append(
            (
                first.kind.lower(),
                first.rate.lower().replace("_", " "),
                str(sum(one.rows for one in same)),
                f"{100 * mean(one.error for one in same):.1f} %",
                f"{100 * mean(one.naive for one in same):.1f} %",
                f"{100 * mean(one.held for one in same):.0f} %",
                f"{100 * mean(one.bias for one in same):+.1f} %",
                f"{mean(one.slope for one in same):.2f}",
            )
        )
    headings = ("model", "rate", "outcomes", "error", "naive", "80 % holds", "bias", "slope")
    return Figures("Predicted against true probabilities", headings, rows, words=(0, 1))


def _losses(worlds: Sequence["WorldScore"]) -> Figures:
    rows = []
    for kind in [one.kind for one in worlds[0].losses]:
        same = [one for world in worlds for one in world.losses if one.kind is kind]
        won, origins = sum(one.won for one in same), sum(one.origins for one in same)
        figures = (mean(one.model for one in same), mean(one.naive for one in same), mean(one.perfect for one in same))
        rows.append((kind.lower(), *(f"{figure:.3f}" for figure in figures), f"{won} of {origins}"))
    headings = ("model", "model", "naive", "true probabilities", "origins won")
    return Figures("Losses on rolling origins", headings, rows)


def _uplifts(worlds: Sequence["WorldScore"]) -> Figures:
    from pulsecast.cli.audience_trials import kinds_of

    rows = []
    found = [one for world in worlds for one in world.uplifts]
    for kind in kinds_of(found):
        same = [one for one in found if one.kind is kind]
        rows.append(
            (
                kind.lower().replace("_", " "),
                str(len(same)),
                f"{100 * mean(one.promised for one in same):.1f} %",
                f"{100 * mean(one.true for one in same):.1f} %",
                f"{100 * mean(abs(one.promised - one.true) for one in same):.1f} %",
                f"{100 * mean(one.within for one in same):.0f} %",
                f"{100 * mean(one.true < 0 for one in same):.0f} %",
            )
        )
    headings = ("advice", "pieces", "promised", "true", "error", "interval holds", "harmful")
    return Figures("Promised against true uplift", headings, rows)


def _missed(worlds: Sequence["WorldScore"]) -> list[str]:
    faults = []
    for first in worlds[0].rates:
        same = [one for world in worlds for one in world.rates if (one.kind, one.rate) == (first.kind, first.rate)]
        name, held = f"{first.kind} {first.rate}", mean(one.held for one in same)
        if mean(one.error for one in same) >= mean(one.naive for one in same):
            faults.append(f"{name}: the naive prediction is better.")
        if not LEAST_HELD <= held <= MOST_HELD:
            faults.append(f"{name}: the 80 % band held {100 * held:.0f} %.")
    found = [one for world in worlds for one in world.uplifts]
    harmful = mean(one.true < 0 for one in found) if found else 0.0
    if harmful > MOST_HARMFUL:
        faults.append(f"{100 * harmful:.0f} % of the advice does harm.")
    return faults
