"""Hours of simulation time in market time, and the seasons they are in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.model import Patterns
from domain.marketplace.moments import DAY, HOUR
from simulator.rates.curves import WEEK_HOURS

FloatArray = NDArray[np.float64]
HourArray = NDArray[np.int64]

MONTH_HOURS = 720
_MONDAY = 4
"""1970-01-05 was a Monday."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Consecutive hours since 1970 in UTC, and where they are in the market's week and year.

    Attributes:
        first: The first hour.
        of_week: 0 … 167, Monday 0 h first, in market time. Shape ``(hours,)``.
        season: Factor of the month or of the ISO week, which wins. Shape ``(hours,)``.
        growth: Factor since the epoch. Shape ``(hours,)``.
    """

    first: int
    of_week: HourArray
    season: FloatArray
    growth: FloatArray


def hours_between(patterns: Patterns, epoch: int, first: int, end: int) -> Hours:
    """Return the hours from ``first`` to before ``end``; growth is 1 at ``epoch`` (microseconds since 1970)."""
    hours = np.arange(first, end, dtype=np.int64)
    local = hours + _offsets(patterns.time_zone, first, end)
    days, index = np.unique(local // 24, return_inverse=True)
    seasons = np.array([season_of(patterns, date(1970, 1, 1) + timedelta(days=int(day))) for day in days])
    months = (hours + 0.5 - epoch / HOUR) / MONTH_HOURS
    return Hours(
        first=first,
        of_week=(local - 24 * _MONDAY) % WEEK_HOURS,
        season=seasons[index] if len(days) else np.ones(0),
        growth=(1.0 + patterns.growth_per_month) ** months,
    )


def season_of(patterns: Patterns, day: date) -> float:
    """Return the factor of a day: that of its ISO week where it has one, else that of its month."""
    week = day.isocalendar().week
    return dict(patterns.weeks).get(week, dict(patterns.months).get(day.month, 1.0))


def _offsets(time_zone: str, first: int, end: int) -> HourArray:
    """Return whole hours by which market time is ahead of UTC, hour by hour."""
    zone = ZoneInfo(time_zone)
    if time_zone == "UTC":
        return np.zeros(end - first, dtype=np.int64)
    per_day = DAY // HOUR
    ends = [_offset(zone, hour) for hour in range(first, end + per_day, per_day)]
    offsets = [
        ends[at // per_day] if ends[at // per_day] == ends[at // per_day + 1] else _offset(zone, first + at)
        for at in range(end - first)
    ]
    return np.array(offsets, dtype=np.int64)


def _offset(zone: ZoneInfo, hour: int) -> int:
    offset = datetime.fromtimestamp(hour * 3600, UTC).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 3600)
