"""Events of streams as they are delivered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from domain.marketplace.history.model import AnomalyFlag


class StreamEvent(NamedTuple):
    """One event of one stream. A tuple, because a busy marketplace makes a hundred thousand of them in a second.

    Attributes:
        stream: Canonical name.
        sequence: 1, 2, 3 … within the stream and simulator, without a gap.
        at: Simulation time, microseconds since 1970.
        key: Identity, 64 bits; ``event_id`` writes it.
        data: Payload as JSON values.
        normalized: 0 … 100: the stream's rate over its trailing window against what is usual at that hour of the week.
        flag: By the distance from 50.
        score: Robust seasonal anomaly score of the trailing window.
        caused_by: Key of the parent event, or none.
        scenario: Id of the scenario that was active or settling, or none.
        event_ids: Ids of the external events in force that concern the stream.
    """

    stream: str
    sequence: int
    at: int
    key: int
    data: Mapping[str, Any]
    normalized: float
    flag: AnomalyFlag
    score: float
    caused_by: int | None
    scenario: str | None
    event_ids: tuple[str, ...]


def event_id(key: int) -> str:
    """Write the key of an event as its id: 16 hexadecimal digits."""
    return f"{key:016x}"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a subscriber did not get. ``missed`` is how many events, where that is known."""

    missed: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a subscriber gets at once: events in order, each with when it was published, and where to go on.

    Attributes:
        events: Ascending by sequence within each stream.
        published: When each was published, microseconds since 1970 of wall time; as long as ``events``.
        positions: Sequence of the last event of each stream up to here, of all streams.
        gap: What is missing before these events.
    """

    events: tuple[StreamEvent, ...]
    published: tuple[int, ...]
    positions: Mapping[str, int]
    gap: Gap | None = None
