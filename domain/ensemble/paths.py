"""Quantile forecasts of single series made coherent courses of the whole campaign."""

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np

from domain.ensemble.dependence import autocorrelations, correlations
from domain.ensemble.persistence import Persistence, persistence_of
from domain.ensemble.plan import DriverPlan
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import QUANTILES, FloatArray, SeriesKind

TAIL = 4.0
"""Standard normal score at which the tails end; beyond it lies 1 of 16,000 draws on either side."""


def sample_paths(
    plan: DriverPlan,
    forecasts: Mapping[str, FloatArray],
    *,
    seed: int,
    count: int = 1000,
    persistence: Mapping[str, Persistence] | None = None,
) -> SampledPaths:
    """Draw equally likely courses of every observed metric on every channel.

    A Gaussian copula ties the series together: on each day by the correlation of their residuals, from day to day by
    a common level and an AR(1) process. Each series keeps its forecast quantiles, counts as whole events; the metrics
    follow from the series by their identities. Draws come in mirrored pairs, which makes medians nearly exact.

    Args:
        plan: What was forecast.
        forecasts: Calibrated quantiles by series key, one for each series of the plan; all of one horizon.
            Shape ``(horizon, len(QUANTILES))`` each, finite and non-decreasing along the second axis.
        seed: The same seed on the same forecasts gives the same paths.
        count: Number of paths, at least 1.
        persistence: How long errors last, by group, as ``Calibration`` has it; for other groups the usual level and
            the autocorrelation of the series.

    Raises:
        ValueError: A series of the plan has no forecast, horizons differ, or a value is not finite.
    """
    horizon = _horizon(plan, forecasts)
    drawn: dict[str, FloatArray] = {}
    if plan.panel.series:
        rng = np.random.default_rng(seed)
        scores = _scores(plan, horizon, count, persistence or {}, rng)
        for index, one in enumerate(plan.panel.series):
            drawn[one.key] = _bounded(values_at(forecasts[one.key], scores[index]), one.kind, rng)
    return SampledPaths(plan.start, plan.assemble(drawn, np.zeros((count, horizon))))


def stopped_paths(plan: DriverPlan, horizon: int, *, count: int = 1000) -> SampledPaths:
    """Return the paths of a campaign of which every channel has stopped: zero throughout.

    Raises:
        ValueError: The plan has series to forecast.
    """
    if plan.panel.series:
        raise ValueError("the campaign has not stopped")
    return SampledPaths(plan.start, plan.assemble({}, np.zeros((count, horizon))))


def values_at(quantiles: FloatArray, scores: FloatArray) -> FloatArray:
    """Return the values at standard normal scores, by straight lines between the quantiles.

    Lines are drawn over the scores, not the probabilities, so that a normal forecast is met exactly and the tails go
    on with the slope of the outermost piece. The result is not bounded.

    Args:
        quantiles: Shape ``(horizon, len(QUANTILES))``.
        scores: Shape ``(paths, horizon)``.
    """
    knots = np.array([NormalDist().inv_cdf(level) for level in QUANTILES])
    low = quantiles[:, 0] - (quantiles[:, 1] - quantiles[:, 0]) * (TAIL + knots[0]) / (knots[1] - knots[0])
    high = quantiles[:, -1] + (quantiles[:, -1] - quantiles[:, -2]) * (TAIL - knots[-1]) / (knots[-1] - knots[-2])
    places = np.concatenate([[-TAIL], knots, [TAIL]])
    heights = np.column_stack([low, quantiles, high])
    values = np.empty_like(scores)
    for day in range(len(quantiles)):
        values[:, day] = np.interp(scores[:, day], places, heights[day])
    return values


def _scores(
    plan: DriverPlan, horizon: int, count: int, learnt: Mapping[str, Persistence], rng: np.random.Generator
) -> FloatArray:
    """Draw correlated standard normal scores. Shape ``(series, count, horizon)``."""
    own = autocorrelations(plan.panel)
    lasting = [persistence_of(learnt, one.group, own[index]) for index, one in enumerate(plan.panel.series)]
    level = np.array([one.level for one in lasting])[:, None]
    memory = np.array([one.memory for one in lasting])[:, None]
    mixing = np.linalg.cholesky(correlations(plan.panel))
    half = (count + 1) // 2
    fresh = mixing @ rng.standard_normal((horizon + 1, len(mixing), half))
    common, passing = np.sqrt(level) * fresh[0], fresh[1]
    scores = np.empty((horizon, len(mixing), half))
    for day in range(horizon):
        if day:
            passing = memory * passing + np.sqrt(1.0 - memory**2) * fresh[day + 1]
        scores[day] = common + np.sqrt(1.0 - level) * passing
    mirrored = np.concatenate([scores, -scores], axis=2)[:, :, :count]
    return np.ascontiguousarray(mirrored.transpose(1, 2, 0))


def _bounded(values: FloatArray, kind: SeriesKind, rng: np.random.Generator) -> FloatArray:
    """Keep values within what the kind can take.

    Counts are rounded to whole events, up as often as the fraction says, which keeps their mean. A tenth of a
    conversion would be a conversion at ten times the price in every ratio over it.
    """
    bounded: FloatArray = np.clip(values, 0.0, 1.0 if kind is SeriesKind.RATIO else np.inf)
    return np.floor(bounded + rng.random(bounded.shape)) if kind is SeriesKind.COUNT else bounded


def _horizon(plan: DriverPlan, forecasts: Mapping[str, FloatArray]) -> int:
    missing = [key for key in plan.keys if key not in forecasts]
    if missing:
        raise ValueError(f"no forecast of {', '.join(missing)}")
    shapes = {forecasts[key].shape for key in plan.keys} or {values.shape for values in forecasts.values()}
    if len(shapes) != 1 or next(iter(shapes))[1:] != (len(QUANTILES),):
        raise ValueError("forecasts need one horizon and all quantiles")
    if not all(np.isfinite(forecasts[key]).all() for key in plan.keys):
        raise ValueError("forecasts must be finite")
    return int(next(iter(shapes))[0])
