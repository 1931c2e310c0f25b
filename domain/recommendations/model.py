"""Recommendations and their estimated effect."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.campaigns.model import Channel
from domain.metrics.model import MetricType
from domain.risk.model import Evidence


class RecommendationKind(StrEnum):
    """What sort of step is advised."""

    BUDGET_REALLOCATION = "BUDGET_REALLOCATION"
    CREATIVE_REFRESH = "CREATIVE_REFRESH"
    AUDIENCE_EXPANSION = "AUDIENCE_EXPANSION"
    CHANNEL_SHIFT = "CHANNEL_SHIFT"
    TIMING_ADJUSTMENT = "TIMING_ADJUSTMENT"


class Effort(StrEnum):
    """How much work it takes."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class RecommendationStatus(StrEnum):
    """What became of it."""

    PENDING = "PENDING"
    APPLIED = "APPLIED"
    DISMISSED = "DISMISSED"


@dataclass(frozen=True, slots=True)
class ImpactEstimate:
    """Expected change of a metric's total over the horizon, in the unit of the metric.

    Attributes:
        relative: The same relative to the forecast without the step, 0.1 is 10 % more.
        level: Probability level of ``lower`` … ``upper``.
        probability_worse: Probability that the step does harm.
    """

    metric: MetricType
    expected: float
    lower: float
    upper: float
    relative: float
    level: float
    probability_worse: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A step that is advised.

    Attributes:
        priority: 1 (least) … 10 (most).
        timeline_days: Fewest and most days until it shows.
        rationale: Why, in words with numbers.
    """

    id: UUID
    kind: RecommendationKind
    priority: int
    title: str
    rationale: str
    steps: tuple[str, ...]
    effort: Effort
    timeline_days: tuple[int, int]
    impact: ImpactEstimate
    evidence: tuple[Evidence, ...]
    channel: Channel | None = None
    status: RecommendationStatus = RecommendationStatus.PENDING


@dataclass(frozen=True, slots=True)
class Advice:
    """All recommendations of a run, most urgent first, and why a kind is missing.

    Attributes:
        withheld: One sentence for each kind that was considered and not given, such as evidence that is too thin.
    """

    recommendations: tuple[Recommendation, ...]
    withheld: tuple[str, ...]
