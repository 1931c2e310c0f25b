"""Commanding the simulator: speed, scenarios and the reset."""

import strawberry

from domain.marketplace.moments import moment
from domain.marketplace.timeline.model import Activation
from domain.simulators.control import Done, SimulatorControl
from domain.workspaces.model import Principal
from graph.arguments import Input
from graph.errors.user_error import attempt
from graph.information import Info
from graph.marketplace.definition_types import ExternalEventNode
from graph.marketplace.inputs import (
    ActivateScenarioInput,
    EnableSimulatorInput,
    RunScenarioScriptInput,
    SetSimulatorSpeedInput,
)
from graph.marketplace.lengths import about
from graph.marketplace.payloads import (
    ActivateScenarioPayload,
    EnableSimulatorPayload,
    ResetSimulatorPayload,
    RunScenarioScriptPayload,
    SetSimulatorSpeedPayload,
    StopScenarioPayload,
)
from graph.marketplace.state_types import ScenarioModifierType, SimulatorStateType


@strawberry.type
class SimulatorMutations:
    """Fields of Mutation."""

    @strawberry.mutation(
        description="Give the workspace a simulated marketplace that starts at the hour that began last."
    )
    async def enable_simulator(self, info: Info, input: Input[EnableSimulatorInput]) -> EnableSimulatorPayload:
        """Call the service."""
        control = info.context.services.simulators.control
        record, errors = await attempt(control.enable(info.context.viewer, input.seed))
        if record is None:
            return EnableSimulatorPayload(seed=None, epoch=None, errors=errors)
        return EnableSimulatorPayload(seed=str(record.seed), epoch=record.epoch, errors=errors)

    @strawberry.mutation(description="Let simulation time go by faster or slower, or stand still.")
    async def set_simulator_speed(self, info: Info, input: Input[SetSimulatorSpeedInput]) -> SetSimulatorSpeedPayload:
        """Call the service."""
        services, viewer = info.context.services.simulators, info.context.viewer
        done, errors = await attempt(services.control.set_speed(viewer, input.speed))
        state = None if done is None else SimulatorStateType.of(services.state(viewer))
        return SetSimulatorSpeedPayload(state=state, errors=errors)

    @strawberry.mutation(
        description="Activate a scenario. One at a time: stop the active one, or reset, before another; one that "
        "settles is cut short."
    )
    async def activate_scenario(self, info: Info, input: Input[ActivateScenarioInput]) -> ActivateScenarioPayload:
        """Call the service."""
        services, viewer = info.context.services.simulators, info.context.viewer
        done, errors = await attempt(services.control.activate(viewer, input.scenario_id, dry_run=input.dry_run))
        if done is None:
            return ActivateScenarioPayload(
                done=None, modifier=None, events=[], estimated_duration=None, warnings=[], errors=errors
            )
        acts = _activated(done)[0]
        injected = set(acts.events)
        return ActivateScenarioPayload(
            done=done,
            modifier=ScenarioModifierType.of_activation(acts, done.course, acts.begin),
            events=[ExternalEventNode.of(one) for one in done.course.events if str(one.id) in injected],
            estimated_duration=about(moment(acts.settled_at) - moment(acts.begin)),
            warnings=list(acts.conflicts),
            errors=errors,
        )

    @strawberry.mutation(description="End the active scenario: it settles from now on.")
    async def stop_scenario(self, info: Info) -> StopScenarioPayload:
        """Call the service."""
        services, viewer = info.context.services.simulators, info.context.viewer
        done, errors = await attempt(services.control.stop(viewer))
        if done is None:
            return StopScenarioPayload(settling_until=None, state=None, errors=errors)
        number = next(one.number for one in done.before.activations if _acted(one, done.commands[0].at))
        stopped = next(one for one in done.course.activations if one.number == number)
        state = SimulatorStateType.of(services.state(viewer))
        return StopScenarioPayload(settling_until=moment(stopped.settled_at), state=state, errors=errors)

    @strawberry.mutation(
        description="Take away scenarios, modifiers, injected events and changes of history, at once. Events that were "
        "delivered stay as they are."
    )
    async def reset_simulator(self, info: Info) -> ResetSimulatorPayload:
        """Call the service."""
        services, viewer = info.context.services.simulators, info.context.viewer
        done, errors = await attempt(services.control.reset(viewer))
        if done is None:
            return ResetSimulatorPayload(message=None, state=None, errors=errors)
        message = f"Back to normal operations; cleared: {done[0]}."
        return ResetSimulatorPayload(
            message=message, state=SimulatorStateType.of(services.state(viewer)), errors=errors
        )

    @strawberry.mutation(
        description="Schedule several scenarios in sequence, from now on; a reset takes back the rest."
    )
    async def run_scenario_script(self, info: Info, input: Input[RunScenarioScriptInput]) -> RunScenarioScriptPayload:
        """Call the service."""
        services, viewer = info.context.services.simulators, info.context.viewer
        done, errors = await attempt(_run_script(services.control, viewer, input))
        if done is None:
            return RunScenarioScriptPayload(ends_at=None, errors=errors)
        return RunScenarioScriptPayload(ends_at=moment(max(one.settled_at for one in _activated(done))), errors=errors)


def _activated(done: Done) -> list[Activation]:
    """Return what commands activated, by time; scripts may have scheduled other scenarios later."""
    given = {one.number for one in done.commands}
    return [one for one in done.course.activations if one.number in given]


def _acted(one: Activation, at: int) -> bool:
    return one.begin <= at < one.active_until


async def _run_script(control: SimulatorControl, viewer: Principal, input: RunScenarioScriptInput) -> Done:
    return await control.run_script(viewer, input.to_domain())
