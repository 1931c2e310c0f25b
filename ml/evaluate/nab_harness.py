"""Detectors of anomalies side by side on labelled series."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from time import perf_counter

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from domain.forecasting.model import FloatArray
from ml.detectors.seasonal import ALARM, SeasonalDetector, incident_starts, usual_spacing
from ml.evaluate.nab import NabScore, best_threshold, nab_score, probation
from ml.evaluate.nab_files import LabelledSeries

SEASONAL = "seasonal"
"""The product's own; the others tell an incident once, as it does, so that this makes no difference."""

GAUSSIAN_ROWS = 6_400
"""Rows of the windowed Gaussian, as in the benchmark's own baseline."""

ROBUST_ROWS = 144

Scorer = Callable[[LabelledSeries], FloatArray]


@dataclass(frozen=True, slots=True)
class AnomalyResult:
    """How one detector did on some series.

    Attributes:
        detector: Its name.
        threshold: Score from which it alarms on all series.
        own_threshold: Whether that is the one the product uses, not the best one in hindsight.
        group: Of the series; none for all groups together.
        series: Name of the only series; none for several.
        found: The figures.
        seconds: What judging the series took.
    """

    detector: str
    threshold: float
    own_threshold: bool
    group: str | None
    series: str | None
    found: NabScore
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """Return it as a document; what has no value is null."""
        found = self.found
        return {
            "detector": self.detector,
            "threshold": self.threshold if isfinite(self.threshold) else None,
            "ownThreshold": self.own_threshold,
            "group": self.group,
            "series": self.series,
            "score": found.score if isfinite(found.score) else None,
            "eventF1": found.event_f1,
            "precision": found.precision,
            "recall": found.recall,
            "marked": found.stretches,
            "told": found.told,
            "falseIncidents": found.false_incidents,
            "falseIncidentsPerSeriesAndDay": found.false_a_day,
            "days": found.days,
            "numberOfSeries": found.series,
            "seconds": self.seconds,
        }


def seasonal(series: LabelledSeries) -> FloatArray:
    """Score by the product's detector, which is told how far apart rows are by those that are not judged."""
    learnt = max(2, probation(len(series.times)))
    return SeasonalDetector(usual_spacing(series.times[:learnt])).judge(series.times, series.values).told


def windowed_gaussian(series: LabelledSeries) -> FloatArray:
    """Score by the distance from the mean of the rows before, in standard deviations."""
    values = np.nan_to_num(series.values)
    rows = np.arange(len(values))
    first = np.maximum(rows - GAUSSIAN_ROWS, 0)
    number = np.maximum(rows - first, 1)
    centred = values - values[0]
    sums, squares = (np.append(0.0, np.cumsum(one)) for one in (centred, centred**2))
    mean = (sums[rows] - sums[first]) / number
    spread = np.sqrt(np.maximum((squares[rows] - squares[first]) / number - mean**2, 0.0))
    return incident_starts(np.abs(centred - mean) / np.maximum(spread, 1e-6))


def rolling_robust_z(series: LabelledSeries) -> FloatArray:
    """Score by the distance from the median of the rows before, in median absolute deviations."""
    values = np.nan_to_num(series.values)
    scores = np.zeros(len(values))
    if len(values) > ROBUST_ROWS:
        past = sliding_window_view(values[:-1], ROBUST_ROWS)
        middle = np.median(past, axis=1)
        # Values that are rounded, or mostly the same, have no median deviation.
        least = np.maximum(0.1 * past.std(axis=1), 1e-3 * np.abs(middle) + 1e-9)
        spread = np.maximum(np.median(np.abs(past - middle[:, None]), axis=1), least)
        scores[ROBUST_ROWS:] = np.abs(values[ROBUST_ROWS:] - middle) / spread
    return incident_starts(scores)


DETECTORS: Mapping[str, Scorer] = {
    SEASONAL: seasonal,
    "robust z": rolling_robust_z,
    "windowed Gaussian": windowed_gaussian,
}


def compare(series: Sequence[LabelledSeries], tell: Callable[[int, int], None]) -> list[AnomalyResult]:
    """Hold every detector against the labels.

    Each has one threshold for all series, the best in hindsight as the benchmark has it; the product's detector is
    also held with the one that it uses. For all series together, each group and each series there is a result.

    Args:
        series: One or more.
        tell: Called with how many of how many series are judged.
    """
    results: list[AnomalyResult] = []
    total = len(DETECTORS) * len(series)
    for place, (name, scorer) in enumerate(DETECTORS.items()):
        scores, seconds = [], []
        for number, one in enumerate(series):
            begin = perf_counter()
            scores.append(scorer(one))
            seconds.append(perf_counter() - begin)
            tell(place * len(series) + number + 1, total)
        results += _judged(name, best_threshold(series, scores), False, series, scores, seconds)
        if name == SEASONAL:
            results += _judged(name, ALARM, True, series, scores, seconds)
    return results


def _judged(
    name: str,
    threshold: float,
    own: bool,
    series: Sequence[LabelledSeries],
    scores: Sequence[FloatArray],
    seconds: Sequence[float],
) -> Iterator[AnomalyResult]:
    def result(group: str | None, only: str | None, places: Sequence[int]) -> AnomalyResult:
        found = nab_score([series[at] for at in places], [scores[at] for at in places], threshold)
        return AnomalyResult(name, threshold, own, group, only, found, sum(seconds[at] for at in places))

    yield result(None, None, range(len(series)))
    for group in dict.fromkeys(one.group for one in series):
        yield result(group, None, [at for at, one in enumerate(series) if one.group == group])
    for at, one in enumerate(series):
        yield result(one.group, one.name, [at])
