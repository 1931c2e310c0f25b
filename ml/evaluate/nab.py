"""The score of the Numenta Anomaly Benchmark (Lavin & Ahmad 2015, "Evaluating Real-time Anomaly Detection Algorithms").

Being early within a marked stretch is worth more, and each alarm outside of one costs, more so the further behind the
last one it is. The scale is that of the benchmark: 0 for who never tells anything, 100 for who tells each marked
stretch at its first row and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from ml.evaluate.nab_files import LabelledSeries

PROBATION_SHARE, MOST_PROBATION = 0.15, 750
"""Rows at the beginning that are not judged: a share of the series, at most so many."""

FALSE_ALARM_COST = 0.11
"""Standard profile: what an alarm in the wrong place costs; a missed stretch costs 1, one told at once is worth 1."""

_FAR_BEHIND = 3.0
"""Widths behind a stretch from which on an alarm has nothing to do with it."""


@dataclass(frozen=True, slots=True)
class NabScore:
    """What a detector's scores are worth on some series at one threshold.

    Attributes:
        score: Normalised, 100 at best; negative for worse than silence; ``nan`` without marked stretches.
        stretches: Marked ones.
        told: Marked ones with an alarm.
        false_incidents: Alarms outside of marked stretches; a detector tells an incident once, so each is one.
        days: How long the judged parts of the series are together.
        series: How many.
    """

    score: float
    stretches: int
    told: int
    false_incidents: int
    days: float
    series: int

    @property
    def precision(self) -> float:
        """Part of the incidents, each told stretch being one, that are right; 1 of none."""
        incidents = self.told + self.false_incidents
        return self.told / incidents if incidents else 1.0

    @property
    def recall(self) -> float:
        """Part of the marked stretches that are told; 1 of none."""
        return self.told / self.stretches if self.stretches else 1.0

    @property
    def event_f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2.0 * self.precision * self.recall / both if both else 0.0

    @property
    def false_a_day(self) -> float:
        """False incidents by series and day."""
        return self.false_incidents / self.days if self.days else 0.0


def probation(rows: int) -> int:
    """Return how many rows at the beginning of a series are not judged."""
    return min(int(PROBATION_SHARE * rows), MOST_PROBATION)


def sigmoid(position: FloatArray) -> FloatArray:
    """Return the worth of an alarm by its place, in widths of a stretch from its end: 1 … 0 before, 0 … -1 behind."""
    worth: FloatArray = np.where(position > _FAR_BEHIND, -1.0, 2.0 / (1.0 + np.exp(5.0 * position)) - 1.0)
    return worth


def worths(series: LabelledSeries) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return what an alarm is worth at each row, and the number of the stretch that it is in, else -1.

    Rows under probation that are in no stretch have no worth (``nan``).
    """
    rows = len(series.values)
    worth, stretch = np.full(rows, -FALSE_ALARM_COST), np.full(rows, -1)
    for number, (first, last) in enumerate(series.windows):
        width = last - first + 1
        behind = np.arange(last + 1, rows)
        worth[behind] = FALSE_ALARM_COST * sigmoid((behind - last) / max(width - 1, 1))
        inside = np.arange(first, last + 1)
        worth[inside] = sigmoid(-(last - inside + 1) / width) / float(sigmoid(np.array(-1.0)))
        stretch[inside] = number
    early = np.arange(rows) < probation(rows)
    worth[early & (stretch < 0)] = np.nan
    return worth, stretch


def best_threshold(series: Sequence[LabelledSeries], scores: Sequence[FloatArray]) -> float:
    """Return the one threshold, common to all series, that gives the highest score together.

    An alarm is a score of at least the threshold; infinite when silence is best.
    """
    found = [_changes(one, score) for one, score in zip(series, scores, strict=True)]
    levels = np.concatenate([level for level, _ in found])
    gains = np.concatenate([gain for _, gain in found])
    if not len(levels):
        return float("inf")
    order = np.argsort(-levels, kind="stable")
    levels, reached = levels[order], np.cumsum(gains[order])
    last_of_equals = np.append(levels[1:] < levels[:-1], True)
    levels, reached = levels[last_of_equals], reached[last_of_equals]
    if reached.max() <= 0.0:
        return float("inf")
    return float(levels[int(np.argmax(reached))])


def _changes(series: LabelledSeries, scores: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return by how much the raw score changes as the threshold falls, with the levels at which it does."""
    worth, stretch = worths(series)
    judged = np.isfinite(worth) & np.isfinite(scores)
    outside = judged & (stretch < 0)
    levels, gains = [scores[outside]], [worth[outside]]
    for number in range(len(series.windows)):
        inside = np.flatnonzero(judged & (stretch == number))
        falling = inside[np.argsort(-scores[inside], kind="stable")]
        best = np.maximum.accumulate(np.append(-1.0, worth[falling]))
        levels.append(scores[falling])
        gains.append(np.diff(best))
    return np.concatenate(levels), np.concatenate(gains)


def nab_score(series: Sequence[LabelledSeries], scores: Sequence[FloatArray], threshold: float) -> NabScore:
    """Return what alarms at rows with a score of at least a threshold are worth.

    Args:
        series: Judged together.
        scores: For each series one for each row; greater is more anomalous, ``nan`` is no alarm.
        threshold: Of all series.
    """
    raw, stretches, told, false, days = 0.0, 0, 0, 0, 0.0
    for one, score in zip(series, scores, strict=True):
        worth, stretch = worths(one)
        alarms = np.isfinite(worth) & (np.nan_to_num(score, nan=-np.inf) >= threshold)
        outside = np.flatnonzero(alarms & (stretch < 0))
        raw += float(worth[outside].sum())
        for number in range(len(one.windows)):
            inside = worth[alarms & (stretch == number)]
            raw += float(inside.max()) if len(inside) else -1.0
            told += bool(len(inside))
        stretches += len(one.windows)
        false += len(outside)
        days += one.days * (1.0 - probation(len(worth)) / len(worth))
    normalised = 100.0 * (raw + stretches) / (2.0 * stretches) if stretches else float("nan")
    return NabScore(normalised, stretches, told, false, days, len(series))
