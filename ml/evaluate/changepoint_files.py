"""Series in which people have marked change points, in the layout of the Turing Change Point Dataset."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from domain.forecasting.model import FloatArray

ANNOTATIONS = "annotations.json"


class UnusableAnnotations(Exception):
    """A directory holds no annotated series; the message says why, for a reader."""


@dataclass(frozen=True, slots=True)
class AnnotatedSeries:
    """A series, and where each of some people saw it change.

    Attributes:
        name: Its name in the data set.
        values: ``nan`` where unobserved. Shape ``(rows, dimensions)``.
        annotations: For each person the first rows of new segments, ascending, without 0.
    """

    name: str
    values: FloatArray
    annotations: tuple[tuple[int, ...], ...]


def read_annotated(folder: Path) -> tuple[AnnotatedSeries, ...]:
    """Read every series of a directory that has annotations, by name.

    Args:
        folder: Holds ``annotations.json`` and the series, or has one subdirectory that does.

    Raises:
        UnusableAnnotations: There are no annotations, no series with any, or a file is of another form.
    """
    home = _home(folder)
    annotations = _read(home / ANNOTATIONS)
    found = []
    for path in sorted(home.rglob("*.json")):
        if path.name != ANNOTATIONS:
            series = _series(path, annotations)
            if series is not None:
                found.append(series)
    if not found:
        raise UnusableAnnotations(f"{home}: no series that {ANNOTATIONS} names")
    return tuple(found)


def _home(folder: Path) -> Path:
    inner = sorted(path.parent for path in folder.glob(f"*/{ANNOTATIONS}"))
    homes = [folder] if (folder / ANNOTATIONS).is_file() else inner
    if len(homes) != 1:
        raise UnusableAnnotations(f"{folder}: {'no' if not homes else 'more than one'} {ANNOTATIONS} there")
    return homes[0]


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnusableAnnotations(f"{path}: not JSON ({error})") from error
    if not isinstance(content, dict):
        raise UnusableAnnotations(f"{path}: not an object")
    return content


def _series(path: Path, annotations: dict[str, Any]) -> AnnotatedSeries | None:
    content = _read(path)
    name = str(content.get("name", path.stem))
    if name not in annotations:
        return None
    try:
        columns = [[np.nan if one is None else float(one) for one in series["raw"]] for series in content["series"]]
        people = [tuple(sorted({int(row) for row in rows} - {0})) for rows in annotations[name].values()]
        values = np.array(columns, dtype=np.float64).T
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnusableAnnotations(f"{path}: not a series with annotations ({error!r})") from error
    if values.ndim != 2 or not len(values) or not people:
        raise UnusableAnnotations(f"{path}: no rows, or nobody annotated them")
    return AnnotatedSeries(name, values, tuple(people))
