"""The shape of ``streams.json``: every stream with its rate, its fields and what an override on it means."""

from math import isfinite
from typing import Annotated, Self

from pydantic import Field, model_validator

from config.definition_shape import DefinitionShape, Text
from domain.marketplace.model import (
    Cadence,
    Choice,
    DerivedSeries,
    FieldKind,
    NumberRange,
    OverrideUnit,
    PeakWindow,
    StreamDefinition,
    StreamDomain,
    StreamField,
    ValueKind,
)

Name = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)+$", max_length=100)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class ChoiceShape(DefinitionShape):
    """A value with its relative frequency."""

    value: Text
    weight: Positive = 1.0


class NumberShape(DefinitionShape):
    """A lognormal number, cut to a range."""

    median: Positive
    sigma: NotNegative
    low: NotNegative
    high: Positive

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.median <= self.high:
            raise ValueError("low, median and high must ascend")
        return self


class FieldShape(DefinitionShape):
    """A field of a payload."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    kind: FieldKind
    description: Text
    required: bool = True
    choices: tuple[ChoiceShape, ...] = ()
    number: NumberShape | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.number is not None and self.kind not in (FieldKind.INTEGER, FieldKind.NUMBER):
            raise ValueError(f"a field of kind {self.kind} has no number")
        values = [choice.value for choice in self.choices]
        if len(values) > len(set(values)):
            raise ValueError("a value is listed twice among the choices")
        wrong = [value for value in values if not _is(value, self.kind)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no {self.kind}")
        return self

    def to_domain(self) -> StreamField:
        """Return it in domain terms."""
        choices = tuple(Choice(one.value, one.weight) for one in self.choices)
        one = self.number
        number = None if one is None else NumberRange(one.median, one.sigma, one.low, one.high)
        return StreamField(self.name, self.kind, self.description, self.required, choices, number)


def _is(value: str, kind: FieldKind) -> bool:
    """Tell whether a choice can be read as a value of its field."""
    read = {FieldKind.INTEGER: int, FieldKind.NUMBER: float}.get(kind)
    try:
        return read is None or isfinite(read(value))
    except ValueError:
        return False


class PeakShape(DefinitionShape):
    """Peak hours, from ``start`` up to but without ``end``."""

    start: Annotated[int, Field(ge=0, le=23)]
    end: Annotated[int, Field(ge=1, le=24)]
    factor: Positive

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError("the peak must end after it starts")
        return self

    def to_domain(self) -> PeakWindow:
        """Return it in domain terms."""
        return PeakWindow(self.start, self.end, self.factor)


class OverrideShape(DefinitionShape):
    """What an override means, and between which bounds."""

    unit: OverrideUnit
    low: NotNegative
    high: Positive

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class DerivedShape(DefinitionShape):
    """A second series out of the payloads."""

    name: Annotated[str, Field(pattern=r"^[a-z_]+$", max_length=40)]
    field: Text
    equals: Text | None = None
    description: Text

    def fault(self, field: FieldShape) -> str | None:
        """Return why it cannot be taken from a field, or none."""
        if self.equals is None and field.kind not in {FieldKind.INTEGER, FieldKind.NUMBER}:
            return f"is a mean of {field.name}, which is no number"
        if self.equals is not None and self.equals not in {one.value for one in field.choices}:
            return f"waits for {self.equals!r}, which {field.name} never is"
        return None


class StreamShape(DefinitionShape):
    """One stream."""

    name: Name
    domain: StreamDomain
    cadence: Cadence
    very_low: bool = False
    events_per_day: Positive
    variance: Annotated[float, Field(ge=0, lt=1)]
    time_of_day: bool = False
    weekday: bool = False
    peak: PeakShape | None = None
    value_kind: ValueKind = ValueKind.COUNTER
    override: OverrideShape
    description: Text
    fields: Annotated[tuple[FieldShape, ...], Field(min_length=1, max_length=30)]
    aliases: tuple[Name, ...] = ()
    derived: tuple[DerivedShape, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        names = [field.name for field in self.fields]
        if len(names) > len(set(names)):
            raise ValueError("two fields have the same name")
        for one in self.derived:
            field = next((field for field in self.fields if field.name == one.field), None)
            fault = f"is taken from {one.field!r}, which is no field" if field is None else one.fault(field)
            if fault is not None:
                raise ValueError(f"the derived series {one.name!r} {fault}")
        if self.very_low and self.cadence is not Cadence.LOW:
            raise ValueError("very_low belongs to the cadence LOW")
        return self

    def to_domain(self, number: int) -> StreamDefinition:
        """Return it in domain terms; ``number`` is its place in the catalogue."""
        return StreamDefinition(
            name=self.name,
            number=number,
            domain=self.domain,
            cadence=self.cadence,
            very_low=self.very_low,
            events_per_day=self.events_per_day,
            variance=self.variance,
            time_of_day=self.time_of_day,
            weekday=self.weekday,
            peak=None if self.peak is None else self.peak.to_domain(),
            value_kind=self.value_kind,
            override=self.override.unit,
            override_low=self.override.low,
            override_high=self.override.high,
            description=self.description,
            fields=tuple(field.to_domain() for field in self.fields),
            aliases=self.aliases,
            derived=tuple(DerivedSeries(one.name, one.field, one.equals, one.description) for one in self.derived),
        )


class StreamsFile(DefinitionShape):
    """The catalogue."""

    schema_: str = Field(alias="$schema")
    streams: Annotated[tuple[StreamShape, ...], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _unique(self) -> Self:
        seen: set[str] = set()
        for stream in self.streams:
            for name in (stream.name, *stream.aliases):
                if name in seen:
                    raise ValueError(f"{name!r} names two streams")
                seen.add(name)
        return self
