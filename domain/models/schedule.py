"""Trains every model of every workspace once a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.models.recipe import Recipes, daily_job_id, subject_of
from domain.ports.clock import Clock
from domain.ports.jobs import Job, JobKind, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import Workspace

DAILY = 60
"""Priority of a daily training: nobody waits for it."""


@dataclass(frozen=True, slots=True)
class DailyTraining:
    """Enqueues what is due. Any process may ask at any time: of one day, workspace and model there is one job.

    Days are those of the wall clock, also where a simulator runs a thousand times as fast: what a training costs is
    time of this machine.

    Attributes:
        hour: From which hour of a day, UTC, its trainings are due; none for never.
    """

    open: OpenUnitOfWork
    jobs: Jobs
    recipes: Recipes
    clock: Clock
    hour: int | None

    async def enqueue_due(self) -> int:
        """Enqueue the trainings that are due and were not enqueued before; return how many.

        Who was away for days catches up with one.
        """
        if self.hour is None:
            return 0
        day = (self.clock.now() - timedelta(hours=self.hour)).date()
        async with self.open() as tx:
            workspaces = await tx.workspaces.everyone()
        return sum([await self._enqueue(workspace, day) for workspace in workspaces])

    async def _enqueue(self, workspace: Workspace, day: date) -> int:
        count = 0
        async with self.open() as tx:
            for name in sorted(self.recipes):
                job_id = daily_job_id(workspace.id, name, day)
                if await tx.jobs.get(workspace.id, job_id) is None:
                    subject = subject_of(workspace.id, name)
                    await self.jobs.enqueue(tx, Job(job_id, JobKind.TRAINING, workspace.id, subject, DAILY))
                    count += 1
            if count:
                await tx.commit()
        return count
