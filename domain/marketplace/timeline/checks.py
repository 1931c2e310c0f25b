"""Whether a command can be carried out. Every fault is told at once."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.errors import ErrorCode, Fault, Refused, invalid
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import DAY, MINUTE, micros, span, written
from domain.marketplace.names import find_stream, unknown_stream
from domain.marketplace.scenarios.model import ProbabilityShift, ScenarioDefinition, StreamModifier
from domain.marketplace.scenarios.validation import modifier_faults, scenario_faults
from domain.marketplace.timeline.model import Activation, Course, ManualModifier, Status, Window

FASTEST = 10_000.0
FURTHEST_BACK, FURTHEST_AHEAD = 180 * DAY, 365 * DAY
LONGEST_WINDOW = 90 * DAY
GREATEST_FACTOR = 20.0
MOST_STREAMS = 50
USUAL_EDGE = 0.1
"""Part of a window over which its change fades in and out, when nothing else is said."""


@dataclass(frozen=True, slots=True)
class ModifierDraft:
    """A manual modifier as it was asked for.

    Attributes:
        stream: Name or alias.
        begin: Now when none; in the past it changes history.
        end: Until the next reset when none.
        ramp: Length of the linear ramp at each end.
    """

    stream: str
    multiplier: float | None = None
    additive: float | None = None
    override: float | None = None
    shift: ProbabilityShift | None = None
    begin: datetime | None = None
    end: datetime | None = None
    ramp: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class WindowDraft:
    """A window of the past to be made anew, as it was asked for.

    Attributes:
        streams: Names or aliases; all when empty.
        factor: On the rates inside.
        seed: Of new noise; the noise stays as it was when none.
        edge: Length over which the change fades in and out; a tenth of the window when none.
    """

    begin: datetime
    end: datetime
    streams: tuple[str, ...] = ()
    factor: float = 1.0
    seed: int | None = None
    edge: timedelta | None = None
    note: str = ""


def check_speed(speed: float) -> None:
    """Refuse a speed that is not from 0 to 10,000.

    Raises:
        Refused: With INVALID_INPUT.
    """
    if not math.isfinite(speed) or not 0 <= speed <= FASTEST:
        hint = "0 pauses, 1 is real time."
        raise Refused(invalid(f"The speed must be from 0 to {FASTEST:,.0f}.", "speed", hint=hint))


def check_activation(course: Course, at: int, scenario: ScenarioDefinition) -> None:
    """Refuse to activate a scenario while another one is active, or would begin before this one is over.

    One that settles is no hindrance: it is cut short. The return to normal operations is possible at any time.

    Raises:
        Refused: With SCENARIO_ALREADY_ACTIVE.
    """
    length = span(scenario.duration.length)
    if length == 0:
        return
    active = active_at(course, at)
    if active is not None:
        message = f"{active.scenario.name} is active until {written(active.active_until)}."
        hint = "Stop it with stopScenario and let it settle, or clear everything with resetSimulator."
        raise Refused(Fault(ErrorCode.SCENARIO_ALREADY_ACTIVE, message, ("scenarioId",), hint))
    coming = next((one for one in course.activations if at < one.begin < at + length), None)
    if coming is not None:
        message = f"{coming.scenario.name} is scheduled for {written(coming.begin)}, before this one would be over."
        hint = "Wait until it is over, or take it back with resetSimulator."
        raise Refused(Fault(ErrorCode.SCENARIO_ALREADY_ACTIVE, message, ("scenarioId",), hint))


def active_at(course: Course, at: int) -> Activation | None:
    """Return the activation that is active, and not yet settling, at a moment."""
    running = course.activation(at)
    return running if running is not None and running.status(at) is Status.ACTIVE else None


def check_stop(course: Course, at: int) -> None:
    """Refuse to stop when no scenario is active.

    Raises:
        Refused: With NO_ACTIVE_SCENARIO.
    """
    if active_at(course, at) is not None:
        return
    settling = course.activation(at)
    if settling is None:
        fault = Fault(ErrorCode.NO_ACTIVE_SCENARIO, "No scenario is active.", (), "Start one with activateScenario.")
    else:
        message = f"{settling.scenario.name} is over already and settles until {written(settling.settled_at)}."
        hint = "resetSimulator or the scenario normal-operations ends it at once."
        fault = Fault(ErrorCode.NO_ACTIVE_SCENARIO, message, (), hint)
    raise Refused(fault)


def check_scenario(marketplace: Marketplace, scenario: ScenarioDefinition, *path: str) -> None:
    """Refuse a scenario that says something that cannot be.

    Args:
        marketplace: Knows the streams.
        scenario: Read from a document.
        path: Where the document is in the input.

    Raises:
        Refused: With INVALID_SCENARIO and STREAM_NOT_FOUND for every fault.
    """
    faults = scenario_faults(marketplace, scenario)
    if faults:
        raise Refused(*(replace(one, path=(*path, *one.path)) for one in faults))


def check_modifier(marketplace: Marketplace, draft: ModifierDraft, modifier_id: str, at: int) -> ManualModifier:
    """Return the manual modifier that a draft describes.

    Args:
        marketplace: Knows the streams.
        draft: What was asked for.
        modifier_id: Id of the new modifier.
        at: Present simulation time.

    Raises:
        Refused: With INVALID_INPUT, INVALID_TIME_RANGE and STREAM_NOT_FOUND for every fault.
    """
    begin = at if draft.begin is None else micros(draft.begin)
    end = None if draft.end is None else micros(draft.end)
    stream = find_stream(marketplace, draft.stream)
    faults: list[Fault] = []
    name = draft.stream
    if stream is None:
        faults.append(unknown_stream(marketplace, draft.stream, "stream"))
    else:
        name = stream.name
        acts = StreamModifier(name, draft.multiplier, draft.additive, draft.override, draft.shift)
        found = modifier_faults(stream, acts)
        faults.extend(replace(one, code=ErrorCode.INVALID_INPUT) for one in found)
    faults.extend(_span_faults(begin, end, at, draft.ramp))
    if faults:
        raise Refused(*faults)
    acts = StreamModifier(name, draft.multiplier, draft.additive, draft.override, draft.shift)
    return ManualModifier(modifier_id, acts, begin, end, span(draft.ramp))


def check_window(marketplace: Marketplace, draft: WindowDraft, version: int, at: int) -> Window:
    """Return the window of the past that a draft describes, as a version of the history.

    Args:
        marketplace: Knows the streams.
        draft: What was asked for.
        version: Of the history that it makes.
        at: Present simulation time; the window ends before it.

    Raises:
        Refused: With INVALID_TIME_RANGE, INVALID_INPUT and STREAM_NOT_FOUND for every fault.
    """
    begin, end = micros(draft.begin), micros(draft.end)
    edge = int(USUAL_EDGE * (end - begin)) if draft.edge is None else span(draft.edge)
    named = draft.streams[:MOST_STREAMS]
    streams = [find_stream(marketplace, one) for one in named]
    faults = [
        unknown_stream(marketplace, name, "streams", str(place))
        for place, (name, stream) in enumerate(zip(named, streams, strict=True))
        if stream is None
    ]
    if len(draft.streams) > MOST_STREAMS:
        message = f"{len(draft.streams):,} streams are named; at most {MOST_STREAMS} can be."
        faults = [Fault(ErrorCode.TOO_LARGE, message, ("streams",), "Leave them out to take all.")]
    faults.extend(_window_faults(begin, end, at))
    faults.extend(_change_faults(draft))
    if begin < end and not 0 <= 2 * edge <= end - begin:
        faults.append(invalid("The edges must fit into the window.", "edge", hint="At most half of it each."))
    if faults:
        raise Refused(*faults)
    names = tuple(dict.fromkeys(one.name for one in streams if one is not None))
    return Window(version, begin, end, names, draft.factor, draft.seed, edge, draft.note)


def _span_faults(begin: int, end: int | None, at: int, ramp: timedelta) -> Iterator[Fault]:
    if not at - FURTHEST_BACK <= begin <= at + FURTHEST_AHEAD:
        message = "The modifier must begin within 180 days before and 365 days after now."
        yield _range_fault(message, "begin", hint=f"Simulation time is {written(at)}.")
    if end is not None and end < begin + MINUTE:
        yield _range_fault("The modifier must last at least a minute.", "end")
    elif end is not None and end > begin + FURTHEST_AHEAD:
        yield _range_fault("The modifier lasts at most 365 days.", "end", hint="Without an end it acts until a reset.")
    if ramp < timedelta(0) or (end is not None and begin < end and 2 * span(ramp) > end - begin):
        yield invalid("The ramps at both ends must fit into the modifier.", "ramp", hint="At most half of it each.")
    elif span(ramp) > FURTHEST_AHEAD:
        yield invalid("The ramp takes at most 365 days.", "ramp")


def _window_faults(begin: int, end: int, at: int) -> Iterator[Fault]:
    if end <= begin:
        yield _range_fault("The window ends before it starts.", "range", hint="Give an end after the start.")
        return
    if end > at:
        yield _range_fault(
            "The window reaches into the future.", "range", hint=f"End it before {written(at)}, which is now."
        )
    if begin < at - FURTHEST_BACK:
        yield _range_fault("The window begins more than 180 days ago.", "range")
    if end - begin > LONGEST_WINDOW:
        yield Fault(ErrorCode.TOO_LARGE, "The window is longer than 90 days.", ("range",), "Take a shorter one.")


def _change_faults(draft: WindowDraft) -> Iterator[Fault]:
    if not 0 < draft.factor <= GREATEST_FACTOR:
        yield invalid(f"The factor must be greater than 0 and at most {GREATEST_FACTOR:g}.", "factor")
    if draft.seed is not None and not 0 <= draft.seed < 2**53:
        yield invalid(f"The seed must be from 0 to {2**53 - 1}.", "seed")
    if draft.factor == 1 and draft.seed is None:
        yield invalid("The window would change nothing.", "factor", hint="Give a factor other than 1, or a seed.")
    if len(draft.note) > 500:
        yield invalid("The note must have at most 500 characters.", "note")


def _range_fault(message: str, *path: str, hint: str | None = None) -> Fault:
    return Fault(ErrorCode.INVALID_TIME_RANGE, message, path, hint)
