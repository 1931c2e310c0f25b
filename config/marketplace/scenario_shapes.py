"""The shape of a scenario: in ``scenarios.json``, and as a document that is imported and exported."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from config.definition_shape import DefinitionShape, Text
from config.marketplace.event_shapes import ImpactShape
from config.marketplace.spans import Span, SpanRange, read_span, write_span
from domain.marketplace.events.model import EventSeverity, ExternalEventType
from domain.marketplace.model import Marketplace
from domain.marketplace.scenarios import model
from domain.marketplace.scenarios.model import SettlingCurve

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
LongText = Annotated[str, Field(max_length=2_000)]


def _offset(text: object) -> timedelta:
    if text == "now":
        return timedelta()
    if not isinstance(text, str) or not text.startswith("+"):
        raise ValueError("the time of a scenario's event is `now` or later, such as `+3 days`")
    return read_span(text[1:].strip())


Offset = Annotated[timedelta, BeforeValidator(_offset), WithJsonSchema({"type": "string", "pattern": r"^(now|\+.+)$"})]
Curve = Annotated[
    SettlingCurve,
    BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value),
    WithJsonSchema({"type": "string", "enum": ["linear", "exponential", "immediate"]}),
]


class ShiftShape(DefinitionShape):
    """Payload values that become more or less likely."""

    field: Text
    factors: dict[str, Number]


class ModifierShape(DefinitionShape):
    """What is done to one stream."""

    multiplier: Number | None = None
    additive: Number | None = None
    override: Number | None = None
    probability_shift: ShiftShape | None = Field(default=None, alias="probabilityShift")

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.multiplier is not None and self.multiplier <= 0:
            raise ValueError("the multiplier must be greater than 0; an override of 0 stops a stream")
        return self

    def to_domain(self, stream: str) -> model.StreamModifier:
        """Return it in domain terms."""
        shift = self.probability_shift
        shifted = None if shift is None else model.ProbabilityShift(shift.field, tuple(sorted(shift.factors.items())))
        return model.StreamModifier(stream, self.multiplier, self.additive, self.override, shifted)


class CascadeEffectShape(DefinitionShape):
    """A stream that follows another one, later."""

    trigger: str
    target: str
    multiplier: Number
    delay: SpanRange


class ScenarioEventShape(DefinitionShape):
    """An external event that the scenario injects."""

    title: Text
    description: LongText = ""
    type: ExternalEventType
    severity: EventSeverity
    time: Offset
    expected_impact: tuple[ImpactShape, ...] = Field(alias="expectedImpact")
    icon: Text | None = None

    def to_domain(self, marketplace: Marketplace) -> model.ScenarioEvent:
        """Return it in domain terms."""
        impacts = tuple(one.to_domain(marketplace) for one in self.expected_impact)
        return model.ScenarioEvent(
            self.type, self.title, self.description, self.severity, self.time, impacts, self.icon
        )


class BacklogShape(DefinitionShape):
    """What failed and is tried again."""

    streams: tuple[str, ...]
    share: Number
    over: Span
    highest: Number


class MetadataShape(DefinitionShape):
    """What sort of scenario it is."""

    category: Text = "custom"
    tags: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    typical_trigger: LongText | None = Field(default=None, alias="typicalTrigger")


class ScenarioShape(DefinitionShape):
    """One scenario."""

    id: str
    name: str
    description: str
    duration: Span
    affected_streams: dict[str, ModifierShape] = Field(alias="affectedStreams")
    external_events: tuple[ScenarioEventShape, ...] = Field(alias="externalEvents")
    settlement_duration: Span | None = Field(default=None, alias="settlementDuration")
    settlement_type: Curve = Field(default=SettlingCurve.LINEAR, alias="settlementType")
    cascade_effects: tuple[CascadeEffectShape, ...] = Field(default=(), alias="cascadeEffects")
    metadata: MetadataShape = MetadataShape()
    backlog: BacklogShape | None = None
    precedence: int = 0

    def to_domain(self, marketplace: Marketplace) -> model.ScenarioDefinition:
        """Return it in domain terms, with canonical names where a stream is known."""
        settlement = self.duration if self.settlement_duration is None else self.settlement_duration

        def named(name: str) -> str:
            stream = marketplace.stream(name)
            return name if stream is None else stream.name

        backlog = self.backlog
        return model.ScenarioDefinition(
            id=self.id,
            name=self.name,
            description=self.description,
            category=self.metadata.category,
            tags=self.metadata.tags,
            duration=model.Span(write_span(self.duration), self.duration),
            settlement=model.Span(write_span(settlement), settlement),
            curve=self.settlement_type,
            modifiers=tuple(one.to_domain(named(name)) for name, one in self.affected_streams.items()),
            events=tuple(one.to_domain(marketplace) for one in self.external_events),
            cascades=tuple(
                model.Cascade(named(one.trigger), named(one.target), one.multiplier, *one.delay)
                for one in self.cascade_effects
            ),
            backlog=None
            if backlog is None
            else model.Backlog(tuple(map(named, backlog.streams)), backlog.share, backlog.over, backlog.highest),
            precedence=self.precedence,
            trigger=self.metadata.typical_trigger,
        )


class ScenariosFile(DefinitionShape):
    """All scenarios. Each is read on its own, so that a wrong one disables only itself."""

    schema_: str = Field(alias="$schema")
    scenarios: tuple[ScenarioShape, ...]
