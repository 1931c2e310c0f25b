"""Seasonal naive: each day repeats the same weekday of the last week."""

import math

import numpy as np

from domain.forecasting.model import FloatArray, MemberForecast, MemberInfo, Panel
from ml.bands import LEVELS, Z
from ml.history import WEEK, History
from ml.members.member import Member, forecast_each

INFO = MemberInfo(
    name="seasonal_naive",
    version="1",
    minimum_days=WEEK,
    description="Repeats the last week; its bands grow with every further week.",
)

ENOUGH_DIFFERENCES = 28
"""Seasonal differences from which their own quantiles are read; below, a normal distribution stands in."""


def forecast(panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel."""
    return forecast_each(INFO, panel, horizon, _quantiles)


def _quantiles(history: History, horizon: int) -> FloatArray:
    """Widen by the square root of the season ahead (Hyndman & Athanasopoulos, FPP3, table 5.2)."""
    values = history.values
    ahead = np.arange(horizon)
    median = values[len(values) - WEEK + ahead % WEEK]
    seasons = np.sqrt(ahead // WEEK + 1.0)
    return np.asarray(median[:, None] + seasons[:, None] * _spread(values))


def _spread(values: FloatArray) -> FloatArray:
    """Return quantiles of the error one season ahead. Shape ``(len(QUANTILES),)``, the median 0."""
    differences = values[WEEK:] - values[:-WEEK]
    if len(differences) >= ENOUGH_DIFFERENCES:
        spread = np.quantile(differences, LEVELS)
        # The centre stays the last week itself: a drift over the past is no reason to drift on.
        return np.asarray(spread - np.median(differences))
    if len(differences) >= WEEK:
        return Z * float(np.sqrt(np.mean(differences**2)))
    # Two independent days of one distribution differ by sqrt(2) of its deviation.
    return Z * (float(np.std(values, ddof=1)) * math.sqrt(2.0))


MEMBER = Member(INFO, forecast, chunk=100)
