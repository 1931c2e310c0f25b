"""The shape of ``event_templates.json``, and of what an event is expected to do."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from config.definition_shape import DefinitionShape, Text
from config.marketplace.spans import Span
from domain.marketplace.events.model import (
    EventSeverity,
    EventTemplate,
    ExternalEventType,
    Impact,
    ImpactDirection,
    ImpactMagnitude,
)
from domain.marketplace.model import Marketplace

Kebab = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class ImpactShape(DefinitionShape):
    """What an event does to one stream."""

    stream: str
    direction: ImpactDirection
    magnitude: ImpactMagnitude
    duration: Span

    def to_domain(self, marketplace: Marketplace) -> Impact:
        """Return it in domain terms, with the canonical name where the stream is known."""
        stream = marketplace.stream(self.stream)
        name = self.stream if stream is None else stream.name
        return Impact(name, self.direction, self.magnitude, self.duration)


class OnsetShape(DefinitionShape):
    """Time from an event to its first effect."""

    low: Span
    high: Span

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high < self.low:
            raise ValueError("the onset's high is below its low")
        if self.low < timedelta(0):
            raise ValueError("an event cannot act before it happens")
        return self


class TemplateShape(DefinitionShape):
    """A kind of event."""

    id: Kebab
    type: ExternalEventType
    title: Text
    description: Text
    severities: Annotated[tuple[EventSeverity, ...], Field(min_length=1, max_length=3)]
    onset: OnsetShape
    impacts: Annotated[tuple[ImpactShape, ...], Field(min_length=1, max_length=50)]
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    icon: Text | None = None
    link: Text | None = None

    def to_domain(self, marketplace: Marketplace) -> EventTemplate:
        """Return it in domain terms."""
        return EventTemplate(
            id=self.id,
            type=self.type,
            title=self.title,
            description=self.description,
            severities=self.severities,
            impacts=tuple(one.to_domain(marketplace) for one in self.impacts),
            onset_low=self.onset.low,
            onset_high=self.onset.high,
            months=self.months,
            icon=self.icon,
            link=self.link,
        )


class TemplatesFile(DefinitionShape):
    """The library of events. Each template is read on its own, so that a wrong one disables only itself."""

    schema_: str = Field(alias="$schema")
    templates: tuple[TemplateShape, ...]
