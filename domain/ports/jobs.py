"""Durable background work."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.jobs.model import JobKind
from domain.ports.unit_of_work import Transaction

__all__ = ["Job", "JobHandler", "JobKind", "JobRunner", "Jobs", "WorkerDied"]


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of durable work: named steps, run in order, each finished step never run again.

    Attributes:
        id: Chosen by the caller; enqueuing the same id twice is one job.
        kind: Which handler runs it.
        workspace_id: Whose work it is.
        subject_id: What it is about, such as a simulation.
        priority: 1 runs first; equal priorities run in order of arrival.
        requested_by: Member who asked for it; none for what the product does by itself.
    """

    id: UUID
    kind: JobKind
    workspace_id: UUID
    subject_id: UUID
    priority: int = 10
    requested_by: UUID | None = None


class WorkerDied(Exception):
    """A job ended the process that ran it so often that it is not begun again."""


class JobHandler(Protocol):
    """The work of one kind of job. Steps may be run again after a crash and must then do no harm."""

    def steps(self) -> tuple[str, ...]:
        """Names of the steps, in order; each is a checkpoint."""
        ...

    async def run(self, job: Job, step: str) -> bool:
        """Do one step; return whether to go on with the next one.

        Cancelling the job cancels the task that awaits this, at its next suspension point.

        Raises:
            Exception: The job failed; ``failed`` is told.
        """
        ...

    async def failed(self, job: Job, step: str, error: Exception) -> None:
        """Record that the job ended in a step that raised; called after the last attempt."""
        ...

    async def cancelled(self, job: Job) -> None:
        """Record that the job was cancelled while it ran; may be told more than once."""
        ...


class Jobs(Protocol):
    """Accepts, runs and cancels durable work. A job survives the death of its process."""

    async def enqueue(self, transaction: Transaction, job: Job) -> None:
        """Accept a job as part of the caller's transaction: it exists exactly if that commits."""
        ...

    async def cancel(self, job_id: UUID) -> None:
        """Stop a queued or running job; work really stops within a second. Unknown and ended jobs are left alone."""
        ...


class JobRunner(Protocol):
    """The side of background work that a process with workers starts and stops."""

    async def start(self, handlers: dict[JobKind, JobHandler]) -> None:
        """Begin to run jobs, first those that this executor left unfinished when it died."""
        ...

    async def stop(self) -> None:
        """Stop taking jobs and end promptly; unfinished ones are resumed by whoever starts next."""
        ...
