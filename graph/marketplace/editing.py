"""Changing the simulator's world by hand: events, modifiers, the past, and scenarios of one's own."""

from dataclasses import replace

import strawberry

from domain.errors import Refused
from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.moments import moment
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.timeline.model import ManualModifier, Window
from domain.simulators.control import Done, SimulatorControl
from domain.simulators.library import ScenarioLibrary
from domain.workspaces.model import Principal
from graph.arguments import Input
from graph.errors.user_error import UserError, attempt
from graph.information import Info
from graph.marketplace.definition_types import ExternalEventNode, SimulatorScenarioType
from graph.marketplace.documents import read_document
from graph.marketplace.inputs import (
    ApplyStreamModifierInput,
    DeleteScenarioInput,
    ImportScenarioInput,
    InjectExternalEventInput,
    RegenerateHistoricalWindowInput,
    RestoreHistoryInput,
    SaveScenarioInput,
)
from graph.marketplace.payloads import (
    ApplyStreamModifierPayload,
    DeleteScenarioPayload,
    InjectExternalEventPayload,
    RegenerateHistoricalWindowPayload,
    RestoreHistoryPayload,
    SaveScenarioPayload,
)
from graph.marketplace.state_types import ScenarioModifierType, StreamPreviewType


@strawberry.type
class SimulatorEditing:
    """Fields of Mutation."""

    @strawberry.mutation(
        description="Let an external event happen: in the past it changes history, in the future it is scheduled."
    )
    async def inject_external_event(
        self, info: Info, input: Input[InjectExternalEventInput]
    ) -> InjectExternalEventPayload:
        """Call the service."""
        control, viewer = info.context.services.simulators.control, info.context.viewer
        done, errors = await attempt(_inject(control, viewer, input))
        if done is None:
            return InjectExternalEventPayload(event=None, preview=[], warnings=[], errors=errors)
        event, effect = done
        previews = effect.previews()
        return InjectExternalEventPayload(
            event=ExternalEventNode.of(event),
            preview=[StreamPreviewType.of(one) for one in previews],
            warnings=[warning for one in previews for warning in one.warnings],
            errors=errors,
        )

    @strawberry.mutation(description="Act on one stream for a while.")
    async def apply_stream_modifier(
        self, info: Info, input: Input[ApplyStreamModifierInput]
    ) -> ApplyStreamModifierPayload:
        """Call the service."""
        done, errors = await attempt(_modify(info, input))
        if done is None:
            return ApplyStreamModifierPayload(modifier=None, preview=[], warnings=[], errors=errors)
        modifier, effect = done
        previews = effect.previews()
        return ApplyStreamModifierPayload(
            modifier=ScenarioModifierType.of_manual(modifier, effect.commands[0].at),
            preview=[StreamPreviewType.of(one) for one in previews],
            warnings=[warning for one in previews for warning in one.warnings],
            errors=errors,
        )

    @strawberry.mutation(
        description="Make a window of the past anew, smooth at its edges, as a further version of the history."
    )
    async def regenerate_historical_window(
        self, info: Info, input: Input[RegenerateHistoricalWindowInput]
    ) -> RegenerateHistoricalWindowPayload:
        """Call the service."""
        control, viewer = info.context.services.simulators.control, info.context.viewer
        done, errors = await attempt(_regenerate(control, viewer, input))
        if done is None:
            return RegenerateHistoricalWindowPayload(version=None, command=None, errors=errors)
        window, effect = done
        return RegenerateHistoricalWindowPayload(
            version=window.version, command=effect.commands[0].number, errors=errors
        )

    @strawberry.mutation(description="Go back to a version of the history; later versions are no longer in force.")
    async def restore_history(self, info: Info, input: Input[RestoreHistoryInput]) -> RestoreHistoryPayload:
        """Call the service."""
        control = info.context.services.simulators.control
        done, errors = await attempt(control.restore(info.context.viewer, input.version))
        return RestoreHistoryPayload(version=None if done is None else input.version, errors=errors)

    @strawberry.mutation(description="Keep a scenario of the workspace's own, in place of one with its id.")
    async def save_scenario(self, info: Info, input: Input[SaveScenarioInput]) -> SaveScenarioPayload:
        """Call the service."""
        library = info.context.services.simulators.library
        return _saved(*await attempt(library.save(info.context.viewer, input.definition, "definition")))

    @strawberry.mutation(description="Keep a scenario that was exported elsewhere.")
    async def import_scenario(self, info: Info, input: Input[ImportScenarioInput]) -> SaveScenarioPayload:
        """Read the text and call the service."""
        library, viewer = info.context.services.simulators.library, info.context.viewer
        return _saved(*await attempt(_import(library, viewer, input.content)))

    @strawberry.mutation(description="Remove a scenario of the workspace's own; one that is active goes on.")
    async def delete_scenario(self, info: Info, input: Input[DeleteScenarioInput]) -> DeleteScenarioPayload:
        """Call the service."""
        library = info.context.services.simulators.library
        gone, errors = await attempt(library.delete(info.context.viewer, input.scenario_id))
        return DeleteScenarioPayload(scenario_id=gone, errors=errors)


async def _inject(
    control: SimulatorControl, viewer: Principal, input: InjectExternalEventInput
) -> tuple[ExternalEvent, Done]:
    return await control.inject(viewer, input.to_domain(), dry_run=input.dry_run)


async def _modify(info: Info, input: ApplyStreamModifierInput) -> tuple[ManualModifier, Done]:
    services, viewer = info.context.services.simulators, info.context.viewer
    now = moment(services.access.commanded_by(viewer).position)
    try:
        return await services.control.modify(viewer, input.to_domain(now), dry_run=input.dry_run)
    except Refused as refusal:
        # Clients say how long, not until when.
        raise Refused(
            *(replace(one, path=("duration",)) if one.path == ("end",) else one for one in refusal.faults)
        ) from refusal


async def _regenerate(
    control: SimulatorControl, viewer: Principal, input: RegenerateHistoricalWindowInput
) -> tuple[Window, Done]:
    return await control.regenerate(viewer, input.to_domain())


async def _import(library: ScenarioLibrary, viewer: Principal, content: str) -> ScenarioDefinition:
    return await library.save(viewer, read_document(content), "content")


def _saved(definition: ScenarioDefinition | None, errors: list[UserError]) -> SaveScenarioPayload:
    scenario = None if definition is None else SimulatorScenarioType.of(definition, own=True)
    return SaveScenarioPayload(scenario=scenario, errors=errors)
