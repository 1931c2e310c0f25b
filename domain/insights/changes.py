"""Lasting changes of metrics told as insights, each once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from math import log
from uuid import uuid5

from domain.campaigns.model import Campaign
from domain.insights.findings import BAD_WHEN_HIGH, money_between
from domain.insights.model import Insight, InsightKind, MetricChange
from domain.metrics import wording
from domain.metrics.model import RATIOS, unit_of
from domain.risk.model import Evidence
from domain.severity import Severity
from domain.wording import begun

SAME_DAYS = 10
"""Changes of a metric that begin so near each other are the same: more days make its first one clearer."""

MOST_AT_ONCE = 3
"""Changes of one campaign that begin that near each other and become insights: metrics that hang together tell the
same."""


def change_insight(campaign: Campaign, change: MetricChange, last: date, at: datetime) -> Insight:
    """Return the insight of a change.

    Args:
        campaign: Whose metric it is.
        change: What was found.
        last: Last day of the metrics.
        at: Now.
    """
    metric, currency, day = change.metric, campaign.budget.currency, change.day
    name, unit = wording.name_of(metric), unit_of(metric, currency)
    before, after = (wording.told(one, metric, currency) for one in (change.before, change.after))
    moved = wording.change(change.relative)
    daily = "" if metric in RATIOS else " a day"
    return Insight(
        id=uuid5(campaign.id, f"change/{metric}/{day}"),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        at=at,
        kind=InsightKind.CHANGE_POINT,
        severity=_severity(change),
        title=f"{begun(name)} shifted from {before} to {after} on {day}",
        text=f"Since {day:%A}, {day}, {name} has been at about {after}{daily}, {moved} the {before} of the weeks "
        f"before. It has lasted {(last - day).days + 1} days; the usual course of a week is taken out.",
        evidence=(
            Evidence(f"usual {name} since {day}", change.after, unit, change.before, "metrics"),
            Evidence("observed days since", float(change.lasted), "count", None, "metrics"),
        ),
        money_at_stake=money_between(metric, (change.after - change.before) * change.lasted, currency),
        confidence=1.0 - change.false_rate,
        metric=metric,
        day=day,
    )


def new_changes(changes: Iterable[MetricChange], told_before: Collection[Insight]) -> list[MetricChange]:
    """Return the changes that nobody was told of, the clearest of those that begin together.

    Args:
        changes: Of one campaign.
        told_before: Insights of changes of the campaign.
    """
    known = [(one.metric, one.day) for one in told_before if one.kind is InsightKind.CHANGE_POINT]
    chosen: list[MetricChange] = []
    for change in sorted(changes, key=lambda one: -abs(log(one.after / one.before))):
        again = any(metric is change.metric and _near(day, change.day) for metric, day in known)
        beside: Sequence[date | None] = [day for _, day in known] + [one.day for one in chosen]
        if not again and sum(_near(day, change.day) for day in beside) < MOST_AT_ONCE:
            chosen.append(change)
    return sorted(chosen, key=lambda one: one.day)


def _near(one: date | None, other: date) -> bool:
    return one is not None and abs((one - other).days) <= SAME_DAYS


def _severity(change: MetricChange) -> Severity:
    """By the factor between the levels; what is to one's advantage is only good to know."""
    if (change.relative > 0) is not (change.metric in BAD_WHEN_HIGH):
        return Severity.LOW
    factor = abs(log(change.after / change.before))
    return Severity.CRITICAL if factor >= log(2) else Severity.HIGH if factor >= log(1.4) else Severity.MEDIUM
