"""Progress and failure of a simulation in the schema."""

from datetime import datetime
from typing import Self

import strawberry

from domain.simulations.model import (
    FailureCategory,
    SimulationFailure,
    SimulationProgress,
    SimulationStatus,
)
from graph.enums import described
from graph.node_ids import encode_node_id

described(
    SimulationStatus,
    "Where a run is in its life.",
    QUEUED="Waiting for its turn.",
    RUNNING="At work.",
    COMPLETED="Finished; results are there.",
    FAILED="Ended without results; `failure` says why.",
    CANCELLED="Stopped on request.",
)
described(
    FailureCategory,
    "Why a run failed.",
    VALIDATION="What was asked for cannot be done any more.",
    INSUFFICIENT_DATA="There is too little data for an honest forecast.",
    TIMEOUT="A step took too long.",
    INTERNAL="Something unexpected; the log has the details under the reference.",
)


@strawberry.type(name="SimulationFailure", description="Why a run failed and what to do next.")
class SimulationFailureType:
    """A failure."""

    category: FailureCategory = strawberry.field(description="What sort of failure.")
    message: str = strawberry.field(description="What went wrong.")
    hint: str = strawberry.field(description="What to do next.")
    retryable: bool = strawberry.field(description="Whether `retrySimulation` may help without changing anything.")
    step: str | None = strawberry.field(description="Step that failed.")
    reference: str | None = strawberry.field(description="Id under which the server's log has the details.")

    @classmethod
    def of(cls, failure: SimulationFailure) -> Self:
        """Translate a failure of the domain."""
        return cls(
            category=failure.category,
            message=failure.message,
            hint=failure.hint,
            retryable=failure.retryable,
            step=failure.step,
            reference=failure.reference,
        )


@strawberry.type(name="SimulationProgress", description="Where a run is at one moment.")
class SimulationProgressType:
    """Progress."""

    simulation_id: strawberry.ID = strawberry.field(description="Which simulation.")
    status: SimulationStatus = strawberry.field(description="Where it is in its life.")
    step: str = strawberry.field(description="Step that this is about, such as `PREDICT`.")
    steps_done: int = strawberry.field(description="Finished steps.")
    steps_total: int = strawberry.field(description="All steps.")
    percent: float = strawberry.field(description="0 to 100, by the usual duration of the steps.")
    queue_position: int | None = strawberry.field(description="1 for the next to run; null once it runs.")
    eta_seconds: float | None = strawberry.field(description="Expected seconds to the end; null when it has ended.")
    message: str | None = strawberry.field(description="What the step found.")
    at: datetime = strawberry.field(description="When this was so.")

    @classmethod
    def of(cls, progress: SimulationProgress) -> Self:
        """Translate progress of the domain."""
        return cls(
            simulation_id=strawberry.ID(encode_node_id("Simulation", progress.simulation_id)),
            status=progress.status,
            step=progress.step,
            steps_done=progress.steps_done,
            steps_total=progress.steps_total,
            percent=progress.percent,
            queue_position=progress.queue_position,
            eta_seconds=progress.eta_seconds,
            message=progress.message,
            at=progress.at,
        )
