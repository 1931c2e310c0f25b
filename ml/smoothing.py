"""Exponential smoothing of many series at once, over a grid of forms that are averaged, none of them chosen.

The forms are those of additive Holt–Winters smoothing with a damped trend (Hyndman, Koehler, Ord & Snyder 2008,
Forecasting with exponential smoothing, chapters 3 and 6), in three spaces: the values over their mean, ``log1p`` of
that, and, for series without a zero, its logarithm, in which trends and seasons multiply. All forms of all series
advance together, day by day, so that the work is a few matrix operations a day. A form is judged by its errors one,
seven and fourteen days ahead, for a forecast of weeks is asked for, and counts by its information criterion, for
choosing one form is a source of error of its own (Kolassa 2011, Combining exponential smoothing forecasts using Akaike
weights).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from ml.bands import Z
from ml.history import WEEK

LEVELS = (0.02, 0.05, 0.1, 0.18, 0.3, 0.45, 0.65, 0.9)
"""Shares of an error that the level takes."""

SEASONS = (0.0, 0.03, 0.08, 0.16, 0.3)
"""Shares of what the level leaves that the weekday takes; the first keeps the pattern of the beginning."""

TRENDS = ((0.0, 1.0), (0.05, 0.95))
"""Share of the level's step that the trend takes, and damping a day; the first has no trend."""

AHEAD = (1, WEEK, 2 * WEEK)
"""Days ahead at which forms are judged."""

LEAST_JUDGED = 14
"""Errors at a distance from which it is judged."""

FIRST_DAYS = 56
"""Days from which the first weekly pattern is read."""

TEMPER = 2.0
"""Divides the criterion's exponent: errors weeks ahead overlap, so that they say less than their number."""

BEST = 12
"""Forms of a series and space that are averaged; those behind have no weight to speak of."""

LEAST_LOSS = 1e-12

LARGEST_LOG = 7.0
"""Of a value over the mean of its series: no forecast is a thousand times the usual."""


class Space(StrEnum):
    """What the forms add up."""

    PLAIN = "PLAIN"
    LOG1P = "LOG1P"
    LOG = "LOG"


@dataclass(frozen=True, slots=True)
class Forms:
    """Parameters of the forms. Shape ``(forms,)`` each; ``seasonal`` tells which have a weekly pattern."""

    level: FloatArray
    trend: FloatArray
    damping: FloatArray
    season: FloatArray
    seasonal: NDArray[np.bool_]

    @property
    def parameters(self) -> FloatArray:
        """How many parameters a form costs; a weekly pattern that is shrunk counts half of its figures."""
        return 2.0 + 3.5 * self.seasonal + 2.0 * (self.trend > 0) + (self.season > 0)

    def reach(self, days: FloatArray) -> FloatArray:
        """Return how many of today's trend steps lie in so many days ahead. Shape ``(forms, len(days))``."""
        damping = self.damping[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            damped = damping * (1.0 - damping**days) / (1.0 - damping)
        return np.where(damping == 1.0, days, damped)


@dataclass(slots=True)
class State:
    """Where each form stands on each series: level and trend ``(series, forms)``, weekly ``(series, forms, 7)``."""

    level: FloatArray
    trend: FloatArray
    weekly: FloatArray


@dataclass(frozen=True, slots=True)
class Fitted:
    """All forms of one space after the last day, with criterion and deviation of each. Shape ``(series, forms)``."""

    state: State
    criterion: FloatArray
    deviation: FloatArray
    space: Space


def smoothed_quantiles(values: FloatArray, horizon: int) -> FloatArray:
    """Forecast every series from its last day.

    Args:
        values: Shape ``(series, days)``, ``nan`` before the first day of a series and nowhere else; each series has at
            least 14 days and is not all zero.
        horizon: Days ahead.

    Returns:
        Shape ``(series, horizon, len(QUANTILES))`` in the units of the series.
    """
    scale = np.nanmean(np.abs(values), axis=1, keepdims=True)
    forms = _forms()
    spaces = [_fit(values / scale, forms, space) for space in Space]
    best = np.min([space.criterion.min(axis=1) for space in spaces], axis=0)
    total = np.zeros((len(values), horizon, len(Z)))
    weight = np.zeros(len(values))
    for space in spaces:
        found, counted = _forecast(space, forms, best, horizon, values.shape[1])
        total += found
        weight += counted
    return np.asarray(total / weight[:, None, None] * scale[:, :, None])


def _forms() -> Forms:
    rows = [
        (level, trend * level, damping, season * (1.0 - level), seasonal)
        for level in LEVELS
        for trend, damping in TRENDS
        for season, seasonal in [(0.0, False), *((share, True) for share in SEASONS)]
    ]
    level, trend, damping, season, seasonal = (np.asarray(column) for column in zip(*rows, strict=True))
    return Forms(level, trend, damping, season, seasonal.astype(np.bool_))


def _fit(scaled: FloatArray, forms: Forms, space: Space) -> Fitted:
    values, jacobian = _transformed(scaled, space)
    start = np.argmax(~np.isnan(values), axis=1)
    state = _first_state(values, start, forms)
    squares, counts = _advance(values, start, state, forms)
    days = np.maximum(counts[1], 1)[:, None]
    criterion, judged = np.zeros(state.level.shape), np.zeros((len(values), 1))
    for ahead in AHEAD:
        enough = (counts[ahead] >= LEAST_JUDGED)[:, None] | (ahead == 1)
        mean = squares[ahead] / np.maximum(counts[ahead], 1)[:, None]
        criterion += np.where(enough, days * np.log(mean + LEAST_LOSS), 0.0)
        judged += enough
    parameters = forms.parameters
    criterion = criterion / judged + 2.0 * parameters * days / np.maximum(days - parameters - 1.0, 1.0)
    # Likelihoods of two spaces are compared in the units of one.
    criterion -= 2.0 * (jacobian * counts[1] / np.maximum(values.shape[1] - start, 1))[:, None]
    return Fitted(state, criterion, np.sqrt(squares[1] / days), space)


def _transformed(scaled: FloatArray, space: Space) -> tuple[FloatArray, FloatArray]:
    """Return the values in a space, and the sum of the logs of its derivative, minus infinity where it has no place.

    A series with a zero has no logarithm; it stands there as in ``log1p``, and does not count.
    """
    if space is Space.PLAIN:
        return scaled, np.zeros(len(scaled))
    gentle = np.log1p(scaled)
    if space is Space.LOG1P:
        return gentle, -np.nansum(gentle, axis=1)
    positive = np.nanmin(scaled, axis=1) > 0.0
    with np.errstate(divide="ignore"):
        values = np.where(positive[:, None], np.log(scaled), gentle)
    return values, np.where(positive, -np.nansum(values, axis=1), -np.inf)


def _first_state(values: FloatArray, start: NDArray[np.int64], forms: Forms) -> State:
    level = np.asarray([row[first : first + 2 * WEEK].mean() for row, first in zip(values, start, strict=True)])
    weekly = np.stack([_pattern(row[first:], int(first)) for row, first in zip(values, start, strict=True)])
    shape = (len(values), len(forms.level))
    return State(
        level=np.repeat(level[:, None], shape[1], axis=1),
        trend=np.zeros(shape),
        weekly=weekly[:, None, :] * forms.seasonal[None, :, None],
    )


def _pattern(values: FloatArray, first: int) -> FloatArray:
    """Return a first weekly pattern, drawn towards none where there are few weeks. Shape ``(7,)``, mean 0."""
    early = values[:FIRST_DAYS]
    around = np.convolve(early, np.full(WEEK, 1.0 / WEEK), mode="valid")
    half = WEEK // 2
    left = early[half : half + len(around)] - around
    weekday = (np.arange(len(left)) + half + first) % WEEK
    counts = np.bincount(weekday, minlength=WEEK)
    pattern = np.bincount(weekday, weights=left, minlength=WEEK) / (counts + 0.5)
    return np.asarray(pattern - pattern.mean())


def _advance(
    values: FloatArray, start: NDArray[np.int64], state: State, forms: Forms
) -> tuple[dict[int, FloatArray], dict[int, FloatArray]]:
    """Let every form see every day; return its squared errors and their number by days ahead."""
    squares = {ahead: np.zeros(state.level.shape) for ahead in AHEAD}
    counts = {ahead: np.zeros(len(values)) for ahead in AHEAD}
    waiting: dict[int, dict[int, FloatArray]] = {ahead: {} for ahead in AHEAD}
    reach = dict(zip(AHEAD, forms.reach(np.asarray(AHEAD, dtype=np.float64)).T, strict=True))
    last = values.shape[1]
    for day in range(int(start.min()), last):
        begun = day >= start
        actual = np.where(begun, values[:, day], 0.0)[:, None]
        weekday = day % WEEK
        waiting[1][day] = state.level + forms.damping * state.trend + state.weekly[:, :, weekday]
        error = np.where(begun[:, None], actual - waiting[1][day], 0.0)
        for ahead in AHEAD:
            told = waiting[ahead].pop(day, None)
            judged = day >= start + ahead + LEAST_JUDGED - 1
            if told is not None:
                squares[ahead] += np.where(judged[:, None], (actual - told) ** 2, 0.0)
                counts[ahead] += judged
        state.level += forms.damping * state.trend + forms.level * error
        state.trend = forms.damping * state.trend + forms.trend * error
        state.weekly[:, :, weekday] += forms.season * error
        for ahead in AHEAD[1:]:
            if day + ahead < last:
                season = state.weekly[:, :, (day + ahead) % WEEK]
                waiting[ahead][day + ahead] = state.level + reach[ahead] * state.trend + season
    return squares, counts


def _forecast(fitted: Fitted, forms: Forms, best: FloatArray, horizon: int, days: int) -> tuple[FloatArray, FloatArray]:
    """Return the sum of the best forms' quantiles by their weights, and the weights, with that of a perfect form 1.

    The variance is that of the state-space form (Hyndman et al. 2008, table 6.2).
    """
    chosen = np.argpartition(fitted.criterion, min(BEST, len(forms.level)) - 1, axis=1)[:, :BEST]
    rows = np.arange(len(chosen))[:, None]
    weights = np.exp(-np.minimum((fitted.criterion[rows, chosen] - best[:, None]) / (2.0 * TEMPER), 60.0))
    ahead = np.arange(1, horizon + 1, dtype=np.float64)
    weekday = ((days - 1 + ahead) % WEEK).astype(np.int64)
    reach = forms.reach(ahead)
    centre = fitted.state.level[rows, chosen][:, :, None] + fitted.state.weekly[rows, chosen][:, :, weekday]
    centre = centre + reach[chosen] * fitted.state.trend[rows, chosen][:, :, None]
    # What an error today adds to the value so many days ahead.
    damped = forms.reach(ahead) / forms.damping[:, None]
    echo = forms.level[:, None] + forms.trend[:, None] * damped + forms.season[:, None] * (ahead % WEEK == 0)
    grown = 1.0 + np.concatenate([np.zeros((len(echo), 1)), np.cumsum(echo**2, axis=1)[:, :-1]], axis=1)
    deviation = fitted.deviation[rows, chosen][:, :, None] * np.sqrt(grown[chosen])
    quantiles = centre[..., None] + deviation[..., None] * Z
    if fitted.space is Space.LOG1P:
        quantiles = np.expm1(quantiles)
    elif fitted.space is Space.LOG:
        quantiles = np.exp(np.minimum(quantiles, LARGEST_LOG))
    return np.einsum("sf,sfhq->shq", weights, quantiles), weights.sum(axis=1)


def aligned(histories: Sequence[FloatArray]) -> FloatArray:
    """Lay histories that end on one day beside each other, ``nan`` before each begins. Shape ``(series, days)``."""
    days = max(len(values) for values in histories)
    matrix = np.full((len(histories), days), np.nan)
    for row, values in enumerate(histories):
        matrix[row, days - len(values) :] = values
    return matrix
