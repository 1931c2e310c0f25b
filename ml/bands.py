"""Quantiles that keep their promises: ordered, finite, within the bounds of the kind, and never of zero width."""

import math
from statistics import NormalDist

import numpy as np

from domain.forecasting.model import MEDIAN, QUANTILES, FloatArray, SeriesKind
from ml.history import History

LEVELS: FloatArray = np.asarray(QUANTILES)

Z: FloatArray = np.asarray([NormalDist().inv_cdf(level) for level in QUANTILES])
"""Standard normal quantiles of ``QUANTILES``."""

FLOOR = 0.25
"""Standard deviation that is granted after one observed day, relative to the level; it shrinks with the square root.

A series that never moved is no proof that it cannot: after 7 days this is a 95 % band of ±18 %, after 180 of ±4 %.
"""

FULL_TRUST_DAYS = 14
"""Below this many observed days a band is widened by the square root of the shortfall."""


def honest(quantiles: FloatArray, history: History) -> FloatArray:
    """Return quantiles that a reader may rely on.

    Quantiles are sorted; the width is at least that of a normal distribution with standard deviation
    ``0.25 · mean / √observed``; with fewer than 14 observed days it grows by ``√(14 / observed)``. When nothing but
    zeros was observed, an upper quantile ``q`` is at least ``-ln(1 - q) / observed``, which for 95 % is the rule of
    three (Hanley & Lippman-Hand 1983, If nothing goes wrong, is everything all right?). Last, values are cut to the
    bounds of the kind.

    Args:
        quantiles: Shape ``(horizon, len(QUANTILES))``.
        history: What the forecast was made from, at least one observed day.

    Raises:
        ValueError: A quantile is not finite.
    """
    if not np.isfinite(quantiles).all():
        raise ValueError("the model gave values that are not finite")
    values = np.sort(quantiles, axis=1)
    median = values[:, [MEDIAN]]
    if history.observed < FULL_TRUST_DAYS:
        values = median + (values - median) * math.sqrt(FULL_TRUST_DAYS / history.observed)
    floor = median + _floor(history)
    values = np.where(Z > 0, np.maximum(values, floor), np.minimum(values, floor))
    values[:, MEDIAN] = median[:, 0]
    return within(values, history.series.kind)


def within(values: FloatArray, kind: SeriesKind) -> FloatArray:
    """Cut values to what a kind can be: 0 … 1 for ratios, 0 and more for all others."""
    return np.clip(values, 0.0, 1.0 if kind is SeriesKind.RATIO else None)


def _floor(history: History) -> FloatArray:
    """Return the least distance of each quantile from the median. Shape ``(len(QUANTILES),)``."""
    if history.all_zero:
        return np.where(Z > 0, -np.log1p(-LEVELS) / history.observed, 0.0)
    deviation = FLOOR * float(np.abs(history.values).mean()) / math.sqrt(history.observed)
    return deviation * Z
