"""Lets rules judge campaigns whose metrics are new, and tells of those that fire."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from domain.campaigns.model import Campaign
from domain.insights.making import JUDGED_DAYS, complete_totals
from domain.insights.model import Insight, InsightKind
from domain.metrics.history import history_of
from domain.metrics.model import MetricPoint, MetricQuery, unit_of
from domain.metrics.wording import name_of, percent, told
from domain.ports.clock import Clock
from domain.ports.unit_of_work import Transaction
from domain.risk.model import Evidence
from domain.rules.evaluate import compare, firings, judge_days
from domain.rules.faults import LONGEST_PERIOD
from domain.rules.model import Comparator, Condition, Direction, Firing, Form, Rule, RuleKind
from domain.severity import severity_of
from domain.simulations.model import SimulationResult

MOST_RULES = 100
"""Rules of a workspace that judge; the service refuses more."""

LOOKED_BACK = 2 * LONGEST_PERIOD + JUDGED_DAYS
"""Days of metrics that rules may need."""

_SIGNS = {
    Comparator.ABOVE: "above",
    Comparator.AT_LEAST: "at least",
    Comparator.BELOW: "below",
    Comparator.AT_MOST: "at most",
    Comparator.EQUAL: "equal to",
    Comparator.NOT_EQUAL: "not equal to",
}


@dataclass(frozen=True, slots=True)
class RuleWatch:
    """Finds rules that fire."""

    clock: Clock

    async def insights(self, tx: Transaction, workspace_id: UUID, campaigns: Collection[Campaign]) -> Sequence[Insight]:
        """Return an insight for each rule that began to hold within the last week of a campaign's metrics.

        The insight of a rule, campaign and day has always the same id, so that it is told once.
        """
        rules = [rule for rule in await tx.rules.all(workspace_id, MOST_RULES) if rule.draft.enabled]
        ids = [one.id for one in campaigns if any(rule.draft.campaign_id in {None, one.id} for rule in rules)]
        last = await tx.metrics.last_days(workspace_id, ids) if ids else {}
        if not last:
            return []
        query = MetricQuery(start=min(last.values()) - timedelta(days=LOOKED_BACK))
        points = await tx.metrics.read_many(workspace_id, list(last), query)
        forecasts = await self._forecasts(tx, workspace_id, rules, list(last))
        watched = [one for one in campaigns if one.id in last]
        return await asyncio.to_thread(self._judged, rules, watched, points, forecasts)

    async def _forecasts(
        self, tx: Transaction, workspace_id: UUID, rules: Sequence[Rule], campaign_ids: Sequence[UUID]
    ) -> Mapping[UUID, SimulationResult]:
        """Return the latest result of each campaign, where any rule looks at forecasts."""
        if all(rule.draft.condition.horizon_days is None for rule in rules):
            return {}
        latest = await tx.simulations.latest(workspace_id, campaign_ids)
        results = await tx.simulations.results(workspace_id, [one.id for one in latest.values()])
        return {campaign: results[one.id] for campaign, one in latest.items() if one.id in results}

    def _judged(
        self,
        rules: Sequence[Rule],
        campaigns: Sequence[Campaign],
        points: Mapping[UUID, Sequence[MetricPoint]],
        forecasts: Mapping[UUID, SimulationResult],
    ) -> list[Insight]:
        found = []
        for campaign in campaigns:
            history = history_of(points.get(campaign.id, ()))
            if history is None:
                continue
            series, since = complete_totals(history), history.end - timedelta(days=JUDGED_DAYS - 1)
            for rule in rules:
                if rule.draft.campaign_id not in {None, campaign.id}:
                    continue
                condition = rule.draft.condition
                if condition.horizon_days is not None:
                    firing = _foreseen(condition, forecasts.get(campaign.id), history.end)
                    fired = [] if firing is None else [firing]
                else:
                    judged = judge_days(condition, series)
                    fired = (
                        [] if judged is None else [one for one in firings(judged, history.start) if one.day >= since]
                    )
                found += [rule_insight(rule, campaign, one, self.clock) for one in fired]
        return found


def _foreseen(condition: Condition, result: SimulationResult | None, last: date) -> Firing | None:
    """Return the firing of a threshold on a forecast, on the last observed day; none where nothing is predicted."""
    day = last + timedelta(days=condition.horizon_days or 0)
    for trajectory in () if result is None else result.trajectories:
        if trajectory.metric is condition.metric:
            value = next((point.median for point in trajectory.points if point.day == day), None)
            if value is not None and compare(value, condition.comparator, condition.value or 0.0):
                return Firing(last, 1, value, condition.value or 0.0)
    return None


def rule_insight(rule: Rule, campaign: Campaign, firing: Firing, clock: Clock) -> Insight:
    """Return the insight of a rule that fired: one for each rule, campaign and day."""
    condition, currency = rule.draft.condition, campaign.budget.currency
    text = describe(condition, firing, currency)
    unit = unit_of(condition.metric, currency) if condition.kind is RuleKind.THRESHOLD else "ratio"
    if condition.kind is RuleKind.ANOMALY:
        unit = "robust standard deviations"
    return Insight(
        id=uuid5(rule.id, f"{campaign.id}/{firing.day}"),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        at=clock.now(),
        kind=InsightKind.RULE,
        severity=severity_of(rule.draft.priority),
        title=f"{rule.draft.name}: fired on {firing.day}",
        text=text,
        evidence=(Evidence(_label(condition), firing.value, unit, firing.reference, "metrics"),),
        metric=condition.metric,
        day=firing.day,
    )


def describe(condition: Condition, firing: Firing, currency: str) -> str:
    """Tell in a sentence why a condition held."""
    name = name_of(condition.metric)
    if condition.kind is RuleKind.TREND:
        way = "rose" if condition.direction is Direction.INCREASING else "fell"
        least = percent(condition.least_change or 0.0)
        return (
            f"Up to {firing.day}, {name} {way} by {percent(abs(firing.value))} against the {condition.period_days} "
            f"days before; the rule asks for {least} or more."
        )
    if condition.kind is RuleKind.ANOMALY:
        return (
            f"On {firing.day}, {name} was {abs(firing.value):.1f} robust standard deviations "
            f"{'above' if firing.value > 0 else 'below'} the median of the {condition.period_days} days before; the "
            f"rule asks for {condition.least_z:g}."
        )
    sign = _SIGNS[condition.comparator or Comparator.EQUAL]
    if condition.other is not None:
        way = "divided by" if condition.form is Form.RATIO else "less"
        return (
            f"On {firing.day}, {name} {way} {name_of(condition.other)} came to {firing.value:.4g}, which is {sign} "
            f"{firing.reference:g}."
        )
    value, reference = (told(one, condition.metric, currency) for one in (firing.value, firing.reference))
    if condition.horizon_days is not None:
        return (
            f"The latest forecast expects {name} of {value} {condition.horizon_days} days after {firing.day}, which is "
            f"{sign} {reference}."
        )
    return f"On {firing.day}, {name} came to {value}, which is {sign} {reference}."


def _label(condition: Condition) -> str:
    name = name_of(condition.metric)
    return name if condition.other is None else f"{name} and {name_of(condition.other)}"
