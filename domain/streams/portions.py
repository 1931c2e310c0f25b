"""Portions: what a simulator published at once, as it is kept behind the rings and told to other processes."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.marketplace.history.model import AnomalyFlag
from domain.streams.model import StreamEvent

_LEVEL = 1
_FLAGS = {flag.value: flag for flag in AnomalyFlag}


@dataclass(frozen=True, slots=True)
class Portion:
    """What was published at one moment.

    Attributes:
        published: Wall time, microseconds since 1970.
        reached: Simulation time up to which everything is done, exclusive, microseconds since 1970.
        events: In order, ascending by sequence within each stream.
        counted: Sequence of the last event of streams of which events were counted and numbered but not made.
        jump: Before the events, simulation time went from one moment to another; none when it did not.
    """

    published: int
    reached: int
    events: Sequence[StreamEvent] = ()
    counted: Mapping[str, int] = field(default_factory=dict)
    jump: tuple[int, int] | None = None

    @property
    def empty(self) -> bool:
        """Return whether nothing happened."""
        return not self.events and not self.counted and self.jump is None

    def ends(self) -> dict[str, int]:
        """Return the sequence of the last event of each stream that has any here."""
        ends = {event.stream: event.sequence for event in self.events}
        for name, last in self.counted.items():
            ends[name] = max(ends.get(name, 0), last)
        return ends

    def behind(self, positions: Mapping[str, int], jumped_to: int) -> "Portion":
        """Return the part that comes behind positions, and behind the last jump that is known."""
        return Portion(
            self.published,
            self.reached,
            [event for event in self.events if event.sequence > positions.get(event.stream, 0)],
            {name: last for name, last in self.counted.items() if last > positions.get(name, 0)},
            self.jump if self.jump is not None and self.jump[1] > jumped_to else None,
        )

    def skipped(self, positions: Mapping[str, int]) -> dict[str, int]:
        """Return how many events behind positions were counted without being made, by stream."""
        made: dict[str, int] = {}
        for event in self.events:
            if event.stream in self.counted:
                made[event.stream] = made.get(event.stream, 0) + 1
        skipped = {name: last - positions.get(name, 0) - made.get(name, 0) for name, last in self.counted.items()}
        return {name: count for name, count in skipped.items() if count > 0}


def pack(portions: Sequence[Portion]) -> bytes:
    """Write portions, compressed; a thousand events take some milliseconds."""
    document = [
        [
            one.published,
            one.reached,
            [[*event[:6], event.flag.value, *event[7:]] for event in one.events],
            dict(one.counted),
            one.jump,
        ]
        for one in portions
    ]
    return zlib.compress(json.dumps(document, separators=(",", ":")).encode(), _LEVEL)


def unpack(content: bytes) -> tuple[Portion, ...]:
    """Read what ``pack`` wrote.

    Raises:
        ValueError: It is damaged or of another version.
    """
    try:
        return tuple(_portions(json.loads(zlib.decompress(content))))
    except (zlib.error, TypeError, KeyError, IndexError) as error:
        raise ValueError("portions of events are damaged or of another version") from error


def _portions(document: object) -> Iterator[Portion]:
    if not isinstance(document, list):
        raise TypeError("no list of portions")
    for published, reached, events, counted, jump in document:
        yield Portion(
            published,
            reached,
            [StreamEvent._make([*row[:6], _FLAGS[row[6]], *row[7:10], tuple(row[10])]) for row in events],
            counted,
            None if jump is None else (jump[0], jump[1]),
        )
