"""Following a feed: what comes, when, and what is said about what does not come."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import pytest

from domain.errors import ErrorCode
from domain.streams import gaps
from domain.streams.buffer import Retention
from domain.streams.feed import StreamFeed, batch_faults
from domain.streams.model import Batch
from domain.streams.topics import Selection
from tests.unit.streams.conftest import Publisher

A = Selection(frozenset({"a"}))
BOTH = Selection(frozenset({"a", "b"}))
HOUR = 3_600_000_000

Make = Callable[..., Publisher]


@pytest.fixture
def feed() -> StreamFeed:
    return StreamFeed({"a": 0, "b": 0})


@pytest.fixture
def made(publisher: Make) -> Publisher:
    return publisher("a", "b")


def _told(batch: Batch) -> list[tuple[str, int]]:
    return [(event.stream, event.sequence) for event in batch.events]


async def _rest(batches: AsyncIterator[Batch]) -> list[Batch]:
    async with asyncio.timeout(10):
        return [batch async for batch in batches]


async def _next(batches: AsyncIterator[Batch]) -> Batch:
    async with asyncio.timeout(10):
        return await anext(batches)


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_somebody_new_gets_the_last_events_and_then_what_comes(feed: StreamFeed, made: Publisher):
    feed.publish(made.step(*["a"] * 15, "b"), 0)
    follower = feed.follow(BOTH, batch_ms=0)
    first = await _next(follower)
    assert _told(first) == [*(("a", number) for number in range(6, 16)), ("b", 1)]
    assert (first.gap, first.positions) == (None, {"a": 15, "b": 1})
    feed.publish(made.step("b"), 5)
    second = await _next(follower)
    assert (_told(second), second.published, second.gap) == ([("b", 2)], (5,), None)
    feed.close()
    assert await _rest(follower) == []


async def test_somebody_who_comes_back_gets_everything_since(feed: StreamFeed, made: Publisher):
    feed.publish(made.step(*["a", "b"] * 400), 0)
    feed.close()
    batches = await _rest(feed.follow(BOTH, {"a": 100, "b": 390}))
    assert [event.sequence for batch in batches for event in batch.events if event.stream == "a"] == [*range(101, 401)]
    assert [event.sequence for batch in batches for event in batch.events if event.stream == "b"] == [*range(391, 401)]
    assert [len(batch.events) for batch in batches] == [256, 54]
    assert {batch.gap for batch in batches} == {None}


async def test_the_first_events_may_fill_several_batches_and_any_is_a_good_place_to_go_on(publisher: Make):
    names = [f"s{number}" for number in range(40)]
    feed, made = StreamFeed(dict.fromkeys(names, 0)), publisher(*names)
    for _ in range(20):
        feed.publish(made.step(*names), 0)
    feed.close()
    everything = Selection(frozenset(names))
    first, second = await _rest(feed.follow(everything))
    assert (len(first.events), len(second.events)) == (256, 144)
    (again,) = await _rest(feed.follow(everything, first.positions))
    assert (again.events, again.gap) == (second.events, None)


async def test_somebody_whose_place_is_no_longer_kept_is_told_how_much_is_missing(made: Publisher):
    feed = StreamFeed({"a": 0, "b": 0}, Retention(events=8, microseconds=0))
    for number in range(40):
        feed.publish(made.step("a"), number)
    feed.close()
    (batch,) = await _rest(feed.follow(A, {"a": 3}))
    assert batch.gap == gaps.expired(37 - len(batch.events))
    assert batch.gap.reason.startswith("RESUME_POINT_EXPIRED")
    assert 8 <= len(batch.events) < 37


async def test_somebody_who_reads_too_slowly_is_told_how_much_is_missing(made: Publisher):
    feed = StreamFeed({"a": 0, "b": 0}, Retention(events=8, microseconds=0))
    follower = feed.follow(A, batch_ms=0)
    feed.publish(made.step("a"), 0)
    assert _told(await _next(follower)) == [("a", 1)]
    for number in range(40):
        feed.publish(made.step("a"), number)
    batch = await _next(follower)
    assert 8 <= len(batch.events) < 40
    assert batch.gap == gaps.fell_behind(40 - len(batch.events))
    await follower.aclose()


async def test_numbers_without_an_event_show_as_a_gap(feed: StreamFeed, made: Publisher):
    follower = feed.follow(BOTH, {"a": 0, "b": 0}, batch_ms=0)
    feed.publish(made.step("a", skipped={"b": 7}), 0)
    feed.publish(made.step(skipped={"b": 2}), 0)
    feed.close()
    batches = await _rest(follower)
    assert [told for batch in batches for told in _told(batch)] == [("a", 1)]
    assert sum(batch.gap.missed or 0 for batch in batches if batch.gap) == 9
    assert batches[-1].positions == {"a": 1, "b": 9}


async def test_news_wait_for_more_but_not_longer_than_asked(feed: StreamFeed, made: Publisher):
    at_once, patient = feed.follow(A, batch_ms=0), feed.follow(A, batch_ms=50)
    reading = [asyncio.create_task(_next(one)) for one in (at_once, patient)]
    await _settle()
    for _ in range(3):
        feed.publish(made.step("a"), 0)
        await _settle()
    assert _told(await reading[0]) == [("a", 1)]
    assert not reading[1].done()
    assert _told(await reading[1]) == [("a", 1), ("a", 2), ("a", 3)]
    await at_once.aclose()
    await patient.aclose()


async def test_a_full_batch_waits_for_nothing(feed: StreamFeed, made: Publisher):
    follower = feed.follow(A, batch_ms=5_000)
    reading = asyncio.create_task(_next(follower))
    await _settle()
    feed.publish(made.step(*["a"] * 255, *["b"] * 300), 0)
    await _settle()
    assert not reading.done()
    feed.publish(made.step("a"), 0)
    await _settle()
    assert len(reading.result().events) == 256
    await follower.aclose()


async def test_nobody_is_woken_by_streams_that_he_does_not_follow(feed: StreamFeed, made: Publisher):
    follower = feed.follow(A, batch_ms=0)
    reading = asyncio.create_task(_next(follower))
    await _settle()
    feed.publish(made.step("b", "!b"), 0)
    await _settle()
    assert not reading.done()
    feed.publish(made.step("a"), 0)
    assert (await reading).positions == {"a": 1, "b": 2}
    await follower.aclose()


async def test_anomalies_of_any_stream_come_beside_the_streams_that_are_wanted(feed: StreamFeed, made: Publisher):
    feed.publish(made.step("a", "b", "!b", "!a", "b", "!b"), 0)
    feed.close()
    start = {"a": 0, "b": 0}
    (anomalies,) = await _rest(feed.follow(Selection(frozenset(), anomalies=True), start))
    assert _told(anomalies) == [("b", 2), ("a", 2), ("b", 4)]
    (both,) = await _rest(feed.follow(Selection(frozenset({"a"}), anomalies=True), start))
    assert _told(both) == [("a", 1), ("b", 2), ("a", 2), ("b", 4)]
    assert (anomalies.gap, both.gap) == (None, None)


async def test_a_jump_of_the_clock_is_told_between_what_was_before_and_what_comes_after(
    feed: StreamFeed, made: Publisher
):
    follower = feed.follow(A, {"a": 0}, batch_ms=0)
    feed.publish(made.step("a"), 0)
    feed.jumped(HOUR, 3 * HOUR)
    feed.publish(made.step("a"), 0)
    feed.close()
    before, after = await _rest(follower)
    assert (_told(before), before.gap) == ([("a", 1)], None)
    assert _told(after) == [("a", 2)]
    assert after.gap == gaps.jumped("1970-01-01T01:00:00Z", "1970-01-01T03:00:00Z")


async def test_a_jump_is_told_without_events_once_and_to_who_comes_back_from_before_it(
    feed: StreamFeed, made: Publisher
):
    feed.publish(made.step("a"), 0)
    follower = feed.follow(A, batch_ms=0)
    first = await _next(follower)
    feed.jumped(0, HOUR)
    told = await _next(follower)
    assert (told.events, told.gap is not None) == ((), True)
    feed.publish(made.step("b", "a"), 0)
    last = await _next(follower)
    assert (_told(last), last.gap) == ([("a", 2)], None)
    feed.close()
    assert await _rest(follower) == []
    (again,) = await _rest(feed.follow(A, first.positions))
    assert (_told(again), again.gap) == ([("a", 2)], told.gap)
    assert await _rest(feed.follow(A, last.positions)) == []


async def test_a_gap_that_is_known_beforehand_is_told_first(feed: StreamFeed, made: Publisher):
    gap = gaps.other_simulator()
    follower = feed.follow(A, gap=gap)
    assert await _next(follower) == Batch((), (), {"a": 0, "b": 0}, gap)
    feed.publish(made.step("a"), 0)
    feed.close()
    assert [batch.gap for batch in await _rest(follower)] == [None]
    assert [batch.gap for batch in await _rest(feed.follow(A, gap=gap))] == [gap]


async def test_what_is_left_comes_before_the_end(feed: StreamFeed, made: Publisher):
    follower = feed.follow(A, batch_ms=5_000)
    reading = asyncio.create_task(_rest(follower))
    await _settle()
    feed.publish(made.step(*["a"] * 300, "b", "a"), 0)
    feed.publish(made.step("a"), 0)
    feed.close()
    assert [len(batch.events) for batch in await reading] == [256, 46]


async def test_one_who_leaves_while_waiting_takes_nobody_along(feed: StreamFeed, made: Publisher):
    staying, leaving = (asyncio.create_task(_next(feed.follow(A, batch_ms=0))) for _ in range(2))
    await _settle()
    assert feed.readers == 2
    leaving.cancel()
    await asyncio.wait([leaving])
    feed.publish(made.step("a"), 0)
    assert _told(await staying) == [("a", 1)]


async def test_nothing_is_left_of_those_who_left(feed: StreamFeed, made: Publisher):
    async with aclosing(feed.follow(A, batch_ms=5_000)) as follower:
        reading = asyncio.create_task(_next(follower))
        await _settle()
        feed.publish(made.step("a"), 0)
        reading.cancel()
        await asyncio.wait([reading])
    assert feed.readers == 0


async def test_readers_of_the_same_streams_get_the_very_same_events(feed: StreamFeed, made: Publisher):
    readers = [asyncio.create_task(_rest(feed.follow(A, batch_ms=0))) for _ in range(20)]
    await _settle()
    for _ in range(3):
        feed.publish(made.step("a", "b"), 0)
        await _settle()
    feed.close()
    for number, batches in enumerate(zip(*[await reader for reader in readers], strict=True), 1):
        assert [_told(batch) for batch in batches] == [[("a", number)]] * 20
        assert len({id(batch.events) for batch in batches}) == 1


@pytest.mark.parametrize(("batch_ms", "codes"), [(0, []), (5_000, []), (-1, ["x"]), (5_001, ["x"])])
def test_a_cadence_is_between_nothing_and_five_seconds(batch_ms: int, codes: list[str]):
    faults = batch_faults(batch_ms, "batch_ms")
    assert len(faults) == len(codes)
    assert all((fault.code, fault.path) == (ErrorCode.INVALID_INPUT, ("batch_ms",)) for fault in faults)
