"""Profiles and hours of the principal's campaigns."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from domain.campaigns.model import Channel
from domain.metrics.model import RATIOS, HourlyPoint, HourlyQuery, MetricType
from domain.metrics.service import observed_for
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.profiles.ahead import Actuals
from domain.profiles.fit import profile_of
from domain.profiles.history import HourlyHistory, hourly_history
from domain.profiles.model import AHEAD_DAYS, PROFILE_DAYS, HourlyProfile
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

Wanted = tuple[MetricType, Channel | None]


@dataclass(frozen=True, slots=True)
class HoursAround:
    """What was observed by the hour around the beginning of a forecast.

    Attributes:
        before: Up to 56 days before; none when nothing was.
        since: In its first seven days, by metric and hour.
    """

    before: HourlyHistory | None = None
    since: Actuals = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileService:
    """Tells how days are spread over their hours."""

    open: OpenUnitOfWork

    async def profiles(
        self, principal: Principal, campaign_ids: Collection[UUID], wanted: Wanted
    ) -> dict[UUID, HourlyProfile]:
        """Return the profile of a metric, of one channel or all, for each campaign, in two queries."""
        require(principal, Action.READ)
        metric, channel = wanted
        points: Mapping[UUID, Sequence[HourlyPoint]] = {}
        if metric not in RATIOS:
            where = principal.workspace_id
            async with self.open() as tx:
                last = await tx.hourly_metrics.last_hours(where, campaign_ids)
                if last:
                    # The last day is seldom whole.
                    query = HourlyQuery(_days_before(min(last.values()).date(), PROFILE_DAYS), None, channel, (metric,))
                    points = await tx.hourly_metrics.read_many(where, list(last), query)

        def profiles() -> dict[UUID, HourlyProfile]:
            return {
                identity: profile_of(hourly_history(points.get(identity, ())), channel, metric)
                for identity in campaign_ids
            }

        return await asyncio.to_thread(profiles)

    async def around(
        self, principal: Principal, asked: Collection[tuple[UUID, date]], metrics: Collection[MetricType]
    ) -> dict[tuple[UUID, date], HoursAround]:
        """Return what was observed by the hour before and in the first days of forecasts, in one query.

        Args:
            principal: Who asks.
            asked: Campaign and first forecast day of each.
            metrics: Which are forecast; all when empty.
        """
        require(principal, Action.READ)
        if not asked:
            return {}
        days = [day for _, day in asked]
        begin, end = _days_before(min(days), PROFILE_DAYS), _days_before(max(days), -AHEAD_DAYS)
        query = HourlyQuery(begin, end, None, observed_for(metrics))
        async with self.open() as tx:
            found = await tx.hourly_metrics.read_many(principal.workspace_id, {one for one, _ in asked}, query)

        def around() -> dict[tuple[UUID, date], HoursAround]:
            return {(identity, day): _around(found.get(identity, ()), day) for identity, day in asked}

        return await asyncio.to_thread(around)


def _around(points: Sequence[HourlyPoint], day: date) -> HoursAround:
    begin, first, end = _days_before(day, PROFILE_DAYS), _days_before(day, 0), _days_before(day, -AHEAD_DAYS)
    since = hourly_history(one for one in points if first <= one.hour < end)
    before = hourly_history(one for one in points if begin <= one.hour < first)
    return HoursAround(before, {} if since is None else since.totals())


def _days_before(day: date, days: int) -> datetime:
    return datetime.combine(day - timedelta(days=days), time(), UTC)
