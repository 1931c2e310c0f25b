"""Series with labelled anomalies, in the layout of the Numenta Anomaly Benchmark."""

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray

WINDOWS = "combined_windows.json"


class UnusableLabels(Exception):
    """A directory holds no labelled series; the message says why, for a reader."""


@dataclass(frozen=True, slots=True)
class LabelledSeries:
    """A series in which people have marked where something was wrong.

    Attributes:
        name: Name of its file without the ending.
        group: Name of the directory of its file.
        times: Ascending, seconds since 1970. Shape ``(rows,)``.
        values: ``nan`` where there is none. Shape ``(rows,)``.
        windows: First and last row of each marked stretch; they are apart and in order.
    """

    name: str
    group: str
    times: NDArray[np.int64]
    values: FloatArray
    windows: tuple[tuple[int, int], ...]

    @property
    def days(self) -> float:
        """How long it is."""
        return float(self.times[-1] - self.times[0]) / 86_400.0


def read_labelled(folder: Path) -> tuple[LabelledSeries, ...]:
    """Read every series that the labels of a directory name, in their order.

    Args:
        folder: Holds ``combined_windows.json`` and the files it names, or has one subdirectory that does.

    Raises:
        UnusableLabels: There are no labels, or a file that they name is missing or of another form.
    """
    home = _home(folder)
    try:
        labels = json.loads((home / WINDOWS).read_bytes())
        named = [(str(name), [(str(one), str(other)) for one, other in windows]) for name, windows in labels.items()]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UnusableLabels(f"{home / WINDOWS}: not labels by file ({error})") from error
    return tuple(_series(home, name, windows) for name, windows in named)


def _home(folder: Path) -> Path:
    homes = [folder] if (folder / WINDOWS).is_file() else sorted(path.parent for path in folder.glob(f"*/{WINDOWS}"))
    if len(homes) != 1:
        raise UnusableLabels(f"{folder}: {'no' if not homes else 'more than one'} {WINDOWS} there")
    return homes[0]


def _series(home: Path, name: str, marked: list[tuple[str, str]]) -> LabelledSeries:
    path = home / name
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [(_seconds(row["timestamp"]), float(row["value"] or "nan")) for row in csv.DictReader(file)]
        windows = [(_seconds(first), _seconds(last)) for first, last in marked]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableLabels(f"{path}: not a series with timestamp and value ({error})") from error
    if len(rows) < 2:
        raise UnusableLabels(f"{path}: fewer than two rows")
    times = np.array([time for time, _ in rows], dtype=np.int64)
    if (np.diff(times) < 0).any():
        times = _mended(times)
    return LabelledSeries(
        name=path.stem,
        group=path.parent.name,
        times=times,
        values=np.array([value for _, value in rows]),
        windows=_rows(path, times, windows),
    )


def _mended(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Clocks are put back when summer ends; rows stay in the order in which they came."""
    return np.maximum.accumulate(times)


def _rows(path: Path, times: NDArray[np.int64], windows: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found = [
        (int(np.searchsorted(times, first)), int(np.searchsorted(times, last, side="right")) - 1)
        for first, last in windows
    ]
    if any(first > last for first, last in found) or any(one[1] >= other[0] for one, other in pairwise(found)):
        raise UnusableLabels(f"{path}: marked stretches are empty or overlap")
    return tuple(found)


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
