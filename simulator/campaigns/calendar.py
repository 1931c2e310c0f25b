"""The year of a tutoring marketplace, exams, summer, the start of school, holidays, and the hours of its day."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

EXAMS = 1.4
SUMMER = 0.75
BACK_TO_SCHOOL = 1.2
HOLIDAYS = 0.5
SMOOTHING_DAYS = 7

HOURS = (2, 1, 1, 1, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 6, 6, 7, 7, 7, 6, 5, 4, 3)
"""What happens in each hour of the day (UTC), in parts of what happens in the day."""

_HOLIDAY_WEEKS = frozenset({51, 52, 53})
_MONTHS = {5: EXAMS, 6: SUMMER, 7: SUMMER, 8: SUMMER, 9: BACK_TO_SCHOOL, 11: EXAMS, 12: EXAMS}


def season_of(day: date) -> float:
    """Return demand on a day relative to an ordinary one, weekdays aside.

    Exam months (May, November, December) 1.4, summer (June to August) 0.75, September 1.2, the holiday weeks (ISO weeks
    51 and 52, and 53 in the years that have one) 0.5 even in December, anything else 1.
    """
    if day.isocalendar().week in _HOLIDAY_WEEKS:
        return HOLIDAYS
    return _MONTHS.get(day.month, 1.0)


def seasons(days: list[date], strength: float) -> FloatArray:
    """Return the season of each day as a campaign feels it.

    The geometric mean over the seven days around each day, since nobody's demand jumps at midnight, raised to
    ``strength``: 0 is no season, 1 the whole of it, negative the opposite. Shape ``(days,)``.
    """
    half = SMOOTHING_DAYS // 2
    logs = [
        np.mean([np.log(season_of(day + timedelta(days=offset))) for offset in range(-half, half + 1)]) for day in days
    ]
    return np.exp(strength * np.asarray(logs, dtype=np.float64))


def weekday_factors(days: list[date], weekdays: tuple[float, ...]) -> FloatArray:
    """Return the weekday factor of each day, the profile (Monday first) scaled to a mean of 1. Shape ``(days,)``."""
    profile = np.asarray(weekdays, dtype=np.float64)
    profile /= profile.mean()
    factors: FloatArray = profile[[day.weekday() for day in days]]
    return factors


def hour_shares(hours: NDArray[np.int64]) -> FloatArray:
    """Return the part of its day that falls on each hour, counted since 1970; those of a day add up to 1."""
    profile = np.asarray(HOURS, dtype=np.float64)
    shares: FloatArray = (profile / profile.sum())[hours % 24]
    return shares
