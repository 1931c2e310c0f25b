"""Payloads have the fields that are defined, and what they speak of exists."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from domain.marketplace.model import FieldKind, StreamField
from domain.marketplace.moments import DAY, HOUR, MINUTE, SECOND, micros
from domain.streams.model import StreamEvent
from tests.unit.simulator.engine.market import ALL, EPOCH, activate, course, engine, market

SCALE, DAYS = 0.1, 5
END = EPOCH + DAYS * DAY
TYPES: dict[FieldKind, tuple[type, ...]] = {
    FieldKind.ID: (str,),
    FieldKind.TEXT: (str,),
    FieldKind.CHOICE: (str,),
    FieldKind.MOMENT: (str,),
    FieldKind.INTEGER: (int,),
    FieldKind.NUMBER: (int, float),
    FieldKind.BOOLEAN: (bool,),
    FieldKind.TEXTS: (list,),
    FieldKind.OBJECT: (dict,),
}


@pytest.fixture(scope="module")
def events() -> list[StreamEvent]:
    """The events of five days; the gateway fails for two hours of the third one."""
    of = course(activate("payment-outage", 57), scale=SCALE)
    return list(engine(of, scale=SCALE).advance(END, ALL).events)


@pytest.fixture(scope="module")
def known(events: list[StreamEvent]) -> dict[int, StreamEvent]:
    return {event.key: event for event in events}


@pytest.fixture(scope="module")
def pairs(events: list[StreamEvent], known: dict[int, StreamEvent]) -> dict[str, list[tuple[StreamEvent, StreamEvent]]]:
    """Causes and what they caused, by stream of the latter; causes before the epoch left out."""
    found = defaultdict(list)
    for event in events:
        if event.caused_by in known:
            found[event.stream].append((known[event.caused_by], event))
    return found


def moment_of(text: str) -> int:
    """Return a moment that a payload tells."""
    return micros(datetime.fromisoformat(text))


def of(events: Iterable[StreamEvent], stream: str) -> list[StreamEvent]:
    """Return the events of a stream."""
    return [event for event in events if event.stream == stream]


def fits(field: StreamField, value: Any) -> bool:
    """Tell whether a payload may hold a value."""
    if value is None:
        return not field.required
    if not isinstance(value, TYPES[field.kind]) or (field.kind is not FieldKind.BOOLEAN and isinstance(value, bool)):
        return False
    listed = value if isinstance(value, list) else [value]
    if field.choices and not {str(one) for one in listed} <= {choice.value for choice in field.choices}:
        return False
    if field.number is not None:
        return bool(field.number.low <= value <= field.number.high)
    return field.kind is not FieldKind.MOMENT or moment_of(value) % SECOND == 0


def test_every_payload_has_the_fields_of_its_stream(events: list[StreamEvent]) -> None:
    fields = {stream.name: stream.fields for stream in market(SCALE).streams}
    for event in events:
        assert list(event.data) == [field.name for field in fields[event.stream]]
        wrong = [
            (one.name, event.data[one.name]) for one in fields[event.stream] if not fits(one, event.data[one.name])
        ]
        assert not wrong, event.stream


def test_people_in_payloads_are_there(events: list[StreamEvent]) -> None:
    people = market(SCALE).baseline
    students, tutors = people.students, people.tutors
    for event in events:
        students += event.stream == "customer.signup.completed"
        tutors += event.stream == "tutor.onboarding.approved"
        for name, value in event.data.items():
            if isinstance(value, str) and value.startswith("stu-"):
                number = int(value.removeprefix("stu-").partition("@")[0])
                assert 1 <= number <= students, (event.stream, name)
            if isinstance(value, str) and value.startswith("tut-"):
                assert 1 <= int(value.removeprefix("tut-")) <= tutors, (event.stream, name)


def test_who_joins_gets_the_next_number_and_comes_back_under_it(
    events: list[StreamEvent], pairs: dict[str, list[tuple[StreamEvent, StreamEvent]]]
) -> None:
    people = market(SCALE).baseline
    joined = [event.data["user_id"] for event in of(events, "customer.signup.completed")]
    approved = [event.data["tutor_id"] for event in of(events, "tutor.onboarding.approved")]
    assert joined == [f"stu-{people.students + place:06d}" for place in range(1, len(joined) + 1)]
    assert approved == [f"tut-{people.tutors + place:05d}" for place in range(1, len(approved) + 1)]
    first = [pair for pair in pairs["customer.login.success"] if pair[0].stream == "customer.signup.completed"]
    assert first
    assert all(login.data["user_id"] == signup.data["user_id"] for signup, login in first)


SAME = [
    ("customer.tutor.search", "customer.login.success", "user_id", "user_id"),
    ("session.booking.requested", "customer.tutor.search", "student_id", "user_id"),
    ("tutor.profile.viewed_by_student", "customer.tutor.search", "viewing_student_id", "user_id"),
    ("session.booking.confirmed", "session.booking.requested", "request_id", "request_id"),
    ("session.booking.confirmed", "session.booking.requested", "student_id", "student_id"),
    ("session.booking.confirmed", "session.booking.requested", "tutor_id", "tutor_id"),
    ("session.booking.declined_by_tutor", "session.booking.requested", "request_id", "request_id"),
    ("session.booking.expired", "session.booking.requested", "request_id", "request_id"),
    ("session.booking.expired", "session.booking.requested", "subject", "subject"),
    ("session.cancellation.by_student", "session.booking.confirmed", "session_id", "session_id"),
    ("session.no_show.student", "session.booking.confirmed", "session_id", "session_id"),
    ("session.started", "session.booking.confirmed", "session_id", "session_id"),
    ("session.completed", "session.started", "session_id", "session_id"),
    ("session.rating.submitted_by_student", "session.completed", "session_id", "session_id"),
    ("session.rating.submitted_by_student", "session.completed", "tutor_id", "tutor_id"),
    ("session.feedback.submitted_by_tutor", "session.completed", "session_id", "session_id"),
    ("tutor.payout.initiated", "session.completed", "tutor_id", "tutor_id"),
    ("customer.subscription.payment_success", "payment_gateway.transaction.status", "amount", "amount"),
    ("customer.subscription.payment_failure", "payment_gateway.transaction.status", "amount", "amount"),
    ("support.ticket.created", "customer.subscription.payment_failure", "customer_id", "user_id"),
    ("customer.profile.update", "customer.signup.completed", "user_id", "user_id"),
    ("support.ticket.created", "session.booking.expired", "customer_id", "student_id"),
    ("support.call.outbound", "customer.subscription.payment_failure", "customer_id", "user_id"),
    ("support.ticket.updated", "support.ticket.created", "ticket_id", "ticket_id"),
    ("support.ticket.resolved", "support.ticket.created", "ticket_id", "ticket_id"),
    ("support.live_chat.message", "support.live_chat.started", "chat_id", "chat_id"),
    ("marketing.ad.click", "marketing.ad.impression", "campaign_id", "campaign_id"),
    ("marketing.ad.conversion", "marketing.ad.click", "click_id", "click_id"),
    ("tutor.application.received", "marketing.ad.click", "source_campaign_id", "campaign_id"),
    ("tutor.onboarding.step_completed", "tutor.application.received", "applicant_id", "applicant_id"),
    ("tutor.onboarding.rejected", "tutor.application.received", "applicant_id", "applicant_id"),
    ("tutor.availability.set", "tutor.availability.batch_updated", "tutor_id", "tutor_id"),
]


@pytest.mark.parametrize(("child", "parent", "field", "source"), SAME)
def test_an_event_speaks_of_what_its_cause_speaks_of(
    pairs: dict[str, list[tuple[StreamEvent, StreamEvent]]], child: str, parent: str, field: str, source: str
) -> None:
    found = [(cause, event) for cause, event in pairs[child] if cause.stream == parent]
    assert found
    assert all(cause.data[source] == event.data[field] for cause, event in found)


def test_times_that_payloads_tell_are_those_of_the_events(
    pairs: dict[str, list[tuple[StreamEvent, StreamEvent]]],
) -> None:
    for lesson, event in pairs["session.started"]:
        joined = max(moment_of(event.data["student_join_time"]), moment_of(event.data["tutor_join_time"]))
        assert joined == event.at // SECOND * SECOND
        assert abs(event.at - moment_of(lesson.data["scheduled_time"])) <= 15 * MINUTE
    for start, event in pairs["session.completed"]:
        assert event.data["duration_minutes"] == round((event.at - start.at) / MINUTE)
        assert 45 <= event.data["duration_minutes"] <= 90
    for ticket, event in pairs["support.ticket.resolved"]:
        assert event.data["resolution_time_hours"] == pytest.approx((event.at - ticket.at) / HOUR, abs=0.01)
        assert 1 <= event.data["resolution_time_hours"] <= 24
    for lesson, event in pairs["session.cancellation.by_student"]:
        late = moment_of(lesson.data["scheduled_time"]) - event.at < DAY
        assert event.data["cancellation_fee_charged"] is late


def test_a_ticket_is_not_touched_after_it_is_resolved(
    pairs: dict[str, list[tuple[StreamEvent, StreamEvent]]],
) -> None:
    resolved = {event.data["ticket_id"]: event.at for _, event in pairs["support.ticket.resolved"]}
    updates = [event for _, event in pairs["support.ticket.updated"] if event.data["ticket_id"] in resolved]
    assert updates
    assert all(event.at <= resolved[event.data["ticket_id"]] for event in updates)


def test_payments_follow_the_status_of_their_transaction(
    pairs: dict[str, list[tuple[StreamEvent, StreamEvent]]],
) -> None:
    paid = Counter(cause.data["status"] for cause, _ in pairs["customer.subscription.payment_success"])
    failed = Counter(cause.data["status"] for cause, _ in pairs["customer.subscription.payment_failure"])
    assert set(paid) == {"success", "pending"}
    assert set(failed) == {"failed"}
    waited = {cause.data["status"]: 0 for cause, _ in pairs["customer.subscription.payment_success"]}
    for cause, event in pairs["customer.subscription.payment_success"]:
        waited[cause.data["status"]] = max(waited[cause.data["status"]], event.at - cause.at)
    assert waited["success"] <= 5 * MINUTE < waited["pending"] <= HOUR


def test_a_payout_gathers_the_sessions_of_its_tutor_since_the_last_one(events: list[StreamEvent]) -> None:
    owed: Counter[str] = Counter()
    paid = 0
    for event in events:
        if event.stream == "session.completed":
            owed[event.data["tutor_id"]] += 1
        elif event.stream == "tutor.payout.initiated":
            tutor = event.data["tutor_id"]
            assert event.data["session_count"] >= max(1, owed[tutor])
            assert event.data["amount_usd"] >= 18.0 * 0.75 * event.data["session_count"]
            paid += owed.pop(tutor, 0)
    assert paid > 50


def test_complaints_and_changes_are_of_the_sort_their_cause_suggests(
    pairs: dict[str, list[tuple[StreamEvent, StreamEvent]]],
) -> None:
    sorts = defaultdict(set)
    for cause, event in pairs["support.ticket.created"]:
        sorts[cause.stream].add(event.data["category"])
    assert sorts["customer.subscription.payment_failure"] == {"billing"}
    assert sorts["session.booking.expired"] == {"booking_problem"}
    reasons = {cause.stream: event.data["reason"] for cause, event in pairs["support.call.outbound"]}
    assert reasons["customer.subscription.payment_failure"] == "payment_retry"
    for _, event in pairs["customer.subscription.plan_changed"]:
        assert event.data["event_type"] == "downgrade"
        assert event.data["old_plan_id"] != event.data["new_plan_id"]


def test_who_wants_money_back_for_a_session_says_what_was_wrong_with_it() -> None:
    reasons = {"session.no_show.tutor": "tutor_no_show", "session.rating.submitted_by_student": "poor_quality"}
    crisis = course(activate("quality-crisis", 1), scale=0.35)
    events = list(engine(crisis, scale=0.35).advance(EPOCH + 2 * DAY, ALL).events)
    known = {event.key: event for event in events}
    found = [(known[one.caused_by], one) for one in of(events, "support.refund.requested") if one.caused_by in known]
    assert {cause.stream for cause, _ in found} == set(reasons)
    for cause, event in found:
        assert event.data["session_id"] == cause.data["session_id"]
        assert event.data["reason"] == reasons[cause.stream]


def test_tutors_who_do_not_teach_change_their_status_as_well(events: list[StreamEvent]) -> None:
    teaching = {event.data["tutor_id"] for event in of(events, "tutor.login.event")}
    changed = {event.data["tutor_id"] for event in of(events, "tutor.status.changed")}
    assert len(changed - teaching) > len(changed) / 2
