"""Events of streams in the schema."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from domain.marketplace.moments import moment
from domain.streams.model import Batch, Gap, StreamEvent, event_id
from graph.limits.limits import sized
from graph.node_ids import encode_node_id
from graph.scalars import JSON, Long
from graph.streams.enums import AnomalyFlag
from graph.streams.payloads.union import PAYLOADS, StreamPayload

__all__ = ["AnomalyFlag", "StreamBatchType", "StreamEventType", "StreamGapType"]

MOST_EVENT_IDS = 50
LARGEST_INT = 2**31 - 1
"""What the type Int of GraphQL holds."""


@strawberry.type(name="StreamEvent", description="One event of one stream.")
class StreamEventType:
    """One event; what is costly to make is made only for who asks."""

    model: strawberry.Private[StreamEvent]
    id: strawberry.ID = strawberry.field(description="Its id.")
    stream: str = strawberry.field(description="Name of the stream.")
    sequence: Long = strawberry.field(description="1, 2, 3 … within the stream, without a gap.")
    timestamp: datetime = strawberry.field(description="When it happened, in simulation time.")
    published_at: datetime = strawberry.field(description="When it was published, in real time.")
    data: JSON = strawberry.field(description="Its payload, with the field names of the stream's definition.")
    normalized_value: float = strawberry.field(
        description="0 to 100, where 50 is usual: how often such events come lately against what is usual at this hour "
        "of the week; 20 for each standard deviation."
    )
    anomaly_flag: AnomalyFlag = strawberry.field(description="By the distance of `normalizedValue` from 50.")
    anomaly_score: float = strawberry.field(
        description="How unusual the stream's recent rate is, in robust standard deviations from what is usual at this "
        "hour of the week; positive above."
    )
    caused_by: strawberry.ID | None = strawberry.field(description="Id of the event that it follows from.")
    scenario_id: str | None = strawberry.field(description="Scenario that was active or settling.")

    @strawberry.field(
        description=f"Ids of the external events in force that concern the stream; at most {MOST_EVENT_IDS}.",
        metadata=sized(3),
    )
    def event_ids(self) -> list[strawberry.ID]:
        """Write them as ids of nodes."""
        ids = self.model.event_ids[:MOST_EVENT_IDS]
        return [strawberry.ID(encode_node_id("ExternalEvent", UUID(one))) for one in ids]

    @strawberry.field(description="Its payload as a type of its own for each stream.")
    def payload(self) -> StreamPayload:
        """Translate the payload."""
        return PAYLOADS[self.model.stream](self.model.data)

    @classmethod
    def of(cls, event: StreamEvent, published: datetime) -> Self:
        """Translate an event of the domain; ``published`` in real time."""
        return cls(
            model=event,
            id=strawberry.ID(event_id(event.key)),
            stream=event.stream,
            sequence=Long(event.sequence),
            timestamp=moment(event.at),
            published_at=published,
            data=JSON(event.data),
            normalized_value=event.normalized,
            anomaly_flag=event.flag,
            anomaly_score=event.score,
            caused_by=None if event.caused_by is None else strawberry.ID(event_id(event.caused_by)),
            scenario_id=event.scenario,
        )


@strawberry.type(name="StreamGap", description="Something that was not delivered.")
class StreamGapType:
    """One gap."""

    missed: int | None = strawberry.field(description="How many events; null when that is not known.")
    reason: str = strawberry.field(
        description="Why: a code and a sentence. `RESUME_POINT_EXPIRED`: what came after the cursor is no longer kept. "
        "`FELL_BEHIND`: events came faster than they were read. `ONLY_COUNTED`: the speed is so high that events which "
        "nothing follows from are not made. `CLOCK_JUMPED`: simulation time was set forward."
    )

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """Translate a gap of the domain."""
        countable = gap.missed is not None and gap.missed <= LARGEST_INT
        return cls(missed=gap.missed if countable else None, reason=gap.reason)


@strawberry.type(name="StreamBatch", description="Events that are delivered at once, and where to go on after them.")
class StreamBatchType:
    """One batch."""

    positions: strawberry.Private[Mapping[str, int]]
    seal: strawberry.Private[Callable[[Mapping[str, int]], str]]
    events: list[StreamEventType] = strawberry.field(
        description="In the order of time; at most 256, none when there is only a gap to be told.", metadata=sized(256)
    )
    gap: StreamGapType | None = strawberry.field(description="What is missing before these events.")

    @strawberry.field(description="Pass it as `after` to go on behind these events, with the same topics or others.")
    def cursor(self) -> str:
        """Seal how far each stream was delivered."""
        return self.seal(self.positions)

    @classmethod
    def of(cls, batch: Batch, seal: Callable[[Mapping[str, int]], str]) -> Self:
        """Translate a batch of the domain; ``seal`` makes a cursor of positions."""
        return cls(
            positions=batch.positions,
            seal=seal,
            events=list(_events(batch.events, batch.published)),
            gap=None if batch.gap is None else StreamGapType.of(batch.gap),
        )


def _events(events: Sequence[StreamEvent], published: Sequence[int]) -> Iterator[StreamEventType]:
    """Translate events; those of one publication share the moment of it."""
    known, at = -1, moment(0)
    for event, micros in zip(events, published, strict=True):
        if micros != known:
            known, at = micros, moment(micros)
        yield StreamEventType.of(event, at)
