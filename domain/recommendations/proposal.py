"""A step that is considered: its kind's facts, and what it would bring."""

from dataclasses import dataclass

from domain.campaigns.model import Campaign, Channel
from domain.ensemble.model import Confidence
from domain.ensemble.sampled import SampledPaths
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.recommendations.model import Effort, ImpactEstimate, RecommendationKind
from domain.risk.model import Evidence


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every step of a kind.

    Attributes:
        timeline_days: Fewest and most days until it shows.
        uncertainty: Standard deviation of its effect relative to the expected one, beyond what the data tell: how much
            such steps vary from one campaign to another.
    """

    name: str
    effort: Effort
    timeline_days: tuple[int, int]
    uncertainty: float


TERMS: dict[RecommendationKind, Terms] = {
    RecommendationKind.BUDGET_REALLOCATION: Terms("Budget reallocation", Effort.LOW, (1, 2), 0.15),
    RecommendationKind.CHANNEL_SHIFT: Terms("Channel shift", Effort.HIGH, (7, 10), 0.35),
    RecommendationKind.CREATIVE_REFRESH: Terms("Creative refresh", Effort.MEDIUM, (5, 7), 0.25),
    RecommendationKind.AUDIENCE_EXPANSION: Terms("Audience expansion", Effort.MEDIUM, (3, 5), 0.30),
    RecommendationKind.TIMING_ADJUSTMENT: Terms("Timing adjustment", Effort.LOW, (1, 2), 0.10),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What every adviser looks at.

    Attributes:
        outcome: The metric that steps are to improve.
        seed: Of every draw, so that the same case gets the same advice.
    """

    paths: SampledPaths
    history: CampaignHistory
    campaign: Campaign
    confidence: Confidence
    outcome: MetricType
    seed: int

    @property
    def currency(self) -> str:
        """Currency of the campaign."""
        return self.campaign.budget.currency


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step worth considering, whether or not its effect suffices."""

    kind: RecommendationKind
    title: str
    rationale: str
    steps: tuple[str, ...]
    impact: ImpactEstimate
    evidence: tuple[Evidence, ...]
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why there is nothing to propose, as the end of the sentence "… is withheld: "."""

    reason: str
