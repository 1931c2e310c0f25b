"""Who comes with a position that this process has not reached yet is not told again what was had elsewhere."""

import asyncio

from domain.marketplace.history.model import AnomalyFlag
from domain.ports.marketplace import Progress
from domain.streams.feed import StreamFeed
from domain.streams.model import StreamEvent
from domain.streams.topics import Selection


def progress(stream: str, *sequences: int) -> Progress:
    flag = AnomalyFlag.NORMAL
    return Progress(
        [StreamEvent(stream, one, one, one, {}, 50.0, flag, 0.0, None, None, ()) for one in sequences], 0, (), {}
    )


async def told(feed: StreamFeed, after: dict[str, int], got: list[tuple[str, int]]) -> None:
    async for batch in feed.follow(Selection(frozenset({"a", "b"})), after, 0):
        assert batch.gap is None
        got += [(one.stream, one.sequence) for one in batch.events]


async def test_it_is_waited_for_until_this_process_is_as_far() -> None:
    feed, got = StreamFeed({"a": 0, "b": 0}), list[tuple[str, int]]()
    feed.publish(progress("a", 1, 2), 1)
    feed.publish(progress("b", 1, 2, 3), 1)
    task = asyncio.create_task(told(feed, {"a": 5, "b": 1}, got))
    await asyncio.sleep(0.12)
    feed.publish(progress("a", 3, 4), 2)
    await asyncio.sleep(0.12)
    assert got == []
    feed.publish(progress("a", 5, 6), 3)
    await asyncio.sleep(0.2)
    feed.publish(progress("a", 7), 4)
    await asyncio.sleep(0.05)
    feed.close()
    await task
    assert sorted(got) == [("a", 6), ("a", 7), ("b", 2), ("b", 3)]


async def test_other_streams_being_ahead_does_not_matter() -> None:
    feed, got = StreamFeed({"a": 0, "b": 0}), list[tuple[str, int]]()
    task = asyncio.create_task(told(feed, {"a": 0, "b": 0, "c": 100}, got))
    await asyncio.sleep(0)
    feed.publish(progress("a", 1), 1)
    await asyncio.sleep(0.05)
    feed.close()
    await task
    assert got == [("a", 1)]
