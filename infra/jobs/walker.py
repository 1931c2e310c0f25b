"""Walks a job through its steps: DBOS's threads on one side, the event loop of the handlers on the other."""

import asyncio
import concurrent.futures
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from domain.ports.jobs import Job, JobHandler, JobKind, WorkerDied
from infra.jobs.ledger import JobLedger
from infra.jobs.step import Patience, StepOutcome, perform_step, tell_failure

Result = TypeVar("Result")

_log = logging.getLogger(__name__)
# Seconds: between two looks whether somebody else cancelled a running job; whether the loop is still there; and for
# interrupted steps to clean up.
_WATCH = 0.4
_GLANCE = 1.0
_CLEAN_UP = 1.0
_BLINK = 0.02
_LATEST = 16


class Interrupted(BaseException):
    """A walk ends here without an outcome: the job was cancelled, taken over, or waits for the next start.

    Not an ``Exception``: DBOS records those as the outcome of the job.
    """


class JobWalker:
    """Runs steps on the loop it was made on, so that handlers use the engine and the processes of that loop.

    ``walk`` is called in threads of DBOS; everything else belongs to the loop.
    """

    def __init__(
        self, handlers: dict[JobKind, JobHandler], ledger: JobLedger, patience: Patience, most_starts: int
    ) -> None:
        self._handlers = dict(handlers)
        self._ledger = ledger
        self._patience = patience
        self._most_starts = most_starts
        self._loop = asyncio.get_running_loop()
        self._walking: set[UUID] = set()
        self._steps: dict[UUID, asyncio.Task[Any]] = {}
        self._cancelled: set[UUID] = set()
        # Those that ended last; their end is written down only after ``walk`` has returned it.
        self._returned: deque[UUID] = deque(maxlen=_LATEST)
        self._stopping = False
        self._idle = asyncio.Event()
        self._watcher = self._loop.create_task(self._watch(), name="watch cancelled jobs")

    def walk(self, job: Job, checkpoint: Callable[[str, Callable[[], str]], str]) -> str:
        """Do the steps of a job that are not done yet; return how it ended.

        Args:
            job: What to do.
            checkpoint: Runs a named step, or returns what it returned before.

        Raises:
            Interrupted: The job has no outcome of this walk.
        """
        from dbos import error as dbos_error  # noqa: PLC0415 - imported by the runner by now

        handler = self._handlers[job.kind]
        self._walking.add(job.id)
        try:
            outcome = self._all_steps(handler, job, checkpoint)
            if job.id not in self._cancelled:
                self._returned.append(job.id)
                return outcome
        except dbos_error.DBOSWorkflowCancelledError:
            self._cancelled.add(job.id)
        except dbos_error.DBOSWorkflowConflictIDError:
            if self._ledger.is_cancelled(job.id):
                self._cancelled.add(job.id)
            else:
                _log.warning("job %s was taken over by another process", job.id)
        except Interrupted:
            pass
        finally:
            was_cancelled = job.id in self._cancelled
            self._left(job.id)
        if was_cancelled:
            self._on_loop(handler.cancelled(job))
        raise Interrupted

    def cancel(self, job_id: UUID) -> None:
        """Cancel the step that a job is in, if it runs here."""
        if job_id not in self._walking:
            return
        self._cancelled.add(job_id)
        task = self._steps.get(job_id)
        if task is not None:
            task.cancel()

    async def stop(self) -> None:
        """Interrupt every job; each goes on where it was, at the next start.

        Steps get a moment to clean up, and finished ones to be written down.
        """
        self._stopping = True
        self._watcher.cancel()
        for task in tuple(self._steps.values()):
            task.cancel()
        try:
            async with asyncio.timeout(_CLEAN_UP):
                while self._walking:
                    self._idle.clear()
                    await self._idle.wait()
                await self._written_down()
        except TimeoutError:
            _log.warning("%d interrupted jobs did not clean up in time", len(self._walking))

    async def _written_down(self) -> None:
        """Wait until the ends of the jobs that ended last are in the ledger."""
        # Another thread writes them, in a library that tells nobody.
        while self._returned and await self._ledger.open_among(self._returned):  # noqa: ASYNC110
            await asyncio.sleep(_BLINK)

    def _all_steps(self, handler: JobHandler, job: Job, checkpoint: Callable[[str, Callable[[], str]], str]) -> str:
        step = handler.steps()[0]
        try:
            if self._ledger.starts(job.id) > self._most_starts:
                error = WorkerDied(f"the process ended {self._most_starts} times while it ran this job")
                self._on_loop(tell_failure(handler, job, step, error))
                return StepOutcome.FAILED
            for step in handler.steps():
                outcome = StepOutcome(checkpoint(step, partial(self._step, handler, job, step)))
                if outcome is not StepOutcome.NEXT or job.id in self._cancelled:
                    return outcome
        except Exception as error:
            if self._stopping:
                raise Interrupted from error
            # Not the step itself, whose failure is an outcome, but the ledger around it.
            self._on_loop(tell_failure(handler, job, step, error))
            raise
        return StepOutcome.ENDED

    def _step(self, handler: JobHandler, job: Job, step: str) -> str:
        return self._on_loop(self._perform(handler, job, step))

    def _left(self, job_id: UUID) -> None:
        """Forget a job, and let the loop know; called in the thread that walked it."""
        self._walking.discard(job_id)
        self._cancelled.discard(job_id)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._idle.set)

    async def _perform(self, handler: JobHandler, job: Job, step: str) -> str:
        task = asyncio.current_task()
        if self._stopping or job.id in self._cancelled or task is None:
            raise asyncio.CancelledError
        self._steps[job.id] = task
        try:
            return await perform_step(handler, job, step, self._patience)
        finally:
            self._steps.pop(job.id, None)

    def _on_loop(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine on the loop and wait for it, as long as the loop runs."""
        if self._loop.is_closed():
            coroutine.close()
            raise Interrupted
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        while True:
            try:
                return future.result(_GLANCE)
            except concurrent.futures.CancelledError:  # an Exception, which DBOS would record as the step's outcome
                raise Interrupted from None
            except concurrent.futures.TimeoutError:
                if future.done():
                    raise
                if not self._loop.is_running():
                    raise Interrupted from None

    async def _watch(self) -> None:
        """Notice the jobs that another process cancelled."""
        while True:
            await asyncio.sleep(_WATCH)
            walking = self._walking - self._cancelled
            if not walking:
                continue
            try:
                for job_id in await self._ledger.cancelled_among(walking):
                    self.cancel(job_id)
            except Exception:  # noqa: BLE001 - logged; the next look may find the database again
                _log.warning("could not look for cancelled jobs", exc_info=True)
