"""Series made fit for finding what lasts: without gaps, season, outliers and units."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from domain.forecasting.model import FloatArray

PERIODS = (4, 7, 12, 24)
"""Rows of a season that is looked for: quarters, weekdays, months and hours."""

SEASONS_NEEDED = 4
SEASON_SHARE = 0.3
"""Part of the variance around the trend that a season must explain, beyond what chance does, to be taken out."""

AROUND, OUTLYING = 9, 5.0
"""Rows whose median a row is held against, and robust standard deviations from it beyond which it is cut off."""

_MAD_TO_STD = 1.4826


def cleaned(values: FloatArray, periods: Sequence[int] = PERIODS) -> FloatArray:
    """Return a series with mean 0 and standard deviation 1, or zeros when it never moves.

    Args:
        values: ``nan`` where unobserved; interpolated. At least one is finite. Shape ``(rows,)``.
        periods: Lengths of seasons to look for.
    """
    even = standardised(filled(values))
    return standardised(_without_outliers(_without_season(even, periods)))


def filled(values: FloatArray) -> FloatArray:
    """Return a series with gaps interpolated, and the nearest value at its ends."""
    seen = np.isfinite(values)
    rows = np.arange(len(values))
    between: FloatArray = np.interp(rows, rows[seen], values[seen])
    return between


def standardised(values: FloatArray) -> FloatArray:
    """Return a series with mean 0 and standard deviation 1, or zeros when it never moves."""
    centred = values - values.mean()
    spread = float(centred.std())
    # What is left by rounding of a series that never moves is no movement.
    return centred / spread if spread > 1e-9 * float(np.abs(values).max(initial=0.0)) else np.zeros(len(values))


def _without_season(values: FloatArray, periods: Sequence[int]) -> FloatArray:
    best, without = SEASON_SHARE, values
    for period in periods:
        if len(values) >= SEASONS_NEEDED * period:
            share, pattern = _season(values, period)
            # A multiple of a period explains as much by chance; it must explain clearly more.
            if share > best:
                best, without = share + 0.05, values - np.resize(pattern, len(values))
    return without


def _season(values: FloatArray, period: int) -> tuple[float, FloatArray]:
    """Return the part of the variance around a centred moving average that a season explains, and the season."""
    weights = np.full(period + 1 - period % 2, 1.0 / period)
    if period % 2 == 0:
        weights[[0, -1]] /= 2.0
    trend = np.convolve(values, weights, mode="valid")
    half = (len(values) - len(trend)) // 2
    around = values[half : half + len(trend)] - trend
    slots = (np.arange(len(around)) + half) % period
    pattern = np.array([np.median(around[slots == slot]) for slot in range(period)])
    pattern -= pattern.mean()
    variance = float(around.var())
    if variance <= 0.0:
        return 0.0, pattern
    left = float((around - pattern[slots]).var()) / variance
    return 1.0 - left * (len(around) - 1) / max(len(around) - period, 1), pattern


def _without_outliers(values: FloatArray) -> FloatArray:
    half = AROUND // 2
    around = np.concatenate([_ahead(values[:AROUND][::-1], half)[::-1], values, _ahead(values[-AROUND:], half)])
    middle = np.median(sliding_window_view(around, AROUND), axis=1)
    off = values - middle
    bound = OUTLYING * _MAD_TO_STD * float(np.median(np.abs(off)))
    cut: FloatArray = middle + np.clip(off, -bound, bound) if bound > 0.0 else values
    return cut


def _ahead(values: FloatArray, rows: int) -> FloatArray:
    """Return so many rows behind the last one on the median line: an outlier at an end counts for no more there."""
    slope = float(np.median(np.diff(values))) if len(values) > 1 else 0.0
    level = float(np.median(values - slope * np.arange(1 - len(values), 1)))
    ahead: FloatArray = level + slope * np.arange(1.0, rows + 1.0)
    return ahead
