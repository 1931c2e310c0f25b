"""Readers with the same selection and cadence: they are woken together, and share the work of looking for events."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.streams.buffer import EventBuffer, Mark, News, Slice
from domain.streams.topics import Selection

BATCH_EVENTS = 256
"""Most events that are delivered at once."""

_REMEMBERED = 8


@dataclass(slots=True)
class Audience:
    """Readers of one selection who want to be told every so many seconds at most.

    Attributes:
        seconds: How long news may wait for more; it waits less when a full batch is there.
        released: Up to where readers may read.
        readers: How many there are.
    """

    buffer: EventBuffer
    selection: Selection
    seconds: float
    released: Mark
    readers: int = 0
    _waiting: int = 0
    _timer: asyncio.TimerHandle | None = None
    _call: asyncio.Event = field(default_factory=asyncio.Event)
    _slices: dict[tuple[int, int], tuple[Mapping[str, int], Mark, Slice]] = field(default_factory=dict)

    def hear(self, news: News) -> None:
        """Take note of what was appended; release it at once when it fills a batch, else before long."""
        wanted, concerned = self._wanted(news)
        self._waiting += wanted
        if self._waiting >= BATCH_EVENTS:
            self.release()
        elif wanted or concerned:
            self.release_soon()

    def release_soon(self) -> None:
        """Release what there is within the time of the cadence."""
        if self.seconds <= 0:
            self.release()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self.seconds, self.release)

    def release(self) -> None:
        """Let readers read everything that was appended up to now."""
        self.leave_off()
        self.released, self._waiting = self.buffer.head, 0
        self._slices.clear()
        self._call.set()
        self._call.clear()

    def leave_off(self) -> None:
        """Forget about a release that is due."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def called(self) -> None:
        """Wait for the next release."""
        await self._call.wait()

    def read(self, positions: Mapping[str, int], upto: Mark) -> Slice:
        """Return the next batch behind positions; readers at the same place get the same one."""
        key = (id(positions), id(upto))
        known = self._slices.get(key)
        if known is not None and known[0] is positions and known[1] is upto:
            return known[2]
        found = self.buffer.since(positions, self.selection, upto, BATCH_EVENTS)
        if len(self._slices) >= _REMEMBERED:
            self._slices.clear()
        self._slices[key] = (positions, upto, found)
        return found

    def _wanted(self, news: News) -> tuple[int, bool]:
        """Return how many events of the news are wanted, and whether any are missing that would have been."""
        streams, anomalies = self.selection.streams, self.selection.anomalies
        count = sum(number for name, number in news.made.items() if name in streams)
        if anomalies:
            count += sum(number for name, number in news.flagged.items() if name not in streams)
        return count, any(anomalies or name in streams for name in news.skipped)
