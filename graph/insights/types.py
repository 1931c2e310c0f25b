"""An insight in the schema."""

from datetime import date, datetime
from typing import Self

import strawberry

from domain.insights.model import Insight, InsightFilter, InsightKind
from graph.campaigns.loaders import campaign_loader
from graph.campaigns.types import CampaignType
from graph.enums import described
from graph.information import Info
from graph.metrics.enums import MetricType
from graph.money import MoneyType
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.risk.types import EvidenceType
from graph.severity import Severity
from graph.simulations.loaders import simulation_loader
from graph.simulations.types import SimulationType

described(
    InsightKind,
    "What an insight tells of.",
    RISK="Something that may go wrong; found by a simulation.",
    RECOMMENDATION="A step that is advised; found by a simulation.",
    ANOMALY="A day on which a metric was not as it usually is on that weekday.",
    CHANGE_POINT="A day from which on a metric had another level, and kept it for a week or more.",
    MODEL_DEGRADED="Forecasts of a campaign that came out worse than they promised.",
    RULE="A rule of the workspace that fired on a campaign.",
)


@strawberry.input(name="InsightFilter", description="Which insights; fields left out do not restrict.")
class InsightFilterInput:
    """A filter."""

    kinds: list[InsightKind] | None = strawberry.field(default=None, description="Any of these.")
    severities: list[Severity] | None = strawberry.field(default=None, description="Any of these.")

    def to_domain(self) -> InsightFilter:
        """Translate to the domain."""
        return InsightFilter(None, tuple(self.kinds or ()), tuple(self.severities or ()))


@strawberry.type(
    name="Insight",
    description="What somebody should know now: each top risk and recommendation of a finished simulation, each "
    "anomaly and each lasting change in the daily metrics of a campaign, forecasts that came out worse than they "
    "promised, and each rule that fired.",
)
class InsightType(Node):
    """One insight."""

    model: strawberry.Private[Insight]
    at: datetime = strawberry.field(description="When it was found.")
    kind: InsightKind = strawberry.field(description="What it tells of.")
    title: str = strawberry.field(description="In one line.")
    text: str = strawberry.field(description="In words, with numbers.")
    severity: Severity = strawberry.field(description="How much it matters.")
    money_at_stake: MoneyType | None = strawberry.field(description="Null when no money value can be derived.")
    confidence: float | None = strawberry.field(
        description="How sure it is, 0 to 1: of a simulation its confidence, of an anomaly or a change the "
        "probability that it is none by chance; null when it was not measured."
    )
    evidence: list[EvidenceType] = strawberry.field(description="What it rests on; at most 20.")
    metric: MetricType | None = strawberry.field(description="Metric concerned.")
    day: date | None = strawberry.field(description="Day concerned; of a risk the first one.")

    @strawberry.field(description="The campaign that it is about.")
    async def campaign(self, info: Info) -> CampaignType | None:
        """Read it through the loader."""
        found = await info.context.loader(campaign_loader).load(self.model.campaign_id)
        return None if found is None else CampaignType.of(found)

    @strawberry.field(description="The simulation that found it; null for what was found in metrics.")
    async def simulation(self, info: Info) -> SimulationType | None:
        """Read it through the loader."""
        if self.model.simulation_id is None:
            return None
        found = await info.context.loader(simulation_loader).load(self.model.simulation_id)
        return None if found is None else SimulationType.of(found)

    @classmethod
    def of(cls, insight: Insight) -> Self:
        """Translate an insight of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("Insight", insight.id)),
            model=insight,
            at=insight.at,
            kind=insight.kind,
            title=insight.title,
            text=insight.text,
            severity=insight.severity,
            money_at_stake=None if insight.money_at_stake is None else MoneyType.of(insight.money_at_stake),
            confidence=insight.confidence,
            evidence=[EvidenceType.of(one) for one in insight.evidence[:20]],
            metric=insight.metric,
            day=insight.day,
        )
