"""Trains models as durable jobs."""

import logging
from dataclasses import dataclass, field
from enum import StrEnum

from domain.jobs.recording import JobBook
from domain.models.recipe import Recipes, subject_of
from domain.models.work import TrainingWork, Workshop
from domain.ports.jobs import Job, JobHandler

log = logging.getLogger(__name__)

MOST_AT_WORK = 8
"""Trainings kept between their steps. One that another process took over never comes back here, and each holds
megabytes; one that is dropped too early finds again what it needs."""


class TrainingStep(StrEnum):
    """What a training does, in order."""

    COLLECT = "COLLECT"
    FIT = "FIT"
    GATE = "GATE"
    STORE = "STORE"
    WATCH = "WATCH"


STEPS = tuple(TrainingStep)

SHARES = dict(zip(STEPS, (0.0, 0.1, 0.35, 0.9, 0.92), strict=True))
"""Part of the work that is usually done when a step begins: the gate fits the model several times."""


@dataclass(slots=True)
class TrainingHandler(JobHandler):
    """Collects, fits, judges, stores, and looks at the champion; each step is a checkpoint.

    Between steps everything is in memory. After a crash a step finds again what it needs, from the data of then: what
    is stored is always made from the data whose hash it carries.
    """

    shop: Workshop
    recipes: Recipes
    book: JobBook
    _at_work: dict[Job, TrainingWork] = field(default_factory=dict)

    def steps(self) -> tuple[str, ...]:
        """The steps of a training."""
        return tuple(step.value for step in STEPS)

    async def run(self, job: Job, step: str) -> bool:
        """Do one step; go on unless there is nothing to train."""
        work = self._work(job)
        if work is None:
            await self.book.advance(job, note="Nothing was trained: this product does not make such models any more.")
            return False
        what = TrainingStep(step)
        await self.book.advance(job, step=step, progress=SHARES[what])
        note = await self._do(work, what)
        if note is not None:
            log.info("%s: %s", work.recipe.name, note)
            # Drift is kept with the version; what a reader of jobs asks is what came of the training.
            if what is not TrainingStep.WATCH:
                await self.book.advance(job, note=note)
        going = not (what is TrainingStep.COLLECT and note is not None)
        if not going or what is STEPS[-1]:
            self._at_work.pop(job, None)
        return going

    async def failed(self, job: Job, step: str, error: Exception) -> None:
        """Log it. The champion, if there is one, goes on to serve."""
        self._at_work.pop(job, None)
        log.error("a training failed in %s", step, exc_info=error)

    async def cancelled(self, job: Job) -> None:
        """Forget it. What it stored before stays."""
        self._at_work.pop(job, None)

    async def _do(self, work: TrainingWork, step: TrainingStep) -> str | None:
        """Do one step and return what is to be told of it."""
        if step is TrainingStep.COLLECT:
            return await work.obstacle()
        if step is TrainingStep.FIT:
            await work.fitted()
        elif step is TrainingStep.GATE:
            await work.verdict()
        elif step is TrainingStep.STORE:
            return await work.stored()
        else:
            return await work.watched()
        return None

    def _work(self, job: Job) -> TrainingWork | None:
        if job not in self._at_work:
            recipe = next((one for one in self.recipes.values() if _is_of(one.name, job)), None)
            if recipe is None:
                return None
            self._at_work[job] = TrainingWork(self.shop, recipe, job)
            if len(self._at_work) > MOST_AT_WORK:
                del self._at_work[next(iter(self._at_work))]
        return self._at_work[job]


def _is_of(name: str, job: Job) -> bool:
    return subject_of(job.workspace_id, name) == job.subject_id
