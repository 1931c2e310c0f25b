"""What is unusual in the metrics of campaigns, asked for at any time."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import numpy as np

from domain.campaigns.model import Campaign
from domain.forecasting.model import FloatArray
from domain.insights.making import complete_totals
from domain.insights.model import HourAnomaly, MetricAnomaly, MetricChange
from domain.metrics.history import history_of
from domain.metrics.model import HourlyPoint, HourlyQuery, MetricQuery, MetricType
from domain.metrics.service import hourly_series_of, observed_for
from domain.ports.metric_detection import MetricDetector
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

ANOMALY_DAYS = 28
"""Last days that are looked at for anomalies."""

ANOMALY_HOURS = 7 * 24
"""Last hours that are looked at for anomalies."""

Found = TypeVar("Found")
Series = Mapping[MetricType, FloatArray]


@dataclass(frozen=True, slots=True)
class JudgingService:
    """Judges the metrics of the principal's campaigns when somebody asks."""

    open: OpenUnitOfWork
    detector: MetricDetector

    async def anomalies(
        self, principal: Principal, campaign_ids: Collection[UUID], metrics: Collection[MetricType] = ()
    ) -> dict[UUID, tuple[MetricAnomaly, ...]]:
        """Return the unusual days among the last four weeks of each campaign with metrics, the newest first.

        Args:
            principal: Who asks.
            campaign_ids: Of which campaigns, in two queries.
            metrics: Which; all when empty.
        """

        def judge(series: Series, last: date) -> tuple[MetricAnomaly, ...]:
            return self.detector.anomalies(series, last, last - timedelta(days=ANOMALY_DAYS - 1))[::-1]

        days = ANOMALY_DAYS + self.detector.learnt_days
        return await self._judged(principal, campaign_ids, metrics, days, judge)

    async def changes(
        self, principal: Principal, campaign_ids: Collection[UUID], metrics: Collection[MetricType] = ()
    ) -> dict[UUID, tuple[MetricChange, ...]]:
        """Return the lasting changes in the last half year of each campaign with metrics, the newest first.

        Args:
            principal: Who asks.
            campaign_ids: Of which campaigns, in two queries.
            metrics: Which; all when empty.
        """
        days = self.detector.compared_days

        def judge(series: Series, last: date) -> tuple[MetricChange, ...]:
            return self.detector.changes(series, last, last - timedelta(days=days - 1))[::-1]

        return await self._judged(principal, campaign_ids, metrics, days, judge)

    async def hours(
        self, principal: Principal, campaign_ids: Collection[UUID], metrics: Collection[MetricType] = ()
    ) -> dict[UUID, tuple[HourAnomaly, ...]]:
        """Return the unusual hours of the last week of each campaign that is measured by the hour, the newest first.

        Args:
            principal: Who asks.
            campaign_ids: Of which campaigns, in three queries.
            metrics: Which; all when empty.
        """
        require(principal, Action.READ)
        where, back = principal.workspace_id, timedelta(hours=ANOMALY_HOURS + self.detector.learnt_hours - 1)
        async with self.open() as tx:
            last = await tx.hourly_metrics.last_hours(where, campaign_ids)
            if not last:
                return {}
            query = HourlyQuery(min(last.values()) - back, None, None, observed_for(metrics))
            points = await tx.hourly_metrics.read_many(where, list(last), query)
            campaigns = await tx.campaigns.many(where, list(last))

        def all_judged() -> dict[UUID, tuple[HourAnomaly, ...]]:
            found = {}
            for identity, campaign in campaigns.items():
                end = last[identity]
                series = _by_the_hour(campaign, points.get(identity, ()), metrics, end - back, end)
                since = end - timedelta(hours=ANOMALY_HOURS - 1)
                found[identity] = self.detector.unusual_hours(series, end, since)[::-1]
            return found

        return await asyncio.to_thread(all_judged)

    async def _judged(
        self,
        principal: Principal,
        campaign_ids: Collection[UUID],
        metrics: Collection[MetricType],
        days: int,
        judge: Callable[[Series, date], tuple[Found, ...]],
    ) -> dict[UUID, tuple[Found, ...]]:
        require(principal, Action.READ)
        async with self.open() as tx:
            last = await tx.metrics.last_days(principal.workspace_id, campaign_ids)
            if not last:
                return {}
            query = MetricQuery(min(last.values()) - timedelta(days=days - 1), None, None, observed_for(metrics))
            points = await tx.metrics.read_many(principal.workspace_id, list(last), query)

        def all_judged() -> dict[UUID, tuple[Found, ...]]:
            found = {}
            for campaign, own in points.items():
                history = history_of(own)
                if history is not None:
                    totals = complete_totals(history)
                    series = {metric: total[-days:] for metric, total in totals.items() if _asked(metric, metrics)}
                    found[campaign] = judge(series, history.end)
            return found

        return await asyncio.to_thread(all_judged)


def _asked(metric: MetricType, metrics: Collection[MetricType]) -> bool:
    return not metrics or metric in metrics


def _by_the_hour(
    campaign: Campaign, points: Sequence[HourlyPoint], metrics: Collection[MetricType], start: datetime, end: datetime
) -> Series:
    """Return values over all channels by metric, from the first hour that there is up to ``end``."""
    first = max(start, min((point.hour for point in points), default=end))
    rows = int((end - first) / timedelta(hours=1)) + 1
    series = {}
    for one in hourly_series_of(campaign, points, metrics):
        values = np.full(rows, np.nan)
        for hour, value in one.points:
            if hour >= first:
                values[int((hour - first) / timedelta(hours=1))] = value
        series[one.metric] = values
    return series
