"""The observed past of a series, ready for models that know no gaps."""

from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray, Series

WEEK = 7

LONGEST_HISTORY = 365
"""Days that members look back: older days change a daily forecast of a few weeks little and cost time."""

TWO_YEARS = 730
"""Days that members look back which learn from all series together: last year's season is worth having."""

NEIGHBOURS = 4
"""Weeks on either side in which a missing day looks for its own weekday."""


@dataclass(frozen=True, slots=True)
class History:
    """The last year of a series from its first observed day, gaps filled.

    Attributes:
        series: Where it comes from.
        values: Finite and within the bounds of the kind. Shape ``(days,)``; empty when nothing was observed.
        observed: Number of days that were observed, at most ``len(values)``.
    """

    series: Series
    values: FloatArray
    observed: int

    @property
    def constant(self) -> bool:
        """Whether every observed day had the same value."""
        return bool((self.values == self.values[0]).all())

    @property
    def all_zero(self) -> bool:
        """Whether nothing but zeros was observed."""
        return bool((self.values == 0.0).all())


def history_of(series: Series, longest: int = LONGEST_HISTORY) -> History:
    """Return the history of a series: leading gaps cut off, inner and trailing gaps filled."""
    recent = series.values[-longest:]
    seen = np.flatnonzero(~np.isnan(recent))
    if not seen.size:
        return History(series, np.empty(0), 0)
    return History(series, fill_gaps(recent[seen[0] :]), int(seen.size))


def fill_gaps(values: FloatArray) -> FloatArray:
    """Fill missing days with the nearest same weekdays, else with a line between the neighbours.

    A missing day takes the mean of the nearest observed same weekday before and after it, each at most four weeks
    away. The day needs at least one observed value somewhere.
    """
    missing = np.isnan(values)
    if not missing.any():
        return values
    days = np.arange(len(values))
    filled = np.interp(days, days[~missing], values[~missing])
    for day in days[missing]:
        found = [x for x in (_same_weekday(values, day, -WEEK), _same_weekday(values, day, WEEK)) if x is not None]
        if found:
            filled[day] = sum(found) / len(found)
    return filled


def _same_weekday(values: FloatArray, day: int, step: int) -> float | None:
    for week in range(1, NEIGHBOURS + 1):
        other = day + week * step
        if 0 <= other < len(values) and not np.isnan(values[other]):
            return float(values[other])
    return None
