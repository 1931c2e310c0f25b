"""Portions of what was published: written and read back, delivered once, and recalled for who comes late."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from domain.marketplace.history.model import AnomalyFlag
from domain.streams.archive import Archive
from domain.streams.buffer import Retention
from domain.streams.feed import StreamFeed
from domain.streams.model import Batch, StreamEvent
from domain.streams.portions import Portion, pack, unpack
from domain.streams.topics import Selection

ALL = Selection(frozenset({"a", "b"}))


def event(stream: str, sequence: int, flag: AnomalyFlag = AnomalyFlag.NORMAL) -> StreamEvent:
    key, data = 2**63 + sequence, {"x": [1, "é"]}
    return StreamEvent(stream, sequence, 1_000 + sequence, key, data, 50.5, flag, -0.25, 7, None, ("e",))


def portion(*names: tuple[str, int], counted: Mapping[str, int] | None = None, jump: tuple[int, int] | None = None):
    return Portion(5, 9, [event(*one) for one in names], counted or {}, jump)


class Kept(Archive):
    """Portions in a list, begun at the positions that a test says."""

    def __init__(self, start: Mapping[str, int], portions: Sequence[Portion]) -> None:
        self.start, self.portions = start, portions

    async def since(
        self, positions: Mapping[str, int], selection: Selection
    ) -> AsyncIterator[tuple[Mapping[str, int], Sequence[Portion]]]:
        at = dict(self.start)
        for one in self.portions:
            yield dict(at), [one]
            at.update(one.ends())


async def told(feed: StreamFeed, after: Mapping[str, int], selection: Selection = ALL) -> list[Batch]:
    feed.close()
    return [batch async for batch in feed.follow(selection, after, 0)]


def sequences(batches: list[Batch]) -> list[tuple[str, int]]:
    return [(one.stream, one.sequence) for batch in batches for one in batch.events]


def test_what_is_written_is_read_back():
    portions = [
        portion(("a", 1), ("b", 1), counted={"c": 4}),
        Portion(6, 10, [event("a", 2, AnomalyFlag.CRITICAL)], {}, (3, 4)),
    ]
    assert list(unpack(pack(portions))) == portions


@pytest.mark.parametrize("damaged", [b"", b"x", pack([])[:-3]])
def test_what_is_damaged_is_refused(damaged: bytes):
    with pytest.raises(ValueError, match="damaged"):
        unpack(damaged)


def test_what_was_delivered_is_not_delivered_again():
    async def body() -> None:
        feed = StreamFeed({"a": 0, "b": 0})
        assert feed.take(portion(("a", 1), ("b", 1), counted={"c": 3}, jump=(1, 2))) is not None
        assert feed.take(portion(("a", 1), ("b", 1), counted={"c": 3}, jump=(1, 2))) is None
        new = feed.take(portion(("a", 1), ("a", 2), counted={"c": 5}))
        assert new is not None
        assert [(one.stream, one.sequence) for one in new.events] == [("a", 2)]
        assert feed.positions == {"a": 2, "b": 1, "c": 5}
        batches = await told(feed, {"a": 0, "b": 0, "c": 1}, Selection(frozenset({"a", "c"})))
        assert sequences(batches) == [("a", 1), ("a", 2)]
        assert sum(one.gap.missed or 0 for one in batches if one.gap) == 4

    asyncio.run(body())


def test_what_is_missing_between_portions_is_a_gap_of_its_size():
    async def body() -> None:
        feed = StreamFeed({"a": 0, "b": 0})
        feed.take(portion(("a", 1), ("b", 1)))
        feed.take(portion(("a", 5)))
        batches = await told(feed, {"a": 0, "b": 0})
        assert sequences(batches) == [("b", 1), ("a", 5)]
        gaps = [one.gap for one in batches if one.gap]
        assert [gap.missed for gap in gaps] == [4]
        assert gaps[0].reason.startswith("RESUME_POINT_EXPIRED")

    asyncio.run(body())


@pytest.mark.parametrize(("after", "first", "missed"), [(1, 2, 0), (4, 5, 0), (0, 2, 1)])
def test_who_comes_with_an_old_position_gets_the_archive_and_then_the_rings(after: int, first: int, missed: int):
    async def body() -> None:
        feed = StreamFeed({"a": 1, "b": 0}, Retention(events=8, microseconds=0))
        portions = [portion(("a", number)) for number in range(2, 40)]
        feed.archive = Kept({"a": 1, "b": 0}, portions[:-3])
        for one in portions:
            feed.take(one)
        batches = await told(feed, {"a": after, "b": 0})
        assert sequences(batches) == [("a", number) for number in range(first, 40)]
        assert sum(one.gap.missed or 0 for one in batches if one.gap) == missed
        for one in batches:
            assert one.positions["a"] == one.events[-1].sequence

    asyncio.run(body())


def test_jumps_in_the_archive_are_told_where_they_were():
    async def body() -> None:
        feed = StreamFeed({"a": 0, "b": 0}, Retention(events=1, microseconds=0))
        portions = [portion(("a", 1)), portion(("a", 2), jump=(10, 20)), *[portion(("a", n)) for n in range(3, 30)]]
        feed.archive = Kept({"a": 0, "b": 0}, portions)
        for one in portions:
            feed.take(one)
        batches = await told(feed, {"a": 0, "b": 0})
        assert sequences(batches[:1]) == [("a", 1)]
        assert batches[1].gap is not None
        assert "CLOCK_JUMPED" in batches[1].gap.reason
        assert [one.gap for one in batches[2:]] == [None] * len(batches[2:])
        assert sequences(batches) == [("a", number) for number in range(1, 30)]

    asyncio.run(body())


def test_only_anomalies_are_recalled_for_who_wants_those():
    async def body() -> None:
        feed = StreamFeed({}, Retention(events=1, microseconds=0))
        flags = {3: AnomalyFlag.CRITICAL, 20: AnomalyFlag.CRITICAL}
        portions = [Portion(5, 9, [event("a", n, flags.get(n, AnomalyFlag.NORMAL))]) for n in range(1, 30)]
        feed.archive = Kept({}, portions)
        for one in portions:
            feed.take(one)
        batches = await told(feed, {}, Selection(frozenset(), anomalies=True))
        assert sequences(batches) == [("a", 3), ("a", 20)]
        assert [one.gap for one in batches] == [None] * len(batches)

    asyncio.run(body())
