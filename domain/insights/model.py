"""Insights, and the anomalies and changes in daily metrics that some of them tell of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.campaigns.model import Money
from domain.metrics.model import MetricType
from domain.risk.model import Evidence
from domain.severity import Severity


class InsightKind(StrEnum):
    """What an insight tells of."""

    RISK = "RISK"
    RECOMMENDATION = "RECOMMENDATION"
    ANOMALY = "ANOMALY"
    CHANGE_POINT = "CHANGE_POINT"
    MODEL_DEGRADED = "MODEL_DEGRADED"
    RULE = "RULE"


@dataclass(frozen=True, slots=True)
class Insight:
    """What somebody should know now.

    Attributes:
        id: Follows from what it tells of, so that the same finding is the same insight however often it is made.
        at: When it was found.
        money_at_stake: None when no money value can be derived.
        confidence: How sure it is, 0 … 1; none when it was not measured.
        simulation_id: The run that found it; none for what was found in metrics.
        metric: Metric concerned.
        day: Day concerned.
    """

    id: UUID
    workspace_id: UUID
    campaign_id: UUID
    at: datetime
    kind: InsightKind
    severity: Severity
    title: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    money_at_stake: Money | None = None
    confidence: float | None = None
    simulation_id: UUID | None = None
    metric: MetricType | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class InsightFilter:
    """Which insights; empty fields do not restrict."""

    campaign_id: UUID | None = None
    kinds: tuple[InsightKind, ...] = ()
    severities: tuple[Severity, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricAnomaly:
    """A day on which a metric of a campaign was not as it usually is on that weekday.

    Attributes:
        usual: What would have been expected from earlier days alone.
        score: How many robust standard deviations the day is away from it, signed.
        false_rate: Part of the anomalies found with it, and as clear, that are expected to be false.
    """

    metric: MetricType
    day: date
    observed: float
    usual: float
    score: float
    false_rate: float


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A day from which on a metric of a campaign had another level, and kept it.

    Attributes:
        day: First day of the new level.
        before: Level of up to four weeks before it, without the effect of the weekdays.
        after: Level since, up to the next change and four weeks at most, likewise.
        lasted: Observed days of the new level, those that ``after`` rests on.
        false_rate: Part of the changes found with it, and as clear, that are expected to be false.
    """

    metric: MetricType
    day: date
    before: float
    after: float
    lasted: int
    false_rate: float

    @property
    def relative(self) -> float:
        """By what part of the level before it changed; negative for less."""
        return self.after / self.before - 1.0


@dataclass(frozen=True, slots=True)
class HourAnomaly:
    """An hour at which a metric of a campaign began to be unusual, or became clearly more so.

    Attributes:
        hour: Start of the hour.
        usual: What the same hour of earlier days makes one expect.
        score: About minus the natural logarithm of how rarely its like came before.
    """

    metric: MetricType
    hour: datetime
    observed: float
    usual: float
    score: float
