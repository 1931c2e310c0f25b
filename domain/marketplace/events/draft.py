"""External events as somebody drafts them, from nothing or from a template."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.errors import ErrorCode, Fault, Refused
from domain.marketplace.events.model import (
    EventSeverity,
    EventTemplate,
    ExternalEvent,
    ExternalEventType,
    Impact,
)
from domain.marketplace.model import Marketplace
from domain.marketplace.moments import micros, written
from domain.marketplace.names import find_stream, near_matches, unknown_stream

LONGEST_TITLE, LONGEST_DESCRIPTION = 200, 2_000
MOST_IMPACTS = 50
LONGEST_IMPACT = timedelta(days=365)
LONGEST_ONSET = timedelta(days=30)
FURTHEST_BACK = timedelta(days=180)
FURTHEST_AHEAD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An external event as it was asked for. What is none comes from the template, or is a fault without one.

    Attributes:
        at: When it happens; now when none. In the past it changes history.
        template_id: Of the template that gives everything that is not said here.
        impacts: Streams by name or alias, each once.
        onset: Time from the event to its first effect; none draws it from the template's range by the event's id, and
            is no time without a template.
        causal: False makes it a red herring, which changes nothing.
    """

    at: datetime | None = None
    template_id: str | None = None
    type: ExternalEventType | None = None
    title: str | None = None
    description: str | None = None
    severity: EventSeverity | None = None
    impacts: tuple[Impact, ...] | None = None
    onset: timedelta | None = None
    causal: bool = True
    icon: str | None = None
    link: str | None = None


def event_of(
    marketplace: Marketplace, draft: EventDraft, event_id: UUID, now: datetime, injected_by: str
) -> ExternalEvent:
    """Return the external event that a draft describes.

    Args:
        marketplace: Knows the streams and templates.
        draft: What was asked for.
        event_id: Id of the new event.
        now: Present simulation time.
        injected_by: ``member:<id>``.

    Raises:
        Refused: With INVALID_EVENT and STREAM_NOT_FOUND for every fault.
    """
    faults = event_faults(marketplace, draft, now)
    whole = _filled(draft, _template(marketplace, draft))
    if faults or whole.type is None or whole.title is None or whole.severity is None:
        raise Refused(*faults)
    return ExternalEvent(
        id=event_id,
        at=now if whole.at is None else whole.at,
        type=whole.type,
        title=whole.title.strip(),
        description=(whole.description or "").strip(),
        severity=whole.severity,
        impacts=tuple(_canonical(marketplace, one) for one in whole.impacts or ()),
        onset=_onset(marketplace, draft, event_id),
        causal=whole.causal,
        injected_by=injected_by,
        icon=whole.icon,
        link=whole.link,
    )


def event_faults(marketplace: Marketplace, draft: EventDraft, now: datetime) -> list[Fault]:
    """Return everything that is wrong with a draft. Paths name the fields of the input."""
    template = _template(marketplace, draft)
    if draft.template_id is not None and template is None:
        near = near_matches(draft.template_id, [one.id for one in marketplace.templates])
        hint = f"Did you mean {near}?" if near else "simulator.eventTemplates lists all templates."
        return [_fault(f"There is no event template {draft.template_id[:100]!r}.", "templateId", hint=hint)]
    whole = _filled(draft, template)
    return [
        *_missing(whole),
        *_text_faults(whole),
        *_time_faults(whole, now),
        *_impact_faults(marketplace, whole.impacts or ()),
    ]


def _template(marketplace: Marketplace, draft: EventDraft) -> EventTemplate | None:
    return next((one for one in marketplace.templates if one.id == draft.template_id), None)


def _filled(draft: EventDraft, template: EventTemplate | None) -> EventDraft:
    if template is None:
        return draft
    return replace(
        draft,
        type=draft.type or template.type,
        title=template.title if draft.title is None else draft.title,
        description=template.description if draft.description is None else draft.description,
        severity=draft.severity or template.severities[0],
        impacts=template.impacts if draft.impacts is None else draft.impacts,
        icon=template.icon if draft.icon is None else draft.icon,
        link=template.link if draft.link is None else draft.link,
    )


def _missing(draft: EventDraft) -> Iterator[Fault]:
    hint = "Give it, or a templateId whose template says it."
    parts = {"type": draft.type, "title": draft.title, "severity": draft.severity, "impacts": draft.impacts}
    for name, value in parts.items():
        if value is None:
            yield _fault(f"An external event needs {name}.", name, hint=hint)


def _text_faults(draft: EventDraft) -> Iterator[Fault]:
    if draft.title is not None and not 1 <= len(draft.title.strip()) <= LONGEST_TITLE:
        yield _fault(f"The title must have 1 to {LONGEST_TITLE} characters.", "title")
    if draft.description is not None and len(draft.description) > LONGEST_DESCRIPTION:
        yield _fault(f"The description must have at most {LONGEST_DESCRIPTION} characters.", "description")
    if draft.icon is not None and len(draft.icon) > 40:
        yield _fault("The icon must have at most 40 characters.", "icon")
    if draft.link is not None and not (draft.link.startswith(("https://", "http://")) and len(draft.link) <= 2_000):
        yield _fault("The link must be a web address of at most 2,000 characters.", "link")


def _time_faults(draft: EventDraft, now: datetime) -> Iterator[Fault]:
    if draft.at is not None and draft.at.tzinfo is None:
        yield _fault("The time of the event needs a time zone.", "at")
    elif draft.at is not None and not now - FURTHEST_BACK <= draft.at <= now + FURTHEST_AHEAD:
        message = f"The event must be within {FURTHEST_BACK.days} days before and {FURTHEST_AHEAD.days} days after now."
        yield _fault(message, "at", hint=f"Simulation time is {written(micros(now))}.")
    if draft.onset is not None and not timedelta(0) <= draft.onset <= LONGEST_ONSET:
        yield _fault(f"The onset must be from 0 to {LONGEST_ONSET.days} days.", "onset")


def _impact_faults(marketplace: Marketplace, impacts: tuple[Impact, ...]) -> Iterator[Fault]:
    if not impacts:
        yield _fault("An external event needs an impact.", "impacts", hint="Name a stream and what becomes of it.")
    if len(impacts) > MOST_IMPACTS:
        yield _fault(f"An event has at most {MOST_IMPACTS} impacts.", "impacts")
        return
    seen: set[str] = set()
    for place, impact in enumerate(impacts):
        path = ("impacts", str(place))
        stream = find_stream(marketplace, impact.stream)
        if stream is None:
            yield unknown_stream(marketplace, impact.stream, *path, "stream")
        elif stream.name in seen:
            yield _fault(f"{stream.name} has two impacts.", *path, "stream", hint="Keep one of them.")
        else:
            seen.add(stream.name)
        if not timedelta(minutes=1) <= impact.duration <= LONGEST_IMPACT:
            message = f"An impact lasts from a minute to {LONGEST_IMPACT.days} days."
            yield _fault(message, *path, "duration", hint="One that goes on has 90 days.")


def _canonical(marketplace: Marketplace, impact: Impact) -> Impact:
    stream = find_stream(marketplace, impact.stream)
    return impact if stream is None else replace(impact, stream=stream.name)


def _onset(marketplace: Marketplace, draft: EventDraft, event_id: UUID) -> timedelta:
    template = _template(marketplace, draft)
    if draft.onset is not None or template is None:
        return draft.onset or timedelta(0)
    share = int.from_bytes(hashlib.sha256(event_id.bytes).digest()[:8], "big") / 2**64
    return template.onset_low + share * (template.onset_high - template.onset_low)


def _fault(message: str, *path: str, hint: str | None = None) -> Fault:
    return Fault(ErrorCode.INVALID_EVENT, message, path, hint)
