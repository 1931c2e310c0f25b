"""Payloads of the simulator's mutations."""

import strawberry

from domain.simulators.control import Done
from graph.errors.user_error import UserError
from graph.limits.limits import sized
from graph.marketplace.definition_types import ExternalEventNode, SimulatorScenarioType
from graph.marketplace.state_types import ScenarioModifierType, SimulatorStateType, StreamPreviewType
from graph.scalars import DateTime

_ERRORS = "Empty on success; every fault otherwise."
_STATE = "What the simulator does now; null with errors."
_PREVIEW = "What it changes on which streams; at most 50."
_WARNINGS = "What acts together on the same streams, in words; at most 50."


@strawberry.type(description="The simulator that was enabled, or why none was.")
class EnableSimulatorPayload:
    """Payload."""

    seed: str | None = strawberry.field(description="Seed that gives the same marketplace again; null with errors.")
    epoch: DateTime | None = strawberry.field(description="Simulation time of its start; null with errors.")
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="The scenario that acts now, or why it does not.")
class ActivateScenarioPayload:
    """Payload."""

    done: strawberry.Private[Done | None]
    modifier: ScenarioModifierType | None = strawberry.field(description="What acts; null with errors.")
    events: list[ExternalEventNode] = strawberry.field(
        description="External events that were injected; at most 50.", metadata=sized(3)
    )
    estimated_duration: str | None = strawberry.field(
        description="How long until everything is settled again, in simulation time; null with errors."
    )
    warnings: list[str] = strawberry.field(description=_WARNINGS, metadata=sized(5))
    errors: list[UserError] = strawberry.field(description=_ERRORS)

    @strawberry.field(description=_PREVIEW, metadata=sized(10))
    def preview(self) -> list[StreamPreviewType]:
        """Compare the courses."""
        return [] if self.done is None else [StreamPreviewType.of(one) for one in self.done.previews()]


@strawberry.type(description="When everything is settled, or why nothing was stopped.")
class StopScenarioPayload:
    """Payload."""

    settling_until: DateTime | None = strawberry.field(
        description="Simulation time at which every factor is back at 1; null with errors."
    )
    state: SimulatorStateType | None = strawberry.field(description=_STATE)
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What a reset took away.")
class ResetSimulatorPayload:
    """Payload."""

    message: str | None = strawberry.field(description="In words; null with errors.")
    state: SimulatorStateType | None = strawberry.field(description=_STATE)
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="The speed now, or why it did not change.")
class SetSimulatorSpeedPayload:
    """Payload."""

    state: SimulatorStateType | None = strawberry.field(description=_STATE)
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="The external event, or why there is none.")
class InjectExternalEventPayload:
    """Payload."""

    event: ExternalEventNode | None = strawberry.field(description="The event; null with errors.")
    preview: list[StreamPreviewType] = strawberry.field(description=_PREVIEW, metadata=sized(10))
    warnings: list[str] = strawberry.field(description=_WARNINGS, metadata=sized(5))
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="The modifier, or why there is none.")
class ApplyStreamModifierPayload:
    """Payload."""

    modifier: ScenarioModifierType | None = strawberry.field(description="What acts; null with errors.")
    preview: list[StreamPreviewType] = strawberry.field(description=_PREVIEW, metadata=sized(10))
    warnings: list[str] = strawberry.field(description=_WARNINGS, metadata=sized(5))
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="The new version of the history, or why there is none.")
class RegenerateHistoricalWindowPayload:
    """Payload."""

    version: int | None = strawberry.field(description="Its number; null with errors.")
    command: int | None = strawberry.field(description="Number of the command, for `counterfactual`: the difference.")
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="The version of the history in force, or why it did not change.")
class RestoreHistoryPayload:
    """Payload."""

    version: int | None = strawberry.field(description="Its number; null with errors.")
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What was scheduled, or why nothing was.")
class RunScenarioScriptPayload:
    """Payload."""

    ends_at: DateTime | None = strawberry.field(
        description="Simulation time at which the last scenario is settled; null with errors."
    )
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="The scenario that was kept, or why it was not.")
class SaveScenarioPayload:
    """Payload."""

    scenario: SimulatorScenarioType | None = strawberry.field(description="The scenario; null with errors.")
    errors: list[UserError] = strawberry.field(description=_ERRORS)


@strawberry.type(description="The scenario that was removed, or why none was.")
class DeleteScenarioPayload:
    """Payload."""

    scenario_id: str | None = strawberry.field(description="Its id; null with errors.")
    errors: list[UserError] = strawberry.field(description=_ERRORS)
