"""Makes insights where something is found, in the transaction that it is found in."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from domain.campaigns.model import Campaign
from domain.forecasting.model import FloatArray
from domain.insights.changes import change_insight, new_changes
from domain.insights.findings import RunFindings, anomaly_insight, run_insights
from domain.insights.model import Insight, InsightFilter, InsightKind, MetricChange
from domain.metrics.history import CampaignHistory, history_of
from domain.metrics.model import RATIOS, MetricPoint, MetricQuery, MetricType
from domain.paging import PageRequest
from domain.ports.broadcast import Broadcast
from domain.ports.clock import Clock
from domain.ports.metric_detection import MetricDetector
from domain.ports.unit_of_work import Transaction

JUDGED_DAYS = 7
"""Last days of metrics that are judged; what is older is no news."""

NEWS_DAYS, LEAST_COMPARED_DAYS = 28, 28
"""Last days in which a lasting change may have begun that is told, and days before them that it is held against."""

USUAL_CHANNELS_DAYS = 14

MOST_A_DAY = 3
"""Anomalies of one campaign and day that become insights: metrics that hang together tell the same."""


def topic_of(workspace_id: UUID) -> str:
    """Return the broadcast topic on which new insights of a workspace are signalled."""
    return f"insights.{workspace_id}"


FindByRules = Callable[[Transaction, UUID, Collection[Campaign]], Awaitable[Sequence[Insight]]]
"""Returns what the rules of a workspace find in the metrics of campaigns."""


@dataclass(frozen=True, slots=True)
class InsightMaker:
    """Makes insights; whoever commits them signals afterwards."""

    detector: MetricDetector
    broadcast: Broadcast
    clock: Clock
    rules: FindByRules | None = None

    async def of_run(self, tx: Transaction, found: RunFindings) -> None:
        """Make those of a run that completes."""
        insights = run_insights(found, self.clock.now())
        if insights:
            await tx.insights.add(found.simulation.workspace_id, insights)

    async def of_metrics(
        self, tx: Transaction, workspace_id: UUID, campaigns: Collection[Campaign], since: date | None = None
    ) -> None:
        """Make those of anomalies in the daily metrics of campaigns, of changes that last, and of rules that fire.

        Args:
            tx: Sees the metrics and stores the insights.
            workspace_id: Whose campaigns.
            campaigns: Which.
            since: First day to be judged, at most a week before the last one of a campaign's metrics.
        """
        last = await tx.metrics.last_days(workspace_id, [campaign.id for campaign in campaigns])
        begins = {
            one: max(since or date.min, day - timedelta(days=JUDGED_DAYS - 1))
            for one, day in last.items()
            if since is None or since <= day
        }
        if not begins:
            return
        back = max(self.detector.learnt_days, NEWS_DAYS + LEAST_COMPARED_DAYS)
        points = MetricQuery(start=min(begins.values()) - timedelta(days=back))
        found = await tx.metrics.read_many(workspace_id, list(begins), points)
        judged = await asyncio.to_thread(self._judged, campaigns, begins, found)
        insights = [insight for one in judged for insight in one.anomalies]
        for one in judged:
            if one.changes:
                insights += await self._changes(tx, one)
        if self.rules is not None:
            insights += await self.rules(tx, workspace_id, [one for one in campaigns if one.id in begins])
        if insights:
            await tx.insights.add(workspace_id, insights)

    async def signal(self, workspace_id: UUID) -> None:
        """Tell everybody who follows insights of a workspace that it is time to look."""
        await self.broadcast.publish(topic_of(workspace_id), b"")

    def _judged(
        self,
        campaigns: Iterable[Campaign],
        begins: Mapping[UUID, date],
        found: Mapping[UUID, Sequence[MetricPoint]],
    ) -> list["_Judged"]:
        judged = []
        for campaign in campaigns:
            history = history_of(found.get(campaign.id, ()))
            if history is not None:
                series, news = complete_totals(history), history.end - timedelta(days=NEWS_DAYS - 1)
                anomalies = self._anomalies(campaign, series, history.end, begins[campaign.id])
                changes = self.detector.changes(series, history.end, news)
                judged.append(_Judged(campaign, history.end, anomalies, changes))
        return judged

    def _anomalies(
        self, campaign: Campaign, series: Mapping[MetricType, FloatArray], last: date, since: date
    ) -> list[Insight]:
        now, insights = self.clock.now(), []
        told: dict[date, int] = {}
        for anomaly in sorted(self.detector.anomalies(series, last, since), key=lambda one: -abs(one.score)):
            told[anomaly.day] = told.get(anomaly.day, 0) + 1
            if told[anomaly.day] <= MOST_A_DAY:
                insights.append(anomaly_insight(campaign, anomaly, now))
        return insights

    async def _changes(self, tx: Transaction, judged: "_Judged") -> list[Insight]:
        campaign, now = judged.campaign, self.clock.now()
        restrict = InsightFilter(campaign.id, (InsightKind.CHANGE_POINT,))
        page = await tx.insights.list(campaign.workspace_id, PageRequest(size=100), restrict)
        new = new_changes(judged.changes, [insight for _, insight in page.rows])
        return [change_insight(campaign, change, judged.last, now) for change in new]


@dataclass(frozen=True, slots=True)
class _Judged:
    campaign: Campaign
    last: date
    anomalies: Sequence[Insight]
    changes: Sequence[MetricChange]


def complete_totals(history: CampaignHistory) -> dict[MetricType, FloatArray]:
    """Return each metric over all channels, without the days on which channels are missing that usually are there.

    A file with one of two channels is no fall by half.
    """
    partial = {metric: _partial(history, metric) for metric in {metric for _, metric in history.values}}
    totals = {}
    for metric in MetricType:
        total = history.total(metric)
        if total is not None:
            ratio = RATIOS.get(metric)
            parts = (metric,) if ratio is None else (ratio.numerator, ratio.denominator)
            totals[metric] = np.where(np.any([partial[part] for part in parts], axis=0), np.nan, total)
    return totals


def _partial(history: CampaignHistory, metric: MetricType) -> FloatArray:
    seen = np.sum([np.isfinite(one) for (_, kind), one in history.values.items() if kind is metric], axis=0)
    width = USUAL_CHANNELS_DAYS + 1
    usual = [np.median(seen[: day + 1]) for day in range(min(width - 1, history.days))]
    if history.days >= width:
        usual += np.median(np.lib.stride_tricks.sliding_window_view(seen, width), axis=1).tolist()
    partial: FloatArray = seen < np.floor(usual)
    return partial
