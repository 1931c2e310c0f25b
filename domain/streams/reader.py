"""One reader's way through the events."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.streams import gaps
from domain.streams.audience import BATCH_EVENTS
from domain.streams.buffer import Entry, Mark, Slice
from domain.streams.jumps import Jumps
from domain.streams.model import Batch, Gap


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader has got to: a moment in the buffer's life, and the number of the last jump it was told of."""

    mark: Mark
    jump: int


@dataclass(slots=True)
class Reader:
    """Where somebody is.

    Attributes:
        look: Returns the next events behind positions and up to a mark.
        positions: Sequence of the last event of each stream that was read.
        resumed: Whether it has not yet caught up since it came back with a resume point.
        jump: Number of the last jump that it was told of.
        gap: What it is to be told of before the next events.
        mark: Up to where it has read; none before it has read anything.
    """

    look: Callable[[Mapping[str, int], Mark], Slice]
    jumps: Jumps
    positions: Mapping[str, int]
    resumed: bool
    jump: int
    gap: Gap | None = None
    mark: Mark | None = None

    def next(self, bound: Place) -> Batch | None:
        """Return what is to be read next and go on, or none when everything up to the bound has been read."""
        while True:
            jump = self.jumps.after(self.jump)
            due = jump is not None and jump.number <= bound.jump and jump.mark.appended <= bound.mark.appended
            upto = jump.mark if jump is not None and due else bound.mark
            if upto is self.mark and not due and self.gap is None:
                return None
            found = self.look(self.positions, upto)
            self.positions, self.mark = found.positions, found.mark
            self._note(found)
            if found.events or jump is None or not due:
                self.resumed = self.resumed and not (found.drained and upto is bound.mark)
                return self._batch(found)
            self.gap, self.jump = gaps.together(self.gap, jump.gap), jump.number

    def _note(self, found: Slice) -> None:
        if found.missed == 0:
            return
        if not found.expired:
            gap = gaps.not_made(found.missed)
        else:
            gap = gaps.expired(found.missed) if self.resumed else gaps.fell_behind(found.missed)
        self.gap = gaps.together(self.gap, gap)

    def _batch(self, found: Slice) -> Batch | None:
        gap, self.gap = self.gap, None
        if not found.events and gap is None:
            return None
        return Batch(found.events, found.published, found.positions, gap)


def opening(entries: Sequence[Entry], head: Mapping[str, int], gap: Gap | None) -> Iterator[Batch]:
    """Cut the events that a new reader gets first into batches; who goes on from any of them misses none of the rest.

    Args:
        entries: The last events of each stream, oldest first.
        head: How far each stream has been counted.
        gap: What the reader is to be told of before them.
    """
    if not entries and gap is not None:
        yield Batch((), (), head, gap)
    for start in range(0, len(entries), BATCH_EVENTS):
        part, rest = entries[start : start + BATCH_EVENTS], entries[start + BATCH_EVENTS :]
        waiting = {event.stream: event.sequence - 1 for _, event, _ in reversed(rest)}
        positions = {**head, **waiting} if waiting else head
        yield Batch(
            tuple(event for _, event, _ in part),
            tuple(published for _, _, published in part),
            positions,
            gap if start == 0 else None,
        )
