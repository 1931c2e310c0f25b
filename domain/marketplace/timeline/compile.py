"""From a timeline to its course: every influence that follows from the commands and the external events.

What a command changes, and when:

- Nothing changes in live time before the command: events that were published are facts, and a run that is made again
  after a crash makes the same ones. An event or modifier that reaches into the past changes the history before the
  epoch, leaves out the live time that was over, and goes on from the command.
- A reset ends scenarios, modifiers and injected events at its moment, undoes what they changed in history, and drops
  the windows of the past that were made anew. Live effects that were had stay. An injected event that happened live
  stays on record; one that was still to come, or lay in the past as a whole, is gone.
- A scenario that starts while another one is active or settling cuts that short: its factors, cascades and backlog end
  at once, its external events go on. Normal operations end those events as well; a person's stay.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid5

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import micros, moment, span
from domain.marketplace.scenarios.model import ScenarioDefinition, ScenarioEvent
from domain.marketplace.timeline.aftermath import ancestry, backlog, cascades
from domain.marketplace.timeline.conflicts import by_stream, conflicts, labels
from domain.marketplace.timeline.influences import (
    cut,
    of_event,
    of_modifier,
    of_run,
    settled_at,
    shift_settled_at,
    since,
)
from domain.marketplace.timeline.model import Activation, Course, Influence, Shift, Timeline
from domain.marketplace.timeline.walk import Injected, Modified, Run, walk

_EVENTS = UUID("6f0f3d1e-52b7-5c0e-9c57-3c1f6a1d2b40")


@dataclass(slots=True)
class _Made:
    """Influences with the key that puts them in order, and what else there is so far."""

    scenario: list[tuple[int, int, Influence]] = field(default_factory=list)
    injected: list[Influence] = field(default_factory=list)
    shifts: list[tuple[int, int, Shift]] = field(default_factory=list)
    events: list[ExternalEvent] = field(default_factory=list)
    ended: list[tuple[UUID, int]] = field(default_factory=list)
    activations: list[tuple[Activation, list[Influence]]] = field(default_factory=list)


def compile_course(marketplace: Marketplace, timeline: Timeline, baseline_events: Sequence[ExternalEvent]) -> Course:
    """Return the course of a timeline.

    Args:
        marketplace: Knows which streams follow from which, and what an override means.
        timeline: Its commands are followed as they stand, in the order of time.
        baseline_events: External events of the seeded world; those that are no red herrings act.
    """
    walked = walk(timeline)
    made = _Made()
    parents = ancestry(marketplace) if any(run.scenario.cascades for run in walked.runs) else {}
    for run in walked.runs:
        _take_run(made, marketplace, timeline, run, parents)
    for injected in walked.injected:
        _take_injected(made, injected, timeline.epoch)
    for modified in walked.modified:
        _take_modified(made, modified, timeline.epoch)
    scenario = [one for _, _, one in sorted(made.scenario, key=lambda entry: entry[:2])]
    shifts = [one for _, _, one in sorted(made.shifts, key=lambda entry: entry[:2])]
    acting = [*scenario, *made.injected]
    baseline = [one for event in baseline_events for one in of_event(event)]
    return Course(
        timeline=timeline,
        influences=(*scenario, *_by_begin([*made.injected, *baseline])),
        shifts=tuple(shifts),
        events=tuple(sorted([*baseline_events, *made.events], key=lambda event: (event.at, event.id))),
        activations=tuple(_with_conflicts(marketplace, made.activations, acting)),
        windows=tuple(walked.windows),
        jumps=tuple(walked.jumps),
        ended=tuple(made.ended),
    )


def scenario_event(seed: int, number: int, place: int, begin: int, scenario: ScenarioDefinition) -> ExternalEvent:
    """Return an external event that an activation injects.

    Args:
        seed: Of the timeline.
        number: Of the command that activated the scenario.
        place: Of the event in the definition, from 0; with seed and number it makes the id.
        begin: When the scenario was activated.
        scenario: What was activated.
    """
    defined: ScenarioEvent = scenario.events[place]
    return ExternalEvent(
        id=uuid5(_EVENTS, f"{seed}:{number}:{place}"),
        at=moment(begin + span(defined.offset)),
        type=defined.type,
        title=defined.title,
        description=defined.description,
        severity=defined.severity,
        impacts=defined.impacts,
        onset=timedelta(0),
        causal=True,
        injected_by=f"scenario:{scenario.id}",
        icon=defined.icon,
    )


def _take_run(
    made: _Made, marketplace: Marketplace, timeline: Timeline, run: Run, parents: Mapping[str, frozenset[str]]
) -> None:
    events = [
        scenario_event(timeline.seed, run.number, place, run.begin, run.scenario)
        for place in range(len(run.scenario.events))
    ]
    modified = frozenset(one.stream for one in run.scenario.modifiers)
    moved = [one for event in events for one in of_event(event, modified)]
    direct, shifts = of_run(run)
    whole = [*direct, *cascades(run, timeline.seed, direct, moved, parents), *backlog(run, marketplace)]
    settled = max((*map(settled_at, whole), *map(shift_settled_at, shifts), run.end))
    kept = list(_kept(cut(one, run.cut) for one in whole))
    made.scenario.extend((run.scenario.precedence, run.number, one) for one in kept)
    made.shifts.extend((run.scenario.precedence, run.number, one) for one in _cut_shifts(shifts, run.cut))
    made.injected.extend(_kept(cut(one, run.wiped) for one in moved))
    happened = [one for one in events if run.wiped is None or micros(one.at) < run.wiped]
    _record(made, happened, run.wiped)
    stopped = settled if run.cut is None else min(settled, run.cut)
    activation = Activation(
        number=run.number,
        scenario=run.scenario,
        begin=run.begin,
        active_until=min(run.end, stopped),
        settled_at=stopped,
        cut=stopped < settled,
        events=tuple(str(one.id) for one in happened),
    )
    made.activations.append((activation, kept))


def _take_injected(made: _Made, injected: Injected, epoch: int) -> None:
    event, given, wiped = injected.event, injected.given, injected.wiped
    whole = of_event(event)
    made.injected.extend(_kept(since(one, given, epoch, wiped) for one in whole))
    if wiped is None or given <= micros(event.at) < wiped or (micros(event.at) < given < _over(event)):
        _record(made, [event], wiped)


def _take_modified(made: _Made, modified: Modified, epoch: int) -> None:
    influences, shifts = of_modifier(modified.modifier)
    given, wiped = modified.given, modified.wiped
    for one in _kept(since(influence, given, epoch, wiped) for influence in influences):
        made.scenario.append((0, modified.number, one))
    for shift in shifts:
        kept = since(shift.influence, given, epoch, wiped)
        if kept is not None:
            made.shifts.append((0, modified.number, replace(shift, influence=kept)))


def _record(made: _Made, events: Sequence[ExternalEvent], wiped: int | None) -> None:
    made.events.extend(events)
    if wiped is not None:
        made.ended.extend((event.id, wiped) for event in events if _over(event) > wiped)


def _over(event: ExternalEvent) -> int:
    """Return when the last impact of an event is over."""
    return max((micros(event.effect(impact)[1]) for impact in event.impacts), default=micros(event.at))


def _cut_shifts(shifts: Iterable[Shift], at: int | None) -> Iterator[Shift]:
    for shift in shifts:
        kept = cut(shift.influence, at)
        if kept is not None:
            yield replace(shift, influence=kept)


def _kept(influences: Iterable[Influence | None]) -> Iterator[Influence]:
    return (one for one in influences if one is not None)


def _by_begin(influences: list[Influence]) -> list[Influence]:
    return sorted(influences, key=lambda one: (one.begin, one.source, one.stream))


def _with_conflicts(
    marketplace: Marketplace, activations: Sequence[tuple[Activation, list[Influence]]], acting: Sequence[Influence]
) -> Iterator[Activation]:
    there = by_stream(acting)
    for activation, own in activations:
        words = (*conflicts(marketplace, there, own), *labels(activation.scenario))
        yield replace(activation, conflicts=words)
