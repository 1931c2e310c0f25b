"""Bands widened or narrowed until they hold what they promise.

Conformal quantile scaling: each past actual is measured in units of its band, ``|actual - median| / half-width``; the
right finite-sample quantile of these scores is the factor by which a band must be multiplied around its median to have
held its share (Romano et al. 2019, in the multiplicative form). Factors below 0.9 are not used: on real series,
narrowing on the word of a few windows cost coverage and won nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.ensemble.losses import folds, loss_table
from domain.ensemble.scores import BandScores, CoverageRecord, band_scores, conformal_quantile, joined
from domain.ensemble.weights import EnsembleWeights, weights_of
from domain.forecasting.model import (
    HORIZON_BLOCKS,
    INTERVAL_LEVELS,
    MEDIAN,
    Backtest,
    FloatArray,
    SeriesKind,
    block_of,
)

SCALE_FLOOR = 0.9
"""Bands are never narrowed below this factor."""

SCALE_CAP = 6.0
"""Nor widened beyond this one: a model that needs more is wrong, not narrow, and its weight says so."""

UNMEASURED = (1.3, 1.4, 1.6)
"""Factors per level where nothing was measured. Native 95 % bands of the usual models held 83–93 % on real series,
which takes 1.1–1.5 to mend; a history too short to measure deserves the upper end."""

FARTHER = 1.15
"""Extra factor on a horizon block that no past forecast reached, relative to the last one that was."""

SHRINKAGE_DAYS = 60.0
"""Past forecast days at which a series' own factor counts as much as that of its group."""

PRIOR_DAYS = 20.0
"""Past forecast days at which the factor of the whole panel counts as much as the unmeasured one."""

Scales = FloatArray
"""Factors per horizon block and interval level. Shape ``(len(HORIZON_BLOCKS), len(INTERVAL_LEVELS))``."""


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
    """

    scales: dict[str, Scales]
    pooled: Scales
    records: dict[str, CoverageRecord]
    days: int

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


def learn_calibration(backtest: Backtest, weights: EnsembleWeights, groups: Mapping[str, str]) -> Calibration:
    """Learn by how much the combined bands must be scaled.

    Args:
        backtest: Past forecasts of the members.
        weights: Weights by which they will be combined.
        groups: Group of each series key that will be forecast.

    Returns:
        Factors per series, horizon block and level; documented widening when the backtest is empty.
    """
    scores = band_scores(backtest.windows, folds(backtest.windows), weights, groups)
    scales, panel = _scales_of(scores, groups)
    records, days = _held_records(backtest, groups)
    return Calibration(scales, panel, records, days)


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
    scales = calibration.of(key)[day_blocks(len(values))]
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


def day_blocks(horizon: int) -> list[int]:
    """Return the horizon block of each forecast day."""
    return [block_of(day + 1) for day in range(horizon)]


def bounded(scales: Scales) -> Scales:
    """Keep factors between floor and cap."""
    kept: Scales = np.clip(scales, SCALE_FLOOR, SCALE_CAP)
    return kept


def _scales_of(scores: BandScores, groups: Mapping[str, str]) -> tuple[dict[str, Scales], Scales]:
    """Return the factors of each series of ``groups``, drawn towards its group, and those of the whole panel."""
    panel = _panel_scales(scores)
    pools = dict.fromkeys(groups.values(), panel)
    for group in set(scores.group.tolist()):
        pools[group] = _towards(scores.only(scores.group == group), panel)
    scales = {key: bounded(_towards(scores.only(scores.key == key), pools[group])) for key, group in groups.items()}
    return scales, bounded(panel)


def _panel_scales(scores: BandScores) -> Scales:
    prior = np.array(UNMEASURED)
    panel = np.empty((len(HORIZON_BLOCKS), len(INTERVAL_LEVELS)))
    for block in range(len(HORIZON_BLOCKS)):
        own = scores.only(scores.block == block)
        if own.days or not scores.days or not block:
            panel[block] = _shrunk(own, prior, PRIOR_DAYS)
        else:
            panel[block] = panel[block - 1] * FARTHER
    return panel


def _towards(scores: BandScores, pool: Scales) -> Scales:
    blocks = range(len(HORIZON_BLOCKS))
    return np.stack([_shrunk(scores.only(scores.block == block), pool[block], SHRINKAGE_DAYS) for block in blocks])


def _shrunk(scores: BandScores, towards: FloatArray, days: float) -> FloatArray:
    if not scores.days:
        return towards
    own = np.array([conformal_quantile(scores.score[:, i], level) for i, level in enumerate(INTERVAL_LEVELS)])
    shrunk: FloatArray = (scores.days * own + days * towards) / (scores.days + days)
    return shrunk


def _held_records(backtest: Backtest, groups: Mapping[str, str]) -> tuple[dict[str, CoverageRecord], int]:
    """Judge each origin by weights and factors learnt from the other origins, and count what the bands held."""
    numbers = np.array(folds(backtest.windows))
    table = loss_table(backtest, groups)
    named = {window.key: groups.get(window.key, window.key) for window in backtest.windows}
    parts = {}
    for fold in sorted(set(numbers.tolist())):
        inside = np.flatnonzero(numbers == fold)
        weights = weights_of(table.only(~np.isin(table.window, inside)))
        parts[fold] = band_scores([backtest.windows[i] for i in inside], [fold] * len(inside), weights, groups)
    held = {}
    for fold, part in parts.items():
        scales, _ = _scales_of(joined([other for number, other in parts.items() if number != fold]), named)
        held[fold] = part.score <= _factors(part, scales)
    scores = joined(list(parts.values()))
    inside_band = np.concatenate(list(held.values())) if held else np.empty((0, len(INTERVAL_LEVELS)), dtype=bool)
    days = len(set(zip(scores.fold.tolist(), scores.day.tolist(), strict=True)))
    return _records(scores, inside_band), days


def _factors(scores: BandScores, scales: Mapping[str, Scales]) -> FloatArray:
    rows = [scales[key][int(block)] for key, block in zip(scores.key.tolist(), scores.block.tolist(), strict=True)]
    return np.array(rows).reshape(-1, len(INTERVAL_LEVELS))


def _records(scores: BandScores, held: NDArray[np.bool_]) -> dict[str, CoverageRecord]:
    records = {}
    for group in sorted(set(scores.group.tolist())):
        rows = scores.group == group
        counts = tuple(int(count) for count in held[rows].sum(axis=0))
        error, actual = float(scores.error[rows].sum()), float(scores.actual[rows].sum())
        records[group] = CoverageRecord(int(rows.sum()), counts, error, actual)
    return records
