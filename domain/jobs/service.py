"""Reading jobs, once and live."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.errors import not_found
from domain.jobs.model import OPEN, JobFilter, JobKind, JobRecord, JobState, JobStatus
from domain.jobs.recording import Outcome, topic_of
from domain.paging import Page, PageRequest
from domain.ports.broadcast import Broadcast
from domain.ports.clock import Clock
from domain.ports.jobs import Job
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.simulations.model import Simulation, SimulationProgress, SimulationStatus
from domain.simulations.progress import ProgressService
from domain.simulations.service import job_id as job_id_of
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

REFRESH_SECONDS = 1.0
"""Who follows jobs looks at least this often: signals may be lost, and a new job is told of by none."""

PAUSE_SECONDS = 0.05
"""Between two looks, however many signals come."""

OVERLAP = timedelta(seconds=30)
"""How much of what was seen is looked at again: a change may be stored this long after the moment that it carries."""

MOST_ASTIR = 500
RECENT_JOBS = 20


async def outcome_of_simulation(tx: Transaction, job: Job) -> Outcome:
    """Tell how a job that runs a simulation ended, which the simulation itself knows."""
    simulation = await tx.simulations.get(job.workspace_id, job.subject_id)
    if simulation is None or not _runs(simulation, job.id):
        return JobStatus.CANCELLED, None  # It was tried again, by another job.
    if simulation.status is SimulationStatus.COMPLETED:
        return JobStatus.SUCCEEDED, None
    if simulation.status is SimulationStatus.FAILED:
        return JobStatus.FAILED, None if simulation.failure is None else simulation.failure.message
    return JobStatus.CANCELLED, None


@dataclass(frozen=True, slots=True)
class JobService:
    """Jobs of the principal's workspace.

    Attributes:
        slots: How many jobs of a kind work at the same time.
    """

    open: OpenUnitOfWork
    broadcast: Broadcast
    clock: Clock
    progress: ProgressService
    slots: Mapping[JobKind, int]

    async def get(self, principal: Principal, job_id: UUID) -> JobState | None:
        """Return a job, or none when the workspace has no such one."""
        require(principal, Action.READ)
        async with self.open() as tx:
            record = await tx.jobs.get(principal.workspace_id, job_id)
        return None if record is None else (await self._states(principal, [record]))[0]

    async def list(self, principal: Principal, page: PageRequest, restrict: JobFilter) -> Page[JobState]:
        """Return jobs, newest first."""
        require(principal, Action.READ)
        async with self.open() as tx:
            found = await tx.jobs.list(principal.workspace_id, page, restrict)
        states = await self._states(principal, [record for _, record in found.rows])
        rows = tuple((place, state) for (place, _), state in zip(found.rows, states, strict=True))
        return Page(rows, found.has_next, found.has_previous, found.total)

    def watch(self, principal: Principal, job_id: UUID | None = None) -> "JobsSource":
        """Return jobs to follow: first those that have not ended as they are, then each change.

        One who lags gets the newest state of each job that changed meanwhile, and may get one twice.

        Args:
            principal: Who follows.
            job_id: Only this one; following ends when it has ended.

        Raises:
            Forbidden: The role does not allow it.
        """
        require(principal, Action.READ)
        return JobsSource(self, principal, job_id)

    async def look(self, principal: Principal, job_id: UUID | None, since: datetime | None) -> Sequence[JobState]:
        """Return how jobs are that have not ended or changed since a moment; of a single job, how it is.

        Raises:
            Refused: There is no such job in the workspace.
        """
        if job_id is not None:
            state = await self.get(principal, job_id)
            if state is None:
                raise not_found("job", "jobId")
            return [state]
        async with self.open() as tx:
            moment = self.clock.now() + OVERLAP if since is None else since
            records = await tx.jobs.astir(principal.workspace_id, moment, MOST_ASTIR)
        return await self._states(principal, records)

    async def _states(self, principal: Principal, records: Sequence[JobRecord]) -> Sequence[JobState]:
        going = [record for record in records if record.status in OPEN]
        if not going:
            return [self._state(record, {}, {}, {}) for record in records]
        runs = [record.subject_id for record in going if record.kind is JobKind.SIMULATION]
        queued = [record.id for record in going if record.status is JobStatus.QUEUED]
        async with self.open() as tx:
            usual = await tx.jobs.usual_seconds(RECENT_JOBS)
            places = await tx.jobs.queue_positions(principal.workspace_id, queued) if queued else {}
            simulations = await tx.simulations.many(principal.workspace_id, runs) if runs else {}
        told = await self.progress.current(principal, list(simulations.values())) if simulations else []
        courses = {job_id_of(one, one.attempt): now for one, now in zip(simulations.values(), told, strict=True)}
        return [self._state(record, places, usual, courses) for record in records]

    def _state(
        self,
        record: JobRecord,
        places: Mapping[UUID, int],
        usual: Mapping[JobKind, float],
        courses: Mapping[UUID, SimulationProgress],
    ) -> JobState:
        now = self.clock.now()
        place = places.get(record.id)
        if record.status.ended:
            return JobState(record, None, None, 100.0 if record.status is JobStatus.SUCCEEDED else None, now)
        course = courses.get(record.id)
        if course is not None and not course.status.ended:
            return JobState(record, place, course.eta_seconds, course.percent, now)
        percent = round(100.0 * min(record.progress or 0.0, 1.0), 1)
        return JobState(record, place, self._eta(record, place, usual.get(record.kind), now), percent, now)

    def _eta(self, record: JobRecord, place: int | None, usual: float | None, now: datetime) -> float | None:
        if usual is None:
            return None
        if record.started_at is not None and record.status is JobStatus.RUNNING:
            return round(max(usual - (now - record.started_at).total_seconds(), 0.0), 1)
        # Of the job that is at work now, half is done on average.
        waiting = 0.0 if place is None else (place - 0.5) / max(self.slots.get(record.kind, 1), 1)
        return round((1.0 + waiting) * usual, 1)


@dataclass(frozen=True, slots=True)
class JobsSource:
    """Jobs that are followed; places are moments of the event loop's clock."""

    service: JobService
    principal: Principal
    job_id: UUID | None = None
    newest_only: bool = True

    @asynccontextmanager
    async def live(self) -> AsyncIterator["LiveJobs"]:
        """Follow from now on."""
        topic = topic_of(self.principal.workspace_id)
        async with self.service.broadcast.subscribe(topic) as signals:
            live = LiveJobs(self, signals)
            await live.begin()
            yield live

    async def before(self, place: float, since: float | None) -> AsyncGenerator[tuple[float, JobState], None]:
        """Tell how jobs are now: those that have not ended, and to who was there before also those that changed."""
        del place
        now = asyncio.get_running_loop().time()
        moment = None
        if since is not None:
            moment = self.service.clock.now() - timedelta(seconds=now - since) - OVERLAP
        for state in await self.service.look(self.principal, self.job_id, moment):
            yield now, state


class LiveJobs:
    """What happens to jobs from a moment on, of each the newest state."""

    def __init__(self, source: JobsSource, signals: AsyncIterator[bytes]) -> None:
        self._source = source
        self._signals = signals
        self._told: dict[UUID, JobState] = {}
        self.place = 0.0

    async def begin(self) -> None:
        """Take note of how jobs are now.

        Raises:
            Refused: There is no such job in the workspace.
        """
        since = self._source.service.clock.now() - OVERLAP
        self._remember(await self._look(since), since)

    async def __aiter__(self) -> AsyncIterator[tuple[float, JobState]]:
        """Tell each change; of a single job until it has ended."""
        while self._source.job_id is None or not self._told[self._source.job_id].record.status.ended:
            await _next(self._signals)
            since = self._source.service.clock.now() - OVERLAP
            states = [self._rising(state) for state in await self._look(since)]
            news = list(self._news(states))
            self._remember(states, since)
            for state in news:
                yield self.place, state

    async def _look(self, since: datetime) -> Sequence[JobState]:
        # Taken before storage is read: what is stored meanwhile is told by the next look at the latest.
        self.place = asyncio.get_running_loop().time()
        return await self._source.service.look(self._source.principal, self._source.job_id, since)

    def _news(self, states: Iterable[JobState]) -> Iterator[JobState]:
        for state in states:
            last = self._told.get(state.record.id)
            if last is None or _moved(last, state):
                yield state

    def _rising(self, state: JobState) -> JobState:
        """Let the percentage never fall, although other jobs change how long each step is expected to take."""
        last = self._told.get(state.record.id)
        if last is None or last.percent is None or state.percent is None:
            return state
        return replace(state, percent=max(last.percent, state.percent))

    def _remember(self, states: Iterable[JobState], since: datetime) -> None:
        self._told |= {state.record.id: state for state in states}
        if self._source.job_id is None:
            self._told = {
                one: state
                for one, state in self._told.items()
                if not state.record.status.ended or state.record.changed_at >= since
            }


def _moved(last: JobState, now: JobState) -> bool:
    return (last.record, last.queue_position, last.percent) != (now.record, now.queue_position, now.percent)


def _runs(simulation: Simulation, job_id: UUID) -> bool:
    return job_id_of(simulation, simulation.attempt) == job_id


async def _next(signals: AsyncIterator[bytes]) -> None:
    """Wait for a signal, but not longer than until the next refresh, also when signals have ceased for good."""
    with suppress(TimeoutError):
        async with asyncio.timeout(REFRESH_SECONDS):
            try:
                await anext(signals)
            except StopAsyncIteration:
                await asyncio.Event().wait()
    await asyncio.sleep(PAUSE_SECONDS)
