"""Writes down what becomes of jobs, around whoever accepts and runs them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from domain.errors import Unavailable
from domain.jobs.model import JobRecord, JobStatus
from domain.ports.broadcast import Broadcast
from domain.ports.clock import Clock
from domain.ports.jobs import Job, JobHandler, Jobs, WorkerDied
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction

Outcome = tuple[JobStatus, str | None]
Judge = Callable[[Transaction, Job], Awaitable[Outcome]]

MOST_AT_WORK = 1_000
"""Jobs that are remembered to have been begun here. One that another process took over never ends here."""

UNEXPECTED = "Something unexpected went wrong; the log says what."
UNAVAILABLE = "Something that it needs did not answer."
KILLED = "The process that ran it ended too often."


def topic_of(workspace_id: UUID) -> str:
    """Return the broadcast topic on which changes of a workspace's jobs are signalled."""
    return f"jobs.{workspace_id}"


@dataclass(frozen=True, slots=True)
class JobBook:
    """Where it is written down. Storage holds the truth; a signal only says that it is time to look."""

    open: OpenUnitOfWork
    broadcast: Broadcast
    clock: Clock

    async def accept(self, tx: Transaction, job: Job) -> None:
        """Write down a new job, in the transaction that enqueues it."""
        now = self.clock.now()
        record = JobRecord(
            id=job.id,
            workspace_id=job.workspace_id,
            kind=job.kind,
            subject_id=job.subject_id,
            priority=job.priority,
            status=JobStatus.QUEUED,
            created_at=now,
            changed_at=now,
            requested_by=job.requested_by,
        )
        await tx.jobs.add(record)

    async def begin(self, job: Job) -> None:
        """Write down that its work begins."""
        async with self.open() as tx:
            await tx.jobs.begin(job.workspace_id, job.id, self.clock.now())
            await tx.commit()
        await self.signal(job.workspace_id)

    async def advance(
        self, job: Job, *, step: str | None = None, progress: float | None = None, note: str | None = None
    ) -> None:
        """Write down how far it is, 0 … 1, or what came of it; for handlers that tell. What is none stays as it was."""
        async with self.open() as tx:
            await tx.jobs.advance(job.workspace_id, job.id, self.clock.now(), step=step, progress=progress, note=note)
            await tx.commit()
        await self.signal(job.workspace_id)

    async def end(self, job: Job, judge: Judge) -> None:
        """Write down how it ended, which the judge finds out."""
        async with self.open() as tx:
            status, failure = await judge(tx, job)
            await tx.jobs.end(job.workspace_id, job.id, status, self.clock.now(), failure)
            await tx.commit()
        await self.signal(job.workspace_id)

    async def cancel(self, job_id: UUID) -> None:
        """Write down that somebody cancelled it; one that has ended stays as it is."""
        async with self.open() as tx:
            workspace_id = await tx.jobs.workspace_of(job_id)
            if workspace_id is None:
                return
            await tx.jobs.end(workspace_id, job_id, JobStatus.CANCELLED, self.clock.now())
            await tx.commit()
        await self.signal(workspace_id)

    async def signal(self, workspace_id: UUID) -> None:
        """Tell everybody who follows jobs of a workspace that it is time to look."""
        await self.broadcast.publish(topic_of(workspace_id), b"")


@dataclass(frozen=True, slots=True)
class RecordedJobs(Jobs):
    """Accepts and cancels jobs, and writes it down."""

    jobs: Jobs
    book: JobBook

    async def enqueue(self, transaction: Transaction, job: Job) -> None:
        """Accept a job; its record exists exactly if it does."""
        await self.book.accept(transaction, job)
        await self.jobs.enqueue(transaction, job)

    async def cancel(self, job_id: UUID) -> None:
        """Stop a job."""
        await self.jobs.cancel(job_id)
        await self.book.cancel(job_id)


@dataclass(slots=True)
class RecordedHandler(JobHandler):
    """Does the work of another handler, and writes down when it begins and how it ends.

    An end is written down before the runner takes its step for done: after a crash in between the step comes again, and
    so does the end. What cannot be written down because storage does not answer fails the step like that itself.

    Args:
        handler: Does the work.
        book: Where it is written down.
        judge: Finds out how a job ended that did not raise; with success unless it says otherwise.
    """

    handler: JobHandler
    book: JobBook
    judge: Judge | None = None
    _begun: dict[UUID, None] = field(default_factory=dict)

    def steps(self) -> tuple[str, ...]:
        """Those of the other."""
        return self.handler.steps()

    async def run(self, job: Job, step: str) -> bool:
        """Do one step; the first one here begins the job, and the last one ends it."""
        if job.id not in self._begun:
            await self.book.begin(job)
            self._begun[job.id] = None
            if len(self._begun) > MOST_AT_WORK:
                del self._begun[next(iter(self._begun))]
        going = await self.handler.run(job, step)
        if going and step != self.steps()[-1]:
            await self.book.signal(job.workspace_id)
        else:
            await self._end(job, (JobStatus.SUCCEEDED, None))
        return going

    async def failed(self, job: Job, step: str, error: Exception) -> None:
        """Let the other record it, then write it down."""
        await self.handler.failed(job, step, error)
        if isinstance(error, WorkerDied):
            self._begun.pop(job.id, None)
            await self.book.end(job, _always((JobStatus.DEAD, KILLED)))
            return
        message = UNAVAILABLE if isinstance(error, Unavailable) else UNEXPECTED
        await self._end(job, (JobStatus.FAILED, message))

    async def cancelled(self, job: Job) -> None:
        """Let the other record it, then write it down."""
        await self.handler.cancelled(job)
        self._begun.pop(job.id, None)
        await self.book.end(job, _always((JobStatus.CANCELLED, None)))

    async def _end(self, job: Job, usual: Outcome) -> None:
        self._begun.pop(job.id, None)
        await self.book.end(job, self.judge or _always(usual))


def _always(outcome: Outcome) -> Judge:
    async def judge(tx: Transaction, job: Job) -> Outcome:
        del tx, job
        return outcome

    return judge
