"""How rates move with the hour of the day and the day of the week, in market time."""

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Patterns, PeakWindow, StreamDefinition

FloatArray = NDArray[np.float64]

WEEK_HOURS = 168
SATURDAY = 5


def day_curve(patterns: Patterns, own: PeakWindow | None) -> tuple[FloatArray, FloatArray]:
    """Return the time-of-day factor at the begin and at the end of each hour, of mean 1 over the day.

    The own window takes the place of the usual peak. Between the end of the usual peak and the night the factor falls
    linearly; the night lasts until 7, and an hour that is neither peak nor night has 1 before renormalisation. Within
    an hour the factor is linear. Shapes ``(24,)``.
    """
    peak = own or patterns.peak
    ramp_begin = patterns.peak.end
    night_begin = min(24, ramp_begin + patterns.ramp_hours)
    night_end = patterns.peak.start - 1
    hours = np.arange(24)
    level = np.where((hours >= peak.start) & (hours < peak.end), peak.factor, 1.0)
    night = ((hours >= night_begin) | (hours < night_end)) & ~((hours >= peak.start) & (hours < peak.end))
    level = np.where(night, patterns.off_factor, level)
    begin, end = level.copy(), level.copy()
    top = level[ramp_begin - 1]
    for hour in range(ramp_begin, night_begin):
        if own is not None and own.start <= hour < own.end:
            continue
        begin[hour] = top + (patterns.off_factor - top) * (hour - ramp_begin) / patterns.ramp_hours
        end[hour] = top + (patterns.off_factor - top) * (hour + 1 - ramp_begin) / patterns.ramp_hours
    mean = (begin + end).mean() / 2
    return begin / mean, end / mean


def weekday_curve(patterns: Patterns) -> FloatArray:
    """Return the factor of each day of the week, Monday first, of mean 1. Shape ``(7,)``."""
    factors = np.where(np.arange(7) >= SATURDAY, patterns.weekend, 1.0)
    curve: FloatArray = factors / factors.mean()
    return curve


def week_curve(patterns: Patterns, stream: StreamDefinition) -> tuple[FloatArray, FloatArray]:
    """Return a stream's factor at the begin and the end of each hour of the week, Monday 0 h first, of mean 1.

    Streams that do not follow the clock or the week have 1 throughout. Shapes ``(168,)``.
    """
    begin, end = day_curve(patterns, stream.peak) if stream.time_of_day else (np.ones(24), np.ones(24))
    days = weekday_curve(patterns) if stream.weekday else np.ones(7)
    return np.outer(days, begin).ravel(), np.outer(days, end).ravel()
