"""Risks and evidence in the schema."""

from typing import Self

import strawberry

from domain.risk.model import Evidence, Risk, RiskKind
from graph.campaigns.enums import Channel
from graph.enums import described
from graph.metrics.enums import MetricType
from graph.money import MoneyType
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.ranges import DateRangeType
from graph.severity import Severity

described(
    RiskKind,
    "What may go wrong.",
    PERFORMANCE_DIP="Results fall well below their usual level.",
    BUDGET_OVERRUN="The budget runs out before the campaign does.",
    AUDIENCE_FATIGUE="People have seen it too often and stop reacting.",
    COMPETITOR_THREAT="The same clicks cost more although nothing of the own changed.",
)


@strawberry.type(name="Evidence", description="A figure that a claim rests on.")
class EvidenceType:
    """One figure."""

    label: str = strawberry.field(description="What was looked at.")
    value: float = strawberry.field(description="What was found.")
    unit: str = strawberry.field(description="Unit of the value.")
    threshold: float | None = strawberry.field(description="What it is held against.")
    source: str = strawberry.field(description="Where it comes from.")

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """Translate evidence of the domain."""
        return cls(
            label=evidence.label,
            value=evidence.value,
            unit=evidence.unit,
            threshold=evidence.threshold,
            source=evidence.source,
        )


@strawberry.type(name="Risk", description="Something that may go wrong with a campaign.")
class RiskType(Node):
    """One risk."""

    kind: RiskKind = strawberry.field(description="What sort of risk.")
    severity: Severity = strawberry.field(description="How much it matters.")
    probability: float = strawberry.field(description="From the predictive distribution, 0 to 1.")
    impact: MoneyType | None = strawberry.field(
        description="Expected loss if it happens; null when no money value can be derived."
    )
    window: DateRangeType = strawberry.field(description="When it may happen.")
    description: str = strawberry.field(description="In words, with numbers.")
    evidence: list[EvidenceType] = strawberry.field(description="What it rests on; at most 20.")
    metric: MetricType | None = strawberry.field(description="Metric concerned.")
    channel: Channel | None = strawberry.field(description="Channel concerned; null for the whole campaign.")

    @classmethod
    def of(cls, risk: Risk) -> Self:
        """Translate a risk of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("Risk", risk.id)),
            kind=risk.kind,
            severity=risk.severity,
            probability=risk.probability,
            impact=None if risk.impact is None else MoneyType.of(risk.impact),
            window=DateRangeType(start=risk.start, end=risk.end),
            description=risk.description,
            evidence=[EvidenceType.of(one) for one in risk.evidence[:20]],
            metric=risk.metric,
            channel=risk.channel,
        )
