"""Window average: each weekday is the mean of its last four."""

import numpy as np

from domain.forecasting.model import FloatArray, MemberForecast, MemberInfo, Panel
from ml.bands import LEVELS, Z
from ml.history import WEEK, History
from ml.members.member import Member, forecast_each

INFO = MemberInfo(
    name="window_average",
    version="1",
    minimum_days=WEEK,
    description="The mean of each weekday over the last four weeks, with the errors that this rule made before.",
)

WEEKS = 4

ENOUGH_ERRORS = 28
"""Past errors from which their own quantiles are read; below, a normal distribution stands in."""


def forecast(panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel."""
    return forecast_each(INFO, panel, horizon, _quantiles)


def _quantiles(history: History, horizon: int) -> FloatArray:
    values = history.values
    week = _weekday_means(values)
    ahead = np.arange(horizon)
    spreads = np.stack([_spread(values, weeks) for weeks in range(1, horizon // WEEK + 2)])
    # A further week is never surer than a nearer one, however few errors of it there are.
    widths = np.maximum.accumulate(np.abs(spreads), axis=0)[ahead // WEEK]
    return np.asarray(week[ahead % WEEK][:, None] + widths * np.sign(Z))


def _weekday_means(values: FloatArray) -> FloatArray:
    """Return the mean of each of the next seven weekdays over the last weeks that there are. Shape ``(7,)``."""
    recent = values[-WEEKS * WEEK :]
    return np.asarray([recent[len(recent) - WEEK + day :: -WEEK].mean() for day in range(WEEK)])


def _spread(values: FloatArray, weeks: int) -> FloatArray:
    """Return quantiles of the error made before when forecasting ``weeks`` weeks ahead.

    Shape ``(len(QUANTILES),)``, around 0. A day is held against the mean of the four same weekdays that end ``weeks``
    weeks before it.
    """
    errors = _errors(values, weeks)
    if len(errors) >= ENOUGH_ERRORS:
        spread = np.quantile(errors, LEVELS) - np.median(errors)
        return np.asarray(spread, dtype=np.float64)
    deviation = np.std(values[-WEEKS * WEEK :], ddof=1) if len(errors) < WEEK else np.sqrt(np.mean(errors**2))
    return Z * float(deviation)


def _errors(values: FloatArray, weeks: int) -> FloatArray:
    first = (weeks + WEEKS - 1) * WEEK
    if len(values) <= first:
        return np.empty(0)
    lagged = [values[first - lag * WEEK : len(values) - lag * WEEK] for lag in range(weeks, weeks + WEEKS)]
    return np.asarray(values[first:] - np.mean(lagged, axis=0), dtype=np.float64)


MEMBER = Member(INFO, forecast, chunk=100)
