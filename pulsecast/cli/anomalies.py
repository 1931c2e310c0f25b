"""``pulsecast evaluate anomalies``: how right the detector of anomalies is on series that people have labelled."""

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pulsecast.cli.figures import Figures
from pulsecast.cli.session import complaints, console

if TYPE_CHECKING:
    from ml.evaluate.nab import NabScore
    from ml.evaluate.nab_harness import AnomalyResult

HEADINGS = ("score", "event F1", "precision", "recall", "told", "false a day")


def anomalies(
    data: Annotated[Path, typer.Option(help="Directory with combined_windows.json and the files it names.")],
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Hold the detector of anomalies, and two usual ones, against labelled series, with the score of NAB.

    The directory is laid out as the Numenta Anomaly Benchmark. Every row is judged by earlier ones alone; the first
    15 % of a series, 750 rows at most, are not scored. The score is that of its standard profile: 0 is silence, 100
    every marked stretch told at its first row and nothing else. Each detector has one threshold for all files, the best
    in hindsight; the line "as used" has the one that the product uses. Every alarm outside of marked stretches is a
    false incident; precision, recall and F1 are of told stretches, false incidents and missed stretches.

    Example: pulsecast evaluate anomalies --data nab/ --json anomalies.json
    """
    from ml.evaluate.nab_files import UnusableLabels, read_labelled
    from ml.evaluate.nab_harness import DETECTORS, compare

    try:
        series = read_labelled(data)
    except UnusableLabels as error:
        raise typer.BadParameter(str(error), param_hint="--data") from error
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=complaints, transient=True) as progress:
        task = progress.add_task("judging series", total=len(series) * len(DETECTORS))
        results = compare(series, lambda done, _: progress.update(task, completed=done))
    for table in tables(results):
        console.print(table)
    if json is not None:
        json.write_bytes(orjson.dumps([one.as_dict() for one in results], option=orjson.OPT_INDENT_2))


def tables(results: Sequence["AnomalyResult"]) -> Iterator[Figures]:
    """Write the figures down: of all series and of each group by detector, and the product's own detector by series."""
    from ml.evaluate.nab_harness import SEASONAL

    whole = [one for one in results if one.group is None]
    yield _by_detector(f"All {whole[0].found.series} series", whole)
    groups = [one for one in results if one.group is not None and one.series is None and not one.own_threshold]
    for group in dict.fromkeys(one.group for one in groups):
        same = [one for one in groups if one.group == group]
        yield _by_detector(f"{group}: {same[0].found.series} series", same)
    own = [one for one in results if one.detector == SEASONAL and not one.own_threshold]
    files = [(one.series, *_figures(one.found)) for one in own if one.series is not None]
    # A detector has one threshold for all series, so that a column of it would say the same in every row.
    yield Figures(f"{SEASONAL}, threshold {_threshold(own[0])}, by series", ("series", *HEADINGS), files)


def _by_detector(title: str, results: Sequence["AnomalyResult"]) -> Figures:
    rows = [(_name(one), *_figures(one.found), _threshold(one), f"{one.seconds:.2f}") for one in results]
    return Figures(title, ("detector", *HEADINGS, "threshold", "seconds"), rows)


def _name(one: "AnomalyResult") -> str:
    return f"{one.detector}, as used" if one.own_threshold else one.detector


def _threshold(one: "AnomalyResult") -> str:
    return f"{one.threshold:.2f}" if isfinite(one.threshold) else "–"


def _figures(found: "NabScore") -> tuple[str, ...]:
    """Write out what the headings name; without marked stretches there is no score, no F1 and no recall."""
    return (
        f"{found.score:.1f}" if isfinite(found.score) else "–",
        f"{found.event_f1:.2f}" if found.stretches else "–",
        f"{found.precision:.2f}",
        f"{found.recall:.2f}" if found.stretches else "–",
        f"{found.told}/{found.stretches}",
        f"{found.false_a_day:.3f}",
    )
