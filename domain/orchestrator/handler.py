"""Runs simulations as durable jobs."""

import time
from dataclasses import dataclass, field

from domain.insights.findings import RunFindings
from domain.insights.making import InsightMaker
from domain.orchestrator.failure import failure_of
from domain.orchestrator.learning import Learning
from domain.orchestrator.run import Run
from domain.orchestrator.steps import Finding, Steps
from domain.ports.clock import Clock, Ids
from domain.ports.jobs import Job, JobHandler
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.simulations.model import Simulation, SimulationStatus, SimulationStep, StepRecord
from domain.simulations.progress import ProgressService
from domain.simulations.service import LIVE, job_id

STEPS = tuple(SimulationStep)

MOST_RUNS = 16
"""Runs kept between their steps. One that another process took over never comes back here, and each holds megabytes;
one that is dropped too early is rebuilt from its checkpoints."""


@dataclass(slots=True)
class SimulationHandler(JobHandler):
    """Takes a simulation through its steps, storing a checkpoint and signalling progress after each.

    The status in storage decides: a step of a run that is not RUNNING in this very attempt changes nothing.
    """

    open: OpenUnitOfWork
    work: Steps
    learning: Learning
    progress: ProgressService
    insights: InsightMaker
    clock: Clock
    ids: Ids
    _runs: dict[Job, Run] = field(default_factory=dict)

    def steps(self) -> tuple[str, ...]:
        """The steps of a simulation."""
        return tuple(step.value for step in STEPS)

    async def run(self, job: Job, step: str) -> bool:
        """Do one step and store its checkpoint; go on while the simulation is running."""
        what = SimulationStep(step)
        run = await self._begin(job, what)
        if run is None:
            self._runs.pop(job, None)
            await self.progress.signal(job.subject_id)
            return False
        started = time.monotonic()
        finding = await self.work.of(what)(run)
        going = await self._finish(run, what, finding, time.monotonic() - started)
        await self.progress.signal(job.subject_id)
        if not going:
            self._runs.pop(job, None)
        return going

    async def failed(self, job: Job, step: str, error: Exception) -> None:
        """Store why the run ended, in words; the details of the unexpected go to the log.

        A run whose campaign was deleted under it did not fail: it is cancelled, as it would be at its next step.
        """
        self._runs.pop(job, None)
        async with self.open() as tx:
            simulation = await self._current(tx, job)
            if simulation is None:
                return
            gone = await tx.campaigns.get(job.workspace_id, simulation.campaign_id) is None
            await tx.simulations.transition(
                job.workspace_id,
                job.subject_id,
                from_statuses=LIVE,
                to=SimulationStatus.CANCELLED if gone else SimulationStatus.FAILED,
                at=self.clock.now(),
                failure=None if gone else failure_of(error, SimulationStep(step), self.ids.new()),
            )
            await tx.commit()
        await self.progress.signal(job.subject_id)

    async def cancelled(self, job: Job) -> None:
        """Store that the run was cancelled, unless it is stored already."""
        self._runs.pop(job, None)
        async with self.open() as tx:
            if await self._current(tx, job) is None:
                return
            await tx.simulations.transition(
                job.workspace_id,
                job.subject_id,
                from_statuses=LIVE,
                to=SimulationStatus.CANCELLED,
                at=self.clock.now(),
            )
            await tx.commit()
        await self.progress.signal(job.subject_id)

    async def _current(self, tx: Transaction, job: Job) -> Simulation | None:
        """Return the simulation if this job runs its present attempt."""
        simulation = await tx.simulations.get(job.workspace_id, job.subject_id)
        if simulation is None or job_id(simulation, simulation.attempt) != job.id:
            return None
        return simulation

    async def _begin(self, job: Job, step: SimulationStep) -> Run | None:
        async with self.open() as tx:
            simulation = await self._current(tx, job)
            if simulation is None:
                return None
            where, what = job.workspace_id, job.subject_id
            if simulation.status is SimulationStatus.QUEUED:
                await tx.simulations.transition(
                    where, what, from_statuses=LIVE[:1], to=SimulationStatus.RUNNING, at=self.clock.now()
                )
            campaign = await tx.campaigns.get(where, simulation.campaign_id)
            if campaign is None:
                await tx.simulations.transition(
                    where, what, from_statuses=LIVE, to=SimulationStatus.CANCELLED, at=self.clock.now()
                )
            going = campaign is not None and await tx.simulations.begin_step(where, what, step)
            await tx.commit()
        if campaign is None or not going:
            return None
        run = self._runs.get(job)
        if run is None:
            run = self._runs[job] = Run(simulation, campaign, self.open, self.learning)
            if len(self._runs) > MOST_RUNS:
                del self._runs[next(iter(self._runs))]
        return run

    async def _finish(self, run: Run, step: SimulationStep, finding: Finding, seconds: float) -> bool:
        simulation, now = run.simulation, self.clock.now()
        where, what = simulation.workspace_id, simulation.id
        last = finding.answered or step is STEPS[-1]
        done = STEPS.index(step) + 1
        record = StepRecord(what, simulation.attempt, step, now, seconds, finding.message, finding.output)
        async with self.open() as tx:
            stored = await tx.simulations.finish_step(where, record, done)
            if stored and last:
                await tx.simulations.transition(
                    where, what, from_statuses=LIVE[1:], to=SimulationStatus.COMPLETED, at=now
                )
                await self.insights.of_run(tx, _findings(run))
            await tx.commit()
        if stored and last:
            await self.insights.signal(where)
        return stored and not last


def _findings(run: Run) -> RunFindings:
    """Return what is worth an insight; nothing of a run that took the result of another, which has told of it."""
    return RunFindings(
        simulation=run.simulation,
        risks=run.risks or (),
        recommendations=() if run.advice is None else run.advice.recommendations,
        confidence=None if run.learnt is None else run.learnt.confidence.value,
    )
