"""A campaign made ready to be forecast together with others."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from domain.campaigns.model import Campaign
from domain.ensemble.drivers import SILENT_DAYS, build_panel
from domain.ensemble.known import SpendPlan, known_of, plan_of
from domain.ensemble.limits import Earlier, Limits, limits_of
from domain.ensemble.plan import DriverPlan
from domain.forecasting.model import Panel, Series
from domain.metrics.history import CampaignHistory, history_of
from domain.metrics.model import RATIOS, MetricPoint, MetricType
from domain.metrics.recent import recent_points
from domain.orchestrator.beforehand import Beforehand, beforehand_of
from domain.outlook.model import Skipped
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.wording import counted

log = logging.getLogger(__name__)

LEAST_DAYS = 14
"""Observed days that a campaign needs."""

LONGEST = 731
"""Days of a series that are looked at: two turns of the calendar."""

AT_ONCE = 20
"""Campaigns read together: their points take some tens of megabytes."""

FAILED = "Something unexpected went wrong with it; the log says what."


@dataclass(frozen=True, slots=True)
class Subject:
    """A campaign to forecast.

    Attributes:
        data_version: The version of its data.
        plan: What is forecast, and how the campaign follows from it.
        limits: What no future of it goes beyond.
        days: Days that its totals are about.
        previous: By metric, what was observed over as many days before; those that cannot be told are missing.
        planned: Planned spend by channel and day.
        history: What was observed, where spend is planned and volumes are to follow it; else none.
    """

    campaign_id: UUID
    data_version: int
    plan: DriverPlan
    limits: Limits
    days: int
    previous: Mapping[MetricType, float]
    planned: SpendPlan
    history: CampaignHistory | None

    @property
    def end(self) -> date:
        """The last observed day."""
        return self.plan.start - timedelta(days=1)

    def key(self, series: Series) -> str:
        """Return what one of its series is called among those of all campaigns."""
        return f"{self.campaign_id}/{series.key}"


async def read_subjects(
    opener: OpenUnitOfWork, workspace_id: UUID, campaign_ids: Sequence[UUID], horizon: int
) -> tuple[list[Subject], list[Skipped]]:
    """Read campaigns and make them ready; what goes wrong with one of them concerns that one alone.

    Returns:
        Those to forecast, and those that cannot be. Campaigns that are gone are in neither.
    """
    subjects: list[Subject] = []
    skipped: list[Skipped] = []
    for first in range(0, len(campaign_ids), AT_ONCE):
        some = campaign_ids[first : first + AT_ONCE]
        async with opener() as tx:
            campaigns = await tx.campaigns.many(workspace_id, some)
            points = await recent_points(tx, workspace_id, list(campaigns))
            planned = await tx.spend_plans.read_many(workspace_id, list(campaigns))
            earlier = {each: await _earlier(tx, campaigns[each], points[each]) for each in points}
        for each in (one for one in some if one in campaigns):
            known = Beforehand(plan_of(planned.get(each, ())), earlier.get(each, Earlier()))
            # In a thread: to arrange thousands of points takes a while.
            found = await asyncio.to_thread(_prepared, campaigns[each], points.get(each, ()), known, horizon)
            if isinstance(found, Subject):
                subjects.append(found)
            else:
                skipped.append(found)
    return subjects, skipped


def prepare(campaign: Campaign, history: CampaignHistory, known: Beforehand, horizon: int) -> Subject | Skipped:
    """Make a campaign ready, or say why it cannot be forecast.

    Args:
        campaign: Which one.
        history: What was observed of it.
        known: What is known of it beforehand.
        horizon: Days ahead.
    """

    def refused(reason: str) -> Skipped:
        return Skipped(campaign.id, campaign.data_version, reason)

    plan = build_panel(history, known_of(campaign, known.planned))
    limits = limits_of(campaign, history, known.earlier)
    if limits.over(plan.start):
        return refused(f"It ended on {limits.last}: nothing is ahead of it.")
    if not plan.panel.series:
        silent = "Every channel" if plan.stopped else "Every metric"
        return refused(f"{silent} has been silent for {SILENT_DAYS} days or more.")
    observed = max(int(np.isfinite(one.values).sum()) for one in plan.panel.series)
    if observed < LEAST_DAYS:
        return refused(f"It has {counted(observed, 'observed day')}; an outlook takes {LEAST_DAYS}.")
    days = horizon if limits.last is None else min(horizon, (limits.last - history.end).days)
    return Subject(
        campaign_id=campaign.id,
        data_version=campaign.data_version,
        plan=replace(plan, panel=Panel(tuple(map(_recent, plan.panel.series)))),
        limits=limits,
        days=days,
        previous=_previous(history, days),
        planned=known.planned,
        history=history if known.planned else None,
    )


def joined(subjects: Sequence[Subject]) -> Panel:
    """Return the series of campaigns that were all observed to the same day as one panel."""
    return Panel(tuple(replace(series, key=one.key(series)) for one in subjects for series in one.plan.panel.series))


async def _earlier(tx: Transaction, campaign: Campaign, points: Sequence[MetricPoint]) -> Earlier:
    """Return what was spent before the points; it matters only where a budget is a cap."""
    if not campaign.budget_capped:
        return Earlier()
    return (await beforehand_of(tx, campaign, points)).earlier


def _prepared(campaign: Campaign, points: Sequence[MetricPoint], known: Beforehand, horizon: int) -> Subject | Skipped:
    try:
        history = history_of(points)
        if history is None:
            return Skipped(campaign.id, campaign.data_version, "It has no metrics.")
        return prepare(campaign, history, known, horizon)
    # Whatever is wrong with one campaign must not keep the others from being forecast; its reader is told.
    except Exception:
        log.exception("campaign %s could not be made ready for an outlook", campaign.id)
        return Skipped(campaign.id, campaign.data_version, FAILED)


def _previous(history: CampaignHistory, days: int) -> dict[MetricType, float]:
    """Return totals of the last days; nothing when there are fewer, or when a metric was not observed on any."""
    if history.days < days:
        return {}
    totals = {
        metric: float(np.nansum(values[-days:]))
        for metric in MetricType
        if metric not in RATIOS and (values := history.total(metric)) is not None and not np.isnan(values[-days:]).all()
    }
    for metric, ratio in RATIOS.items():
        bottom = totals.get(ratio.denominator, 0.0)
        if bottom > 0 and ratio.numerator in totals:
            totals[metric] = ratio.scale * totals[ratio.numerator] / bottom
    return totals


def _recent(series: Series) -> Series:
    cut = max(0, len(series.values) - LONGEST)
    return replace(series, start=series.start + timedelta(days=cut), values=series.values[cut:])
