"""How one step of a job is carried out, the same in every runner."""

import asyncio
import logging
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Unavailable
from domain.ports.jobs import Job, JobHandler

_log = logging.getLogger(__name__)


class StepOutcome(StrEnum):
    """How a step ended."""

    NEXT = "NEXT"
    ENDED = "ENDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long to wait for something that does not answer.

    Attributes:
        retries: Attempts after the first.
        base: Seconds before the first retry; doubled before each later one.
    """

    retries: int = 3
    base: float = 1.0

    def wait(self, job: Job, attempt: int) -> float:
        """Return the seconds before the retry that follows an attempt, counted from 0.

        Up to a quarter more, by the job's id: jobs that failed together do not come back together.
        """
        return self.base * 2.0**attempt * (1 + (job.id.int % 1_000) / 4_000)


async def perform_step(handler: JobHandler, job: Job, step: str, patience: Patience) -> StepOutcome:
    """Run a step, again while something it needs is unavailable; a failure is told to the handler and ends the job.

    Raises:
        Exception: The handler could not even record the failure.
    """
    attempt = 0
    while True:
        try:
            return StepOutcome.NEXT if await handler.run(job, step) else StepOutcome.ENDED
        except Unavailable as error:
            if attempt == patience.retries:
                await tell_failure(handler, job, step, error)
                return StepOutcome.FAILED
            _log.info("step %s of job %s is tried again: %s", step, job.id, error)
            await asyncio.sleep(patience.wait(job, attempt))
            attempt += 1
        except Exception as error:  # noqa: BLE001 - whatever a step raises fails its job, and the handler is told
            await tell_failure(handler, job, step, error)
            return StepOutcome.FAILED


async def tell_failure(handler: JobHandler, job: Job, step: str, error: Exception) -> None:
    """Let the handler record why a job failed; it knows what is expected and what belongs in the log with a stack."""
    _log.info("step %s of %s job %s failed: %s", step, job.kind, job.id, error)
    await handler.failed(job, step, error)
