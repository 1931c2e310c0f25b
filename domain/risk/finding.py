"""What a detector found, and how severe that is."""

from dataclasses import dataclass
from datetime import date

from domain.campaigns.model import Channel
from domain.metrics.model import MetricType
from domain.risk.model import Evidence, RiskKind
from domain.severity import Severity

MINIMUM_PROBABILITY = 0.25
"""Risks less likely than that are not told: in a stationary campaign a quarter of all futures rarely agree by chance.
The overrun has its own limit."""

WEIGHTS: dict[MetricType, float] = {
    MetricType.REVENUE: 1.5,
    MetricType.CONVERSIONS: 1.5,
    MetricType.CTR: 1.2,
    MetricType.ENGAGEMENT: 1.1,
    MetricType.REACH: 0.9,
    MetricType.IMPRESSIONS: 0.8,
}
"""How much a relative change of a metric matters; 1 for all others. Revenue counts as its conversions do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A risk before it has an id.

    Attributes:
        ratio: The value found over the threshold that it passed; at least 1.
        loss: Expected loss of money if it happens; none when no money value can be derived.
        floor: Severity that it has at least.
        ceiling: Severity that it has at most.
    """

    kind: RiskKind
    ratio: float
    probability: float
    loss: float | None
    start: date
    end: date
    description: str
    evidence: tuple[Evidence, ...]
    metric: MetricType
    channel: Channel | None = None
    floor: Severity = Severity.LOW
    ceiling: Severity = Severity.CRITICAL

    @property
    def severity(self) -> Severity:
        """Severity by ratio (3 critical, 2 high, 1.5 medium, else low), within floor and ceiling."""
        return min(max(by_ratio(self.ratio), self.floor, key=_rank), self.ceiling, key=_rank)

    @property
    def impact(self) -> float:
        """The ratio weighted by how much the metric matters; ranks risks of one severity."""
        return self.ratio * WEIGHTS.get(self.metric, 1.0)


def by_ratio(ratio: float) -> Severity:
    """Return the severity of a value ``ratio`` times its threshold."""
    if ratio >= 3:
        return Severity.CRITICAL
    if ratio >= 2:
        return Severity.HIGH
    return Severity.MEDIUM if ratio >= 1.5 else Severity.LOW


def _rank(severity: Severity) -> int:
    return severity.rank
