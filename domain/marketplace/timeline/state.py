"""What holds in a simulator at a moment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.moments import micros
from domain.marketplace.scenarios.model import ScenarioDefinition, StreamModifier
from domain.marketplace.timeline.model import (
    Activation,
    CommandKind,
    Course,
    Influence,
    Layer,
    ManualModifier,
    Operation,
    Status,
)


class SimulatorStatus(StrEnum):
    """What a simulator does."""

    BASELINE = "BASELINE"
    RUNNING = "RUNNING"
    SETTLING = "SETTLING"
    PAUSED = "PAUSED"


class SimulatorMode(StrEnum):
    """Whether anything bends the streams."""

    BASELINE = "BASELINE"
    MODIFIED = "MODIFIED"


@dataclass(frozen=True, slots=True)
class StreamModifierView:
    """What a scenario or a person does to one stream.

    Attributes:
        multiplier: Factor at full strength.
        additive: Events an hour at full strength.
        override: In the stream's own unit.
        current: At the moment: the factor; or what is added, or the override while it acts, where there is no factor.
        strength: 0 … 1 at the moment.
    """

    stream: str
    multiplier: float | None
    additive: float | None
    override: float | None
    current: float | None
    strength: float


@dataclass(frozen=True, slots=True)
class ActivationView:
    """A scenario that is active or settling.

    Attributes:
        settled_at: When it will be, or was, settled.
        streams: Its modifiers; cascades and the backlog follow those, each as a stream with a factor.
    """

    number: int
    scenario: ScenarioDefinition
    status: Status
    started_at: int
    ends_at: int
    settled_at: int
    streams: tuple[StreamModifierView, ...]
    events: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ManualModifierView:
    """A manual modifier that acts now, or will."""

    manual: ManualModifier
    given_at: int
    view: StreamModifierView


@dataclass(frozen=True, slots=True)
class StateView:
    """What holds at a moment.

    Attributes:
        active: Scenarios that are active or settling.
        manual: Manual modifiers that are not over.
        events: External events in force, red herrings included, by time.
        scheduled: Activations that are still to come.
        conflicts: What the active scenarios have in common with other modifiers, in words.
        last_modified: When the last command took effect; none before the first.
    """

    at: int
    status: SimulatorStatus
    mode: SimulatorMode
    active: tuple[ActivationView, ...]
    manual: tuple[ManualModifierView, ...]
    events: tuple[ExternalEvent, ...]
    scheduled: tuple[Activation, ...]
    conflicts: tuple[str, ...]
    last_modified: int | None


def state_at(course: Course, at: int, *, paused: bool = False) -> StateView:
    """Return what holds at a moment.

    Args:
        course: Of the simulator.
        at: Simulation time, microseconds since 1970.
        paused: Whether its clock stands still, which wins over everything else that its status could say.
    """
    acting = [one for one in course.influences if one.begin <= at and (one.end is None or at < one.end)]
    active = tuple(_active(course, at, acting))
    manual = tuple(_manual(course, at))
    events = in_force(course, at)
    return StateView(
        at=at,
        status=_status(active, paused=paused),
        mode=_mode(course, acting, active, events),
        active=active,
        manual=manual,
        events=events,
        scheduled=tuple(one for one in course.activations if at < one.begin),
        conflicts=tuple(word for one in active for word in one.conflicts),
        last_modified=_last_modified(course, at),
    )


def in_force(course: Course, at: int) -> tuple[ExternalEvent, ...]:
    """Return the external events that are in force at a moment: one of their impacts has begun and is not over."""
    ended = dict(course.ended)
    return tuple(
        event for event in course.events if (event.id not in ended or at < ended[event.id]) and _covers(event, at)
    )


def _covers(event: ExternalEvent, at: int) -> bool:
    if micros(event.at) > at:
        return False
    windows = (event.effect(impact) for impact in event.impacts)
    return any(micros(begin) <= at < micros(end) for begin, end in windows)


def _status(active: Sequence[ActivationView], *, paused: bool) -> SimulatorStatus:
    if paused:
        return SimulatorStatus.PAUSED
    if any(one.status is Status.ACTIVE for one in active):
        return SimulatorStatus.RUNNING
    return SimulatorStatus.SETTLING if active else SimulatorStatus.BASELINE


def _mode(
    course: Course, acting: Sequence[Influence], active: Sequence[ActivationView], events: Sequence[ExternalEvent]
) -> SimulatorMode:
    bent = (
        bool(active or course.windows)
        or any(one.layer is Layer.SCENARIO for one in acting)
        or any(event.injected_by != "baseline" for event in events)
    )
    return SimulatorMode.MODIFIED if bent else SimulatorMode.BASELINE


def _active(course: Course, at: int, acting: Sequence[Influence]) -> Iterator[ActivationView]:
    for one in course.activations:
        status = one.status(at)
        if one.begin > at or status is Status.SETTLED:
            continue
        tag = f"{one.scenario.id}#{one.number}"
        own = [influence for influence in course.influences if influence.source == f"scenario:{tag}"]
        rows = [_row(modifier, own, at) for modifier in one.scenario.modifiers]
        further = [
            _factor_row(influence, at)
            for influence in acting
            if influence.source in {f"cascade:{tag}", f"backlog:{tag}"}
        ]
        yield ActivationView(
            one.number,
            one.scenario,
            status,
            one.begin,
            one.active_until,
            one.settled_at,
            (*rows, *further),
            one.events,
            one.conflicts,
        )


def _manual(course: Course, at: int) -> Iterator[ManualModifierView]:
    known = {one.modifier.id: one for one in course.timeline.commands if one.modifier is not None}
    found: dict[str, list[Influence]] = {key: [] for key in known}
    for one in (*course.influences, *(shift.influence for shift in course.shifts)):
        kind, _, key = one.source.partition(":")
        if kind == "modifier" and (one.end is None or at < one.end):
            found[key].append(one)
    for key, own in found.items():
        command = known[key]
        if own and command.modifier is not None:
            yield ManualModifierView(command.modifier, command.at, _row(command.modifier.modifier, own, at))


def _row(modifier: StreamModifier, own: Sequence[Influence], at: int) -> StreamModifierView:
    mine = [one for one in own if one.stream == modifier.stream]
    strength = max((_strength(one, at) for one in mine), default=0.0)
    current: float | None = None
    for operation, value in ((Operation.MULTIPLY, modifier.multiplier), (Operation.ADD, modifier.additive)):
        if value is not None and current is None:
            left = next((_strength(one, at) for one in mine if one.operation is operation), 0.0)
            current = 1 + (value - 1) * left if operation is Operation.MULTIPLY else value * left
    if current is None and modifier.override is not None and strength > 0:
        current = modifier.override
    return StreamModifierView(
        modifier.stream, modifier.multiplier, modifier.additive, modifier.override, current, strength
    )


def _factor_row(influence: Influence, at: int) -> StreamModifierView:
    strength = _strength(influence, at)
    factor = 1 + (influence.value - 1) * strength
    return StreamModifierView(influence.stream, influence.value, None, None, factor, strength)


def _strength(influence: Influence, at: int) -> float:
    return float(influence.strength(np.array([at], dtype=np.int64))[0])


def _last_modified(course: Course, at: int) -> int | None:
    times = [one.at for one in course.timeline.commands if one.at <= at and one.kind is not CommandKind.JUMP]
    return max(times, default=None)
