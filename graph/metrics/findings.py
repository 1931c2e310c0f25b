"""What is unusual in metrics, in the schema."""

from datetime import date, datetime
from typing import Self

import strawberry

from domain.insights.model import HourAnomaly, MetricAnomaly, MetricChange
from domain.metrics.model import unit_of
from graph.metrics.enums import MetricType


@strawberry.type(name="MetricAnomaly", description="A day on which a metric was not as it usually is on that weekday.")
class MetricAnomalyType:
    """One anomaly."""

    metric: MetricType = strawberry.field(description="Which metric.")
    unit: str = strawberry.field(description="A currency code, `ratio` or `count`.")
    day: date = strawberry.field(description="The day.")
    observed: float = strawberry.field(description="What it came to.")
    usual: float = strawberry.field(description="What earlier days made one expect of it.")
    score: float = strawberry.field(
        description="How far it is from the usual, in robust standard deviations; negative for below."
    )
    confidence: float = strawberry.field(
        description="1 less the part of the anomalies found with it, and as clear, that are expected to be by chance."
    )

    @classmethod
    def of(cls, found: MetricAnomaly, currency: str) -> Self:
        """Translate an anomaly of the domain."""
        return cls(
            metric=found.metric,
            unit=unit_of(found.metric, currency),
            day=found.day,
            observed=found.observed,
            usual=found.usual,
            score=found.score,
            confidence=1.0 - found.false_rate,
        )


@strawberry.type(
    name="HourAnomaly",
    description="An hour at which a metric began to be unusual for its time of day and its level, or clearly more so.",
)
class HourAnomalyType:
    """One unusual hour."""

    metric: MetricType = strawberry.field(description="Which metric.")
    unit: str = strawberry.field(description="A currency code, `ratio` or `count`.")
    at: datetime = strawberry.field(description="Start of the hour.")
    observed: float = strawberry.field(description="What it came to.")
    usual: float = strawberry.field(description="Median of the same hour of up to seven days before.")
    score: float = strawberry.field(
        description="How rare its like was before: about minus the natural logarithm of that; at least 5."
    )

    @classmethod
    def of(cls, found: HourAnomaly, currency: str) -> Self:
        """Translate an unusual hour of the domain."""
        return cls(
            metric=found.metric,
            unit=unit_of(found.metric, currency),
            at=found.hour,
            observed=found.observed,
            usual=found.usual,
            score=found.score,
        )


@strawberry.type(name="ChangePoint", description="A day from which on a metric had another level, and kept it.")
class ChangePointType:
    """One change."""

    metric: MetricType = strawberry.field(description="Which metric.")
    unit: str = strawberry.field(description="A currency code, `ratio` or `count`.")
    day: date = strawberry.field(description="First day of the new level.")
    before: float = strawberry.field(
        description="Usual value of a day in up to four weeks before, without the effect of the weekday."
    )
    after: float = strawberry.field(description="Usual value of a day since, up to the next change and four weeks.")
    relative: float = strawberry.field(description="By what part of the level before it changed, a ratio.")
    observed_days: int = strawberry.field(description="Days that the level since rests on, at least seven.")
    confidence: float = strawberry.field(
        description="1 less the part of the changes found with it, and as clear, that are expected to be by chance."
    )

    @classmethod
    def of(cls, found: MetricChange, currency: str) -> Self:
        """Translate a change of the domain."""
        return cls(
            metric=found.metric,
            unit=unit_of(found.metric, currency),
            day=found.day,
            before=found.before,
            after=found.after,
            relative=found.relative,
            observed_days=found.lasted,
            confidence=1.0 - found.false_rate,
        )
