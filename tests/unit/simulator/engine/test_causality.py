"""Every event that has a cause follows from it in its time, and nothing is left hanging."""

from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise

import pytest

from domain.marketplace.model import Outcome
from domain.marketplace.moments import DAY, HOUR, MINUTE, SECOND, micros, span
from domain.streams.model import StreamEvent
from tests.unit.simulator.engine.market import ALL, EPOCH, activate, course, engine, market

SCALE, DAYS = 0.1, 5
QUIET, RUSH = "quiet", "supply-crisis"
REQUESTED, CONFIRMED = "session.booking.requested", "session.booking.confirmed"
END = EPOCH + DAYS * DAY
OUTCOMES = {CONFIRMED, "session.booking.declined_by_tutor", "session.booking.expired"}


@pytest.fixture(scope="module", params=[QUIET, RUSH])
def events(request: pytest.FixtureRequest) -> list[StreamEvent]:
    """The events of five days; with a scenario from the second one on."""
    commands = () if request.param == QUIET else (activate(request.param, 30),)
    return list(engine(course(*commands, scale=SCALE), scale=SCALE).advance(EPOCH + DAYS * DAY, ALL).events)


def moment_of(text: str) -> int:
    """Return a moment that a payload tells."""
    return micros(datetime.fromisoformat(text))


def outcomes() -> dict[tuple[str, str], list[Outcome]]:
    """Return what may follow from what."""
    found = defaultdict(list)
    for tree in market(SCALE).relationships.trees:
        for outcome in tree.outcomes:
            found[tree.parent, outcome.child].append(outcome)
    return found


def test_sequences_have_no_gap_and_identities_are_unique(events: list[StreamEvent]) -> None:
    numbers = defaultdict(list)
    for event in events:
        numbers[event.stream].append(event.sequence)
    assert set(numbers) == set(market(SCALE).names)
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert len({event.key for event in events}) == len(events)


def test_events_come_in_the_order_of_time(events: list[StreamEvent]) -> None:
    assert all(one.at <= other.at for one, other in pairwise(events))
    assert events[0].at >= EPOCH
    assert events[-1].at < EPOCH + DAYS * DAY


def test_a_cause_came_before_and_its_child_within_the_bounds(events: list[StreamEvent]) -> None:
    allowed, known = outcomes(), {event.key: event for event in events}
    hurried = 0
    for event in events:
        parent = None if event.caused_by is None else known.get(event.caused_by)
        if parent is None:
            continue
        possible = allowed[parent.stream, event.stream]
        assert possible, (parent.stream, event.stream)
        delay = event.at - parent.at
        assert delay > 0
        if any(one.from_schedule or one.batch for one in possible):
            continue
        low, high = min(span(one.delay.low) for one in possible), max(span(one.delay.high) for one in possible)
        assert delay <= high + 1, (parent.stream, event.stream)
        if delay < low:
            # While a scenario lets more bookings expire, those that would have been answered then give up at once.
            assert (event.stream, event.scenario) == ("session.booking.expired", RUSH)
            hurried += 1
    rushed = sum(event.stream == "session.booking.expired" and event.scenario == RUSH for event in events)
    assert hurried <= 0.7 * rushed


def test_nothing_in_a_chain_is_an_orphan(events: list[StreamEvent]) -> None:
    """Only what was under way at the epoch has a cause that is not among the events."""
    known = {event.key for event in events}
    longest: dict[str, int] = defaultdict(int)
    for (_, child), found in outcomes().items():
        ahead = 8 * DAY if any(one.from_schedule or one.batch for one in found) else 0
        longest[child] = max(longest[child], *(span(one.delay.high) + ahead for one in found))
    strangers = [event for event in events if event.caused_by is not None and event.caused_by not in known]
    assert strangers, "something is under way at the epoch"
    assert all(event.at < EPOCH + longest[event.stream] for event in strangers)
    follows = {name for name in market(SCALE).names if name.startswith("session.") and name != REQUESTED}
    assert all(event.caused_by is not None for event in events if event.stream in follows)


def test_each_request_ends_in_exactly_one_way_within_a_day(events: list[StreamEvent]) -> None:
    requests = {event.key for event in events if event.stream == REQUESTED and event.at < events[-1].at - DAY - HOUR}
    ends = Counter(event.caused_by for event in events if event.stream in OUTCOMES)
    assert len(requests) > 500
    assert all(ends[key] == 1 for key in requests)


def test_each_lesson_is_cancelled_missed_or_held_once(events: list[StreamEvent]) -> None:
    ends = {one.child for (parent, _), found in outcomes().items() if parent == CONFIRMED for one in found}
    became = defaultdict(list)
    for event in events:
        if event.stream in ends:
            became[event.caused_by].append(event)
    over = [one for one in events if one.stream == CONFIRMED and moment_of(one.data["scheduled_time"]) < END - HOUR]
    assert len(over) > 100
    for lesson in over:
        scheduled = moment_of(lesson.data["scheduled_time"])
        (end,) = became[lesson.key]
        if end.stream.startswith("session.cancellation"):
            assert lesson.at < end.at < scheduled
        elif end.stream == "session.started":
            assert abs(end.at - scheduled) <= 15 * MINUTE + SECOND
        else:
            assert 15 * MINUTE <= end.at - scheduled + SECOND <= 16 * MINUTE


def test_bookings_expire_a_day_after_the_request_and_as_many_as_the_tree_says(events: list[StreamEvent]) -> None:
    known = {event.key: event for event in events}
    expired = [event for event in events if event.stream == "session.booking.expired" and event.scenario != RUSH]
    waited = [event.at - known[event.caused_by].at for event in expired if event.caused_by in known]
    assert set(waited) == {DAY}
    ends = Counter(event.stream for event in events if event.stream in OUTCOMES and event.scenario != RUSH)
    assert 0.05 <= ends["session.booking.expired"] / ends.total() <= 0.12
    assert 0.70 <= ends[CONFIRMED] / ends.total() <= 0.80
