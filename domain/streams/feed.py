"""The live delivery of one simulator: what it publishes, to whoever follows it in this process.

Publishing never waits. Readers have no queues: each holds a position in the rings that all share, so a slow reader
costs nothing, and finds a gap with the number of events it missed once the rings have moved past it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from domain.errors import Fault, invalid
from domain.following import Ahead, follow
from domain.ports.marketplace import Progress
from domain.streams.archive import Archive, Recall
from domain.streams.audience import BATCH_EVENTS, Audience
from domain.streams.buffer import EventBuffer, Mark, Retention, Slice
from domain.streams.jumps import Jumps
from domain.streams.model import Batch, Gap
from domain.streams.portions import Portion
from domain.streams.reader import Place, Reader, opening
from domain.streams.topics import Selection

LONGEST_BATCH_MS = 5_000
USUAL_BATCH_MS = 100


def batch_faults(batch_ms: int, *path: str) -> list[Fault]:
    """Return what is wrong with a cadence."""
    if 0 <= batch_ms <= LONGEST_BATCH_MS:
        return []
    hint = f"{USUAL_BATCH_MS} suits people who watch; 0 tells everything at once."
    return [invalid(f"A batch may wait 0 to {LONGEST_BATCH_MS:,} ms, not {batch_ms:,}.", *path, hint=hint)]


TURN_SECONDS = 0.005
"""How long one who has much to read goes on before the others have their turns."""


class StreamFeed:
    """What one simulator publishes. Belongs to one event loop.

    Attributes:
        buffer: The events that are kept.
        jumps: The latest jumps of the clock.
        archive: Has what the rings no longer have; none when nothing has.
        closed: Whether nothing more comes.
    """

    def __init__(self, sequences: Mapping[str, int], retention: Retention | None = None) -> None:
        """Begin where the engine is.

        Args:
            sequences: Sequence of the last event of each stream; one that is not named has had none.
            retention: How much is kept for those who come back or fall behind.
        """
        self.buffer = EventBuffer(sequences, retention)
        self.jumps = Jumps()
        self._audiences: dict[tuple[Selection, int], Audience] = {}
        self._jumped_to = 0
        self.archive: Archive | None = None
        self.closed = False

    @property
    def positions(self) -> Mapping[str, int]:
        """Return how far each stream has been counted."""
        return self.buffer.head.positions

    @property
    def readers(self) -> int:
        """Return how many follow."""
        return sum(audience.readers for audience in self._audiences.values())

    def publish(self, progress: Progress, published: int) -> None:
        """Deliver what an engine did; never waits.

        Args:
            progress: One step; each stream's sequences go on where the step before ended.
            published: Wall time, microseconds since 1970.
        """
        if not progress.events and not progress.skipped:
            return
        news = self.buffer.append(progress.events, published, progress.skipped)
        for audience in self._audiences.values():
            audience.hear(news)

    def take(self, portion: Portion) -> Portion | None:
        """Deliver what of a portion was not delivered before; return that part, or none when it is nothing.

        Events between what was delivered and the portion, if there are any, are a gap for whoever would have had them.
        """
        positions = self.positions
        new = portion.behind(positions, self._jumped_to)
        if new.empty:
            return None
        if new.jump is not None:
            self.jumped(*new.jump)
        begun: dict[str, int] = {}
        for event in new.events:
            begun.setdefault(event.stream, event.sequence - 1)
        missing = {
            name: last for name, last in begun.items() if name not in new.counted and last > positions.get(name, 0)
        }
        if missing:
            self.buffer.lose(missing)
        self.publish(Progress(new.events, new.reached, (), new.skipped(positions)), new.published)
        return new

    def jumped(self, before: int, after: int) -> None:
        """Tell everybody that simulation time went from one moment to another, in microseconds since 1970."""
        self._jumped_to = max(self._jumped_to, after)
        self.jumps.add(self.buffer.head, before, after)
        for audience in self._audiences.values():
            audience.release_soon()

    def close(self) -> None:
        """End it: readers get what they have not had yet, and that was all."""
        self.closed = True
        for audience in self._audiences.values():
            audience.release()

    def source(
        self,
        selection: Selection,
        after: Mapping[str, int] | None = None,
        batch_ms: int = USUAL_BATCH_MS,
        gap: Gap | None = None,
    ) -> "EventSource":
        """Return what can be followed until the feed is closed.

        Without a position first the last 10 events of each stream are told, then everything that comes. With one,
        everything that came since is told, or how much of it is missing, and then everything that comes. A batch has
        events or a gap, at most 256 events, and waits at most ``batch_ms`` for more.

        Args:
            selection: Which events.
            after: Sequence of the last event that was had of each stream, as an earlier batch said.
            batch_ms: 0 … 5,000 milliseconds.
            gap: Something to be told before all else.
        """
        return EventSource(self, selection, after, batch_ms, gap)

    def follow(
        self,
        selection: Selection,
        after: Mapping[str, int] | None = None,
        batch_ms: int = USUAL_BATCH_MS,
        gap: Gap | None = None,
    ) -> AsyncGenerator[Batch, None]:
        """Follow a source alone; see ``source``."""
        return follow(self.source(selection, after, batch_ms, gap))

    @contextmanager
    def audience(self, selection: Selection, batch_ms: int) -> Iterator[Audience]:
        """Be one of those who are told of a selection at a cadence, while the block runs."""
        audience = self._join(selection, batch_ms)
        try:
            yield audience
        finally:
            self._leave(audience, batch_ms)

    def _join(self, selection: Selection, batch_ms: int) -> Audience:
        audience = self._audiences.get((selection, batch_ms))
        if audience is None:
            audience = Audience(self.buffer, selection, batch_ms / 1_000, self.buffer.head)
            self._audiences[selection, batch_ms] = audience
        audience.readers += 1
        return audience

    def _leave(self, audience: Audience, batch_ms: int) -> None:
        audience.readers -= 1
        if audience.readers == 0:
            audience.leave_off()
            del self._audiences[audience.selection, batch_ms]


class LiveEvents:
    """What is published from a moment on, batch by batch."""

    def __init__(self, feed: StreamFeed, audience: Audience) -> None:
        """Begin now."""
        head = feed.buffer.head
        self._feed = feed
        self._audience = audience
        self._reader = Reader(audience.read, feed.jumps, head.positions, False, feed.jumps.last, mark=head)
        self._head = head

    @property
    def place(self) -> Place:
        """Return how far has been told."""
        return Place(self._reader.mark or self._head, self._reader.jump)

    async def __aiter__(self) -> AsyncIterator[tuple[Place, Batch]]:
        """Tell batches until the feed is closed."""
        clock = asyncio.get_running_loop().time
        turn = clock()
        while True:
            batch = self._reader.next(Place(self._audience.released, self._feed.jumps.last))
            if batch is not None:
                yield self.place, batch
                if clock() - turn > TURN_SECONDS:
                    await asyncio.sleep(0)
                    turn = clock()
            elif self._feed.closed:
                return
            else:
                await self._audience.called()
                turn = clock()


@dataclass(frozen=True, slots=True)
class EventSource:
    """Events of a selection at a cadence, from the last ones or a resume point on; see ``StreamFeed.source``."""

    feed: StreamFeed
    selection: Selection
    after: Mapping[str, int] | None
    batch_ms: int
    gap: Gap | None
    newest_only: bool = False

    @asynccontextmanager
    async def live(self) -> AsyncIterator[LiveEvents]:
        """Follow from now on."""
        with self.feed.audience(self.selection, self.batch_ms) as audience:
            yield LiveEvents(self.feed, audience)

    async def before(self, place: Place, since: Place | None) -> AsyncGenerator[tuple[Place, Batch], None]:
        """Tell the last events before a place, or everything behind where one was."""
        if since is None and self.after is not None and self._ahead(self.after, place) and not self.feed.closed:
            raise Ahead
        if since is None and self.after is None:
            entries = self.feed.buffer.latest(self.selection, place.mark)
            for batch in opening(entries, place.mark.positions, self.gap):
                yield place, batch
            return
        after, gap = self.after, self.gap
        if since is None and after is not None and self.feed.archive is not None:
            recall = Recall(after, self.selection, place.mark.positions, gap)
            # The rings move on while the archive is read, so as often as that brings something.
            before: Mapping[str, int] | None = None
            while recall.read != before and self.feed.buffer.lacks(recall.read, self.selection):
                before = dict(recall.read)
                async for batch in recall.batches(self.feed.archive):
                    yield place, batch
            after, gap = recall.read, recall.gap
        reader = self._reader(since, after, gap)
        while (found := reader.next(place)) is not None:
            yield place, found
            # One who has much to catch up on leaves the others their turns.
            await asyncio.sleep(0)

    def _ahead(self, after: Mapping[str, int], place: Place) -> bool:
        """Tell whether events behind the place were had already: at another process, or before a restart."""
        reached = place.mark.positions
        return any(after.get(name, 0) > reached.get(name, 0) for name in self.selection.streams)

    def _reader(self, since: Place | None, after: Mapping[str, int] | None, gap: Gap | None) -> Reader:
        jumps = self.feed.jumps
        if since is not None:
            return Reader(self._look, jumps, since.mark.positions, False, since.jump)
        after = after or {}
        return Reader(self._look, jumps, after, True, jumps.passed(after), gap)

    def _look(self, positions: Mapping[str, int], upto: Mark) -> Slice:
        return self.feed.buffer.since(positions, self.selection, upto, BATCH_EVENTS)
