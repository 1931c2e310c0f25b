"""The share of a day that each of its hours has, and forecasts by the hour that follow."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.campaigns.model import Channel
from domain.ensemble.model import Interval
from domain.metrics.model import MetricType

DAY_HOURS = 24

PROFILE_DAYS = 56
"""Last whole days that a profile is learnt from: eight of each weekday."""

MINIMUM_DAYS = 7
"""With fewer whole days there is no profile: the hours of one day say little about those of another."""

AHEAD_DAYS = 7
"""First forecast days that are given by the hour."""


@dataclass(frozen=True, slots=True)
class HourShare:
    """The share of a day's total that falls into one hour.

    Attributes:
        hour: 0 … 23, in UTC.
        share: Expected, 0 … 1; the shares of a weekday sum to 1.
        intervals: Central intervals of the share on a single day, narrowest first.
    """

    hour: int
    share: float
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class WeekdayProfile:
    """The hours of one weekday.

    Attributes:
        weekday: 0 for Monday … 6 for Sunday.
        days: Whole days of that weekday which were observed; with none the profile is that of days like it.
        hours: All 24.
    """

    weekday: int
    days: int
    hours: tuple[HourShare, ...]


@dataclass(frozen=True, slots=True)
class HourlyProfile:
    """How a metric of a campaign, or of one of its channels, is spread over the hours of each weekday.

    Attributes:
        channel: None for all channels together.
        days: Whole observed days that it is learnt from.
        first: First of them; none when nothing can be said.
        last: Last of them.
        weekdays: All seven from Monday; empty when nothing can be said.
        reason: Why it is empty, in words; none when it is not.
    """

    metric: MetricType
    channel: Channel | None
    days: int
    first: date | None
    last: date | None
    weekdays: tuple[WeekdayProfile, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class HourPoint:
    """The predictive distribution of a metric in the hour that begins ``at``, in UTC.

    Attributes:
        actual: What was observed; none until then.
    """

    at: datetime
    median: float
    mean: float
    intervals: tuple[Interval, ...]
    actual: float | None = None


@dataclass(frozen=True, slots=True)
class HourTrajectory:
    """The forecast of one metric, a point an hour."""

    metric: MetricType
    points: tuple[HourPoint, ...]


@dataclass(frozen=True, slots=True)
class HourlyForecast:
    """The first days of a forecast by the hour.

    Attributes:
        days: Whole observed days before the forecast that the shares of hours are learnt from.
        trajectories: Empty when hours cannot be given.
        reason: Why they cannot, or why some metrics are missing, in words; none when nothing is missing.
    """

    days: int
    trajectories: tuple[HourTrajectory, ...]
    reason: str | None = None
