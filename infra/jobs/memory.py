"""Jobs within one process and for its lifetime: for tests, and for trying things out."""

import asyncio
import logging
from collections.abc import Callable
from itertools import count
from typing import Protocol, cast, runtime_checkable
from uuid import UUID

from domain.ports.jobs import Job, JobHandler, JobKind, JobRunner, Jobs
from domain.ports.unit_of_work import Transaction
from infra.jobs.step import Patience, StepOutcome, perform_step

_log = logging.getLogger(__name__)


@runtime_checkable
class TellsCommit(Protocol):
    """A transaction that calls back when it has committed."""

    after_commit: list[Callable[[], None]]


class InMemoryJobs(Jobs, JobRunner):
    """Runs jobs as tasks on the event loop, a few at a time, by priority and then by arrival.

    Everything is forgotten with the process; jobs that ``stop`` interrupts run again, from the step they were in, when
    it is started again.
    """

    def __init__(self, concurrency: int = 2, patience: Patience | None = None) -> None:
        self._concurrency = concurrency
        self._patience = patience or Patience()
        self._arrivals = count()
        self._known: set[UUID] = set()
        self._waiting: list[tuple[int, int, Job]] = []
        self._finished_steps: dict[UUID, int] = {}
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._cancelled: set[UUID] = set()
        self._handlers: dict[JobKind, JobHandler] | None = None

    async def enqueue(self, transaction: Transaction, job: Job) -> None:
        """Accept a job when the transaction commits; see the port."""
        if not isinstance(transaction, TellsCommit):
            raise TypeError("a job needs a transaction that tells when it has committed")
        cast("TellsCommit", transaction).after_commit.append(lambda: self._accept(job))

    async def cancel(self, job_id: UUID) -> None:
        """Stop a job; see the port."""
        self._waiting = [entry for entry in self._waiting if entry[2].id != job_id]
        task = self._running.get(job_id)
        if task is not None:
            self._cancelled.add(job_id)
            task.cancel()

    async def start(self, handlers: dict[JobKind, JobHandler]) -> None:
        """Begin to run jobs."""
        self._handlers = dict(handlers)
        self._fill()

    async def stop(self) -> None:
        """Interrupt what runs and run no more."""
        self._handlers = None
        tasks = tuple(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _accept(self, job: Job) -> None:
        if job.id in self._known:
            return
        self._known.add(job.id)
        self._waiting.append((job.priority, next(self._arrivals), job))
        self._fill()

    def _fill(self) -> None:
        """Start as many jobs as there are free places."""
        if self._handlers is None:
            return
        for entry in sorted(self._waiting, key=lambda waiting: waiting[:2]):
            if len(self._running) >= self._concurrency:
                return
            job = entry[2]
            handler = self._handlers.get(job.kind)
            if handler is None:
                continue
            self._waiting.remove(entry)
            self._running[job.id] = asyncio.create_task(self._run(handler, entry), name=f"job {job.id}")

    async def _run(self, handler: JobHandler, entry: tuple[int, int, Job]) -> None:
        job = entry[2]
        try:
            await self._walk(handler, job)
        except asyncio.CancelledError:
            if job.id not in self._cancelled:
                self._waiting.append(entry)
                raise
        except Exception:  # noqa: BLE001 - logged; the runner goes on with the next job
            _log.exception("the end of job %s could not be recorded", job.id)
        finally:
            try:
                if job.id in self._cancelled:
                    self._cancelled.discard(job.id)
                    await handler.cancelled(job)
            finally:
                del self._running[job.id]
                self._fill()

    async def _walk(self, handler: JobHandler, job: Job) -> None:
        steps = handler.steps()
        for index in range(self._finished_steps.get(job.id, 0), len(steps)):
            outcome = await perform_step(handler, job, steps[index], self._patience)
            self._finished_steps[job.id] = index + 1
            if outcome is not StepOutcome.NEXT or job.id in self._cancelled:
                return
