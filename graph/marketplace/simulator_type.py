"""The simulator of a workspace in the schema."""

from datetime import timedelta
from typing import Annotated

import strawberry
from strawberry import argument

from domain.simulators.chronicle import HistoryQuery, no_such_event
from graph.information import Info
from graph.limits.limits import sized, weighted
from graph.marketplace.command_types import SimulatorCommandType
from graph.marketplace.counterfactual import CounterfactualType
from graph.marketplace.definition_types import (
    DefinitionProblemType,
    EventTemplateType,
    ExternalEventNode,
    SimulatorScenarioType,
)
from graph.marketplace.history_types import CorrelationType, RateFactorsType, StreamBaselineType, StreamHistoryType
from graph.marketplace.ranges import DateTimeRangeInput
from graph.marketplace.state_types import SimulatorStateType
from graph.node_ids import uuid_of
from graph.scalars import DateTime
from graph.streams.catalogue import StreamDefinitionType, StreamDomain

Streams = Annotated[
    list[str] | None, argument(description="Which streams, by name or alias, at most 50; all when left out.")
]
Range = Annotated[DateTimeRangeInput, argument(description="Which stretch, in simulation time.")]
MaybeRange = Annotated[
    DateTimeRangeInput | None,
    argument(description="Which stretch, in simulation time; the last 30 days when left out."),
]
Resolution = Annotated[
    int | None,
    argument(
        description="Length of a block in minutes: a part of an hour of at least 5, or whole hours up to a day; 720 "
        "when null."
    ),
]
USUAL_MINUTES = 720


@strawberry.type(name="Simulator", description="The simulated marketplace of the workspace.")
class SimulatorType:
    """One simulator. Its fields ask the services of whoever asks."""

    @strawberry.field(description="What it does at the moment.")
    async def state(self, info: Info) -> SimulatorStateType:
        """Translate the state."""
        return SimulatorStateType.of(info.context.services.simulators.state(info.context.viewer))

    @strawberry.field(description="The streams, or those of one domain; at most 50.", metadata=sized(50))
    async def streams(
        self,
        info: Info,
        domain: Annotated[StreamDomain | None, argument(description="Only this domain.")] = None,
    ) -> list[StreamDefinitionType]:
        """Return the catalogue."""
        listed = info.context.services.simulators.marketplace.streams
        return [StreamDefinitionType.of(one) for one in listed if domain is None or one.domain is domain]

    @strawberry.field(description="Scenarios that can be activated; at most 120.", metadata=sized(9))
    async def scenarios(self, info: Info) -> list[SimulatorScenarioType]:
        """Return the product's, then the workspace's own."""
        services = info.context.services.simulators
        product = {one.id for one in services.marketplace.scenarios}
        return [
            SimulatorScenarioType.of(one, own=one.id not in product)
            for one in await services.library.all(info.context.viewer)
        ]

    @strawberry.field(
        description="Scenarios and templates that are disabled because their definition is wrong; at most 1,000.",
        metadata=sized(5),
    )
    async def problems(self, info: Info) -> list[DefinitionProblemType]:
        """Return what is disabled."""
        return [DefinitionProblemType.of(one) for one in info.context.services.simulators.marketplace.problems]

    @strawberry.field(
        description="Where the table of rates and the outcome trees do not agree, and which counts; at most 100.",
        metadata=sized(15),
    )
    def contradictions(self, info: Info) -> list[str]:
        """Return the report of self-consistency."""
        return list(info.context.services.simulators.marketplace.contradictions)

    @strawberry.field(description="Templates of external events; at most 100.", metadata=sized(29))
    async def event_templates(self, info: Info) -> list[EventTemplateType]:
        """Return the library of events."""
        return [EventTemplateType.of(one) for one in info.context.services.simulators.marketplace.templates]

    @strawberry.field(
        description="External events that happened, by time, and those that somebody scheduled; at most 2,000.",
        metadata=sized(150),
    )
    async def external_events(self, info: Info, range: MaybeRange = None) -> list[ExternalEventNode]:
        """Return events."""
        around = None if range is None else range.moments()
        found = info.context.services.chronicle.events(info.context.viewer, around)
        return [ExternalEventNode.of(one) for one in found[:2_000]]

    @strawberry.field(
        description="Statistics of the 30 days before its start in blocks of 12 hours; at most 60.", metadata=sized(55)
    )
    async def baseline(self, info: Info, streams: Streams = None) -> list[StreamBaselineType]:
        """Return statistics."""
        found = await info.context.services.chronicle.statistics(info.context.viewer, streams or ())
        return [StreamBaselineType.of(one) for one in found]

    @strawberry.field(description="Blocks of the past, up to the last complete one.", metadata=weighted(20))
    async def history(
        self, info: Info, range: Range, streams: Streams = None, resolution_minutes: Resolution = USUAL_MINUTES
    ) -> StreamHistoryType:
        """Return history."""
        query = history_query(range, streams, resolution_minutes)
        return StreamHistoryType.of(await info.context.services.chronicle.history(info.context.viewer, query))

    @strawberry.field(
        description="Which external events moved which streams, the surest first; at most 1,000.", metadata=sized(100)
    )
    async def correlations(
        self,
        info: Info,
        event_id: Annotated[strawberry.ID | None, argument(description="Only this event.")] = None,
        stream: Annotated[str | None, argument(description="Only this stream.")] = None,
        range: MaybeRange = None,
    ) -> list[CorrelationType]:
        """Return correlations."""
        identity = None
        if event_id is not None:
            identity = uuid_of(event_id, "ExternalEvent")
            if identity is None:
                raise no_such_event()
        around = None if range is None else range.moments()
        chronicle = info.context.services.chronicle
        found = await chronicle.correlations(info.context.viewer, identity, stream, around)
        return [CorrelationType.of(one) for one in found[:1_000]]

    @strawberry.field(description="Why a stream has the rate that it has, factor by factor.")
    async def explain_rate(
        self,
        info: Info,
        stream: Annotated[str, argument(description="Which stream, by name or alias.")],
        at: Annotated[DateTime | None, argument(description="When, in simulation time; now when left out.")] = None,
    ) -> RateFactorsType:
        """Return the factors."""
        found = await info.context.services.chronicle.explain(info.context.viewer, stream, at)
        return RateFactorsType.of(found)

    @strawberry.field(description="What was done to it, the latest first; at most 100.", metadata=sized(20))
    async def commands(self, info: Info) -> list[SimulatorCommandType]:
        """Return the log."""
        course = info.context.services.simulators.access.watched_by(info.context.viewer).course
        made = {one.number: one for one in course.activations}
        return [SimulatorCommandType.of(one, made.get(one.number)) for one in reversed(course.timeline.commands[-100:])]

    @strawberry.field(
        description="What one command really did: the same noise with and without it, block by block. Only a "
        "simulator can know.",
        metadata=weighted(20),
    )
    async def counterfactual(
        self,
        info: Info,
        command: Annotated[int, argument(description="Number of the command.")],
        range: Range,
        streams: Streams = None,
        resolution_minutes: Resolution = USUAL_MINUTES,
    ) -> CounterfactualType:
        """Return both twins."""
        query = history_query(range, streams, resolution_minutes)
        actual, without, names = await info.context.services.chronicle.twin(info.context.viewer, command, query)
        return CounterfactualType.of(actual, without, names)


def history_query(range: DateTimeRangeInput, streams: list[str] | None, minutes: int | None) -> HistoryQuery:
    """Return what is asked for in domain terms."""
    begin, end = range.moments()
    step = timedelta(minutes=USUAL_MINUTES if minutes is None else max(min(minutes, 1_000_000), 0))
    return HistoryQuery(begin, end, step, tuple(streams or ()))
