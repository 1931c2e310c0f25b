"""Bands widened or narrowed until they hold what they promise.

Conformal quantile scaling: each past actual is measured in units of its band, ``|actual - median| / half-width``; the
right quantile of these scores is the factor by which a band must be multiplied around its median to have held its share
(Romano et al. 2019, in the multiplicative form). Late forecasts count more than early ones, so that bands adapt when a
level has shifted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from domain.ensemble.held import held_records
from domain.ensemble.losses import folds
from domain.ensemble.persistence import Persistence, learn_persistence
from domain.ensemble.scales import Scales, scales_of
from domain.ensemble.scores import CoverageRecord, band_scores
from domain.ensemble.strategies import Strategy
from domain.ensemble.weights import EnsembleWeights
from domain.forecasting.model import INTERVAL_LEVELS, MEDIAN, Backtest, FloatArray, SeriesKind, block_of


@dataclass(frozen=True, slots=True)
class Calibration:
    """Factors by which bands are scaled around their median, and how the scaled bands did.

    Attributes:
        scales: By series key; every key that the groups named when it was learnt.
        pooled: For series that were not named.
        records: By group, what combined and calibrated bands held in past forecasts, each judged by weights and
            factors learnt from the other origins only. Empty when nothing was measured.
        days: Days forecast and held against actuals, over all origins and counting a day of an origin once, however
            many series it has.
        persistence: By group, how long errors last; empty when nothing was measured.
    """

    scales: dict[str, Scales]
    pooled: Scales
    records: dict[str, CoverageRecord]
    days: int
    persistence: dict[str, Persistence]

    @property
    def overall(self) -> CoverageRecord:
        """The record over all groups."""
        return CoverageRecord.sum(self.records.values())

    @property
    def coverage(self) -> tuple[float, ...] | None:
        """Observed share of actuals inside each of ``INTERVAL_LEVELS``; none when nothing was measured."""
        return self.overall.coverage

    def of(self, key: str) -> Scales:
        """Return the factors of a series."""
        return self.scales.get(key, self.pooled)


def learn_calibration(
    backtest: Backtest, weights: EnsembleWeights, groups: Mapping[str, str], strategy: Strategy = Strategy.STACKED
) -> Calibration:
    """Learn by how much the combined bands must be scaled.

    Args:
        backtest: Past forecasts of the members.
        weights: Weights by which they will be combined.
        groups: Group of each series key that will be forecast.
        strategy: How they were found; what bands held is judged by weights found the same way without hindsight.

    Returns:
        Factors per series, horizon block and level; documented widening when the backtest is empty.
    """
    scores = band_scores(backtest.windows, folds(backtest.windows), weights, groups)
    scales, panel = scales_of(scores, groups)
    records, days = held_records(backtest, groups, strategy)
    return Calibration(scales, panel, records, days, learn_persistence(scores))


def calibrate(values: FloatArray, calibration: Calibration, key: str, kind: SeriesKind) -> FloatArray:
    """Scale a combined forecast around its median.

    Args:
        values: Shape ``(horizon, len(QUANTILES))``, non-decreasing along the second axis.
        calibration: What was learnt.
        key: Series key; one that is not known uses the factors of the panel.
        kind: Its bounds are kept: nothing is negative, a ratio is at most 1.

    Returns:
        Shape ``(horizon, len(QUANTILES))``, non-decreasing along the second axis, so that intervals are nested.
    """
    scales = calibration.of(key)[[block_of(day + 1) for day in range(len(values))]]
    median = values[:, MEDIAN]
    scaled = values.astype(float, copy=True)
    for level in range(len(INTERVAL_LEVELS)):
        low, high = MEDIAN - 1 - level, MEDIAN + 1 + level
        scaled[:, low] = median - scales[:, level] * (median - values[:, low])
        scaled[:, high] = median + scales[:, level] * (values[:, high] - median)
    scaled[:, MEDIAN:] = np.maximum.accumulate(scaled[:, MEDIAN:], axis=1)
    scaled[:, : MEDIAN + 1] = np.minimum.accumulate(scaled[:, MEDIAN::-1], axis=1)[:, ::-1]
    ceiling = 1.0 if kind is SeriesKind.RATIO else np.inf
    kept: FloatArray = np.clip(scaled, 0.0, ceiling)
    return kept
