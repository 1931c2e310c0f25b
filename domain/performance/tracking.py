"""Holds stored forecasts against actuals whenever those come or change."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.insights.making import InsightMaker
from domain.metrics.model import MetricPoint, MetricQuery
from domain.performance.degradation import RECENT_DAYS, degradation_insight, fresh_alerts, standing_alerts
from domain.performance.model import DueForecast, Score, ScoreRange, StoredForecast
from domain.performance.scoring import observed_in, score_forecast
from domain.ports.clock import Clock
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction

AT_ONCE = 50
"""Forecasts that are held in memory and stored together; each may take megabytes."""


@dataclass(frozen=True, slots=True)
class ForecastTracker:
    """Scores what is due.

    What is due follows from what is stored: which version of a campaign's data a forecast was last held against, and
    which days have a later one. So nothing is lost when a process dies, whoever looks next does the work; whoever looks
    twice does nothing; and a correction of old days scores the forecasts of those days again, and no others.
    """

    open: OpenUnitOfWork
    insights: InsightMaker
    clock: Clock

    async def catch_up(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> int:
        """Score every forecast of campaigns whose days were observed or corrected; return how many were."""
        async with self.open() as tx:
            due = await tx.forecasts.due(workspace_id, campaign_ids)
        of_campaign: dict[UUID, list[DueForecast]] = defaultdict(list)
        for one in due:
            of_campaign[one.campaign_id].append(one)
        counts = [await self._campaign(workspace_id, found) for found in of_campaign.values()]
        return sum(counts)

    async def _campaign(self, workspace_id: UUID, due: Sequence[DueForecast]) -> int:
        """Score what is due of one campaign, and in the transaction that ends it note and tell how it stands now."""
        touched, others = [one for one in due if one.touched], [one.simulation_id for one in due if not one.touched]
        batches = [touched[first : first + AT_ONCE] for first in range(0, len(touched), AT_ONCE)] or [[]]
        # The version from before the points were read: what came in between is looked at again.
        version, campaign_id, count, told = due[0].data_version, due[0].campaign_id, 0, False
        for batch in batches:
            scores = await self._scores(workspace_id, batch)
            async with self.open() as tx:
                for one in batch:
                    found = scores.get(one.simulation_id)
                    if found is not None:
                        count += await tx.forecasts.put_scores(workspace_id, one.simulation_id, version, found)
                if batch is batches[-1]:
                    await tx.forecasts.pass_over(workspace_id, others, version)
                    youngest = max(one.start for one in due)
                    told = count > 0 and await self._judge(tx, workspace_id, campaign_id, youngest)
                await tx.commit()
        if told:
            await self.insights.signal(workspace_id)
        return count

    async def _scores(self, workspace_id: UUID, touched: Sequence[DueForecast]) -> dict[UUID, list[Score]]:
        if not touched:
            return {}
        campaign_id = touched[0].campaign_id
        days = MetricQuery(min(one.start for one in touched), max(one.last for one in touched))
        async with self.open() as tx:
            points = (await tx.metrics.read_many(workspace_id, [campaign_id], days)).get(campaign_id, ())
            forecasts = await tx.forecasts.load(workspace_id, [one.simulation_id for one in touched])
        return await asyncio.to_thread(_scored, forecasts, points)

    async def _judge(self, tx: Transaction, workspace_id: UUID, campaign_id: UUID, youngest: date) -> bool:
        """Note which alerts stand for a campaign now, and tell of those that did not stand before."""
        campaign = await tx.campaigns.get(workspace_id, campaign_id)
        if campaign is None:
            return False
        recent = ScoreRange(youngest - timedelta(days=RECENT_DAYS), None, campaign_id)
        alerts = standing_alerts(await tx.forecasts.totals(workspace_id, recent))
        standing = await tx.forecasts.alerts(workspace_id, campaign_id)
        fresh = fresh_alerts(alerts, standing)
        now = {alert.kind.value: alert.severity for alert in alerts}
        if now != standing:
            await tx.forecasts.set_alerts(workspace_id, campaign_id, now)
        if fresh:
            at = self.clock.now()
            insights = [degradation_insight(campaign, alert, youngest, at) for alert in fresh]
            await tx.insights.add(workspace_id, insights)
        return bool(fresh)


def _scored(forecasts: Mapping[UUID, StoredForecast], points: Sequence[MetricPoint]) -> dict[UUID, list[Score]]:
    return {
        simulation_id: score_forecast(forecast, observed_in(points, forecast.start, forecast.horizon))
        for simulation_id, forecast in forecasts.items()
    }
