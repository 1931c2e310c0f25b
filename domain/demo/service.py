"""Filling the demo workspace."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.audit.record import record
from domain.campaigns.model import Campaign, CampaignStatus
from domain.demo.audiences import GenerateAudiences, fill_audiences
from domain.demo.filled import FILLED, HOURLY_HISTORY_DAYS, FilledDemo, filled_details
from domain.demo.hours import DAY_HOURS, CampaignHours, GenerateHours, day_number
from domain.demo.market import MarketFactors, calm_market
from domain.demo.model import Demo, DemoCampaign
from domain.demo.world import DemoMarket
from domain.errors import Refused
from domain.marketplace.moments import HOUR, micros
from domain.ports.clock import Clock, Ids
from domain.ports.jobs import Job, JobKind, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.simulations.request import check_request
from domain.simulations.service import SimulationService
from domain.simulators.timelines import Courses
from domain.workspaces.model import Member, Principal

HORIZON_DAYS = 30

HISTORY_DAYS = 180
"""Days with metrics before the workspace is filled."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where history ends and the live world begins.

    Attributes:
        today: Day of the simulator's start, of the present moment where there is no simulator.
        now: The hour that is not over, counted since 1970; that of the simulator's start, else midnight of today.
        seed: Of all chance in the metrics.
    """

    today: date
    now: int
    seed: int

    def begin(self, one: DemoCampaign) -> int:
        """Return a campaign's first hour."""
        last = one.last_observed(self.today - timedelta(days=1))
        first = max(last - timedelta(days=HISTORY_DAYS - 1), one.start_date(self.today))
        return day_number(first) * DAY_HOURS

    def end(self, one: DemoCampaign) -> int:
        """Return the hour after a campaign's last one: one that is running has done some hours of today."""
        last_day = one.end_date(self.today)
        if one.status is CampaignStatus.RUNNING and (last_day is None or last_day >= self.today):
            return self.now
        return (day_number(one.last_observed(self.today - timedelta(days=1))) + 1) * DAY_HOURS


@dataclass(frozen=True, slots=True)
class DemoService:
    """Fills the demo workspace once. What users change or delete afterwards stays so."""

    open: OpenUnitOfWork
    jobs: Jobs
    simulations: SimulationService
    courses: Courses
    market: DemoMarket
    generate: GenerateHours
    clock: Clock
    ids: Ids
    audiences: GenerateAudiences

    async def fill(self, owner: Principal, demo: Demo, seed: int) -> bool:
        """Store members, campaigns and metrics, all or none, unless that was done before; return whether it was now.

        The metrics are those of the history of the workspace's simulator, up to its start; of a calm market where it
        has none. Some campaigns are simulated: by the same jobs that serve everybody, so their results are real. A year
        of e-mail, audiences and content comes after that, also to a workspace that was filled before there were any.

        Args:
            owner: Who fills it.
            demo: With what.
            seed: Of all chance in the metrics.
        """
        filled = await self._fill(owner, demo, seed)
        await fill_audiences(self.open, owner.workspace_id, demo, self.audiences)
        return filled

    async def _fill(self, owner: Principal, demo: Demo, seed: int) -> bool:
        async with self.open() as tx:
            if await filled_details(tx, owner.workspace_id) is not None:
                return False
        origin, market = await self._past(owner.workspace_id, demo, seed)
        async with self.open() as tx:
            await tx.workspaces.hold(owner.workspace_id)
            if await filled_details(tx, owner.workspace_id) is not None:
                return False
            members = await self._members(tx, owner, demo)
            stored = {}
            for one in demo.campaigns:
                hours = await asyncio.to_thread(self._hours, one, origin, market)
                stored[one.key] = await self._campaign(tx, members, one, hours, origin)
            noted = FilledDemo(origin.today, seed, stored).details
            await record(tx, owner, FILLED, owner.workspace_id, clock=self.clock, ids=self.ids, **noted)
            await tx.commit()
        await self._simulate(owner, [stored[one.key] for one in demo.campaigns if one.simulated])
        return True

    async def _past(self, workspace_id: UUID, demo: Demo, seed: int) -> tuple[Origin, MarketFactors]:
        async with self.open() as tx:
            simulator = await tx.simulators.get(workspace_id)
            commands = list(await tx.simulators.commands(workspace_id))
        if simulator is None:
            today = self.clock.now().date()
            origin = Origin(today, day_number(today) * DAY_HOURS, seed)
            begin = min(origin.begin(one) for one in demo.campaigns)
            return origin, calm_market(begin, origin.now)
        epoch = micros(simulator.epoch)
        origin = Origin(simulator.epoch.date(), epoch // HOUR, seed)
        begin = min(origin.begin(one) for one in demo.campaigns)
        course = await asyncio.to_thread(self.courses.of, simulator, commands, epoch)
        return origin, await self.market.factors(course, begin, origin.now)

    def _hours(self, one: DemoCampaign, origin: Origin, market: MarketFactors) -> CampaignHours:
        own = market.between(origin.begin(one), origin.end(one))
        return self.generate(one, origin.today, own, seed=origin.seed)

    async def _members(self, tx: Transaction, owner: Principal, demo: Demo) -> dict[str, Member]:
        there = {member.email: member for member in await tx.workspaces.members(owner.workspace_id)}
        for one in demo.members:
            if one.email not in there:
                member = Member(self.ids.new(), owner.workspace_id, one.email, one.name, one.role, self.clock.now())
                await tx.workspaces.add_member(member)
                there[one.email] = member
        return there

    async def _campaign(
        self, tx: Transaction, members: dict[str, Member], one: DemoCampaign, hours: CampaignHours, origin: Origin
    ) -> UUID:
        campaign = self._made(members[one.author], one, origin.today)
        await tx.campaigns.add(campaign)
        version = await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, hours.days(version))
        recent = (day_number(origin.today) - HOURLY_HISTORY_DAYS) * DAY_HOURS
        await tx.hourly_metrics.upsert(campaign.workspace_id, campaign.id, hours.points(recent, hours.end))
        job = Job(self.ids.new(), JobKind.BACKTEST, campaign.workspace_id, campaign.id, priority=50)
        await self.jobs.enqueue(tx, job)
        return campaign.id

    def _made(self, author: Member, one: DemoCampaign, today: date) -> Campaign:
        now = self.clock.now()
        return Campaign(
            id=self.ids.new(),
            workspace_id=author.workspace_id,
            name=one.name,
            objective=one.objective,
            status=one.status,
            approval=one.approval,
            channels=tuple(channel.channel for channel in one.channels),
            budget=one.budget,
            start_date=one.start_date(today),
            end_date=one.end_date(today),
            created_at=now,
            updated_at=now,
            created_by=author.id,
            industry=one.industry,
            medium=one.medium,
            tags=one.tags,
        )

    async def _simulate(self, owner: Principal, campaigns: Sequence[UUID]) -> None:
        for campaign_id in campaigns:
            checked = check_request(campaign_id, HORIZON_DAYS, None, None)
            with suppress(Refused):
                await self.simulations.run(owner, checked, f"demo-{campaign_id}")
