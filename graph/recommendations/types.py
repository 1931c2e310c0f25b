"""Recommendations and their estimated effect in the schema."""

from typing import Self

import strawberry

from domain.recommendations.model import (
    Effort,
    ImpactEstimate,
    Recommendation,
    RecommendationKind,
    RecommendationStatus,
)
from graph.campaigns.enums import Channel
from graph.enums import described
from graph.metrics.enums import MetricType
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.risk.types import EvidenceType

described(
    RecommendationKind,
    "What sort of step is advised.",
    BUDGET_REALLOCATION="Move budget between channels of the campaign.",
    CREATIVE_REFRESH="Replace worn creatives.",
    AUDIENCE_EXPANSION="Reach new people.",
    CHANNEL_SHIFT="Leave a channel for another.",
    TIMING_ADJUSTMENT="Spend on other days of the week.",
)
described(
    Effort,
    "How much work it takes.",
    LOW="Hours.",
    MEDIUM="Days.",
    HIGH="A week or more.",
)
described(
    RecommendationStatus,
    "What became of a recommendation.",
    PENDING="Nobody has decided yet.",
    APPLIED="It was carried out.",
    DISMISSED="It was turned down.",
)


@strawberry.type(
    name="ImpactEstimate",
    description="Expected change of a metric's total over the horizon, against doing nothing.",
)
class ImpactEstimateType:
    """One estimate."""

    metric: MetricType = strawberry.field(description="Which metric.")
    expected: float = strawberry.field(description="Expected change, in the unit of the metric.")
    lower: float = strawberry.field(description="Lower end of the interval.")
    upper: float = strawberry.field(description="Upper end of the interval.")
    level: float = strawberry.field(description="Probability level of the interval.")
    relative: float = strawberry.field(description="Expected change as a ratio; 0.1 is 10 % more.")
    probability_worse: float = strawberry.field(description="Probability that it does harm, 0 to 1.")

    @classmethod
    def of(cls, impact: ImpactEstimate) -> Self:
        """Translate an estimate of the domain."""
        return cls(
            metric=impact.metric,
            expected=impact.expected,
            lower=impact.lower,
            upper=impact.upper,
            level=impact.level,
            relative=impact.relative,
            probability_worse=impact.probability_worse,
        )


@strawberry.type(name="Recommendation", description="A step that is advised for a campaign.")
class RecommendationType(Node):
    """One recommendation."""

    kind: RecommendationKind = strawberry.field(description="What sort of step.")
    priority: int = strawberry.field(description="1 (least) to 10 (most).")
    title: str = strawberry.field(description="The step in one line.")
    rationale: str = strawberry.field(description="Why, with numbers.")
    steps: list[str] = strawberry.field(description="What to do, in order; at most 10.")
    effort: Effort = strawberry.field(description="How much work it takes.")
    timeline_days: list[int] = strawberry.field(description="Fewest and most days until it shows: two numbers.")
    impact: ImpactEstimateType = strawberry.field(description="What it should bring.")
    evidence: list[EvidenceType] = strawberry.field(description="What it rests on; at most 20.")
    channel: Channel | None = strawberry.field(description="Channel concerned; null for the whole campaign.")
    status: RecommendationStatus = strawberry.field(description="What became of it.")

    @classmethod
    def of(cls, recommendation: Recommendation) -> Self:
        """Translate a recommendation of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("Recommendation", recommendation.id)),
            kind=recommendation.kind,
            priority=recommendation.priority,
            title=recommendation.title,
            rationale=recommendation.rationale,
            steps=list(recommendation.steps[:10]),
            effort=recommendation.effort,
            timeline_days=list(recommendation.timeline_days),
            impact=ImpactEstimateType.of(recommendation.impact),
            evidence=[EvidenceType.of(one) for one in recommendation.evidence[:20]],
            channel=recommendation.channel,
            status=recommendation.status,
        )
