"""What is still to happen, in the order of time."""

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush, heapreplace
from typing import Any, NamedTuple

from simulator.entities.world import Link

EVENT, MARKED, NATURAL, CHECK, LESSON, BATCH = range(6)
"""Kinds of pending things:

* an event that is certain;
* one that happens when its mark is below what the gate then asks for;
* the outcome of an exclusive tree that is due unless the gates then turn it into another;
* the moment at which it is looked whether a lesson that is to take place is cancelled;
* the outcome of a lesson that was not cancelled;
* a batch that gathers what has happened to one tutor.
"""

NOTHING = -1

_new = tuple.__new__


class Pending(NamedTuple):
    """Something that is still to happen.

    Attributes:
        at: When it is due.
        number: Index of the stream that it is expected on.
        key: Of the event that is expected.
        kind: One of the kinds above.
        parent: Key of the event that causes it; none for one that nothing causes.
        branch: Index of the outcome; ``NOTHING`` for an event without a parent and for the outcome that none happens.
        tree: Index of the tree, where it is exclusive.
        mark: Chance that decides; of a natural outcome when its parent was, microseconds since 1970.
        link: Of the parent.
    """

    at: int
    number: int
    key: int
    kind: int
    parent: int | None
    branch: int
    tree: int
    mark: float
    link: Link


class Agenda:
    """What is pending, ordered by time, stream and key.

    What follows from something is in a heap, as plain tuples, which the garbage collector need not look at again and
    again. Events without a parent are drawn in order, so only the next of each stream is in a heap, of its own.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._heap: list[tuple[Any, ...]] = []
        self._own: list[tuple[int, int, int]] = []
        self._rest: dict[int, Iterator[tuple[int, int]]] = {}

    def push(self, one: Pending) -> None:
        """Add something that follows from something."""
        heappush(self._heap, tuple(one))

    def expect(self, number: int, times: Iterable[int], keys: Iterable[int]) -> None:
        """Add a stream's events without a parent, by time and key, when none of it are left."""
        rest = zip(times, keys, strict=True)
        first = next(rest, None)
        if first is not None:
            heappush(self._own, (first[0], number, first[1]))
            self._rest[number] = rest

    def take(self, until: int) -> Pending | None:
        """Remove and return what comes first, if that is before a moment."""
        heap, own = self._heap, self._own
        if own and (not heap or own[0] < heap[0]):
            at, number, key = own[0]
            if at >= until:
                return None
            following = next(self._rest[number], None)
            if following is None:
                heappop(own)
            else:
                heapreplace(own, (following[0], number, following[1]))
            return Pending(at, number, key, EVENT, None, NOTHING, NOTHING, 0.0, ())
        if heap and heap[0][0] < until:
            return _new(Pending, heappop(heap))
        return None

    @property
    def next_at(self) -> int | None:
        """Return when the next thing is due."""
        return min((first[0][0] for first in (self._heap, self._own) if first), default=None)

    def following(self) -> list[Pending]:
        """Return what follows from something, in order."""
        return [_new(Pending, one) for one in sorted(self._heap)]

    def keep(self, kept: Iterable[Pending]) -> None:
        """Go on with these only of what follows from something."""
        self._heap = [tuple(one) for one in kept]
        heapify(self._heap)

    def drop_own(self) -> None:
        """Forget events without a parent; they are drawn again."""
        self._own, self._rest = [], {}

    def drop_before(self, until: int) -> None:
        """Forget what was due before a moment."""
        self.drop_own()
        self.keep(one for one in self.following() if one.at >= until)
