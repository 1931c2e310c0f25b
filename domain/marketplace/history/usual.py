"""What is usual for a stream at each hour of the week, learnt from the hours themselves."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

HOURS_OF_DAY, DAYS_OF_WEEK = 24, 7
KNOT_EVERY = 7 * HOURS_OF_DAY
"""The level may bend once a week: terms begin and end, while an external event lasts a day."""

_ROUNDS = 10
_OVERDISPERSION = 0.06
"""Variance of the rate's own noise, relative to its square: busy hours count for little more than quiet ones."""
_SEASON_PENALTY, _LEVEL_PENALTY = 1e-3, 2.0


def usual(values: FloatArray, first_hour: int, ahead: int = 0) -> FloatArray:
    """Return the expected count of each hour: hour of day times day of week times a level that bends weekly.

    A log-linear model of counts, fitted by iteratively reweighted least squares whose working residuals are cut at
    three times the expectation, so that spikes do not carry it away (McCullagh and Nelder, Generalized Linear Models,
    2.5).

    Args:
        values: Events in consecutive hours, at least two weeks of them. Shape ``(hours,)``.
        first_hour: The first of them, in hours since 1970.
        ahead: Hours after them that are wanted too; the level stays as it was in the end.

    Returns:
        Shape ``(hours + ahead,)``.
    """
    whole, penalty = _design(len(values), ahead, first_hour)
    design = whole[: len(values)]
    mean = float(values.mean()) + 0.1
    weights = np.zeros(design.shape[1])
    weights[:HOURS_OF_DAY] = np.log(mean)
    for _ in range(_ROUNDS):
        linear = np.clip(design @ weights, -12.0, 25.0)
        fitted = np.exp(linear)
        working = linear + np.clip((values - fitted) / fitted, -3.0, 3.0)
        weighted = design * (fitted / (1.0 + _OVERDISPERSION * fitted))[:, None]
        weights[:] = np.linalg.solve(weighted.T @ design + penalty, weighted.T @ working)
    result: FloatArray = np.exp(np.clip(whole @ weights, -12.0, 25.0))
    return result


def _design(hours: int, ahead: int, first_hour: int) -> tuple[FloatArray, FloatArray]:
    """Return indicators of hour and weekday and hats of the weekly level, and the ridge on each."""
    places = np.arange(hours + ahead)
    clock = first_hour + places
    of_day = np.eye(HOURS_OF_DAY)[clock % HOURS_OF_DAY]
    of_week = np.eye(DAYS_OF_WEEK)[(clock // HOURS_OF_DAY) % DAYS_OF_WEEK][:, 1:]
    knots = np.linspace(0, hours, max(2, round(hours / KNOT_EVERY) + 1))
    level = np.stack([np.interp(places, knots, hat) for hat in np.eye(len(knots))[1:]], axis=1)
    ridge = [_SEASON_PENALTY] * (of_day.shape[1] + of_week.shape[1]) + [_LEVEL_PENALTY] * level.shape[1]
    return np.concatenate([of_day, of_week, level], axis=1), np.diag(ridge)
