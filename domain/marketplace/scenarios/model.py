"""Simulator scenarios, as they are defined."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.marketplace.events.model import EventSeverity, ExternalEventType, Impact


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time and how its author wrote it, such as ``2 weeks``; a month has 30 days."""

    text: str
    length: timedelta


class SettlingCurve(StrEnum):
    """How a factor returns to 1 while a scenario settles."""

    LINEAR = "LINEAR"
    EXPONENTIAL = "EXPONENTIAL"
    IMMEDIATE = "IMMEDIATE"


@dataclass(frozen=True, slots=True)
class ProbabilityShift:
    """Values of a payload field become more or less likely; the field's probabilities are renormalised.

    Attributes:
        field: Field of the payload, such as ``rating_score``.
        factors: Each value, as text, with the factor on its probability, greater than 0.
    """

    field: str
    factors: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class StreamModifier:
    """What a scenario or a person does to one stream: multiply first, then add; an override wins.

    Attributes:
        stream: Canonical name.
        multiplier: Factor on the rate, greater than 0.
        additive: Events an hour, may be negative.
        override: In the stream's own unit: events an hour, a level, or a percentage (``StreamDefinition.override``).
        shift: Payload values that become more or less likely.
    """

    stream: str
    multiplier: float | None = None
    additive: float | None = None
    override: float | None = None
    shift: ProbabilityShift | None = None


@dataclass(frozen=True, slots=True)
class Cascade:
    """While the trigger is abnormal, the target's rate is multiplied, after a delay drawn once per activation."""

    trigger: str
    target: str
    factor: float
    delay_low: timedelta
    delay_high: timedelta


@dataclass(frozen=True, slots=True)
class Backlog:
    """What failed during an outage and is tried again once it is over.

    Attributes:
        streams: Whose rates rise while the backlog is worked off.
        share: Part of what failed that is tried again, 0 … 1.
        over: How long it takes; the rate decays over it.
        highest: Greatest factor on the rate.
    """

    streams: tuple[str, ...]
    share: float
    over: timedelta
    highest: float


@dataclass(frozen=True, slots=True)
class ScenarioEvent:
    """An external event that a scenario injects, ``offset`` after its activation."""

    type: ExternalEventType
    title: str
    description: str
    severity: EventSeverity
    offset: timedelta
    impacts: tuple[Impact, ...]
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class ScenarioDefinition:
    """A simulator scenario.

    Attributes:
        id: Kebab-case, unique.
        duration: How long it is active; 0 for the return to normal operations.
        settlement: How long its factors take to return to 1 after that.
        curve: How they return.
        precedence: A higher one is applied later, and its override wins.
        trigger: What typically sets it off in the real world.
    """

    id: str
    name: str
    description: str
    category: str
    tags: tuple[str, ...]
    duration: Span
    settlement: Span
    curve: SettlingCurve
    modifiers: tuple[StreamModifier, ...]
    events: tuple[ScenarioEvent, ...] = ()
    cascades: tuple[Cascade, ...] = ()
    backlog: Backlog | None = None
    precedence: int = 0
    trigger: str | None = None
