"""``pulsecast evaluate changepoints``: how well change points agree with people who looked at the same series."""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from pulsecast.cli.figures import Figures
from pulsecast.cli.session import console

if TYPE_CHECKING:
    from ml.evaluate.changepoint_harness import ChangeResult


def changepoints(
    data: Annotated[Path, typer.Option(help="Directory with annotations.json and the series it names.")],
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Hold the detector of change points, and two usual ones, against what several people marked in the same series.

    The directory is laid out as the Turing Change Point Dataset. Covering says how well the segments of each person are
    covered by those found; F1 is of change points that are found to within five rows, recall being the mean over
    people. Both are the measures of van den Burg and Williams (2020), 0 to 1. No detector is tuned for a series.

    Example: pulsecast evaluate changepoints --data tcpd/ --json changes.json
    """
    from ml.evaluate.changepoint_files import UnusableAnnotations, read_annotated
    from ml.evaluate.changepoint_harness import compare

    try:
        series = read_annotated(data)
    except UnusableAnnotations as error:
        raise typer.BadParameter(str(error), param_hint="--data") from error
    results = list(compare(series))
    for table in tables(results):
        console.print(table)
    if json is not None:
        json.write_bytes(orjson.dumps([one.as_dict() for one in results], option=orjson.OPT_INDENT_2))


def tables(results: Sequence["ChangeResult"]) -> tuple[Figures, Figures]:
    """Write the figures down: of each series by detector, and the means over series."""
    return _by_series(results), _overall(results)


def _by_series(results: Sequence["ChangeResult"]) -> Figures:
    detectors = list(dict.fromkeys(one.detector for one in results))
    rows = []
    for series in dict.fromkeys(one.series for one in results):
        own = [one for one in results if one.series == series]
        figures = [f"{one.covering:.2f} / {one.f1:.2f}" for one in own]
        rows.append((series, str(own[0].rows), *figures, ", ".join(map(str, own[0].found)) or "–"))
    headings = ("series", "rows", *detectors, f"found by {detectors[0]}")
    return Figures("Covering / F1, by series", headings, rows, words=(0, len(headings) - 1))


def _overall(results: Sequence["ChangeResult"]) -> Figures:
    rows = []
    for name in dict.fromkeys(one.detector for one in results):
        own = [one for one in results if one.detector == name]
        covering, f1 = fmean(one.covering for one in own), fmean(one.f1 for one in own)
        found, seconds = sum(len(one.found) for one in own), sum(one.seconds for one in own)
        rows.append((name, f"{covering:.3f}", f"{f1:.3f}", str(found), f"{seconds:.2f}"))
    number = len({one.series for one in results})
    return Figures(f"Mean of {number} series", ("detector", "covering", "F1", "found", "seconds"), rows)
