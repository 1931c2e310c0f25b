"""The weekly season of a series: is there one, and what is left without it."""

from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray
from ml.history import WEEK

SIGNIFICANT = 1.645
"""Standard errors of the autocorrelation at a week that show a season, one-sided 95 % (as in the M4 benchmarks)."""

LEAST_RATIO = 0.05
"""A weekday with less of the trend is not a season to divide by; it is added instead."""


@dataclass(frozen=True, slots=True)
class Season:
    """A weekly pattern, added or multiplied.

    Attributes:
        pattern: One figure for each of the seven days, beginning with the first day of the history.
        multiplied: Whether values are trend times pattern; else they are trend plus pattern.
    """

    pattern: FloatArray
    multiplied: bool

    def remove(self, values: FloatArray) -> FloatArray:
        """Return a history without its season. Shape ``(days,)``."""
        season = np.resize(self.pattern, len(values))
        return values / season if self.multiplied else values - season

    def restore(self, quantiles: FloatArray, first_day: int) -> FloatArray:
        """Return forecasts with the season put back; ``first_day`` is the day of the first, counted as the history's.

        Shape ``(horizon, levels)`` in and out.
        """
        season = self.pattern[(first_day + np.arange(len(quantiles))) % WEEK][:, None]
        return np.asarray(quantiles * season if self.multiplied else quantiles + season)


NO_SEASON = Season(np.zeros(WEEK), multiplied=False)


def weekly_season(values: FloatArray) -> Season:
    """Find the weekly season by classical decomposition (Hyndman & Athanasopoulos, FPP3, section 3.4).

    A season is taken only when the autocorrelation at seven days is significant. Of the added and the multiplied form
    the one that leaves the smaller remainder is taken; the multiplied one needs positive values.

    Args:
        values: At least 14 finite days.
    """
    if not _has_season(values):
        return NO_SEASON
    trend = np.convolve(values, np.full(WEEK, 1.0 / WEEK), mode="valid")
    half = WEEK // 2
    middle = values[half : half + len(trend)]
    differences = _by_weekday(middle - trend, half)
    added = Season(differences - differences.mean(), multiplied=False)
    if values.min() <= 0:
        return added
    ratios = _by_weekday(middle / trend, half)
    if ratios.min() < LEAST_RATIO:
        return added
    multiplied = Season(ratios / ratios.mean(), multiplied=True)
    season = np.arange(half, half + len(trend)) % WEEK
    left_added = middle - trend - added.pattern[season]
    left_multiplied = middle - trend * multiplied.pattern[season]
    return multiplied if (left_multiplied**2).sum() < (left_added**2).sum() else added


def _by_weekday(parts: FloatArray, first: int) -> FloatArray:
    """Average detrended parts by weekday; ``first`` is the day of the first part. Shape ``(7,)``."""
    weekday = (first + np.arange(len(parts))) % WEEK
    return np.asarray([parts[weekday == day].mean() for day in range(WEEK)])


def _has_season(values: FloatArray) -> bool:
    centred = values - values.mean()
    power = float((centred**2).sum())
    if power == 0.0:
        return False
    correlation = np.asarray([float((centred[lag:] * centred[:-lag]).sum()) / power for lag in range(1, WEEK + 1)])
    error = np.sqrt((1.0 + 2.0 * float((correlation[:-1] ** 2).sum())) / len(values))
    return bool(correlation[-1] > SIGNIFICANT * error)
