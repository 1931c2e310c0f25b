"""A world whose only model is trained by a trainer that does what a test says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from domain.jobs.model import JobRecord
from domain.models.model import ModelFilter, ModelStage, ModelVersion
from domain.paging import PageRequest
from domain.ports.jobs import Job, JobKind
from domain.workspaces.model import Principal, Role
from graph.protocol_schema import ProtocolSchema
from infra.storage.memory.unit_of_work import MemoryStorage
from tests.fixtures.product import World, a_world, drive
from tests.fixtures.trained import NAME, SteeredSource, losing, steered


@dataclass
class Academy:
    """A world, and the source of its model's data."""

    world: World
    source: SteeredSource

    @property
    def owner(self) -> Principal:
        return self.world.here.principals[Role.OWNER]

    async def job(self, principal: Principal | None = None, name: str = NAME) -> Job:
        """Ask for a training and return the job that waits for somebody to do it."""
        who = principal or self.owner
        job_id = await self.world.product.services.models.train(who, name)
        record = await self.record(job_id, who.workspace_id)
        return Job(job_id, JobKind.TRAINING, who.workspace_id, record.subject_id)

    async def train(self, loss: float | None = None, *, naive: float = 1.0, days: int = 0) -> JobRecord:
        """Train to the end, in this task, and return what is written down of the job."""
        if loss is not None:
            self.source.become(loss, naive=naive, days=days)
        self.world.clock.advance(minutes=1)
        job = await self.job()
        await drive(self.world.compose().handlers[JobKind.TRAINING], job)
        return await self.record(job.id)

    async def record(self, job_id: UUID, workspace_id: UUID | None = None) -> JobRecord:
        async with self.world.storage() as tx:
            found = await tx.jobs.get(workspace_id or self.owner.workspace_id, job_id)
        assert found is not None
        return found

    async def versions(self, *stages: ModelStage) -> list[ModelVersion]:
        """All versions here, oldest first."""
        async with self.world.storage() as tx:
            page = await tx.models.list(self.owner.workspace_id, PageRequest(size=100), ModelFilter((), stages))
        return [one for _, one in reversed(page.rows)]

    async def stages(self) -> list[str]:
        return [one.stage.value for one in await self.versions()]


@pytest.fixture
async def academy(schema: ProtocolSchema) -> AsyncIterator[Academy]:
    """Nothing is trained yet; the first model would be better than the naive prediction."""
    source = SteeredSource(losing(0.8))
    world = await a_world(MemoryStorage(), schema, recipes=steered(source))
    await world.open()
    yield Academy(world, source)
    await world.close()
