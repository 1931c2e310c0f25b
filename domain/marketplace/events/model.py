"""External events and the templates that they are made from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class ExternalEventType(StrEnum):
    """Where an external event comes from."""

    MARKETING = "MARKETING"
    PRODUCT = "PRODUCT"
    INFRASTRUCTURE = "INFRASTRUCTURE"
    ACADEMIC = "ACADEMIC"
    COMPETITIVE = "COMPETITIVE"
    OPERATIONAL = "OPERATIONAL"


class EventSeverity(StrEnum):
    """How grave an external event is."""

    INFO = "INFO"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


class ImpactDirection(StrEnum):
    """Which way a stream moves; mixed where it cannot be told beforehand."""

    INCREASE = "INCREASE"
    DECREASE = "DECREASE"
    MIXED = "MIXED"


class ImpactMagnitude(StrEnum):
    """How far a stream moves: low 10 %, medium 25 %, high 50 %."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


SIZES: dict[ImpactMagnitude, float] = {
    ImpactMagnitude.LOW: 0.10,
    ImpactMagnitude.MEDIUM: 0.25,
    ImpactMagnitude.HIGH: 0.50,
}
"""Relative change of a rate by magnitude."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What an event is expected to do to one stream.

    Attributes:
        duration: How long from its onset; 90 days when it goes on.
    """

    stream: str
    direction: ImpactDirection
    magnitude: ImpactMagnitude
    duration: timedelta

    @property
    def factor(self) -> float:
        """Return the factor on the rate that the expectation amounts to; 1 when it is mixed."""
        size = SIZES[self.magnitude]
        return {
            ImpactDirection.INCREASE: 1 + size,
            ImpactDirection.DECREASE: 1 - size,
            ImpactDirection.MIXED: 1.0,
        }[self.direction]


@dataclass(frozen=True, slots=True)
class EventTemplate:
    """A kind of external event that happens to marketplaces.

    Attributes:
        id: Kebab-case, unique.
        severities: What severity such an event may have; the first is usual.
        onset_low: Least time from the event to its first effect.
        onset_high: Greatest time from the event to its first effect.
        months: Months of the year in which it happens, 1 … 12; any when empty.
        link: A page that explains it.
    """

    id: str
    type: ExternalEventType
    title: str
    description: str
    severities: tuple[EventSeverity, ...]
    impacts: tuple[Impact, ...]
    onset_low: timedelta
    onset_high: timedelta
    months: tuple[int, ...] = ()
    icon: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class ExternalEvent:
    """Something that happened, or will, in the world around one simulator.

    Attributes:
        impacts: What it is expected to do.
        onset: Time from the event to its first effect.
        causal: Whether it really does what is expected: false for a red herring.
        injected_by: ``baseline``, ``scenario:<id>`` or ``member:<id>``.
    """

    id: UUID
    at: datetime
    type: ExternalEventType
    title: str
    description: str
    severity: EventSeverity
    impacts: tuple[Impact, ...]
    onset: timedelta
    causal: bool
    injected_by: str
    icon: str | None = None
    link: str | None = None

    def effect(self, impact: Impact) -> tuple[datetime, datetime]:
        """Return when one of its impacts begins and when it is over."""
        begin = self.at + self.onset
        return begin, begin + impact.duration
