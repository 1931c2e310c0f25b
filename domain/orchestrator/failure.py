"""Why a run cannot go on, told so that the reader knows what to do."""

import logging
from uuid import UUID

from domain.errors import Unavailable
from domain.simulations.model import FailureCategory, SimulationFailure, SimulationStep

log = logging.getLogger(__name__)


class RunFailed(Exception):
    """The run ends here, for a reason that is no fault of the product.

    Attributes:
        category: What sort of reason.
        hint: What to do next.
        retryable: Whether trying again may help without changing anything.
    """

    def __init__(self, category: FailureCategory, message: str, hint: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.category = category
        self.hint = hint
        self.retryable = retryable


def failure_of(error: Exception, step: SimulationStep | None, reference: UUID) -> SimulationFailure:
    """Describe an error to the one who asked; the unexpected is logged under the reference and not shown."""
    if isinstance(error, RunFailed):
        return SimulationFailure(error.category, str(error), error.hint, error.retryable, step)
    if isinstance(error, TimeoutError):
        return SimulationFailure(
            FailureCategory.TIMEOUT, "A step took too long and was stopped.", "Try again.", retryable=True, step=step
        )
    log.error("a simulation step failed", exc_info=error, extra={"reference": str(reference), "step": step})
    if isinstance(error, Unavailable):
        message, hint = "Something that the run needs did not answer.", "Try again in a minute."
    else:
        message, hint = "Something unexpected went wrong.", "Try again; if it fails again, report the reference."
    return SimulationFailure(
        FailureCategory.INTERNAL, message, hint, retryable=True, step=step, reference=str(reference)
    )
