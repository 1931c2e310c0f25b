"""Campaigns to forecast, and a handler that forecasts them with the cheap members, two at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

import pytest

from domain.campaigns.model import Campaign
from domain.jobs.model import JobKind, JobRecord
from domain.jobs.recording import JobBook
from domain.models.lineup import Lineup
from domain.orchestrator.predict import Predictor
from domain.outlook.assembly import assemble
from domain.outlook.forecasting import CampaignForecaster
from domain.outlook.handler import OutlookHandler
from domain.outlook.model import Outlook
from domain.ports.forecasting import ComputeLost
from domain.ports.jobs import Job
from domain.workspaces.model import Role
from infra.compute.inline import InlineCompute
from tests.fixtures.product import World, drive
from tests.fixtures.steered import SteeredEngine

TOGETHER = 2

Result = TypeVar("Result")


class FrailCompute(InlineCompute):
    """Loses the process that puts a certain campaign together.

    Attributes:
        fatal: Which campaign.
    """

    fatal: UUID | None = None

    async def run(self, function: Callable[..., Result], *arguments: Any, time_limit: float | None = None) -> Result:
        if function is assemble and any(one.campaign_id == self.fatal for one in arguments[0]):
            raise ComputeLost("killed")
        return await super().run(function, *arguments, time_limit=time_limit)


@dataclass
class Bureau:
    """Where outlooks are asked for and made."""

    world: World
    engine: SteeredEngine = field(default_factory=SteeredEngine)
    compute: FrailCompute = field(default_factory=FrailCompute)

    def handler(self) -> OutlookHandler:
        """Return what a process that has just started has."""
        clock = self.world.clock
        book = JobBook(self.world.storage, self.world.broadcast, clock)
        forecaster = CampaignForecaster(Predictor(Lineup(self.engine), clock), self.compute)
        return OutlookHandler(self.world.storage, forecaster, book, clock, TOGETHER)

    async def ask(self, *campaigns: Campaign, horizon: int = 14) -> Job:
        """Ask for outlooks of campaigns, or of all."""
        owner = self.world.here.principals[Role.OWNER]
        asked = [one.id for one in campaigns] or None
        job_id = await self.world.product.services.outlooks.forecast(owner, asked, horizon)
        return Job(job_id, JobKind.OUTLOOK, owner.workspace_id, owner.workspace_id)

    async def make(self, *campaigns: Campaign, horizon: int = 14) -> Job:
        """Ask for outlooks and make them."""
        job = await self.ask(*campaigns, horizon=horizon)
        await drive(self.handler(), job)
        return job

    async def observed(self, *names: str, days: int = 60) -> list[Campaign]:
        """Store campaigns with metrics."""
        made = [await self.world.a_campaign(name) for name in names]
        for number, campaign in enumerate(made):
            await self.world.observe(campaign, days, factor=1.0 + number)
        return made

    async def outlooks(self) -> dict[UUID, Outlook]:
        """Return everything that was made."""
        async with self.world.storage() as tx:
            return await tx.outlooks.of_campaigns(
                self.world.here.workspace.id,
                list(self.world.storage.database.committed.campaigns),  # type: ignore[attr-defined]
            )

    async def record(self, job: Job) -> JobRecord:
        async with self.world.storage() as tx:
            found = await tx.jobs.get(job.workspace_id, job.id)
        assert found is not None
        return found


@pytest.fixture
def bureau(world: World) -> Bureau:
    return Bureau(world)
