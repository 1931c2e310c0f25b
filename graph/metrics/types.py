"""Metric series in the schema."""

from datetime import datetime
from typing import Self

import strawberry

from domain.metrics.model import MetricSeries
from graph.limits.limits import sized
from graph.metrics.enums import MetricType


@strawberry.type(name="MetricPoint", description="The value of a metric in one period.")
class MetricPointType:
    """One point."""

    at: datetime = strawberry.field(description="Start of the period.")
    value: float = strawberry.field(description="The sum over the period, or the ratio of the sums.")


@strawberry.type(name="MetricSeries", description="A metric over time; periods without data are missing.")
class MetricSeriesType:
    """One series."""

    metric: MetricType = strawberry.field(description="Which metric.")
    unit: str = strawberry.field(description="A currency code, `ratio` or `count`.")
    points: list[MetricPointType] = strawberry.field(
        description="Ascending in time; at most one a period of the range asked for.", metadata=sized(100)
    )

    @classmethod
    def of(cls, series: MetricSeries) -> Self:
        """Translate a series of the domain."""
        points = [MetricPointType(at=at, value=value) for at, value in series.points]
        return cls(metric=series.metric, unit=series.unit, points=points)
