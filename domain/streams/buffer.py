"""The latest events of one simulator, a ring for each stream, which everybody reads and nobody copies.

Kept of each stream is what was published in the last minute, and its last thousand events whenever they were. Together
they keep to a bound in bytes; the stream that holds the most gives up its oldest events first when that is reached.
Room is made an eighth of a ring at a time, so an append costs the same however full the rings are.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from math import inf
from sys import getsizeof

from domain.marketplace.history.model import AnomalyFlag
from domain.streams.model import StreamEvent
from domain.streams.topics import Selection

LATEST = 10
"""Events of each stream that somebody new is told."""

_SHARE = 8
_WEIGHED_EVERY = 512
_ENTRY_BYTES = 160
"""An entry around an event: a tuple, its place in a list or two, and its numbers."""

Entry = tuple[int, StreamEvent, int]
"""Number of the event among all that were appended, the event, and when it was published (wall time, microseconds)."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How much is kept.

    Attributes:
        events: So many of each stream, whenever they were published.
        microseconds: All that was published in so much wall time.
        bytes: Bound on the estimated memory of all streams together, which wins over the other two.
    """

    events: int = 1_000
    microseconds: int = 60_000_000
    bytes: int = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in the life of a buffer: how many events had been appended, and how far each stream had been counted."""

    appended: int
    positions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class News:
    """What one append brought, by stream: events, events that are no longer normal, numbers without an event."""

    made: Mapping[str, int]
    flagged: Mapping[str, int]
    skipped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of what is kept.

    Attributes:
        events: Oldest first.
        published: When each was published; as long as ``events``.
        positions: How far each stream has been read.
        missed: Events of streams that are wanted whole which were counted but are not there, exactly; none when it
            cannot be told how many, because streams miss events of which only the anomalies were wanted.
        expired: Whether any of them were there once.
        drained: Whether nothing is left up to the mark.
        mark: The moment in the buffer's life up to which it reaches: the mark itself once it is drained.
    """

    events: tuple[StreamEvent, ...]
    published: tuple[int, ...]
    positions: Mapping[str, int]
    missed: int | None
    expired: bool
    drained: bool
    mark: Mark


@dataclass(slots=True)
class _Ring:
    """What is kept of one stream.

    Attributes:
        last: Sequence of the last event that was counted.
        dropped: Sequence of the last event that is no longer kept.
        dropped_flagged: The same of those that were not normal; like ``dropped`` at first, when nothing is known.
        skipped: Sequence up to which numbers were counted without an event, 0 for never.
        flagged: Those of the entries that are not normal.
        weight: Estimated bytes of an entry with its event.
        weighed: Sequence at which that was estimated.
    """

    last: int
    dropped: int
    dropped_flagged: int
    skipped: int = 0
    entries: list[Entry] = field(default_factory=list)
    flagged: list[Entry] = field(default_factory=list)
    weight: int = 0
    weighed: int = 0

    @property
    def size(self) -> int:
        """Return the estimated bytes."""
        return len(self.entries) * self.weight

    def weigh(self) -> None:
        """Estimate anew once enough events have come; an average, because payloads of one stream differ little."""
        if self.weight and self.last - self.weighed < _WEIGHED_EVERY:
            return
        measured = _bytes(self.entries[-1][1])
        self.weight = (3 * self.weight + measured) // 4 if self.weight else measured
        self.weighed = self.last

    def expire(self, horizon: int, kept: int) -> None:
        """Give up events published before ``horizon``, but none of the last ``kept``."""
        while (count := len(self.entries) // _SHARE) and len(self.entries) - count >= kept:
            if self.entries[count - 1][2] >= horizon:
                return
            self.drop(count)

    def drop(self, count: int) -> None:
        """Give up the oldest events."""
        self.dropped = self.entries[count - 1][1].sequence
        del self.entries[:count]
        first = self.entries[0][0] if self.entries else inf
        lost = bisect_left(self.flagged, first, key=_number)
        if lost:
            self.dropped_flagged = self.flagged[lost - 1][1].sequence
            del self.flagged[:lost]


class _Rings(dict[str, _Ring]):
    """Rings by stream; one that is not there yet has had no event."""

    def __missing__(self, name: str) -> _Ring:
        ring = self[name] = _Ring(0, 0, 0)
        return ring


class EventBuffer:
    """The rings of all streams. Knows no readers: they come with their positions."""

    def __init__(self, sequences: Mapping[str, int], retention: Retention | None = None) -> None:
        """Begin where each stream has been counted to; one that is not named has had no event."""
        self._rings = _Rings({name: _Ring(last, last, last) for name, last in sequences.items()})
        self._retention = retention or Retention()
        self._appended = 0
        self._head: Mark | None = None

    @property
    def head(self) -> Mark:
        """Return the present mark, the same object until something is appended."""
        if self._head is None:
            self._head = Mark(self._appended, {name: ring.last for name, ring in self._rings.items()})
        return self._head

    @property
    def estimated_bytes(self) -> int:
        """Return about how much memory the events take."""
        return sum(ring.size for ring in self._rings.values())

    def append(self, events: Sequence[StreamEvent], published: int, skipped: Mapping[str, int] | None = None) -> News:
        """Take events in the order of time, each stream's going on with the next sequence.

        Args:
            events: What was made.
            published: Wall time, microseconds since 1970.
            skipped: Events that were counted and numbered but not made, by stream.
        """
        rings, number = self._rings, self._appended
        made, flagged, normal = dict[str, int](), dict[str, int](), AnomalyFlag.NORMAL
        counted = {name: rings[name].last + count for name, count in (skipped or {}).items()}
        for event in events:
            name, number = event.stream, number + 1
            ring, entry = rings[name], (number, event, published)
            ring.entries.append(entry)
            ring.last = event.sequence
            made[name] = made.get(name, 0) + 1
            if event.flag is not normal:
                ring.flagged.append(entry)
                flagged[name] = flagged.get(name, 0) + 1
        for name, last in counted.items():
            rings[name].skipped = rings[name].last = max(rings[name].last, last + made.get(name, 0))
        self._appended, self._head = number, None
        self._make_room(made, published - self._retention.microseconds)
        return News(made, flagged, skipped or {})

    def lose(self, positions: Mapping[str, int]) -> None:
        """Go on behind positions, by stream: what came before and is not here yet never will be, which is a gap."""
        for name, position in positions.items():
            ring = self._rings[name]
            if position > ring.last:
                ring.entries.clear()
                ring.flagged.clear()
                ring.last = ring.dropped = ring.dropped_flagged = position
        self._head = None

    def lacks(self, positions: Mapping[str, int], selection: Selection) -> bool:
        """Tell whether events behind positions that are wanted were kept once, or by others, and are not here."""
        return any(positions.get(name, 0) < ring.dropped for name, _, ring in self._wanted(selection))

    def latest(self, selection: Selection, upto: Mark, each: int = LATEST) -> list[Entry]:
        """Return the last events of each stream up to a mark, oldest first.

        Of a stream that is wanted whole only those behind what was counted without an event: no sequence is missing
        among them, and what is told next follows on them.
        """
        found = list[Entry]()
        for _, entries, ring in self._wanted(selection):
            end = bisect_right(entries, upto.appended, key=_number)
            last = entries[max(end - each, 0) : end]
            found.extend(entry for entry in last if entries is ring.flagged or _sequence(entry) > ring.skipped)
        return sorted(found)

    def since(self, positions: Mapping[str, int], selection: Selection, upto: Mark, most: int) -> Slice:
        """Return the events behind positions and up to a mark, at most ``most`` of them.

        A stream without a position is read from its first event. Positions of streams that are not wanted stay until
        all that is wanted has been read, and then go to the mark: whoever goes on from there with another selection
        misses nothing.
        """
        strands = [
            _Strand(name, ring, entries, positions.get(name, 0))
            for name, entries, ring in self._wanted(selection)
            if ring.last > positions.get(name, 0)
        ]
        taken = _merged(strands, upto.appended, most)
        drained = all(strand.due(upto.appended) is None for strand in strands)
        reached = {strand.name: strand.reached(upto) for strand in strands}
        missing = [strand.missing(reached[strand.name]) for strand in strands]
        unknown = any(lost and strand.partial for strand, lost in zip(strands, missing, strict=True))
        expired = any(
            lost and strand.start < strand.ring.dropped for strand, lost in zip(strands, missing, strict=True)
        )
        got = _later(positions, upto.positions) if drained else {**positions, **reached}
        return Slice(
            events=tuple(entry[1] for entry in taken),
            published=tuple(entry[2] for entry in taken),
            positions=got,
            missed=None if unknown else sum(missing),
            expired=expired,
            drained=drained,
            mark=upto if drained else Mark(taken[-1][0], got),
        )

    def _wanted(self, selection: Selection) -> Iterable[tuple[str, list[Entry], _Ring]]:
        if not selection.anomalies:
            return [(name, self._rings[name].entries, self._rings[name]) for name in sorted(selection.streams)]
        return [
            (name, ring.entries if name in selection.streams else ring.flagged, ring)
            for name, ring in self._rings.items()
        ]

    def _make_room(self, touched: Iterable[str], horizon: int) -> None:
        for name in touched:
            self._rings[name].weigh()
        for ring in self._rings.values():
            ring.expire(horizon, self._retention.events)
        total = self.estimated_bytes
        while total > self._retention.bytes:
            largest = max(self._rings.values(), key=lambda ring: ring.size)
            count = max(1, len(largest.entries) // _SHARE)
            total -= count * largest.weight
            largest.drop(count)


class _Strand:
    """One stream while it is read: where reading began, and what comes next."""

    __slots__ = ("entries", "index", "name", "partial", "ring", "start", "taken")

    def __init__(self, name: str, ring: _Ring, entries: list[Entry], start: int) -> None:
        self.name, self.ring, self.entries, self.start = name, ring, entries, start
        self.partial = entries is not ring.entries
        self.index = bisect_right(entries, start, key=_sequence)
        self.taken = 0

    def due(self, upto: int) -> int | None:
        """Return the number of the next entry, if it is not behind the mark."""
        if self.index == len(self.entries):
            return None
        number = self.entries[self.index][0]
        return number if number <= upto else None

    def take(self) -> Entry:
        """Return the next entry and go on."""
        entry = self.entries[self.index]
        self.index += 1
        self.taken += 1
        return entry

    def reached(self, upto: Mark) -> int:
        """Return up to which sequence it has been read: to the mark when there is nothing more."""
        if self.due(upto.appended) is None:
            return max(self.start, upto.positions.get(self.name, 0))
        return self.entries[self.index - 1][1].sequence if self.taken else self.start

    def missing(self, reached: int) -> int:
        """Return how many sequences between where reading began and where it has got have no event.

        Of a stream of which only the anomalies are wanted only whether there are any that may have been anomalies.
        """
        if not self.partial:
            return reached - self.start - self.taken
        if reached <= self.start:
            # Nothing was read: what is missing further on is for whoever reads on from here.
            return 0
        if self.start < self.ring.dropped:
            return int(self.start < max(self.ring.dropped_flagged, self.ring.skipped))
        entries = self.ring.entries
        made = bisect_right(entries, reached, key=_sequence) - bisect_right(entries, self.start, key=_sequence)
        return reached - self.start - made


def _merged(strands: Sequence[_Strand], upto: int, most: int) -> list[Entry]:
    """Take the next entries of all strands in the order in which they were appended."""
    waiting = [(due, place) for place, strand in enumerate(strands) if (due := strand.due(upto)) is not None]
    heapify(waiting)
    taken = list[Entry]()
    while waiting and len(taken) < most:
        strand = strands[waiting[0][1]]
        taken.append(strand.take())
        due = strand.due(upto)
        if due is None:
            heappop(waiting)
        else:
            heapreplace(waiting, (due, waiting[0][1]))
    return taken


def _later(positions: Mapping[str, int], reached: Mapping[str, int]) -> Mapping[str, int]:
    """Return the later position of each stream: ``reached`` itself, which many readers share, unless some are ahead.

    A reader is ahead while events that it has had already are made again after a restart.
    """
    ahead = {name: position for name, position in positions.items() if position > reached.get(name, 0)}
    return {**reached, **ahead} if ahead else reached


def _number(entry: Entry) -> int:
    return entry[0]


def _sequence(entry: Entry) -> int:
    return entry[1].sequence


def _bytes(event: StreamEvent) -> int:
    """Estimate the memory of an event: itself, its payload and what that holds one level down; keys are shared."""
    values = [event.at, event.key, event.score, event.normalized, event.data, *event.data.values()]
    inner = [part for value in values if isinstance(value, list | tuple) for part in value]
    return _ENTRY_BYTES + getsizeof(event) + sum(map(getsizeof, values)) + sum(map(getsizeof, inner))
