"""How far past actuals lay from the combined forecast, in units of its bands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from domain.ensemble.combine import combine
from domain.ensemble.losses import block_indices
from domain.ensemble.recency import recency
from domain.ensemble.weights import EnsembleWeights
from domain.forecasting.model import INTERVAL_LEVELS, MEDIAN, BacktestWindow, FloatArray

SCORE_CAP = 20.0
"""Scores above this are not told apart; a band of no width would otherwise have an infinite one."""


@dataclass(frozen=True, slots=True)
class CoverageRecord:
    """What bands held, as sums that can be added up.

    Attributes:
        figures: Actuals that a forecast was held against.
        held: How many of them lay inside each of ``INTERVAL_LEVELS``.
        error: Sum of absolute errors of the median.
        actual: Sum of absolute actuals, in the same unit.
    """

    figures: int
    held: tuple[int, ...]
    error: float
    actual: float

    @property
    def coverage(self) -> tuple[float, ...] | None:
        """Share held per level; none without a figure."""
        return tuple(count / self.figures for count in self.held) if self.figures else None

    @property
    def wape(self) -> float | None:
        """Weighted absolute percentage error; none where all actuals are zero."""
        return self.error / self.actual if self.actual > 0 else None

    @staticmethod
    def sum(records: Iterable["CoverageRecord"]) -> "CoverageRecord":
        """Add records up; errors of different units mean nothing in the sum, counts do."""
        rows = list(records)
        held = tuple(sum(row.held[level] for row in rows) for level in range(len(INTERVAL_LEVELS)))
        return CoverageRecord(
            sum(row.figures for row in rows), held, sum(row.error for row in rows), sum(row.actual for row in rows)
        )


@dataclass(frozen=True, slots=True)
class BandScores:
    """One row per observed forecast day of each window.

    Attributes:
        key: Series. Shape ``(rows,)``, as all that follow.
        group: Its group.
        block: Horizon block.
        fold: Origin, numbered.
        day: Day ahead, from 0.
        score: ``|actual - median|`` over the half-width of the combined band on that side, per level: at most 1 when
            the band held. Shape ``(rows, len(INTERVAL_LEVELS))``.
        side: 1 where the actual lay above the median, -1 below, 0 on it.
        error: Absolute error of the median.
        actual: Absolute actual.
        weight: How much the row counts by the age of its forecast, 1 for the latest.
    """

    key: NDArray[np.str_]
    group: NDArray[np.str_]
    block: FloatArray
    fold: FloatArray
    day: FloatArray
    score: FloatArray
    side: FloatArray
    error: FloatArray
    actual: FloatArray
    weight: FloatArray

    @property
    def forecast(self) -> NDArray[np.int64]:
        """Number of the forecast (origin of a series) that each row belongs to. Shape ``(rows,)``."""
        _, series = np.unique(self.key, return_inverse=True)
        _, numbers = np.unique(series * (self.fold.max(initial=0.0) + 1.0) + self.fold, return_inverse=True)
        return np.asarray(numbers, dtype=np.int64)

    def sized(self, sizes: FloatArray) -> "BandScores":
        """Return the same rows with their scores over sizes of shape ``(rows,)``."""
        return replace(self, score=self.score / sizes[:, None])

    @property
    def days(self) -> int:
        """Number of rows."""
        return len(self.block)

    def only(self, rows: NDArray[np.bool_]) -> "BandScores":
        """Return some of the rows."""
        return BandScores(
            self.key[rows],
            self.group[rows],
            self.block[rows],
            self.fold[rows],
            self.day[rows],
            self.score[rows],
            self.side[rows],
            self.error[rows],
            self.actual[rows],
            self.weight[rows],
        )


def band_scores(
    windows: Sequence[BacktestWindow],
    numbers: Sequence[int],
    weights: EnsembleWeights,
    groups: Mapping[str, str],
) -> BandScores:
    """Combine the members of every window and hold the band against the actuals.

    Args:
        windows: Past forecasts; a window that no member forecast is passed over.
        numbers: Number of the origin of each window.
        weights: How members are combined.
        groups: Group of each series key; a series that is not named forms a group of its own name.
    """
    parts = []
    for window, fold, weight in zip(windows, numbers, recency(windows), strict=True):
        usable = {name: values for name, values in window.forecasts.items() if np.isfinite(values).all()}
        if usable:
            parts.append(_scores_of(window, fold, usable, weights, groups.get(window.key, window.key), weight))
    return joined(parts)


def joined(parts: Sequence[BandScores]) -> BandScores:
    """Return the rows of all parts."""
    if not parts:
        none, text = np.empty(0), np.empty(0, dtype=np.str_)
        return BandScores(text, text, none, none, none, np.empty((0, len(INTERVAL_LEVELS))), none, none, none, none)
    return BandScores(
        np.concatenate([part.key for part in parts]),
        np.concatenate([part.group for part in parts]),
        np.concatenate([part.block for part in parts]),
        np.concatenate([part.fold for part in parts]),
        np.concatenate([part.day for part in parts]),
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.side for part in parts]),
        np.concatenate([part.error for part in parts]),
        np.concatenate([part.actual for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )


def weighted_quantile(scores: FloatArray, level: float, weights: FloatArray) -> float:
    """Return the smallest score at or below which ``level`` of all weight lies.

    Source: Barber, Candès, Ramdas & Tibshirani (2023), Conformal prediction beyond exchangeability, without the weight
    of the next score: callers add a doubt of their own.
    """
    order = np.argsort(scores)
    total = np.cumsum(weights[order])
    place = int(np.searchsorted(total, level * total[-1] * (1.0 - 1e-12)))
    return float(scores[order[min(place, len(scores) - 1)]])


def _scores_of(
    window: BacktestWindow,
    fold: int,
    forecasts: Mapping[str, FloatArray],
    weights: EnsembleWeights,
    group: str,
    weight: float,
) -> BandScores:
    rows = ~np.isnan(window.actual)
    band, actual = combine(forecasts, weights, group)[rows], window.actual[rows]
    count = len(actual)
    return BandScores(
        key=np.full(count, window.key),
        group=np.full(count, group),
        block=block_indices(len(rows))[rows],
        fold=np.full(count, float(fold)),
        day=np.flatnonzero(rows).astype(float),
        score=_ratios(actual, band),
        side=np.sign(actual - band[:, MEDIAN]),
        error=np.abs(actual - band[:, MEDIAN]),
        actual=np.abs(actual),
        weight=np.full(count, weight),
    )


def _ratios(actual: FloatArray, band: FloatArray) -> FloatArray:
    miss = actual - band[:, MEDIAN]
    ratios = np.empty((len(actual), len(INTERVAL_LEVELS)))
    for level in range(len(INTERVAL_LEVELS)):
        edge = np.where(miss > 0, band[:, MEDIAN + 1 + level], band[:, MEDIAN - 1 - level])
        width = np.abs(edge - band[:, MEDIAN])
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(miss == 0, 0.0, np.abs(miss) / width)
        ratios[:, level] = np.minimum(ratio, SCORE_CAP)
    return ratios
