"""The live delivery of one simulator: what it publishes, to whoever follows it in this process.

Publishing never waits. Readers have no queues: each holds a position in the rings that all share, so a slow reader
costs nothing, and finds a gap with the number of events it missed once the rings have moved past it.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping

from domain.errors import Fault, invalid
from domain.ports.marketplace import Progress
from domain.streams.audience import Audience
from domain.streams.buffer import EventBuffer, Retention
from domain.streams.jumps import Jumps
from domain.streams.model import Batch, Gap
from domain.streams.reader import Reader, opening
from domain.streams.topics import Selection

LONGEST_BATCH_MS = 5_000
USUAL_BATCH_MS = 100


def batch_faults(batch_ms: int, *path: str) -> list[Fault]:
    """Return what is wrong with a cadence."""
    if 0 <= batch_ms <= LONGEST_BATCH_MS:
        return []
    hint = f"{USUAL_BATCH_MS} suits people who watch; 0 tells everything at once."
    return [invalid(f"A batch may wait 0 to {LONGEST_BATCH_MS:,} ms, not {batch_ms:,}.", *path, hint=hint)]


class StreamFeed:
    """What one simulator publishes. Belongs to one event loop."""

    def __init__(self, sequences: Mapping[str, int], retention: Retention | None = None) -> None:
        """Begin where the engine is.

        Args:
            sequences: Sequence of the last event of each stream; one that is not named has had none.
            retention: How much is kept for those who come back or fall behind.
        """
        self._buffer = EventBuffer(sequences, retention)
        self._jumps = Jumps()
        self._audiences: dict[tuple[Selection, int], Audience] = {}
        self._closed = False

    @property
    def positions(self) -> Mapping[str, int]:
        """Return how far each stream has been counted."""
        return self._buffer.head.positions

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
        news = self._buffer.append(progress.events, published, progress.skipped)
        for audience in self._audiences.values():
            audience.hear(news)

    def jumped(self, before: int, after: int) -> None:
        """Tell everybody that simulation time went from one moment to another, in microseconds since 1970."""
        self._jumps.add(self._buffer.head, before, after)
        for audience in self._audiences.values():
            audience.release_soon()

    def close(self) -> None:
        """End it: readers get what they have not had yet, and that was all."""
        self._closed = True
        for audience in self._audiences.values():
            audience.release()

    async def follow(
        self,
        selection: Selection,
        after: Mapping[str, int] | None = None,
        batch_ms: int = USUAL_BATCH_MS,
        gap: Gap | None = None,
    ) -> AsyncGenerator[Batch, None]:
        """Follow what is published until the feed is closed.

        Without a position first the last 10 events of each stream are told, then everything that comes. With one,
        everything that came since is told, or how much of it is missing, and then everything that comes. A batch has
        events or a gap, at most 256 events, and waits at most ``batch_ms`` for more.

        Args:
            selection: Which events.
            after: Sequence of the last event that was had of each stream, as an earlier batch said.
            batch_ms: 0 … 5,000 milliseconds.
            gap: Something to be told before all else.
        """
        audience = self._join(selection, batch_ms)
        try:
            if after is None:
                head = self._buffer.head
                reader = Reader(audience, self._jumps, head.positions, False, self._jumps.last)
                for batch in opening(self._buffer.latest(selection), head.positions, gap):
                    yield batch
            else:
                reader = Reader(audience, self._jumps, after, True, self._jumps.passed(after), gap)
            while True:
                found = reader.next()
                if found is not None:
                    yield found
                    # One who has much to catch up on leaves the others their turns.
                    await asyncio.sleep(0)
                elif self._closed:
                    return
                else:
                    await audience.called()
        finally:
            self._leave(audience, batch_ms)

    def _join(self, selection: Selection, batch_ms: int) -> Audience:
        audience = self._audiences.get((selection, batch_ms))
        if audience is None:
            audience = Audience(self._buffer, selection, batch_ms / 1_000, self._buffer.head)
            self._audiences[selection, batch_ms] = audience
        audience.readers += 1
        return audience

    def _leave(self, audience: Audience, batch_ms: int) -> None:
        audience.readers -= 1
        if audience.readers == 0:
            audience.leave_off()
            del self._audiences[audience.selection, batch_ms]
