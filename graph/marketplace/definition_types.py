"""Simulator scenarios and templates of external events in the schema."""

from typing import Self

import strawberry

from domain.marketplace.events.model import EventTemplate, ExternalEvent, Impact
from domain.marketplace.model import DefinitionProblem
from domain.marketplace.scenarios.model import Cascade, ScenarioDefinition, ScenarioEvent, StreamModifier
from graph.campaigns.types import CampaignType
from graph.information import Info
from graph.limits.limits import sized
from graph.marketplace.enums import (
    EventSeverity,
    ExternalEventType,
    ImpactDirection,
    ImpactMagnitude,
    SettlingCurve,
)
from graph.marketplace.lengths import length_text
from graph.marketplace.loaders import moved_loader
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.scalars import JSON, DateTime


@strawberry.type(name="ScenarioStreamModifier", description="What is done to one stream: multiplied, added to, or set.")
class StreamModifierType:
    """One modifier."""

    stream: str = strawberry.field(description="Which stream.")
    multiplier: float | None = strawberry.field(description="Factor on its rate at full strength.")
    additive: float | None = strawberry.field(description="Events an hour that are added at full strength.")
    override: float | None = strawberry.field(
        description="What it is set to: events an hour, a level, or a percentage, as the stream's definition tells."
    )
    current: float | None = strawberry.field(
        description="What it amounts to at the moment: the factor, the events an hour that are added, or what it is "
        "set to; null when it does not act."
    )

    @classmethod
    def of(cls, modifier: StreamModifier, current: float | None = None) -> Self:
        """Translate a modifier of the domain."""
        return cls(
            stream=modifier.stream,
            multiplier=modifier.multiplier,
            additive=modifier.additive,
            override=modifier.override,
            current=current,
        )


@strawberry.type(name="ExpectedImpact", description="What an external event is expected to do to one stream.")
class ExpectedImpactType:
    """One expected impact."""

    stream: str = strawberry.field(description="Which stream.")
    direction: ImpactDirection = strawberry.field(description="Which way it moves.")
    magnitude: ImpactMagnitude = strawberry.field(description="How far it moves.")
    duration: str = strawberry.field(description="For how long, such as `2 weeks`.")

    @classmethod
    def of(cls, impact: Impact) -> Self:
        """Translate an impact of the domain."""
        return cls(
            stream=impact.stream,
            direction=impact.direction,
            magnitude=impact.magnitude,
            duration=length_text(impact.duration),
        )


@strawberry.type(name="ExternalEvent", description="Something that happens in the world around the marketplace.")
class ExternalEventNode(Node):
    """One external event."""

    at: DateTime = strawberry.field(description="When it happens, in simulation time.")
    type: ExternalEventType = strawberry.field(description="Where it comes from.")
    title: str = strawberry.field(description="In a few words.")
    description: str = strawberry.field(description="In a sentence.")
    severity: EventSeverity = strawberry.field(description="How grave it is.")
    impact: list[ExpectedImpactType] = strawberry.field(
        description="What it is expected to do; at most 50.", metadata=sized(4)
    )
    injected_by: str = strawberry.field(description="`baseline`, `scenario:<id>` or `member:<id>`.")
    icon: str | None = strawberry.field(description="Name of an icon.")
    link: str | None = strawberry.field(description="A page that explains it.")
    actual_impact: bool = strawberry.field(
        description="The truth that only a simulator knows: whether it really does anything. False for a red herring."
    )

    @classmethod
    def of(cls, event: ExternalEvent) -> Self:
        """Translate an event of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("ExternalEvent", event.id)),
            at=event.at,
            type=event.type,
            title=event.title,
            description=event.description,
            severity=event.severity,
            impact=[ExpectedImpactType.of(one) for one in event.impacts],
            injected_by=event.injected_by,
            icon=event.icon,
            link=event.link,
            actual_impact=event.causal,
        )


@strawberry.type(name="ExternalEventTemplate", description="A kind of event that happens to marketplaces.")
class EventTemplateType:
    """One template."""

    id: str = strawberry.field(description="Its id, for `injectExternalEvent`.")
    type: ExternalEventType = strawberry.field(description="Where such an event comes from.")
    title: str = strawberry.field(description="In a few words.")
    description: str = strawberry.field(description="In a sentence.")
    severities: list[EventSeverity] = strawberry.field(
        description="How grave such an event may be, the usual first; at most 3.", metadata=sized(3)
    )
    impact: list[ExpectedImpactType] = strawberry.field(
        description="What it is expected to do; at most 50.", metadata=sized(4)
    )
    months: list[int] = strawberry.field(
        description="Months in which it happens, 1 to 12; any when empty. At most 12.", metadata=sized(12)
    )
    icon: str | None = strawberry.field(description="Name of an icon.")

    @classmethod
    def of(cls, template: EventTemplate) -> Self:
        """Translate a template of the domain."""
        return cls(
            id=template.id,
            type=template.type,
            title=template.title,
            description=template.description,
            severities=list(template.severities),
            impact=[ExpectedImpactType.of(one) for one in template.impacts],
            months=list(template.months),
            icon=template.icon,
        )


@strawberry.type(name="ScenarioCascade", description="While one stream is abnormal, another one's rate is multiplied.")
class CascadeType:
    """One cascade."""

    trigger: str = strawberry.field(description="Stream that has to be abnormal.")
    target: str = strawberry.field(description="Stream whose rate is multiplied.")
    factor: float = strawberry.field(description="By how much.")
    delay: str = strawberry.field(description="After how long, such as `1 hour to 6 hours`; drawn at the activation.")

    @classmethod
    def of(cls, cascade: Cascade) -> Self:
        """Translate a cascade of the domain."""
        low, high = length_text(cascade.delay_low), length_text(cascade.delay_high)
        return cls(
            trigger=cascade.trigger,
            target=cascade.target,
            factor=cascade.factor,
            delay=low if low == high else f"{low} to {high}",
        )


@strawberry.type(name="ScenarioExternalEvent", description="An external event that a scenario injects.")
class ScenarioEventType:
    """One event to come."""

    title: str = strawberry.field(description="In a few words.")
    description: str = strawberry.field(description="In a sentence.")
    type: ExternalEventType = strawberry.field(description="Where it comes from.")
    severity: EventSeverity = strawberry.field(description="How grave it is.")
    offset: str = strawberry.field(description="How long after the activation.")
    impact: list[ExpectedImpactType] = strawberry.field(
        description="What it is expected to do; at most 50.", metadata=sized(4)
    )

    @classmethod
    def of(cls, event: ScenarioEvent) -> Self:
        """Translate an event of a scenario."""
        return cls(
            title=event.title,
            description=event.description,
            type=event.type,
            severity=event.severity,
            offset=length_text(event.offset),
            impact=[ExpectedImpactType.of(one) for one in event.impacts],
        )


@strawberry.type(name="SimulatorScenario", description="What may happen to the whole marketplace.")
class SimulatorScenarioType:
    """One scenario."""

    model: strawberry.Private[ScenarioDefinition]
    id: str = strawberry.field(description="Its id, for `activateScenario`.")
    name: str = strawberry.field(description="Its name.")
    description: str = strawberry.field(description="What happens.")
    category: str = strawberry.field(description="What sort of scenario.")
    tags: list[str] = strawberry.field(description="Words to find it by; at most 20.", metadata=sized(4))
    duration: str = strawberry.field(description="How long it is active, such as `3 hours`.")
    settlement_duration: str = strawberry.field(description="How long its factors take to return to 1 after that.")
    curve: SettlingCurve = strawberry.field(description="How they return.")
    modifiers: list[StreamModifierType] = strawberry.field(
        description="What it does to which streams; at most 50.", metadata=sized(5)
    )
    cascades: list[CascadeType] = strawberry.field(description="What follows later; at most 50.", metadata=sized(3))
    events: list[ScenarioEventType] = strawberry.field(
        description="External events that it injects; at most 50.", metadata=sized(3)
    )
    trigger: str | None = strawberry.field(description="What typically sets it off in the real world.")
    own: bool = strawberry.field(description="Whether the workspace saved it itself.")

    @strawberry.field(
        description="Campaigns whose metrics it would move now: those of the demo that run, if it acts on streams that "
        "move campaigns, or on streams that those follow from. By name; at most 100.",
        metadata=sized(8),
    )
    async def campaigns(self, info: Info) -> list[CampaignType]:
        """Read them through the loader, once for all scenarios."""
        if not info.context.services.moved_campaigns.by(self.model):
            return []
        found = await info.context.loader(moved_loader).load(info.context.viewer.workspace_id)
        return [CampaignType.of(one) for one in found[:100]]

    @strawberry.field(description="The whole definition as a document that `saveScenario` takes: the way to export it.")
    def document(self, info: Info) -> JSON:
        """Write the definition."""
        return JSON(info.context.services.simulators.library.write(self.model))

    @classmethod
    def of(cls, scenario: ScenarioDefinition, *, own: bool) -> Self:
        """Translate a scenario of the domain."""
        return cls(
            model=scenario,
            id=scenario.id,
            name=scenario.name,
            description=scenario.description,
            category=scenario.category,
            tags=list(scenario.tags),
            duration=scenario.duration.text,
            settlement_duration=scenario.settlement.text,
            curve=scenario.curve,
            modifiers=[StreamModifierType.of(one) for one in scenario.modifiers],
            cascades=[CascadeType.of(one) for one in scenario.cascades],
            events=[ScenarioEventType.of(one) for one in scenario.events],
            trigger=scenario.trigger,
            own=own,
        )


@strawberry.type(name="DefinitionProblem", description="Something in a definition that is disabled, and why.")
class DefinitionProblemType:
    """One problem."""

    file: str = strawberry.field(description="File that has it.")
    path: str = strawberry.field(description="Where in the file.")
    message: str = strawberry.field(description="What is wrong.")

    @classmethod
    def of(cls, problem: DefinitionProblem) -> Self:
        """Translate a problem of the domain."""
        return cls(file=problem.file, path=problem.path, message=problem.message)
