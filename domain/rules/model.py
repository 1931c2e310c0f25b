"""Rules, and when they fire."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.metrics.model import MetricType


class RuleKind(StrEnum):
    """What a rule looks at."""

    THRESHOLD = "THRESHOLD"
    TREND = "TREND"
    ANOMALY = "ANOMALY"
    COMPARISON = "COMPARISON"


class Comparator(StrEnum):
    """How a value is held against another."""

    ABOVE = "ABOVE"
    AT_LEAST = "AT_LEAST"
    BELOW = "BELOW"
    AT_MOST = "AT_MOST"
    EQUAL = "EQUAL"
    NOT_EQUAL = "NOT_EQUAL"


class Direction(StrEnum):
    """Where a metric moves to."""

    INCREASING = "INCREASING"
    DECREASING = "DECREASING"


class Form(StrEnum):
    """How two metrics are put together."""

    RATIO = "RATIO"
    DIFFERENCE = "DIFFERENCE"


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule fires. Fields that its kind does not use are none.

    Attributes:
        metric: Over all channels of a campaign, by the day.
        comparator: Of a threshold and a comparison.
        value: What the metric, or the two metrics together, are held against.
        horizon_days: Of a threshold, the day of the latest forecast that is looked at, counted from the last observed
            one; the observed day itself when none.
        direction: Of a trend.
        least_change: Of a trend, how much the mean of a period must differ from that of the period before, a ratio.
        period_days: Of a trend, the length of both periods; of an anomaly, the days before that tell what is usual.
        least_z: Of an anomaly, how many standard deviations a day must be away from the usual.
        other: Of a comparison, the second metric.
        form: Of a comparison.
    """

    kind: RuleKind
    metric: MetricType
    comparator: Comparator | None = None
    value: float | None = None
    horizon_days: int | None = None
    direction: Direction | None = None
    least_change: float | None = None
    period_days: int | None = None
    least_z: float | None = None
    other: MetricType | None = None
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What a client says of a rule.

    Attributes:
        campaign_id: The campaign that it looks at; each one of the workspace when none.
        priority: 1 … 10, 10 first.
    """

    name: str
    condition: Condition
    campaign_id: UUID | None = None
    enabled: bool = True
    priority: int = 5
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A stored rule."""

    id: UUID
    workspace_id: UUID
    draft: RuleDraft
    created_by: UUID
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Firing:
    """Days in a row on which a condition held, told by their first.

    Attributes:
        day: The first day.
        days: How many days in a row, as far as they are known.
        value: What was held against ``reference`` on the first day: the metric, its relative change, its distance from
            the usual in standard deviations, or the two metrics put together.
    """

    day: date
    days: int
    value: float
    reference: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is expected to follow a firing.

    Attributes:
        metric: Which metric moves.
        direction: Where to.
        least_change: How far the mean of the days after must differ from that of as many days up to the firing, a
            ratio.
        within_days: How many days.
    """

    metric: MetricType
    direction: Direction
    least_change: float
    within_days: int


@dataclass(frozen=True, slots=True)
class BacktestFiring:
    """A firing of the past and what came after it.

    Attributes:
        change: Relative change of the outcome's metric; none where too little is known.
        followed: Whether the outcome came; none where that is not known.
    """

    firing: Firing
    change: float | None
    followed: bool | None


@dataclass(frozen=True, slots=True)
class RuleBacktest:
    """How a rule would have done.

    Attributes:
        start: First day that was judged.
        end: Last day that was judged.
        firings: Newest first, at most as many as were asked for.
        fired: How often it fired.
        known: Of how many firings what came after is known.
        followed: How many of them the outcome followed.
        usual: Part of all days that the outcome followed: what a rule that fires at random would reach.
    """

    start: date
    end: date
    firings: tuple[BacktestFiring, ...]
    fired: int
    known: int
    followed: int
    usual: float | None

    @property
    def precision(self) -> float | None:
        """Part of the firings that the outcome followed; none when it is known of none."""
        return self.followed / self.known if self.known else None
