"""What the commands of a timeline amount to: what was started, when it ended, and what took it away."""

from dataclasses import dataclass, field

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.moments import span
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.timeline.model import Command, CommandKind, ManualModifier, Timeline, Window


@dataclass(slots=True)
class Run:
    """An activation as it went.

    Attributes:
        end: When it begins to settle.
        cut: When all its factors were taken back at once; none when nobody did.
        wiped: When the external events that it injected were ended.
    """

    number: int
    scenario: ScenarioDefinition
    begin: int
    end: int
    cut: int | None = None
    wiped: int | None = None


@dataclass(slots=True)
class Injected:
    """An external event that somebody injected. ``given`` is when, ``wiped`` when a reset took it away."""

    event: ExternalEvent
    given: int
    wiped: int | None = None


@dataclass(slots=True)
class Modified:
    """A manual modifier. ``given`` is when it was, ``wiped`` when a reset took it away."""

    number: int
    modifier: ManualModifier
    given: int
    wiped: int | None = None


@dataclass(slots=True)
class Walked:
    """Everything that a timeline's commands left behind."""

    runs: list[Run] = field(default_factory=list)
    injected: list[Injected] = field(default_factory=list)
    modified: list[Modified] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    jumps: list[tuple[int, int]] = field(default_factory=list)


def walk(timeline: Timeline) -> Walked:
    """Follow the commands in the order of time."""
    walked = Walked()
    for command in timeline.commands:
        _follow(walked, command)
    return walked


def _follow(walked: Walked, command: Command) -> None:
    match command.kind:
        case CommandKind.ACTIVATE if command.scenario is not None:
            _activate(walked, command.number, command.at, command.scenario)
        case CommandKind.STOP:
            _stop(walked, command.at)
        case CommandKind.RESET:
            _reset(walked, command.at)
        case CommandKind.INJECT if command.event is not None:
            walked.injected.append(Injected(command.event, command.at))
        case CommandKind.MODIFY if command.modifier is not None:
            walked.modified.append(Modified(command.number, command.modifier, command.at))
        case CommandKind.REGENERATE if command.window is not None:
            walked.windows.append(command.window)
        case CommandKind.RESTORE if command.target is not None:
            walked.windows = [one for one in walked.windows if one.version <= command.target]
        case CommandKind.JUMP if command.target is not None:
            walked.jumps.append((command.at, command.target))
        case _:
            raise ValueError(f"command {command.number} lacks what {command.kind} needs")


def _activate(walked: Walked, number: int, at: int, scenario: ScenarioDefinition) -> None:
    length = span(scenario.duration.length)
    for run in walked.runs:
        _cut(run, at)
        # The return to normal operations ends the events of scenarios too, so that nothing of them is left.
        if length == 0 and run.wiped is None:
            run.wiped = at
    walked.runs.append(Run(number, scenario, at, at + length))


def _stop(walked: Walked, at: int) -> None:
    for run in walked.runs:
        if run.cut is None and run.begin <= at < run.end:
            run.end = at


def _reset(walked: Walked, at: int) -> None:
    for run in walked.runs:
        _cut(run, at)
    given: list[Run | Injected | Modified] = [*walked.runs, *walked.injected, *walked.modified]
    for one in given:
        if one.wiped is None:
            one.wiped = at
    walked.windows.clear()


def _cut(run: Run, at: int) -> None:
    if run.cut is None:
        run.cut = at
