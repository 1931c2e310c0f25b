"""Where a course turns, dips and spikes."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from domain.forecasting.model import FloatArray

SMALLEST = 0.10
"""Relative distance from the course below which a day is neither dip nor spike."""

SEGMENT = 5
"""Days on either side that a turn needs."""

TURN = 0.05
"""Relative change over each side that makes a change of direction a turn."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A notable day.

    Attributes:
        size: Relative distance from the course of the other days, negative for a dip.
    """

    day: date
    size: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which the direction changes.

    Attributes:
        before: Relative change from the first day to the turn.
        after: Relative change from the turn to the last day.
    """

    day: date
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything notable about a course, dips and spikes largest first."""

    turn: Turn | None
    dips: tuple[Mark, ...]
    spikes: tuple[Mark, ...]


def find_marks(course: FloatArray, level: FloatArray | None, start: date) -> Marks:
    """Find turn, dips and spikes of a daily course after its usual weekday pattern is divided out.

    A dip or spike is a day at least 10 %, and three scaled median absolute deviations, off the course, which is a line
    with at most one knee fitted to the median course. A turn is the knee, when both sides move by 5 % or more in
    opposite directions.

    Args:
        course: Median value a day. Shape ``(horizon,)``.
        level: Recent level by weekday, Monday first; none when unknown, and then weekends may be marked.
        start: First day.
    """
    plain = _without_weekdays(course / _index(level, start, len(course)))
    middle = float(np.median(plain))
    if middle <= 0 or len(plain) < 3:
        return Marks(None, (), ())
    fitted, knee = _line(_calmed(plain))
    offsets = plain / np.maximum(fitted, 0.05 * middle) - 1
    limit = max(SMALLEST, 3 * 1.4826 * float(np.median(np.abs(offsets))))
    marks = [Mark(start + timedelta(days=int(i)), float(offsets[i])) for i in np.flatnonzero(np.abs(offsets) >= limit)]
    marks.sort(key=lambda mark: -abs(mark.size))
    turn = None if knee is None else _turn(plain, knee, start)
    return Marks(turn, tuple(m for m in marks if m.size < 0), tuple(m for m in marks if m.size > 0))


def _index(level: FloatArray | None, start: date, horizon: int) -> FloatArray:
    if level is None or level.mean() <= 0 or level.min() <= 0:
        return np.ones(horizon)
    index: FloatArray = (level / level.mean())[(start.weekday() + np.arange(horizon)) % 7]
    return index


def _without_weekdays(values: FloatArray) -> FloatArray:
    """Divide out what recurs every week of the course itself: forecasts may know weekdays better than four weeks do.

    A weekday's factor is the median of its ratios to the centred seven-day mean, so that a trend stays.
    """
    if len(values) < 3 * 7:
        return values
    smooth = np.convolve(values, np.full(7, 1 / 7), mode="valid")
    if smooth.min() <= 0:
        return values
    ratios, weekday = values[3:-3] / smooth, np.arange(3, len(values) - 3) % 7
    usual = np.array([np.median(ratios[weekday == day]) for day in range(7)])
    if usual.min() <= 0:
        return values
    rest: FloatArray = values / usual[np.arange(len(values)) % 7]
    return rest


def _calmed(values: FloatArray) -> FloatArray:
    """Replace single outliers by the median of their neighbourhood so that they do not bend the line."""
    padded = np.pad(values, 2, mode="edge")
    smooth: FloatArray = np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)
    return smooth


def _line(values: FloatArray) -> tuple[FloatArray, int | None]:
    """Fit a line with the knee that lessens the squared error most; no knee where it does not halve it."""
    days = np.arange(len(values), dtype=np.float64)
    base = np.column_stack([np.ones_like(days), days])
    best, error = _fit(base, values)
    knee, straight = None, error
    for day in range(SEGMENT, len(values) - SEGMENT):
        fitted, squared = _fit(np.column_stack([base, np.maximum(0.0, days - day)]), values)
        if squared < min(error, straight / 2):
            best, error, knee = fitted, squared, day
    return best, knee


def _fit(inputs: FloatArray, values: FloatArray) -> tuple[FloatArray, float]:
    fitted: FloatArray = inputs @ np.linalg.lstsq(inputs, values, rcond=None)[0]
    return fitted, float(((values - fitted) ** 2).sum())


def _turn(values: FloatArray, knee: int, start: date) -> Turn | None:
    """Measure both sides on the values themselves (medians of three to five days): a line overshoots a step."""
    first, last = float(np.median(values[:3])), float(np.median(values[-3:]))
    middle = float(np.median(values[knee - 2 : knee + 3]))
    if min(first, middle) <= 0:
        return None
    before, after = middle / first - 1, last / middle - 1
    if before * after >= 0 or min(abs(before), abs(after)) < TURN:
        return None
    return Turn(start + timedelta(days=knee), before, after)
