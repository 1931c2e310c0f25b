"""What was published before the rings begin, read back for somebody who comes with an old position."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.moments import written
from domain.streams import gaps
from domain.streams.audience import BATCH_EVENTS
from domain.streams.model import Batch, Gap, StreamEvent
from domain.streams.portions import Portion
from domain.streams.topics import Selection


class Archive(Protocol):
    """Portions of one simulator that are kept longer than the rings keep events."""

    def since(
        self, positions: Mapping[str, int], selection: Selection
    ) -> AsyncIterator[tuple[Mapping[str, int], Sequence[Portion]]]:
        """Yield what is kept, oldest first, from a place on that misses nothing of a selection behind positions.

        When that is not kept any more it begins with the oldest that is. With portions come the positions before them,
        of all streams.
        """
        ...


class Recall:
    """Somebody's way through an archive.

    Attributes:
        read: Sequence of the last event of each stream that was read.
        gap: What is to be told before the next events.
    """

    def __init__(
        self, after: Mapping[str, int], selection: Selection, upto: Mapping[str, int], gap: Gap | None
    ) -> None:
        """Begin.

        Args:
            after: Sequence of the last event that was had of each stream.
            selection: Which events are wanted.
            upto: Sequence of the last event of each stream that is wanted.
            gap: Something to be told before all else.
        """
        self._selection = selection
        self._upto = upto
        self._after = dict(after)
        self._events: list[StreamEvent] = []
        self._published: list[int] = []
        self.read = dict(after)
        self.gap = gap

    async def batches(self, archive: Archive) -> AsyncGenerator[Batch, None]:
        """Tell what an archive has behind what was read, to its end; a gap at the end is left to be told."""
        async for positions, portions in archive.since(self.read, self._selection):
            self._begin(positions)
            before = dict(positions)
            for portion in portions:
                for batch in self._take(portion, before):
                    yield batch
                before.update(portion.ends())
        for batch in self._end():
            yield batch

    def _begin(self, positions: Mapping[str, int]) -> None:
        """Go on from positions; what is missing up to there is a gap."""
        streams, anomalies = self._selection.streams, self._selection.anomalies
        begun = {name: min(last, self._upto.get(name, 0)) for name, last in positions.items()}
        behind = {name: last - self.read.get(name, 0) for name, last in begun.items()}
        missed = sum(max(0, count) for name, count in behind.items() if name in streams)
        other = anomalies and any(count > 0 for name, count in behind.items() if name not in streams)
        if missed or other:
            self.gap = gaps.together(self.gap, gaps.expired(None if other else missed))
        self.read.update({name: begun[name] for name, count in behind.items() if count > 0})

    def _take(self, portion: Portion, positions: Mapping[str, int]) -> Iterator[Batch]:
        """Read a portion that begins at positions."""
        if portion.jump is not None and not self._passed(positions):
            yield from self._end()
            before, after = map(written, portion.jump)
            self.gap = gaps.together(self.gap, gaps.jumped(before, after))
        self._skip(portion)
        for event in portion.events:
            name, sequence = event.stream, event.sequence
            if sequence <= self.read.get(name, 0) or sequence > self._upto.get(name, 0):
                continue
            if sequence > self.read.get(name, 0) + 1 and name not in portion.counted:
                yield from self._end()
                self._begin({name: sequence - 1})
            self.read[name] = sequence
            if name in self._selection.streams or (self._selection.anomalies and event.flag is not AnomalyFlag.NORMAL):
                self._events.append(event)
                self._published.append(portion.published)
                if len(self._events) == BATCH_EVENTS:
                    yield from self._end()
        for name, last in portion.counted.items():
            self.read[name] = max(self.read.get(name, 0), min(last, self._upto.get(name, 0)))

    def _end(self) -> Iterator[Batch]:
        """Cut off a batch, if there are events for one."""
        if self._events:
            yield Batch(tuple(self._events), tuple(self._published), dict(self.read), self.gap)
            self.gap = None
            self._events.clear()
            self._published.clear()

    def _skip(self, portion: Portion) -> None:
        counted = {name: min(last, self._upto.get(name, 0)) for name, last in portion.counted.items()}
        skipped = replace(portion, counted=counted).behind(self.read, 0).skipped(self.read)
        wanted = [count for name, count in skipped.items() if name in self._selection.streams]
        other = self._selection.anomalies and len(wanted) < len(skipped)
        if wanted or other:
            self.gap = gaps.together(self.gap, gaps.not_made(None if other else sum(wanted)))

    def _passed(self, positions: Mapping[str, int]) -> bool:
        """Tell whether somebody got something from after these positions, and so has been told what was there."""
        return any(last > positions.get(name, 0) for name, last in self._after.items())
