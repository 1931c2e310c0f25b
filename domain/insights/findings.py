"""Findings told as insights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import log
from uuid import uuid5

from domain.campaigns.model import Campaign, Money
from domain.insights.model import Insight, InsightKind, MetricAnomaly
from domain.metrics.model import MetricType, unit_of
from domain.metrics.wording import change, name_of, percent, told
from domain.recommendations.model import Recommendation
from domain.risk.model import Evidence, Risk, RiskKind
from domain.severity import Severity, severity_of
from domain.simulations.model import Simulation
from domain.wording import begun

MOST_OF_A_KIND = 3
"""Risks of a run that become insights, and recommendations."""

BAD_WHEN_HIGH = frozenset({MetricType.CPC, MetricType.CPM, MetricType.CPA, MetricType.SPEND})

_RISKS = {
    RiskKind.PERFORMANCE_DIP: "Performance dip",
    RiskKind.BUDGET_OVERRUN: "Budget overrun",
    RiskKind.AUDIENCE_FATIGUE: "Audience fatigue",
    RiskKind.COMPETITOR_THREAT: "Competitor threat",
}


@dataclass(frozen=True, slots=True)
class RunFindings:
    """What a finished run found that may be worth an insight, the most important first.

    Attributes:
        confidence: How sure its forecast may be, 0 … 1.
    """

    simulation: Simulation
    risks: Sequence[Risk]
    recommendations: Sequence[Recommendation]
    confidence: float | None


def run_insights(found: RunFindings, at: datetime) -> list[Insight]:
    """Return an insight for each of a run's top risks and recommendations."""
    risks = sorted(found.risks, key=lambda risk: -risk.severity.rank)[:MOST_OF_A_KIND]
    advice = sorted(found.recommendations, key=lambda one: -one.priority)[:MOST_OF_A_KIND]
    return [*(_of_risk(found, risk, at) for risk in risks), *(_of_advice(found, one, at) for one in advice)]


def anomaly_insight(campaign: Campaign, anomaly: MetricAnomaly, at: datetime) -> Insight:
    """Return the insight of an anomaly: one for each campaign, metric and day."""
    metric, currency = anomaly.metric, campaign.budget.currency
    name, unit = name_of(metric), unit_of(metric, currency)
    observed, usual = told(anomaly.observed, metric, currency), told(anomaly.usual, metric, currency)
    day = anomaly.day
    where = f"{change(anomaly.observed / anomaly.usual - 1.0)} the usual"
    return Insight(
        id=uuid5(campaign.id, f"anomaly/{metric}/{day}"),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        at=at,
        kind=InsightKind.ANOMALY,
        severity=_severity(anomaly),
        title=f"{begun(name)} {where} on {day}",
        text=f"On {day:%A}, {day}, {name} came to {observed}, {where}: on this weekday {usual} would have been "
        f"expected from the weeks before.",
        evidence=(
            Evidence(f"{name} on {day}", anomaly.observed, unit, anomaly.usual, "metrics"),
            Evidence("distance from the usual", anomaly.score, "robust standard deviations", None, "metrics"),
        ),
        money_at_stake=money_between(metric, anomaly.observed - anomaly.usual, currency),
        confidence=1.0 - anomaly.false_rate,
        metric=metric,
        day=day,
    )


def _of_risk(found: RunFindings, risk: Risk, at: datetime) -> Insight:
    simulation = found.simulation
    where = "" if risk.channel is None else f" on {risk.channel}"
    return Insight(
        id=uuid5(simulation.id, f"risk/{risk.id}"),
        workspace_id=simulation.workspace_id,
        campaign_id=simulation.campaign_id,
        at=at,
        kind=InsightKind.RISK,
        severity=risk.severity,
        title=f"{_RISKS[risk.kind]}{where}: {percent(risk.probability)} likely",
        text=risk.description,
        evidence=risk.evidence,
        money_at_stake=risk.impact,
        confidence=found.confidence,
        simulation_id=simulation.id,
        metric=risk.metric,
        day=risk.start,
    )


def _of_advice(found: RunFindings, advice: Recommendation, at: datetime) -> Insight:
    simulation, impact = found.simulation, advice.impact
    return Insight(
        id=uuid5(simulation.id, f"recommendation/{advice.id}"),
        workspace_id=simulation.workspace_id,
        campaign_id=simulation.campaign_id,
        at=at,
        kind=InsightKind.RECOMMENDATION,
        severity=severity_of(advice.priority),
        title=advice.title,
        text=advice.rationale,
        evidence=advice.evidence,
        confidence=found.confidence,
        simulation_id=simulation.id,
        metric=impact.metric,
    )


def _severity(anomaly: MetricAnomaly) -> Severity:
    """By the factor between the usual and the day; what is to one's advantage is only good to know."""
    if (anomaly.score > 0) is not (anomaly.metric in BAD_WHEN_HIGH):
        return Severity.LOW
    factor = abs(log(max(anomaly.observed, anomaly.usual / 1e6) / anomaly.usual))
    return Severity.CRITICAL if factor >= log(4) else Severity.HIGH if factor >= log(2) else Severity.MEDIUM


def money_between(metric: MetricType, difference: float, currency: str) -> Money | None:
    """Return a difference as an amount, whatever its sign; none of a metric that no money adds up to."""
    if metric not in {MetricType.SPEND, MetricType.REVENUE}:
        return None
    return Money(Decimal(f"{abs(difference):.2f}"), currency)
