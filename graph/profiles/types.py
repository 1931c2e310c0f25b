"""How days are spread over their hours, and forecasts by the hour, in the schema."""

from datetime import date
from typing import Self

import strawberry

from domain.campaigns.model import Channel
from domain.profiles.model import (
    HourlyForecast,
    HourlyProfile,
    HourPoint,
    HourShare,
    HourTrajectory,
    WeekdayProfile,
)
from graph.ensemble.types import IntervalType, TrajectoryPointType
from graph.information import Info
from graph.limits.limits import sized
from graph.metrics.enums import MetricType


@strawberry.type(name="HourShare", description="The share of a day's total that falls into one hour.")
class HourShareType:
    """One hour."""

    hour: int = strawberry.field(description="0 to 23, UTC.")
    share: float = strawberry.field(description="Expected share, a ratio; those of a weekday sum to 1.")
    intervals: list[IntervalType] = strawberry.field(
        description="Where the share of a single day lies: 50, 80 and 95 %, narrowest first.", metadata=sized(3)
    )

    @classmethod
    def of(cls, share: HourShare) -> Self:
        """Translate a share of the domain."""
        return cls(hour=share.hour, share=share.share, intervals=[IntervalType.of(one) for one in share.intervals])


@strawberry.type(name="WeekdayProfile", description="How one weekday is spread over its hours.")
class WeekdayProfileType:
    """One weekday."""

    weekday: int = strawberry.field(description="1 for Monday to 7 for Sunday, UTC.")
    days: int = strawberry.field(
        description="Whole days of that weekday which were observed; the fewer, the more it is that of all days."
    )
    hours: list[HourShareType] = strawberry.field(description="All hours in order, at most 24.", metadata=sized(24))

    @classmethod
    def of(cls, profile: WeekdayProfile) -> Self:
        """Translate a weekday of the domain."""
        hours = [HourShareType.of(hour) for hour in profile.hours]
        return cls(weekday=profile.weekday + 1, days=profile.days, hours=hours)


@strawberry.type(
    name="HourlyProfile",
    description="How a metric is spread over the hours of each weekday. A weekday's own days count for more the more "
    "there are of them and the more weekdays differ; the rest comes from working days or weekends, and from all days.",
)
class HourlyProfileType:
    """One profile."""

    model: strawberry.Private[HourlyProfile]
    metric: MetricType = strawberry.field(description="Which metric.")
    channel: Channel | None = strawberry.field(description="Which channel; null for all together.")
    days: int = strawberry.field(
        description="Observed days that it is learnt from: the last 56 of which all hours are there."
    )
    first_day: date | None = strawberry.field(description="First of them; null without a profile.")
    last_day: date | None = strawberry.field(description="Last of them; null without a profile.")
    reason: str | None = strawberry.field(description="Why there is no profile, in words; null when there is one.")

    @strawberry.field(description="All seven from Monday, at most 7; empty without a profile.", metadata=sized(7))
    async def weekdays(self, info: Info) -> list[WeekdayProfileType]:
        """Translate the weekdays; they are large."""
        await info.context.breathe()
        return [WeekdayProfileType.of(one) for one in self.model.weekdays]

    @classmethod
    def of(cls, profile: HourlyProfile) -> Self:
        """Translate a profile of the domain."""
        return cls(
            model=profile,
            metric=profile.metric,
            channel=profile.channel,
            days=profile.days,
            first_day=profile.first,
            last_day=profile.last,
            reason=profile.reason,
        )


@strawberry.type(name="HourlyTrajectory", description="The forecast of one metric of the campaign by the hour.")
class HourlyTrajectoryType:
    """One metric."""

    model: strawberry.Private[HourTrajectory]
    metric: MetricType = strawberry.field(description="Which metric.")

    @strawberry.field(
        description="One an hour over the first seven forecast days, at most 168; hours in which a rate is undefined "
        "are missing.",
        metadata=sized(168),
    )
    async def points(self, info: Info) -> list[TrajectoryPointType]:
        """Translate the points; there are many."""
        await info.context.breathe()
        return [_point(point) for point in self.model.points]

    @classmethod
    def of(cls, trajectory: HourTrajectory) -> Self:
        """Translate a trajectory of the domain."""
        return cls(model=trajectory, metric=trajectory.metric)


@strawberry.type(name="HourlyForecast", description="The first seven days of a forecast by the hour.")
class HourlyForecastType:
    """One forecast by the hour."""

    days: int = strawberry.field(
        description="Whole days before the forecast, of the last 56, that the shares of hours are learnt from."
    )
    trajectories: list[HourlyTrajectoryType] = strawberry.field(
        description="One a metric, at most 12; empty when hours cannot be given.", metadata=sized(6)
    )
    reason: str | None = strawberry.field(
        description="Why hours, or those of some metrics, cannot be given, in words; null when nothing is missing."
    )

    @classmethod
    def of(cls, forecast: HourlyForecast) -> Self:
        """Translate a forecast of the domain."""
        courses = [HourlyTrajectoryType.of(one) for one in forecast.trajectories]
        return cls(days=forecast.days, trajectories=courses, reason=forecast.reason)


def _point(point: HourPoint) -> TrajectoryPointType:
    return TrajectoryPointType(
        at=point.at,
        median=point.median,
        mean=point.mean,
        intervals=[IntervalType.of(interval) for interval in point.intervals],
        actual=point.actual,
        days=1,
    )
