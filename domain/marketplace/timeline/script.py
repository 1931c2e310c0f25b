"""Several scenarios one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.errors import ErrorCode, Fault, Refused, invalid
from domain.marketplace.moments import span, written
from domain.marketplace.names import near_matches
from domain.marketplace.scenarios.model import ScenarioDefinition, Span
from domain.marketplace.timeline.model import Command, CommandKind, Course

MOST_STEPS = 50
LATEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """One scenario of a script.

    Attributes:
        offset: From the start of the script to its activation.
        duration: How long it is active; as it is defined when none.
    """

    scenario_id: str
    offset: timedelta
    duration: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """Scenarios in the order in which they are activated."""

    steps: tuple[ScriptStep, ...]


def script_commands(
    script: Script,
    scenarios: Mapping[str, ScenarioDefinition],
    course: Course,
    number: int,
    at: int,
    actor: str,
) -> Sequence[Command]:
    """Return the commands that a script gives: activations, most of them in the future of the simulator.

    Args:
        script: A step may begin while the one before settles, not while it is active.
        scenarios: Those that there are, by id.
        course: What the script meets.
        number: Of the first command.
        at: Start of the script.
        actor: Who gives it.

    Raises:
        Refused: For every step that cannot be: SCENARIO_NOT_FOUND, SCENARIO_ALREADY_ACTIVE or INVALID_INPUT.
    """
    faults = [*_step_faults(script, scenarios)]
    if not faults:
        faults.extend(_overlaps(script, scenarios, course, at))
    if faults:
        raise Refused(*faults)
    return tuple(
        Command(number + place, at + span(step.offset), CommandKind.ACTIVATE, actor, scenario=_defined(step, scenarios))
        for place, step in enumerate(script.steps)
    )


def _step_faults(script: Script, scenarios: Mapping[str, ScenarioDefinition]) -> Iterator[Fault]:
    if not 1 <= len(script.steps) <= MOST_STEPS:
        yield invalid(f"A script has 1 to {MOST_STEPS} steps, not {len(script.steps)}.", "steps")
        return
    before = timedelta(0)
    for place, step in enumerate(script.steps):
        path = ("steps", str(place))
        if step.scenario_id not in scenarios:
            near = near_matches(step.scenario_id, scenarios)
            hint = f"Did you mean {near}?" if near else f"Known are {', '.join(scenarios)}."
            message = f"There is no scenario {step.scenario_id[:100]!r}."
            yield Fault(ErrorCode.SCENARIO_NOT_FOUND, message, (*path, "scenarioId"), hint)
        if not timedelta(0) <= step.offset <= LATEST:
            yield invalid(f"The offset must be from 0 to {LATEST.days} days.", *path, "offset")
        elif step.offset < before:
            yield invalid("Steps must be in the order of their offsets.", *path, "offset")
        before = max(before, step.offset)
        if step.duration is not None and not timedelta(0) < step.duration <= LATEST:
            yield invalid(f"The duration must be more than 0 and at most {LATEST.days} days.", *path, "duration")


def _overlaps(script: Script, scenarios: Mapping[str, ScenarioDefinition], course: Course, at: int) -> Iterator[Fault]:
    taken = [(one.scenario.name, one.begin, one.active_until) for one in course.activations if one.active_until > at]
    for place, step in enumerate(script.steps):
        definition = _defined(step, scenarios)
        begin = at + span(step.offset)
        end = begin + span(definition.duration.length)
        if end == begin:
            # The return to normal operations ends whatever was active.
            taken = [(name, first, min(last, begin)) for name, first, last in taken if first < begin] + [
                one for one in taken if one[1] >= begin
            ]
            continue
        met = next(((name, last) for name, first, last in taken if first < end and begin < last), None)
        if met is not None:
            message = f"{definition.name} would meet {met[0]}, which is active until {written(met[1])}."
            hint = "Let it begin later, or shorten the other one."
            yield Fault(ErrorCode.SCENARIO_ALREADY_ACTIVE, message, ("steps", str(place), "offset"), hint)
        taken.append((definition.name, begin, end))


def _defined(step: ScriptStep, scenarios: Mapping[str, ScenarioDefinition]) -> ScenarioDefinition:
    definition = scenarios[step.scenario_id]
    if step.duration is None or not definition.duration.length:
        return definition
    return replace(definition, duration=Span(_written(step.duration), step.duration))


def _written(length: timedelta) -> str:
    minutes = length / timedelta(minutes=1)
    for name, size in (("days", 1440), ("hours", 60)):
        if minutes >= size and minutes % size == 0:
            return f"{minutes / size:g} {name}"
    return f"{minutes:g} minutes"
