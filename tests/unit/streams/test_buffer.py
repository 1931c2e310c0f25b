"""What the rings keep, and what they say about what they no longer have."""

from collections.abc import Callable, Mapping, Sequence

from domain.streams.buffer import EventBuffer, Retention, Slice
from domain.streams.model import StreamEvent
from domain.streams.topics import Selection
from tests.unit.streams.conftest import Publisher

SECOND = 1_000_000
A, B = Selection(frozenset({"a"})), Selection(frozenset({"b"}))
BOTH, ANOMALIES = Selection(frozenset({"a", "b"})), Selection(frozenset(), anomalies=True)

Make = Callable[..., Publisher]


def _buffer(retention: Retention | None = None, **sequences: int) -> EventBuffer:
    return EventBuffer({"a": 0, "b": 0} | sequences, retention)


def _filled(publisher: Publisher, steps: Sequence[tuple[str, ...]], retention: Retention | None = None) -> EventBuffer:
    buffer = _buffer(retention)
    for number, streams in enumerate(steps):
        buffer.append(publisher.step(*streams).events, number * SECOND)
    return buffer


def _read(buffer: EventBuffer, selection: Selection, after: Mapping[str, int], most: int = 10_000) -> Slice:
    return buffer.since(after, selection, buffer.head, most)


def _numbers(events: Sequence[StreamEvent]) -> list[tuple[str, int]]:
    return [(event.stream, event.sequence) for event in events]


def test_events_of_several_streams_come_in_the_order_in_which_they_happened(publisher: Make):
    buffer = _filled(publisher("a", "b"), [("a", "b", "b"), ("a", "b")])
    found = _read(buffer, BOTH, {"a": 0, "b": 1})
    assert _numbers(found.events) == [("a", 1), ("b", 2), ("a", 2), ("b", 3)]
    assert found.published == (0, 0, SECOND, SECOND)
    assert (found.positions, found.missed, found.drained) == ({"a": 2, "b": 3}, 0, True)


def test_a_part_ends_where_it_must_and_the_next_goes_on_there(publisher: Make):
    buffer = _filled(publisher("a", "b"), [("a", "b", "a"), ("b", "a")])
    first = _read(buffer, BOTH, {}, most=2)
    assert (_numbers(first.events), first.drained) == ([("a", 1), ("b", 1)], False)
    second = _read(buffer, BOTH, first.positions)
    assert _numbers(second.events) == [("a", 2), ("b", 2), ("a", 3)]


def test_streams_that_are_not_wanted_stay_behind_until_all_that_is_wanted_was_read(publisher: Make):
    buffer = _filled(publisher("a", "b"), [("a", "b", "a", "b")])
    assert _read(buffer, A, {}, most=1).positions == {"a": 1}
    assert _read(buffer, A, {}).positions == {"a": 2, "b": 2}


def test_readers_who_have_read_everything_share_their_positions(publisher: Make):
    buffer = _filled(publisher("a", "b"), [("a", "b")])
    assert _read(buffer, A, {}).positions is _read(buffer, B, {"a": 1}).positions


def test_numbers_without_an_event_are_counted_as_missing(publisher: Make):
    made, buffer = publisher("a", "b"), _buffer()
    for step in (made.step("a", skipped={"b": 3}), made.step("b"), made.step("a", skipped={"a": 2})):
        buffer.append(step.events, 0, step.skipped)
    found = _read(buffer, BOTH, {})
    assert _numbers(found.events) == [("a", 1), ("b", 4), ("a", 2)]
    assert (found.missed, found.expired, found.positions) == (5, False, {"a": 4, "b": 4})


def test_the_last_events_of_each_stream_are_there_for_somebody_new(publisher: Make):
    buffer = _filled(publisher("a", "b"), [("a",)] * 12 + [("!b", "b")] * 3)
    assert _numbers([event for _, event, _ in buffer.latest(A, buffer.head)]) == [
        ("a", number) for number in range(3, 13)
    ]
    assert _numbers([event for _, event, _ in buffer.latest(ANOMALIES, buffer.head)]) == [("b", 1), ("b", 3), ("b", 5)]
    assert len(buffer.latest(BOTH, buffer.head)) == 16


def test_somebody_new_is_told_nothing_from_before_numbers_without_an_event(publisher: Make):
    made = publisher("a", "b")
    buffer = _buffer()
    buffer.append(made.step("a", "b").events, 0)
    buffer.append([], SECOND, {"a": 5})
    assert _numbers([event for _, event, _ in buffer.latest(BOTH, buffer.head)]) == [("b", 1)]


def test_of_a_busy_stream_the_last_minute_is_kept(publisher: Make):
    made, buffer = publisher("a", "b"), _buffer()
    for second in range(100):
        buffer.append(made.step(*["a"] * 100).events, second * SECOND)
    found = _read(buffer, A, {})
    assert {at // SECOND for at in found.published} >= set(range(40, 100))
    assert len(found.events) <= 7_100
    assert (found.missed, found.expired) == (10_000 - len(found.events), True)


def test_of_a_rare_stream_a_thousand_events_are_kept(publisher: Make):
    made, buffer = publisher("a", "b"), _buffer()
    for hour in range(2_000):
        buffer.append(made.step("a").events, hour * 3_600 * SECOND)
    found = _read(buffer, A, {})
    assert 1_000 <= len(found.events) < 1_200
    assert found.missed == 2_000 - len(found.events)


def test_memory_keeps_to_its_bound_and_the_largest_stream_gives_way(publisher: Make):
    made, buffer = publisher("a", "b"), _buffer(Retention(bytes=200_000))
    buffer.append(made.step(*["b"] * 50).events, 0)
    for _ in range(100):
        buffer.append(made.step(*["a"] * 100).events, 0)
        assert buffer.estimated_bytes <= 200_000
    assert _read(buffer, B, {}).missed == 0
    assert len(_read(buffer, A, {}).events) > 100


def test_what_was_counted_before_the_buffer_began_is_missing(publisher: Make):
    buffer = _buffer(a=40)
    found = _read(buffer, A, {"a": 30})
    assert (found.events, found.missed, found.expired, found.positions["a"]) == ((), 10, True, 40)


def test_somebody_who_is_ahead_waits_for_what_he_has_not_had(publisher: Make):
    """After a restart events are made again that were delivered before it."""
    made, buffer = publisher("a", "b"), _buffer()
    buffer.append(made.step("a", "a").events, 0)
    found = _read(buffer, A, {"a": 3, "b": 0})
    assert (found.events, found.missed, found.positions) == ((), 0, {"a": 3, "b": 0})
    buffer.append(made.step("a", "a").events, 0)
    assert _numbers(_read(buffer, A, found.positions).events) == [("a", 4)]


def test_normal_events_that_are_no_longer_kept_are_nothing_to_miss_for_one_who_wants_anomalies(publisher: Make):
    retention = Retention(events=10, microseconds=0)
    buffer = _filled(publisher("a", "b"), [("!a",), *[("a",)] * 100], retention)
    assert _read(buffer, ANOMALIES, {"a": 1, "b": 0}).missed == 0
    assert _read(buffer, ANOMALIES, {"a": 0, "b": 0}).missed is None


def test_numbers_without_an_event_may_have_been_anomalies(publisher: Make):
    made, buffer = publisher("a", "b"), _buffer()
    step = made.step("a", skipped={"b": 3})
    buffer.append(step.events, 0, step.skipped)
    assert _read(buffer, ANOMALIES, {}).missed is None
    assert _read(buffer, A, {}).missed == 0


def test_a_stream_that_was_not_named_has_had_no_event(publisher: Make):
    buffer = EventBuffer({"a": 5})
    start = buffer.head
    assert buffer.since({}, B, start, 10).events == ()
    buffer.append(publisher("b").step("b").events, 0)
    assert buffer.since(start.positions, B, start, 10).events == ()
    found = _read(buffer, B, start.positions)
    assert (_numbers(found.events), found.missed, found.positions) == ([("b", 1)], 0, {"a": 5, "b": 1})
