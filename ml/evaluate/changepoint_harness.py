"""Detectors of change points side by side on annotated series."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log
from time import perf_counter

import numpy as np

from domain.forecasting.model import FloatArray
from ml.detectors.changepoints import change_points, optimal_partition
from ml.detectors.cleaning import filled, standardised
from ml.evaluate.changepoint_files import AnnotatedSeries
from ml.evaluate.changepoints import covering, f1

SEGMENTS = "segments"
"""The product's own."""

PELT_PENALTY = 8.0
"""Of the usual least-squares search, times the logarithm of the rows."""

Finder = Callable[[FloatArray], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """How one detector did on a series.

    Attributes:
        covering: Of the annotators' segments, 0 … 1.
        f1: With a margin of five rows, 0 … 1.
        found: First rows of new segments.
    """

    detector: str
    series: str
    rows: int
    dimensions: int
    covering: float
    f1: float
    found: tuple[int, ...]
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """Return it as a document."""
        return asdict(self)


def levels_by_least_squares(values: FloatArray) -> tuple[int, ...]:
    """Cut into levels, with the cost and the penalty that PELT usually is given (Killick et al. 2012)."""
    columns = [standardised(filled(one)) for one in np.atleast_2d(values.T) if np.isfinite(one).any()]
    if len(values) < 2 or not columns:
        return ()
    return tuple(optimal_partition(np.stack(columns, axis=1), PELT_PENALTY * log(len(values)), None, 2))


def no_change(values: FloatArray) -> tuple[int, ...]:
    """Find nothing."""
    return ()


DETECTORS: Mapping[str, Finder] = {
    SEGMENTS: change_points,
    "PELT l2": levels_by_least_squares,
    "no change": no_change,
}


def compare(series: Sequence[AnnotatedSeries]) -> Iterator[ChangeResult]:
    """Hold every detector against the annotators of every series."""
    for one in series:
        for name, finder in DETECTORS.items():
            begin = perf_counter()
            found = finder(one.values)
            seconds = perf_counter() - begin
            rows, dimensions = one.values.shape
            yield ChangeResult(
                detector=name,
                series=one.name,
                rows=rows,
                dimensions=dimensions,
                covering=covering(one.annotations, found, rows),
                f1=f1(one.annotations, found),
                found=found,
                seconds=seconds,
            )
