"""Risks and the evidence for them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.campaigns.model import Channel, Money
from domain.metrics.model import MetricType
from domain.severity import Severity


class RiskKind(StrEnum):
    """What may go wrong."""

    PERFORMANCE_DIP = "PERFORMANCE_DIP"
    BUDGET_OVERRUN = "BUDGET_OVERRUN"
    AUDIENCE_FATIGUE = "AUDIENCE_FATIGUE"
    COMPETITOR_THREAT = "COMPETITOR_THREAT"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure that a claim rests on.

    Attributes:
        value: What was found.
        threshold: What it is held against; none when there is no limit.
    """

    label: str
    value: float
    unit: str
    threshold: float | None = None
    source: str = "forecast"


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that may go wrong.

    Attributes:
        probability: From the predictive distribution, 0 … 1.
        impact: Expected loss if it happens; none when no money value can be derived.
        start: First day of the window in which it may happen.
        end: Last day of the window, inclusive.
        metric: Metric concerned.
        channel: Channel concerned; none for the campaign as a whole.
    """

    id: UUID
    kind: RiskKind
    severity: Severity
    probability: float
    impact: Money | None
    start: date
    end: date
    description: str
    evidence: tuple[Evidence, ...]
    metric: MetricType | None = None
    channel: Channel | None = None
