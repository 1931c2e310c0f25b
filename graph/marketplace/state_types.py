"""What the simulator does at the moment, in the schema."""

from typing import Self

import strawberry

from domain.marketplace.moments import moment
from domain.marketplace.timeline.checks import FURTHEST_AHEAD
from domain.marketplace.timeline.model import Activation, Course, ManualModifier
from domain.marketplace.timeline.preview import StreamPreview
from domain.marketplace.timeline.state import ActivationView, ManualModifierView, StreamModifierView, state_at
from domain.simulators.service import SimulatorState
from graph.limits.limits import sized
from graph.marketplace.definition_types import ExternalEventNode, StreamModifierType
from graph.marketplace.enums import ModifierStatus, SimulatorMode, SimulatorStatus
from graph.scalars import DateTime
from graph.streams.types import StreamEventType


@strawberry.type(name="ScenarioModifier", description="A scenario, or something done by hand, that acts on streams.")
class ScenarioModifierType:
    """What acts."""

    scenario_id: str = strawberry.field(description="Id of the scenario, or of the manual modifier.")
    name: str = strawberry.field(description="Its name.")
    status: ModifierStatus = strawberry.field(description="Where it is in its life.")
    started_at: DateTime = strawberry.field(description="When it began, in simulation time.")
    ends_at: DateTime = strawberry.field(description="When it begins to settle, in simulation time.")
    settled_at: DateTime | None = strawberry.field(description="When every factor is back at 1.")
    streams: list[StreamModifierType] = strawberry.field(
        description="What it does to which streams, cascades included; at most 100.", metadata=sized(6)
    )
    manual: bool = strawberry.field(description="Whether it was done by hand.")

    @classmethod
    def of(cls, view: ActivationView) -> Self:
        """Translate an activation."""
        return cls(
            scenario_id=view.scenario.id,
            name=view.scenario.name,
            status=view.status,
            started_at=moment(view.started_at),
            ends_at=moment(view.ends_at),
            settled_at=moment(view.settled_at),
            streams=[_stream(one) for one in view.streams],
            manual=False,
        )

    @classmethod
    def of_manual(cls, manual: ManualModifier, at: int, view: StreamModifierView | None = None) -> Self:
        """Translate a manual modifier as it is at a moment; ``view`` tells what it amounts to then."""
        end = manual.begin + FURTHEST_AHEAD if manual.end is None else manual.end
        return cls(
            scenario_id=manual.id,
            name=f"Manual change of {manual.modifier.stream}",
            status=ModifierStatus.SETTLED if end <= at else ModifierStatus.ACTIVE,
            started_at=moment(manual.begin),
            ends_at=moment(end),
            settled_at=moment(end),
            streams=[StreamModifierType.of(manual.modifier, None if view is None else view.current)],
            manual=True,
        )

    @classmethod
    def of_activation(cls, one: Activation, course: Course, at: int) -> Self:
        """Translate an activation of a course as it is at a moment."""
        views = state_at(course, at).active
        return next((cls.of(view) for view in views if view.number == one.number), cls.settled(one))

    @classmethod
    def settled(cls, one: Activation) -> Self:
        """Translate an activation that does nothing any more, such as the return to normal operations."""
        return cls(
            scenario_id=one.scenario.id,
            name=one.scenario.name,
            status=ModifierStatus.SETTLED,
            started_at=moment(one.begin),
            ends_at=moment(one.active_until),
            settled_at=moment(one.settled_at),
            streams=[],
            manual=False,
        )


def _stream(view: StreamModifierView) -> StreamModifierType:
    return StreamModifierType(
        stream=view.stream,
        multiplier=view.multiplier,
        additive=view.additive,
        override=view.override,
        current=view.current,
    )


def _manual(view: ManualModifierView, at: int) -> ScenarioModifierType:
    return ScenarioModifierType.of_manual(view.manual, at, view.view)


@strawberry.type(name="StreamPreview", description="How something changes the rate of one stream.")
class StreamPreviewType:
    """One stream."""

    stream: str = strawberry.field(description="Which stream.")
    before: float = strawberry.field(description="Factor on its rate at the moment without the change.")
    now: float = strawberry.field(description="The same with it; what other streams hand down is left out.")
    peak: float = strawberry.field(description="Factor with the change where it differs most from the one without.")
    peak_at: DateTime = strawberry.field(description="When that is, in simulation time.")
    added: float = strawberry.field(description="Events an hour that are added at that time.")
    override: float | None = strawberry.field(description="What it is set to at that time, in the stream's own unit.")
    begins_at: DateTime = strawberry.field(description="When the change begins.")
    back_at: DateTime | None = strawberry.field(description="When it is over; null when that is not in sight.")
    warnings: list[str] = strawberry.field(
        description="What acts together on it, in words; at most 20.", metadata=sized(2)
    )

    @classmethod
    def of(cls, one: StreamPreview) -> Self:
        """Translate a preview of the domain."""
        return cls(
            stream=one.stream,
            before=one.before,
            now=one.now,
            peak=one.peak,
            peak_at=moment(one.peak_at),
            added=one.added,
            override=one.override,
            begins_at=moment(one.begins_at),
            back_at=None if one.back_at is None else moment(one.back_at),
            warnings=list(one.warnings),
        )


@strawberry.type(name="ScheduledScenario", description="A scenario that a script will activate.")
class ScheduledScenarioType:
    """One activation to come."""

    scenario_id: str = strawberry.field(description="Its id.")
    at: DateTime = strawberry.field(description="When, in simulation time.")


@strawberry.type(name="SimulatorState", description="What the simulator does at a moment.")
class SimulatorStateType:
    """A state."""

    mode: SimulatorMode = strawberry.field(description="Whether anything bends the streams.")
    status: SimulatorStatus = strawberry.field(description="What it does.")
    speed: float = strawberry.field(description="Simulated seconds in a second that are wanted; 0 is paused.")
    effective_speed: float = strawberry.field(description="The same that are reached; less on a slow machine.")
    simulation_time: DateTime = strawberry.field(description="The time in the marketplace.")
    active_modifiers: list[ScenarioModifierType] = strawberry.field(
        description="What acts: scenarios that are active or settling, then what was done by hand. At most 200.",
        metadata=sized(2),
    )
    scheduled: list[ScheduledScenarioType] = strawberry.field(
        description="What a script has still to activate; at most 50.", metadata=sized(2)
    )
    active_events: list[ExternalEventNode] = strawberry.field(
        description="External events in force, by time; at most 200.", metadata=sized(20)
    )
    recent_anomalies: list[StreamEventType] = strawberry.field(
        description="The latest events of notable anomalies, newest first; at most 20.", metadata=sized(20)
    )
    conflicts: list[str] = strawberry.field(
        description="What acts together on the same streams, in words; at most 50.", metadata=sized(3)
    )
    last_modified: DateTime | None = strawberry.field(
        description="When the last command took effect, in simulation time; null before the first."
    )

    @classmethod
    def of(cls, state: SimulatorState) -> Self:
        """Translate a state of the domain."""
        view = state.view
        return cls(
            mode=view.mode,
            status=view.status,
            speed=state.speed,
            effective_speed=state.effective_speed,
            simulation_time=state.simulation_time,
            active_modifiers=[
                *(ScenarioModifierType.of(one) for one in view.active),
                *(_manual(one, view.at) for one in view.manual[:190]),
            ],
            scheduled=[
                ScheduledScenarioType(scenario_id=one.scenario.id, at=moment(one.begin)) for one in view.scheduled[:50]
            ],
            active_events=[ExternalEventNode.of(one) for one in view.events[-200:]],
            recent_anomalies=[StreamEventType.of(event, at) for event, at in state.anomalies],
            conflicts=list(view.conflicts[:50]),
            last_modified=None if view.last_modified is None else moment(view.last_modified),
        )
