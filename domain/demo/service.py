"""Filling the demo workspace."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.audit.record import record
from domain.campaigns.model import Campaign
from domain.demo.model import Demo, DemoCampaign
from domain.errors import Refused
from domain.metrics.model import MetricPoint
from domain.paging import PageRequest
from domain.ports.clock import Clock, Ids
from domain.ports.jobs import Job, JobKind, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.simulations.request import check_request
from domain.simulations.service import SimulationService
from domain.workspaces.model import Member, Principal

FILLED = "demo.fill"
HORIZON_DAYS = 30

GenerateMetrics = Callable[[DemoCampaign, date], Sequence[MetricPoint]]
"""Makes the metrics of a campaign up to and including a day."""


@dataclass(frozen=True, slots=True)
class DemoService:
    """Fills the demo workspace once. What users change or delete afterwards stays so."""

    open: OpenUnitOfWork
    jobs: Jobs
    simulations: SimulationService
    clock: Clock
    ids: Ids

    async def fill(self, owner: Principal, demo: Demo, generate: GenerateMetrics) -> bool:
        """Store members, campaigns and metrics, all or none, unless that was done before; return whether it was now.

        Some campaigns are simulated: by the same jobs that serve everybody, so their results are real.
        """
        today = self.clock.now().date()
        async with self.open() as tx:
            await tx.workspaces.hold(owner.workspace_id)
            oldest = await tx.audit.list(owner.workspace_id, PageRequest(size=100, backward=True))
            if any(entry.action == FILLED for _, entry in oldest.rows):
                return False
            members = await self._members(tx, owner, demo)
            simulated = []
            for one in demo.campaigns:
                points = generate(one, today - timedelta(days=1))
                campaign_id = await self._campaign(tx, members, one, points, today)
                if one.simulated:
                    simulated.append(campaign_id)
            await record(tx, owner, FILLED, owner.workspace_id, clock=self.clock, ids=self.ids)
            await tx.commit()
        await self._simulate(owner, simulated)
        return True

    async def _members(self, tx: Transaction, owner: Principal, demo: Demo) -> dict[str, Member]:
        there = {member.email: member for member in await tx.workspaces.members(owner.workspace_id)}
        for one in demo.members:
            if one.email not in there:
                member = Member(self.ids.new(), owner.workspace_id, one.email, one.name, one.role, self.clock.now())
                await tx.workspaces.add_member(member)
                there[one.email] = member
        return there

    async def _campaign(
        self,
        tx: Transaction,
        members: dict[str, Member],
        one: DemoCampaign,
        points: Sequence[MetricPoint],
        today: date,
    ) -> UUID:
        author, now = members[one.author], self.clock.now()
        campaign = Campaign(
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
        await tx.campaigns.add(campaign)
        await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, points)
        job = Job(self.ids.new(), JobKind.BACKTEST, campaign.workspace_id, campaign.id, priority=50)
        await self.jobs.enqueue(tx, job)
        return campaign.id

    async def _simulate(self, owner: Principal, campaigns: Sequence[UUID]) -> None:
        for campaign_id in campaigns:
            checked = check_request(campaign_id, HORIZON_DAYS, None, None)
            with suppress(Refused):
                await self.simulations.run(owner, checked, f"demo-{campaign_id}")
