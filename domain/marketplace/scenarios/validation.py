"""Whether a scenario says only what can be."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from domain.errors import ErrorCode, Fault
from domain.marketplace.events.model import Impact
from domain.marketplace.model import Marketplace, StreamDefinition
from domain.marketplace.names import near_matches, unknown_stream
from domain.marketplace.scenarios.model import Cascade, ProbabilityShift, ScenarioDefinition, StreamModifier

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID, LONGEST_NAME, LONGEST_DESCRIPTION = 60, 120, 2_000
LONGEST = timedelta(days=366)
LONGEST_DELAY = timedelta(days=14)
"""Of a cascade: what set it off is remembered so long."""
GREATEST_MULTIPLIER = 1_000.0
GREATEST_ADDITIVE = 1_000_000.0
MOST_PARTS = 50


def scenario_faults(marketplace: Marketplace, scenario: ScenarioDefinition) -> list[Fault]:
    """Return everything that is wrong with a scenario.

    Paths are those of a scenario's document: ``affectedStreams``, ``externalEvents``, ``cascadeEffects`` …
    """
    return [
        *_head_faults(scenario),
        *_text_faults(scenario),
        *_size_faults(scenario),
        *_stream_faults(marketplace, scenario.modifiers),
        *_event_faults(marketplace, scenario),
        *_cascade_faults(marketplace, scenario.cascades),
        *_backlog_faults(marketplace, scenario),
    ]


def modifier_faults(stream: StreamDefinition, modifier: StreamModifier, *path: str) -> Iterator[Fault]:
    """Return what is wrong with what is done to one stream."""
    parts = (modifier.multiplier, modifier.additive, modifier.override, modifier.shift)
    if all(one is None for one in parts):
        yield invalid("Nothing is done to the stream.", *path, hint="Give a multiplier, additive, override or shift.")
    if modifier.multiplier is not None and not 0 < modifier.multiplier <= GREATEST_MULTIPLIER:
        message = f"The multiplier must be greater than 0 and at most {GREATEST_MULTIPLIER:g}."
        yield invalid(message, *path, "multiplier", hint="An override of 0 stops a stream.")
    if modifier.additive is not None and not abs(modifier.additive) <= GREATEST_ADDITIVE:
        message = f"The additive must be a number of events an hour, at most {GREATEST_ADDITIVE:,.0f} either way."
        yield invalid(message, *path, "additive")
    if modifier.override is not None and not stream.override_low <= modifier.override <= stream.override_high:
        unit = stream.override.value.lower().replace("_", " ")
        message = f"The override must be from {stream.override_low:g} to {stream.override_high:g} ({unit})."
        yield invalid(message, *path, "override")
    if modifier.shift is not None:
        yield from _shift_faults(stream, modifier.shift, *path, "probabilityShift")


def invalid(message: str, *path: str, hint: str | None = None) -> Fault:
    """Describe one thing that is wrong in a scenario."""
    return Fault(ErrorCode.INVALID_SCENARIO, message, path, hint)


def _head_faults(scenario: ScenarioDefinition) -> Iterator[Fault]:
    if not KEBAB.fullmatch(scenario.id) or len(scenario.id) > LONGEST_ID:
        hint = "Such as exam-season-surge."
        yield invalid(f"The id must be in kebab-case, at most {LONGEST_ID} characters.", "id", hint=hint)
    if not 1 <= len(scenario.name.strip()) <= LONGEST_NAME:
        yield invalid(f"The name must have 1 to {LONGEST_NAME} characters.", "name")
    if not 1 <= len(scenario.description.strip()) <= LONGEST_DESCRIPTION:
        yield invalid(f"The description must have 1 to {LONGEST_DESCRIPTION} characters.", "description")
    if not timedelta(0) <= scenario.duration.length <= LONGEST:
        yield invalid(f"The duration must be from 0 to {LONGEST.days} days.", "duration")
    elif not scenario.duration.length and (scenario.modifiers or scenario.events or scenario.cascades):
        hint = "A scenario without duration only ends what runs."
        yield invalid("A scenario that changes something needs a duration.", "duration", hint=hint)
    if not timedelta(0) <= scenario.settlement.length <= LONGEST:
        yield invalid(f"The settlement must be from 0 to {LONGEST.days} days.", "settlementDuration")
    if not -1_000 <= scenario.precedence <= 1_000:
        yield invalid("The precedence must be from -1000 to 1000.", "precedence")


def _text_faults(scenario: ScenarioDefinition) -> Iterator[Fault]:
    texts: dict[tuple[str, ...], str] = {
        ("name",): scenario.name,
        ("description",): scenario.description,
        ("metadata", "category"): scenario.category,
        ("metadata", "typicalTrigger"): scenario.trigger or "",
        **{("metadata", "tags", str(place)): tag for place, tag in enumerate(scenario.tags)},
    }
    for place, event in enumerate(scenario.events):
        path = ("externalEvents", str(place))
        texts |= {(*path, "title"): event.title, (*path, "description"): event.description}
        texts[(*path, "icon")] = event.icon or ""
    for where, text in texts.items():
        if "\0" in text:
            yield invalid("A text holds no NUL character.", *where, hint="Take it out.")


def _size_faults(scenario: ScenarioDefinition) -> Iterator[Fault]:
    parts: dict[str, Sequence[object]] = {
        "affectedStreams": scenario.modifiers,
        "externalEvents": scenario.events,
        "cascadeEffects": scenario.cascades,
        "backlog.streams": () if scenario.backlog is None else scenario.backlog.streams,
        **{f"externalEvents.{place}.expectedImpact": event.impacts for place, event in enumerate(scenario.events)},
    }
    for name, part in parts.items():
        if len(part) > MOST_PARTS:
            *path, last = name.split(".")
            yield invalid(f"There are {len(part)} {last}; at most {MOST_PARTS} are possible.", *path, last)


def _stream_faults(marketplace: Marketplace, modifiers: Sequence[StreamModifier]) -> Iterator[Fault]:
    seen: set[str] = set()
    for modifier in modifiers:
        path = ("affectedStreams", modifier.stream)
        stream = marketplace.stream(modifier.stream)
        if stream is None:
            yield unknown_stream(marketplace, modifier.stream, *path)
            continue
        if stream.name in seen:
            yield invalid(f"{stream.name} is changed twice.", *path, hint="Join them in one.")
        seen.add(stream.name)
        yield from modifier_faults(stream, modifier, *path)


def _shift_faults(stream: StreamDefinition, shift: ProbabilityShift, *path: str) -> Iterator[Fault]:
    fields = {one.name: one for one in stream.fields if one.choices}
    field = fields.get(shift.field)
    if field is None:
        near = near_matches(shift.field, fields)
        hint = f"Did you mean {near}?" if near else f"Fields with choices are {', '.join(fields) or 'none'}."
        yield invalid(f"{stream.name} has no field {shift.field[:100]!r} with choices.", *path, "field", hint=hint)
        return
    choices = {one.value for one in field.choices}
    if not shift.factors:
        yield invalid("The shift has no factors.", *path)
    for value, factor in shift.factors:
        if value not in choices:
            hint = f"Choices are {', '.join(sorted(choices))}."
            yield invalid(f"{shift.field} is never {value[:100]!r}.", *path, value, hint=hint)
        if not 0 < factor <= GREATEST_MULTIPLIER:
            message = f"A factor on a probability must be greater than 0 and at most {GREATEST_MULTIPLIER:g}."
            yield invalid(message, *path, value)


def _event_faults(marketplace: Marketplace, scenario: ScenarioDefinition) -> Iterator[Fault]:
    for place, event in enumerate(scenario.events):
        path = ("externalEvents", str(place))
        if not event.title.strip():
            yield invalid("An external event needs a title.", *path, "title")
        if not timedelta(0) <= event.offset <= LONGEST:
            yield invalid(f"The event must be 0 to {LONGEST.days} days after the activation.", *path, "time")
        seen: set[str] = set()
        for number, impact in enumerate(event.impacts):
            yield from impact_faults(marketplace, impact, *path, "expectedImpact", str(number))
            if impact.stream in seen:
                where = (*path, "expectedImpact", str(number), "stream")
                yield invalid(f"{impact.stream} has two impacts.", *where, hint="Keep one of them.")
            seen.add(impact.stream)


def impact_faults(marketplace: Marketplace, impact: Impact, *path: str) -> Iterator[Fault]:
    """Return what is wrong with what an event does to one stream."""
    if marketplace.stream(impact.stream) is None:
        yield unknown_stream(marketplace, impact.stream, *path, "stream")
    if not timedelta(0) < impact.duration <= LONGEST:
        yield invalid(f"An impact lasts more than 0 and at most {LONGEST.days} days.", *path, "duration")


def _cascade_faults(marketplace: Marketplace, cascades: Sequence[Cascade]) -> Iterator[Fault]:
    for place, cascade in enumerate(cascades):
        path = ("cascadeEffects", str(place))
        for role, name in (("trigger", cascade.trigger), ("target", cascade.target)):
            if marketplace.stream(name) is None:
                yield unknown_stream(marketplace, name, *path, role)
        if cascade.trigger == cascade.target:
            yield invalid("A cascade cannot trigger itself.", *path)
        if not 0 < cascade.factor <= GREATEST_MULTIPLIER:
            message = f"The factor must be greater than 0 and at most {GREATEST_MULTIPLIER:g}."
            yield invalid(message, *path, "multiplier")
        if not timedelta(0) <= cascade.delay_low <= cascade.delay_high <= LONGEST_DELAY:
            message = f"The delay must go from a least to a greatest time, 0 to {LONGEST_DELAY.days} days."
            yield invalid(message, *path, "delay")
    circle = _circle(cascades)
    if circle:
        message = f"The cascades run in a circle: {' → '.join(circle)}."
        yield invalid(message, "cascadeEffects", hint="Take one of them out.")


def _circle(cascades: Sequence[Cascade]) -> tuple[str, ...]:
    """Return a chain of cascades of several streams that comes back to its beginning; empty when there is none."""
    after: dict[str, list[str]] = {}
    for one in cascades:
        if one.trigger != one.target:
            after.setdefault(one.trigger, []).append(one.target)
    for start in after:
        waiting: list[tuple[str, ...]] = [(start,)]
        seen = {start}
        while waiting:
            way = waiting.pop()
            for target in after.get(way[-1], ()):
                if target == start:
                    return (*way, start)
                if target not in seen:
                    seen.add(target)
                    waiting.append((*way, target))
    return ()


def _backlog_faults(marketplace: Marketplace, scenario: ScenarioDefinition) -> Iterator[Fault]:
    work = scenario.backlog
    if work is None:
        return
    for place, name in enumerate(work.streams):
        if marketplace.stream(name) is None:
            yield unknown_stream(marketplace, name, "backlog", "streams", str(place))
    if not 0 <= work.share <= 1:
        yield invalid("The share that is tried again must be from 0 to 1.", "backlog", "share")
    if not timedelta(0) < work.over <= LONGEST:
        yield invalid(f"The backlog takes more than 0 and at most {LONGEST.days} days.", "backlog", "over")
    if not 1 <= work.highest <= 20:
        yield invalid("The greatest factor must be from 1 to 20.", "backlog", "highest")
