"""The demo's campaigns as they go on living: each complete hour of simulation gives them metrics."""

import asyncio
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from domain.campaigns.model import Campaign, CampaignStatus
from domain.demo.filled import HOURLY_HISTORY_DAYS, FilledDemo, filled_details
from domain.demo.hours import DAY_HOURS, CampaignHours, GenerateHours, day_number
from domain.demo.market import MarketFactors
from domain.demo.model import Demo
from domain.demo.rewriting import day_sums, reaches_back, rewrite
from domain.demo.world import DemoMarket
from domain.errors import Refused, Unavailable
from domain.insights.making import InsightMaker
from domain.marketplace.history.model import HourBlock
from domain.marketplace.moments import HOUR, micros, moment
from domain.marketplace.timeline.model import Course
from domain.metrics.model import HourlyPoint, HourlyQuery, MetricPoint
from domain.metrics.service import MOST_HOURLY_DAYS
from domain.performance.tracking import ForecastTracker
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.simulators.live import HoursDone

KEPT_DAYS = MOST_HOURLY_DAYS
"""Days of which points by the hour are kept: as many as can be asked for at once."""

AT_ONCE = 31 * DAY_HOURS
"""Hours that are made and stored together when many were missed."""

REMEMBERED_HOURS = 30 * DAY_HOURS
"""Counted hours that are remembered here: many more than a simulator has counted and not stored."""


@dataclass(frozen=True, slots=True)
class CampaignFeed:
    """Gives the campaigns of demo workspaces their metrics, hour by hour and day by day."""

    open: OpenUnitOfWork
    market: DemoMarket
    demo: Demo
    generate: GenerateHours
    insights: InsightMaker | None = None
    tracker: ForecastTracker | None = None

    def of(self, workspace_id: UUID) -> HoursDone:
        """Return who is told of the complete hours of a workspace's simulator."""
        return CampaignFollower(self, workspace_id).take


@dataclass(slots=True)
class CampaignFollower:
    """Follows one simulator, from where the stored metrics end.

    An hour is stored at once, a day when its last hour is complete; both in one transaction with everything that goes
    with them, so after a crash each hour is there as a whole or comes again. What comes again is left alone. Commands
    that change the past of the marketplace change the hours of campaigns that are still kept, with the next hour.
    """

    feed: CampaignFeed
    workspace_id: UUID
    _counted: deque[HourBlock] = field(default_factory=lambda: deque(maxlen=REMEMBERED_HOURS))
    _foreign: bool = False
    _filled: FilledDemo | None = None
    _next: int | None = None
    _known: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def take(self, course: Course, hours: Sequence[HourBlock]) -> None:
        """Give campaigns the hours up to the last of those that are complete; also such as were missed before."""
        if self._foreign or not hours:
            return
        self._counted.extend(hours)
        # The simulator must not wait for storage: what cannot be stored now is made with the next hour.
        async with self._turn:
            with suppress(Refused, Unavailable):
                await self._catch_up(course, hours[-1].begin // HOUR + 1)

    async def _catch_up(self, course: Course, now: int) -> None:
        self._filled = self._filled or await self._look()
        if self._filled is None:
            return
        begin = await self._resumed(course, self._filled) if self._next is None else self._next
        await self._follow_past(course, self._filled, begin)
        while begin < now:
            end = min(now, begin + AT_ONCE)
            await self._give(course, self._filled, begin, end)
            days_ended, begin = begin // DAY_HOURS < end // DAY_HOURS, end
            # First, so that what is stored is not made again when it cannot be scored now.
            self._next = begin
            if days_ended:
                await self._score(self._filled.campaigns.values())

    async def _follow_past(self, course: Course, filled: FilledDemo, now: int) -> None:
        """Let what was changed in the marketplace's past change the hours of campaigns that are still kept."""
        back = reaches_back(course, self._known)
        if back is not None:
            kept = max(day_number(filled.today) - HOURLY_HISTORY_DAYS, now // DAY_HOURS - KEPT_DAYS) * DAY_HOURS
            begin = max(back // HOUR // DAY_HOURS * DAY_HOURS, kept)
            while begin < now:
                end = min(now, begin + AT_ONCE)
                market = await self._market(course, begin, end)
                made = await asyncio.to_thread(self._anew, filled, market)
                async with self.feed.open() as tx:
                    await rewrite(tx, self.workspace_id, made, begin, end)
                    await tx.commit()
                begin = end
        self._known = max((one.number for one in course.timeline.commands), default=0)
        if back is not None:
            await self._score(filled.campaigns.values())

    async def _look(self) -> FilledDemo | None:
        """Return with what the workspace was filled; none when it is no demo, or not filled yet."""
        async with self.feed.open() as tx:
            workspace = await tx.workspaces.get(self.workspace_id)
            details = await filled_details(tx, self.workspace_id)
        filled = None if details is None else FilledDemo.of(details)
        self._foreign = workspace is None or not workspace.demo or (details is not None and filled is None)
        return None if self._foreign else filled

    async def _resumed(self, course: Course, filled: FilledDemo) -> int:
        """Return the hour after the last one that is stored, the simulator's first where none is."""
        async with self.feed.open() as tx:
            last = await tx.hourly_metrics.last_hours(self.workspace_id, filled.campaigns.values())
        ends = [micros(hour) // HOUR + 1 for hour in last.values()]
        return max(ends, default=course.timeline.epoch // HOUR)

    async def _market(self, course: Course, begin: int, end: int) -> MarketFactors:
        since = (begin - self.feed.market.mapping.memory) * HOUR
        async with self.feed.open() as tx:
            stored = await tx.simulators.hours(self.workspace_id, since, end * HOUR)
        counted = {one.begin: one for one in (*stored, *self._counted) if since <= one.begin < end * HOUR}
        return await self.feed.market.factors(course, begin, end, list(counted.values()))

    async def _give(self, course: Course, filled: FilledDemo, begin: int, end: int) -> None:
        """Make and store the hours ``begin`` … ``end``, exclusive, and the days that end in them."""
        market = await self._market(course, begin, end)
        async with self.feed.open() as tx:
            campaigns = await tx.campaigns.many(self.workspace_id, filled.campaigns.values())
        made = await asyncio.to_thread(self._made, filled, campaigns, market)
        async with self.feed.open() as tx:
            for campaign_id, points in made.items():
                await tx.hourly_metrics.upsert(self.workspace_id, campaign_id, points)
            if begin // DAY_HOURS < end // DAY_HOURS:
                await self._end_days(tx, campaigns.keys(), begin // DAY_HOURS, end // DAY_HOURS)
                if self.feed.insights is not None:
                    since = moment(begin // DAY_HOURS * DAY_HOURS * HOUR).date()
                    await self.feed.insights.of_metrics(tx, self.workspace_id, campaigns.values(), since)
            await tx.commit()
        if self.feed.insights is not None and begin // DAY_HOURS < end // DAY_HOURS:
            await self.feed.insights.signal(self.workspace_id)

    async def _score(self, campaigns: Collection[UUID]) -> None:
        """Hold forecasts against days that were stored; what fails here is made good with the next day."""
        if self.feed.tracker is not None:
            await self.feed.tracker.catch_up(self.workspace_id, campaigns)

    def _anew(self, filled: FilledDemo, market: MarketFactors) -> dict[UUID, CampaignHours]:
        return {
            campaign_id: self.feed.generate(definition, filled.today, market, seed=filled.seed)
            for campaign_id, definition in filled.definitions(self.feed.demo).items()
        }

    def _made(
        self, filled: FilledDemo, campaigns: Mapping[UUID, Campaign], market: MarketFactors
    ) -> dict[UUID, list[HourlyPoint]]:
        made = {}
        for campaign_id, definition in filled.definitions(self.feed.demo).items():
            campaign = campaigns.get(campaign_id)
            begin, end = (0, 0) if campaign is None else _running(campaign, market.begin, market.end)
            if campaign is not None and begin < end:
                hours = self.feed.generate(definition, filled.today, market.between(begin, end), seed=filled.seed)
                made[campaign_id] = [one for one in hours.points(begin, end) if one.channel in campaign.channels]
        return made

    async def _end_days(self, tx: Transaction, campaigns: Collection[UUID], first: int, end: int) -> None:
        """Store days that are over, exactly the sums of their hours, and forget hours that are long past."""
        query = HourlyQuery(moment(first * DAY_HOURS * HOUR), moment(end * DAY_HOURS * HOUR))
        found = await tx.hourly_metrics.read_many(self.workspace_id, campaigns, query)
        for campaign_id, points in found.items():
            version = await tx.campaigns.advance_data_version(self.workspace_id, campaign_id)
            days = [
                MetricPoint(channel, metric, day, value, version)
                for (channel, metric, day), value in day_sums(points).items()
            ]
            await tx.metrics.upsert(self.workspace_id, campaign_id, days)
        kept = moment((end - KEPT_DAYS) * DAY_HOURS * HOUR)
        await tx.hourly_metrics.forget(self.workspace_id, campaigns, kept)


def _running(campaign: Campaign, begin: int, end: int) -> tuple[int, int]:
    """Return the hours in which a campaign is running; an empty range when it is not."""
    if campaign.status is not CampaignStatus.RUNNING:
        return end, end
    first = day_number(campaign.start_date) * DAY_HOURS
    last = end if campaign.end_date is None else (day_number(campaign.end_date) + 1) * DAY_HOURS
    return max(begin, first), min(end, last)
