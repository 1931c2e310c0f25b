"""The ensemble's forecast of every series of a plan."""

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np

from domain.ensemble.calibration import Calibration, calibrate
from domain.ensemble.cold import spread_is_measured
from domain.ensemble.combine import combine
from domain.ensemble.outputs import ValidatedOutputs
from domain.ensemble.plan import DriverPlan
from domain.ensemble.weights import EnsembleWeights
from domain.forecasting.model import MEDIAN, QUANTILES, FloatArray, Series, SeriesKind

RECENT_DAYS = 56
"""How far back the last resort looks."""

UNKNOWN_SPREAD = 0.5
"""Relative standard deviation that a single observation is taken to have; it fades as observations come in."""


def ensemble_forecasts(
    plan: DriverPlan, outputs: ValidatedOutputs, weights: EnsembleWeights, calibration: Calibration, horizon: int
) -> dict[str, FloatArray]:
    """Combine and calibrate what members said about each series.

    A series that no member forecast gets the last resort, so that the campaign can always be put together. Bands are
    widened where nothing was measured, unless they are those that other campaigns had.

    Returns:
        By series key, all of the plan. Shape ``(horizon, len(QUANTILES))`` each.
    """
    found: dict[str, FloatArray] = {}
    for series in plan.panel.series:
        said: Mapping[str, FloatArray] = outputs.accepted.get(series.key, {})
        if said:
            mixed = combine(said, weights, series.group)
            proven = calibration.coverage is None and spread_is_measured(said)
            found[series.key] = mixed if proven else calibrate(mixed, calibration, series.key, series.kind)
        else:
            found[series.key] = last_resort(series, horizon)
    return found


def last_resort(series: Series, horizon: int) -> FloatArray:
    """Return the quantiles of the last observations as the forecast of every day, wide where there are few.

    With ``n`` observations the band is that of the sample, widened by ``1 + 4/n``, and never narrower than a normal
    one of ``UNKNOWN_SPREAD / n`` around the median. Shape ``(horizon, len(QUANTILES))``.
    """
    observed = series.values[~np.isnan(series.values)][-RECENT_DAYS:]
    if not len(observed):
        return np.zeros((horizon, len(QUANTILES)))
    sample = np.quantile(observed, QUANTILES)
    median, count = sample[MEDIAN], len(observed)
    scores = np.array([NormalDist().inv_cdf(level) for level in QUANTILES])
    offsets = (sample - median) * (1 + 4 / count)
    least = scores * abs(median) * UNKNOWN_SPREAD / count
    wide = median + np.where(scores < 0, np.minimum(offsets, least), np.maximum(offsets, least))
    bounded = np.clip(wide, 0.0, 1.0 if series.kind is SeriesKind.RATIO else np.inf)
    return np.tile(bounded, (horizon, 1))
