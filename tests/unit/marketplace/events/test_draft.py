"""External events as they are drafted."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.errors import ErrorCode, Refused
from domain.marketplace.events.draft import EventDraft, event_of
from domain.marketplace.events.model import EventSeverity, ExternalEvent, ExternalEventType
from domain.marketplace.moments import moment
from tests.fixtures.marketplace import NO_SHOW, SEARCH, a_marketplace, an_impact, hour

MARKET = a_marketplace()
NOW = moment(hour(0))


def made(draft: EventDraft, number: int = 5) -> ExternalEvent:
    return event_of(MARKET, draft, UUID(int=number), NOW, "member:1")


def test_a_template_gives_what_is_not_said() -> None:
    event = made(EventDraft(template_id="blog-goes-viral", title="Our blog"))
    assert (event.title, event.description, event.type) == ("Our blog", "People talk.", ExternalEventType.MARKETING)
    assert [one.stream for one in event.impacts] == [SEARCH]
    assert (event.at, event.severity, event.injected_by) == (NOW, EventSeverity.INFO, "member:1")


def test_the_onset_is_drawn_from_the_template_by_the_id() -> None:
    draft = EventDraft(template_id="blog-goes-viral")
    onsets = {made(draft, number).onset for number in range(20)}
    assert all(timedelta(0) <= one <= timedelta(hours=6) for one in onsets)
    assert len(onsets) == 20
    assert made(draft).onset == made(draft).onset


def test_an_event_from_nothing_needs_everything() -> None:
    with pytest.raises(Refused) as refusal:
        made(EventDraft())
    assert {fault.path[0] for fault in refusal.value.faults} == {"type", "title", "severity", "impacts"}


def test_streams_are_taken_by_their_canonical_names() -> None:
    draft = EventDraft(template_id="blog-goes-viral", impacts=(an_impact("session.no_show_by_tutor"),))
    assert made(draft).impacts[0].stream == NO_SHOW


@pytest.mark.parametrize(
    ("draft", "path", "code"),
    [
        (EventDraft(template_id="blog-goes-virl"), ("templateId",), ErrorCode.INVALID_EVENT),
        (EventDraft(impacts=(an_impact("nowhere"),)), ("impacts", "0", "stream"), ErrorCode.STREAM_NOT_FOUND),
        (EventDraft(impacts=(an_impact(SEARCH),) * 2), ("impacts", "1", "stream"), ErrorCode.INVALID_EVENT),
        (EventDraft(impacts=(an_impact(SEARCH, lasts=0),)), ("impacts", "0", "duration"), ErrorCode.INVALID_EVENT),
        (EventDraft(title=" "), ("title",), ErrorCode.INVALID_EVENT),
        (EventDraft(link="javascript:x"), ("link",), ErrorCode.INVALID_EVENT),
        (EventDraft(at=moment(hour(-9999))), ("at",), ErrorCode.INVALID_EVENT),
        (EventDraft(onset=timedelta(days=-1)), ("onset",), ErrorCode.INVALID_EVENT),
    ],
)
def test_drafts_that_cannot_be(draft: EventDraft, path: tuple[str, ...], code: ErrorCode) -> None:
    with pytest.raises(Refused) as refusal:
        made(draft)
    assert (path, code) in {(fault.path, fault.code) for fault in refusal.value.faults}
