"""The catalogue of streams in the schema."""

from typing import Self

import strawberry

from domain.marketplace.model import DerivedSeries, PeakWindow, StreamDefinition, StreamField
from graph.limits.limits import sized
from graph.streams.enums import Cadence, FieldKind, OverrideUnit, StreamDomain
from graph.streams.payloads.naming import payload_type_name

__all__ = ["DerivedSeriesType", "PeakHoursType", "StreamDefinitionType", "StreamDomain", "StreamFieldType"]


@strawberry.type(name="StreamField", description="A field of a stream's payload.")
class StreamFieldType:
    """One field."""

    name: str = strawberry.field(description="Its name in `data`; typed payloads have it in camel case.")
    kind: FieldKind = strawberry.field(description="What it holds.")
    description: str = strawberry.field(description="What it means.")
    required: bool = strawberry.field(description="Whether it is always there.")
    values: list[str] = strawberry.field(
        description="Values that it takes, where they are a known few; at most 100.", metadata=sized(5)
    )

    @classmethod
    def of(cls, field: StreamField) -> Self:
        """Translate a field of the domain."""
        return cls(
            name=field.name,
            kind=field.kind,
            description=field.description,
            required=field.required,
            values=[choice.value for choice in field.choices[:100]],
        )


@strawberry.type(name="DerivedSeries", description="A second series of a stream, taken from a field of its payloads.")
class DerivedSeriesType:
    """One derived series."""

    name: str = strawberry.field(description="Its name, such as `payment_gateway.transaction.status#failed_share`.")
    field: str = strawberry.field(description="Which field.")
    equals: str | None = strawberry.field(
        description="Value of the field whose share in percent the series is; null for the mean of the field."
    )
    description: str = strawberry.field(description="What it means.")

    @classmethod
    def of(cls, stream: StreamDefinition, derived: DerivedSeries) -> Self:
        """Translate a derived series of a stream."""
        return cls(
            name=f"{stream.name}#{derived.name}",
            field=derived.field,
            equals=derived.equals,
            description=derived.description,
        )


@strawberry.type(name="PeakHours", description="Hours of the day in which a stream has more events.")
class PeakHoursType:
    """Peak hours."""

    start: int = strawberry.field(description="First hour, in market time.")
    end: int = strawberry.field(description="Hour at which they are over.")
    factor: float = strawberry.field(description="Factor on the rate.")

    @classmethod
    def of(cls, peak: PeakWindow) -> Self:
        """Translate a window of the domain."""
        return cls(start=peak.start, end=peak.end, factor=peak.factor)


@strawberry.type(name="StreamDefinition", description="One of the streams.")
class StreamDefinitionType:
    """One stream."""

    name: str = strawberry.field(description="Its name, such as `customer.signup.started`.")
    number: int = strawberry.field(description="Its place in the catalogue, from 1.")
    domain: StreamDomain = strawberry.field(description="What it tells about; not always the beginning of its name.")
    cadence: Cadence = strawberry.field(description="How often it is checked.")
    very_low: bool = strawberry.field(description="Whether it is among the rarest of those that are checked rarely.")
    events_per_day: float = strawberry.field(description="How many events a day of a usual week has.")
    variance: float = strawberry.field(description="Relative standard deviation of its rate beside all that is known.")
    time_of_day: bool = strawberry.field(description="Whether the rate follows the hours.")
    weekday: bool = strawberry.field(description="Whether the rate follows the days of the week.")
    peak: PeakHoursType | None = strawberry.field(description="Peak hours of its own, in place of the usual ones.")
    value_kind: str = strawberry.field(
        description="What its value in a block of time is: `COUNTER`, the number of events, or `GAUGE`, a mean level."
    )
    override: OverrideUnit = strawberry.field(description="What an override on it means.")
    override_low: float = strawberry.field(description="Least value that it can be overridden with.")
    override_high: float = strawberry.field(description="Greatest value that it can be overridden with.")
    description: str = strawberry.field(description="What its events are.")
    fields: list[StreamFieldType] = strawberry.field(
        description="Fields of its payload; at most 30.", metadata=sized(5)
    )
    payload_type: str = strawberry.field(description="Name of the type of its payload in this schema.")
    aliases: list[str] = strawberry.field(
        description="Other spellings that are accepted; at most 10.", metadata=sized(1)
    )
    derived: list[DerivedSeriesType] = strawberry.field(
        description="Further series taken from its payloads; at most 10.", metadata=sized(1)
    )

    @classmethod
    def of(cls, stream: StreamDefinition) -> Self:
        """Translate a definition of the domain."""
        return cls(
            name=stream.name,
            number=stream.number,
            domain=stream.domain,
            cadence=stream.cadence,
            very_low=stream.very_low,
            events_per_day=stream.events_per_day,
            variance=stream.variance,
            time_of_day=stream.time_of_day,
            weekday=stream.weekday,
            peak=None if stream.peak is None else PeakHoursType.of(stream.peak),
            value_kind=stream.value_kind.value,
            override=stream.override,
            override_low=stream.override_low,
            override_high=stream.override_high,
            description=stream.description,
            fields=[StreamFieldType.of(field) for field in stream.fields[:30]],
            payload_type=payload_type_name(stream.name),
            aliases=list(stream.aliases[:10]),
            derived=[DerivedSeriesType.of(stream, derived) for derived in stream.derived[:10]],
        )
