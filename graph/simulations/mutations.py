"""Starting, cancelling and retrying simulations."""

from uuid import UUID

import strawberry

from domain.ensemble.strategies import Strategy
from domain.simulations.request import check_request
from graph.arguments import Input
from graph.errors.user_error import UserError, attempt, missing
from graph.information import Info
from graph.metrics.enums import MetricType
from graph.node_ids import uuid_of
from graph.scenarios.types import ScenarioInput
from graph.simulations.types import SimulationType


@strawberry.input(description="A simulation to be run.")
class RunSimulationInput:
    """What to simulate."""

    campaign_id: strawberry.ID = strawberry.field(description="Which campaign.")
    horizon_days: int = strawberry.field(description="Days to forecast after the last observed one, 5 to 180.")
    metrics: list[MetricType] | None = strawberry.field(
        default=None, description="Which metrics; everything that can be derived when left out."
    )
    scenarios: list[ScenarioInput] | None = strawberry.field(
        default=None, description="At most 10; optimistic, realistic and pessimistic when left out."
    )
    strategy: Strategy | None = strawberry.field(
        default=None, description="How the models are weighted; STACKED when left out, and best left so."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description="Chosen by you, 1 to 200 characters; the same key gives the same simulation."
    )


@strawberry.input(description="Which simulation to cancel.")
class CancelSimulationInput:
    """A simulation to be cancelled."""

    simulation_id: strawberry.ID = strawberry.field(description="Which simulation.")


@strawberry.input(description="Which simulation to run again.")
class RetrySimulationInput:
    """A simulation to be retried."""

    simulation_id: strawberry.ID = strawberry.field(description="Which simulation.")


@strawberry.type(description="The simulation that was started or found, or why none was.")
class RunSimulationPayload:
    """Payload."""

    simulation: SimulationType | None = strawberry.field(description="The simulation; null with errors.")
    warnings: list[str] = strawberry.field(description="What to know although it is possible; at most 20.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The cancelled simulation, or why it was not cancelled.")
class CancelSimulationPayload:
    """Payload."""

    simulation: SimulationType | None = strawberry.field(description="As it is now; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The simulation that runs again, or why it does not.")
class RetrySimulationPayload:
    """Payload."""

    simulation: SimulationType | None = strawberry.field(description="As it is now; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type
class SimulationMutations:
    """Fields of Mutation."""

    @strawberry.mutation(
        description="Run a simulation. Without an idempotency key an identical run at work is joined; the result of an "
        "identical run of the last 24 hours on the same data is given at once, marked as cached."
    )
    async def run_simulation(self, info: Info, input: Input[RunSimulationInput]) -> RunSimulationPayload:
        """Check the request and call the service."""
        viewer = info.context.viewer
        scenarios = None if input.scenarios is None else [one.to_domain() for one in input.scenarios]
        campaign_id = _campaign(input.campaign_id)
        checked = check_request(campaign_id, input.horizon_days, input.metrics, scenarios, input.strategy)
        run, errors = await attempt(info.context.services.simulations.run(viewer, checked, input.idempotency_key))
        simulation = None if run is None else SimulationType.of(run)
        return RunSimulationPayload(simulation=simulation, warnings=list(checked.warnings), errors=errors)

    @strawberry.mutation(description="Stop a queued or running simulation; its work stops within a second.")
    async def cancel_simulation(self, info: Info, input: Input[CancelSimulationInput]) -> CancelSimulationPayload:
        """Call the service."""
        viewer, simulation_id = info.context.viewer, uuid_of(input.simulation_id, "Simulation")
        if simulation_id is None:
            return CancelSimulationPayload(simulation=None, errors=missing("simulation", "simulationId"))
        ended, errors = await attempt(info.context.services.simulations.cancel(viewer, simulation_id))
        return CancelSimulationPayload(simulation=None if ended is None else SimulationType.of(ended), errors=errors)

    @strawberry.mutation(description="Run a failed or cancelled simulation again, on the data of now.")
    async def retry_simulation(self, info: Info, input: Input[RetrySimulationInput]) -> RetrySimulationPayload:
        """Call the service."""
        viewer, simulation_id = info.context.viewer, uuid_of(input.simulation_id, "Simulation")
        if simulation_id is None:
            return RetrySimulationPayload(simulation=None, errors=missing("simulation", "simulationId"))
        again, errors = await attempt(info.context.services.simulations.retry(viewer, simulation_id))
        return RetrySimulationPayload(simulation=None if again is None else SimulationType.of(again), errors=errors)


def _campaign(text: str) -> UUID:
    """Return the id of a campaign; something that is none becomes one that does not exist, so that all faults show."""
    return uuid_of(text, "Campaign") or UUID(int=0)
