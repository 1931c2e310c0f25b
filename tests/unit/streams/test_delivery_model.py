"""Whatever is published, read, resumed and expired in any order: nothing twice, nothing lost without being told."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.streams.buffer import Retention
from domain.streams.feed import StreamFeed
from domain.streams.model import Batch
from domain.streams.topics import Selection
from tests.unit.streams.conftest import Publisher

STREAMS = ("a", "b", "c")
KEEP_ALL = Retention(events=10**6)
KEEP_LITTLE = Retention(events=3, microseconds=1)

Streams = st.lists(st.sampled_from(("a", "!a", "b", "!b", "c", "!c")), min_size=12, max_size=120)
Skipped = st.dictionaries(st.sampled_from(STREAMS), st.integers(1, 5), max_size=2)
Publish = st.tuples(st.just("publish"), Streams, Skipped)
PublishMade = st.tuples(st.just("publish"), Streams, st.just({}))
Read = st.tuples(st.just("read"), st.integers(0, 2), st.integers(1, 3))
Resume = st.tuples(st.just("resume"), st.integers(0, 2))
Wait = st.tuples(st.just("wait"), st.integers(1, 3))
Jump = st.tuples(st.just("jump"))
Selections = st.builds(Selection, st.frozensets(st.sampled_from(STREAMS), min_size=1), st.just(False))
AnySelections = st.builds(Selection, st.frozensets(st.sampled_from(STREAMS)), st.just(True)) | Selections


@dataclass
class Follower:
    """Somebody who follows, and everything that was told him over several visits."""

    feed: StreamFeed
    selection: Selection
    batches: list[Batch] = field(default_factory=list)
    visit: AsyncGenerator[Batch, None] | None = None

    async def read(self, most: int) -> None:
        """Take batches while there are any, up to a number."""
        if self.visit is None:
            after = self.batches[-1].positions if self.batches else dict.fromkeys(STREAMS, 0)
            self.visit = self.feed.follow(self.selection, after, batch_ms=0)
        for _ in range(most):
            reading = asyncio.create_task(anext(self.visit, None))
            for _ in range(4):
                await asyncio.sleep(0)
            if not reading.done():
                reading.cancel()
                await asyncio.wait([reading])
                self.visit = None  # A generator ends when what it waits for is cancelled.
                return
            batch = reading.result()
            if batch is None:
                return
            self.batches.append(batch)

    async def leave(self) -> None:
        """Go away; the next read comes back where the last one ended."""
        if self.visit is not None:
            await self.visit.aclose()
            self.visit = None

    @property
    def told(self) -> list[tuple[str, int]]:
        return [(event.stream, event.sequence) for batch in self.batches for event in batch.events]


@dataclass
class Story:
    """What came of a sequence of things that happened."""

    made: Publisher
    followers: list[Follower]
    jumps: list[int]

    def wanted(self, selection: Selection) -> list[tuple[str, int]]:
        return [
            (event.stream, event.sequence)
            for event in self.made.made
            if event.stream in selection.streams or (selection.anomalies and event.flag != "NORMAL")
        ]


async def _play(happenings: list[tuple], selections: list[Selection], retention: Retention) -> Story:
    feed, now, jumps = StreamFeed(dict.fromkeys(STREAMS, 0), retention), 0, list[int]()
    made = Publisher(dict.fromkeys(STREAMS, 0))
    followers = [Follower(feed, selection) for selection in selections]
    for follower in followers:
        await follower.read(1)
    for kind, *values in happenings:
        if kind == "publish":
            now += 1
            feed.publish(made.step(*values[0], skipped=values[1]), now)
        elif kind == "read":
            await followers[values[0]].read(values[1])
        elif kind == "resume":
            await followers[values[0]].leave()
        elif kind == "wait":
            now += values[0]
        else:
            feed.jumped(made.now, made.now + 1)
            jumps.append(made.now)
    feed.close()
    for follower in followers:
        await follower.read(10_000)
    assert feed.readers == 0
    return Story(made, followers, jumps)


def _check_order(story: Story) -> None:
    for follower in story.followers:
        told = follower.told
        assert max(Counter(told).values(), default=1) == 1
        wanted = story.wanted(follower.selection)
        assert set(told) <= set(wanted)
        for batch in follower.batches:
            assert [event.at for event in batch.events] == sorted(event.at for event in batch.events)
            assert 0 < len(batch.events) <= 256 or batch.gap is not None
            assert len(batch.events) == len(batch.published)
        for stream in STREAMS:
            numbers = [number for name, number in told if name == stream]
            assert numbers == sorted(numbers)


@settings(max_examples=60, deadline=None)
@given(st.lists(PublishMade | Read | Resume | Wait, max_size=25), st.lists(AnySelections, min_size=3, max_size=3))
def test_while_all_is_kept_everybody_gets_everything_once_and_in_order(
    happenings: list[tuple], selections: list[Selection]
):
    story = asyncio.run(_play(happenings, selections, KEEP_ALL))
    _check_order(story)
    for follower in story.followers:
        assert follower.told == story.wanted(follower.selection)
        assert {batch.gap for batch in follower.batches} <= {None}


@settings(max_examples=60, deadline=None)
@given(st.lists(Publish | Read | Resume | Wait, min_size=5, max_size=40), st.lists(Selections, min_size=3, max_size=3))
def test_what_is_not_told_is_told_to_be_missing_exactly(happenings: list[tuple], selections: list[Selection]):
    story = asyncio.run(_play(happenings, selections, KEEP_LITTLE))
    _check_order(story)
    for follower in story.followers:
        counted = sum(story.made.sequences[name] for name in follower.selection.streams)
        missed = sum(batch.gap.missed or 0 for batch in follower.batches if batch.gap)
        assert len(follower.told) + missed == counted


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PublishMade | Read | Resume | Wait, min_size=5, max_size=40),
    st.lists(AnySelections, min_size=3, max_size=3),
)
def test_an_anomaly_that_is_not_told_leaves_a_gap(happenings: list[tuple], selections: list[Selection]):
    story = asyncio.run(_play(happenings, selections, KEEP_LITTLE))
    _check_order(story)
    for follower in story.followers:
        complete = follower.told == story.wanted(follower.selection)
        assert complete == all(batch.gap is None for batch in follower.batches)


@settings(max_examples=40, deadline=None)
@given(st.lists(PublishMade | Read | Jump, max_size=25), st.lists(AnySelections, min_size=3, max_size=3))
def test_each_jump_is_told_between_the_events_around_it(happenings: list[tuple], selections: list[Selection]):
    """Somebody who never comes back is told once; who does may be told of the last one again."""
    story = asyncio.run(_play(happenings, selections, KEEP_ALL))
    _check_order(story)
    for follower in story.followers:
        assert follower.told == story.wanted(follower.selection)
        reasons = " ".join(batch.gap.reason for batch in follower.batches if batch.gap)
        assert reasons.count("CLOCK_JUMPED") >= min(len(story.jumps), 1)
        for batch, at in product(follower.batches, story.jumps):
            assert len({event.at > at for event in batch.events}) <= 1
