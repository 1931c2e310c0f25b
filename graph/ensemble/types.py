"""Trajectories, the ensemble report and confidence in the schema."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Self

import strawberry

from domain.ensemble.model import (
    BlockWeights,
    Confidence,
    EnsembleMember,
    EnsembleReport,
    Interval,
    MemberStatus,
    Trajectory,
    TrajectoryPoint,
    TrajectoryWeek,
)
from domain.ensemble.strategies import Strategy
from domain.ensemble.weeks import observed_in
from domain.errors import Refused, invalid
from graph.enums import described
from graph.information import Info
from graph.limits.limits import sized
from graph.metrics.enums import Granularity, MetricType

described(
    MemberStatus,
    "What became of a model in a run.",
    USED="Its forecast is part of the ensemble.",
    EXCLUDED="It forecast, but was left out; the reason says why.",
    FAILED="It gave no usable forecast; the reason says why.",
)

described(
    Strategy,
    "How the models of the ensemble are weighted.",
    name="EnsembleStrategy",
    STACKED="So that the combination would have lost the least over past forecasts, drawn towards equal weights.",
    STATIC="All equally, whatever the past says.",
    CONFIDENCE="By how nearly each model's own 80 % band held 80 % of the past.",
    PERFORMANCE="By the inverse fourth power of each model's own past loss.",
    DYNAMIC="By confidence (0.4), past loss (0.3), share of forecasts that it could make (0.2) and speed (0.1).",
)

Actuals = Mapping[tuple[MetricType, date], float]

GranularityArgument = Annotated[
    Granularity,
    strawberry.argument(description="Days, or weeks from Monday; hours are in `Simulation.hourlyForecast`."),
]


@strawberry.type(name="Interval", description="A central interval of the predictive distribution.")
class IntervalType:
    """One interval."""

    level: float = strawberry.field(description="Probability that the value lies inside: 0.5, 0.8 or 0.95.")
    lower: float = strawberry.field(description="Lower end.")
    upper: float = strawberry.field(description="Upper end.")

    @classmethod
    def of(cls, interval: Interval) -> Self:
        """Translate an interval of the domain."""
        return cls(level=interval.level, lower=interval.lower, upper=interval.upper)


@strawberry.type(name="TrajectoryPoint", description="The predictive distribution of a metric in one period.")
class TrajectoryPointType:
    """One day, week or hour."""

    at: datetime = strawberry.field(description="Start of the day or hour, or Monday of the week, UTC.")
    median: float = strawberry.field(description="Half of the sampled futures lie below.")
    mean: float = strawberry.field(description="Mean over the sampled futures.")
    intervals: list[IntervalType] = strawberry.field(description="50, 80 and 95 %, narrowest first.", metadata=sized(3))
    actual: float | None = strawberry.field(
        description="What was observed in the period, once it was imported: of a week, once all its forecast days were."
    )
    days: int = strawberry.field(
        description="Forecast days that the value is the total of. 7 for a whole week, fewer where the horizon begins "
        "or ends within it; 1 for a day, and for an hour, which is a part of one."
    )

    @classmethod
    def of(cls, point: TrajectoryPoint, actual: float | None) -> Self:
        """Translate a point of the domain."""
        return cls(
            at=datetime.combine(point.day, time(), UTC),
            median=point.median,
            mean=point.mean,
            intervals=[IntervalType.of(interval) for interval in point.intervals],
            actual=actual,
            days=1,
        )

    @classmethod
    def of_week(cls, week: TrajectoryWeek, actual: float | None) -> Self:
        """Translate a week of the domain."""
        return cls(
            at=datetime.combine(week.monday, time(), UTC),
            median=week.median,
            mean=week.mean,
            intervals=[IntervalType.of(interval) for interval in week.intervals],
            actual=actual,
            days=week.days,
        )


@strawberry.type(name="Trajectory", description="The forecast of one metric of the campaign.")
class TrajectoryType:
    """One metric."""

    model: strawberry.Private[Trajectory]
    actuals: strawberry.Private[Actuals]
    weekly: strawberry.Private[bool]
    metric: MetricType = strawberry.field(description="Which metric.")

    @strawberry.field(
        description="One a day over the horizon, at most 180; by week one a week, at most 27, and none in results that "
        "were stored before weeks were forecast.",
        metadata=sized(45),
    )
    async def points(self, info: Info) -> list[TrajectoryPointType]:
        """Translate the points; a result has dozens of such lists, and all at once would hold up everybody else."""
        await info.context.breathe()
        if self.weekly:
            return [
                TrajectoryPointType.of_week(week, observed_in(week, self.metric, self.actuals))
                for week in self.model.weeks
            ]
        return [
            TrajectoryPointType.of(point, self.actuals.get((self.metric, point.day))) for point in self.model.points
        ]

    @classmethod
    def of(cls, trajectory: Trajectory, actuals: Actuals, granularity: Granularity) -> Self:
        """Translate a trajectory of the domain.

        Raises:
            Refused: It is asked for by the hour.
        """
        if granularity is Granularity.HOUR:
            hint = "Ask for DAY or WEEK here; `hourlyForecast` of the simulation gives the hours of its first days."
            raise Refused(invalid("Trajectories are given by day or week.", "granularity", hint=hint))
        weekly = granularity is Granularity.WEEK
        return cls(model=trajectory, actuals=actuals, weekly=weekly, metric=trajectory.metric)


@strawberry.type(name="EnsembleMember", description="One model's part in a run.")
class EnsembleMemberType:
    """One member."""

    model: str = strawberry.field(description="Name of the model.")
    version: str = strawberry.field(description="Version of the model.")
    weight: float = strawberry.field(description="Mean weight, 0 to 1; weights of a run sum to 1.")
    reason: str = strawberry.field(description="Why it has that weight or was left out.")
    status: MemberStatus = strawberry.field(description="What became of it.")
    latency_ms: float = strawberry.field(description="Milliseconds that its forecast took.")
    mase: float | None = strawberry.field(
        description="Mean absolute scaled error on the campaign's own past; below 1 beats a seasonal naive step."
    )

    @classmethod
    def of(cls, member: EnsembleMember) -> Self:
        """Translate a member of the domain."""
        return cls(
            model=member.model,
            version=member.version,
            weight=member.weight,
            reason=member.reason,
            status=member.status,
            latency_ms=member.latency_ms,
            mase=member.mase,
        )


@strawberry.type(name="MemberWeight", description="The weight of one model.")
class MemberWeightType:
    """One weight."""

    model: str = strawberry.field(description="Name of the model.")
    weight: float = strawberry.field(description="0 to 1.")


@strawberry.type(name="BlockWeights", description="Weights for one group of series and one part of the horizon.")
class BlockWeightsType:
    """One block."""

    metric: str = strawberry.field(description="What the series measure, such as `CTR`.")
    first_day: int = strawberry.field(description="First forecast day, counted from 1.")
    last_day: int = strawberry.field(description="Last forecast day of the block.")
    weights: list[MemberWeightType] = strawberry.field(description="One for each member used; they sum to 1.")

    @classmethod
    def of(cls, block: BlockWeights) -> Self:
        """Translate the weights of the domain."""
        weights = [MemberWeightType(model=name, weight=weight) for name, weight in block.weights.items()]
        return cls(metric=block.metric, first_day=block.first_day, last_day=block.last_day, weights=weights)


@strawberry.type(name="EnsembleReport", description="How the models were combined.")
class EnsembleReportType:
    """The report."""

    strategy: str = strawberry.field(description="How the weights were found.")
    consensus: float = strawberry.field(description="1 when all models agree, towards 0 as their medians spread.")
    diversity: float = strawberry.field(description="0 when the models err together, up to 2 when they err opposed.")
    members: list[EnsembleMemberType] = strawberry.field(
        description="All models, used or not; at most 20.", metadata=sized(8)
    )
    weights: list[BlockWeightsType] = strawberry.field(
        description="By metric and part of the horizon; at most 100.", metadata=sized(20)
    )

    @classmethod
    def of(cls, report: EnsembleReport) -> Self:
        """Translate a report of the domain."""
        return cls(
            strategy=report.strategy,
            consensus=report.consensus,
            diversity=report.diversity,
            members=[EnsembleMemberType.of(member) for member in report.members],
            weights=[BlockWeightsType.of(block) for block in report.weights],
        )


@strawberry.type(name="Confidence", description="How sure the forecast may be, measured on the campaign's own past.")
class ConfidenceType:
    """Measured confidence."""

    value: float = strawberry.field(description="0 to 1: coverage of the 80 % band times one minus the error.")
    level: str = strawberry.field(description="`very high`, `high`, `medium`, `low` or `very low`.")
    statement: str = strawberry.field(description="The same in words, with the sample size.")
    coverage80: float | None = strawberry.field(
        name="coverage80", description="Share of past days that the 80 % band held; null without a past to test on."
    )
    wape: float | None = strawberry.field(description="Weighted absolute percentage error of the median, a ratio.")
    sample_size: int = strawberry.field(description="Past forecast days behind these figures.")
    flagged: bool = strawberry.field(description="Below 0.7: collect more data before relying on it.")

    @classmethod
    def of(cls, confidence: Confidence) -> Self:
        """Translate the confidence of the domain."""
        return cls(
            value=confidence.value,
            level=confidence.level,
            statement=confidence.statement,
            coverage80=confidence.coverage80,
            wape=confidence.wape,
            sample_size=confidence.sample_size,
            flagged=confidence.flagged,
        )
