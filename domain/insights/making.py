"""Makes insights where something is found, in the transaction that it is found in."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from domain.campaigns.model import Campaign
from domain.forecasting.model import FloatArray
from domain.insights.findings import RunFindings, anomaly_insight, run_insights
from domain.insights.model import Insight
from domain.metrics.history import CampaignHistory, history_of
from domain.metrics.model import RATIOS, MetricPoint, MetricQuery, MetricType
from domain.ports.broadcast import Broadcast
from domain.ports.clock import Clock
from domain.ports.metric_detection import MetricDetector
from domain.ports.unit_of_work import Transaction

JUDGED_DAYS = 7
"""Last days of metrics that are judged; what is older is no news."""

USUAL_CHANNELS_DAYS = 14

MOST_A_DAY = 3
"""Anomalies of one campaign and day that become insights: metrics that hang together tell the same."""


def topic_of(workspace_id: UUID) -> str:
    """Return the broadcast topic on which new insights of a workspace are signalled."""
    return f"insights.{workspace_id}"


@dataclass(frozen=True, slots=True)
class InsightMaker:
    """Makes insights; whoever commits them signals afterwards."""

    detector: MetricDetector
    broadcast: Broadcast
    clock: Clock

    async def of_run(self, tx: Transaction, found: RunFindings) -> None:
        """Make those of a run that completes."""
        insights = run_insights(found, self.clock.now())
        if insights:
            await tx.insights.add(found.simulation.workspace_id, insights)

    async def of_metrics(
        self, tx: Transaction, workspace_id: UUID, campaigns: Collection[Campaign], since: date | None = None
    ) -> None:
        """Make those of anomalies in the daily metrics of campaigns.

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
        start = min(begins.values()) - timedelta(days=self.detector.learnt_days)
        found = await tx.metrics.read_many(workspace_id, list(begins), MetricQuery(start=start))
        insights = await asyncio.to_thread(self._anomalies, campaigns, begins, found)
        if insights:
            await tx.insights.add(workspace_id, insights)

    async def signal(self, workspace_id: UUID) -> None:
        """Tell everybody who follows insights of a workspace that it is time to look."""
        await self.broadcast.publish(topic_of(workspace_id), b"")

    def _anomalies(
        self,
        campaigns: Iterable[Campaign],
        begins: Mapping[UUID, date],
        found: Mapping[UUID, Sequence[MetricPoint]],
    ) -> list[Insight]:
        now, insights = self.clock.now(), []
        for campaign in campaigns:
            history = history_of(found.get(campaign.id, ()))
            if history is None:
                continue
            series = complete_totals(history)
            clear_first = sorted(
                self.detector.anomalies(series, history.end, begins[campaign.id]), key=lambda one: -abs(one.score)
            )
            told: dict[date, int] = {}
            for anomaly in clear_first:
                told[anomaly.day] = told.get(anomaly.day, 0) + 1
                if told[anomaly.day] <= MOST_A_DAY:
                    insights.append(anomaly_insight(campaign, anomaly, now))
        return insights


def complete_totals(history: CampaignHistory) -> dict[MetricType, FloatArray]:
    """Return each metric over all channels, without the days on which channels are missing that usually are there.

    A file with one of two channels is no fall by half.
    """
    totals = {}
    for metric in MetricType:
        total = history.total(metric)
        if total is not None:
            ratio = RATIOS.get(metric)
            parts = (metric,) if ratio is None else (ratio.numerator, ratio.denominator)
            partial = np.any([_partial(history, part) for part in parts], axis=0)
            totals[metric] = np.where(partial, np.nan, total)
    return totals


def _partial(history: CampaignHistory, metric: MetricType) -> FloatArray:
    seen = np.sum([np.isfinite(one) for (_, kind), one in history.values.items() if kind is metric], axis=0)
    usual = [np.median(seen[max(0, day - USUAL_CHANNELS_DAYS) : day + 1]) for day in range(history.days)]
    partial: FloatArray = seen < np.floor(usual)
    return partial
