"""Enums of the marketplace simulator."""

from domain.marketplace.correlation.model import CorrelationVerdict
from domain.marketplace.events.model import EventSeverity, ExternalEventType, ImpactDirection, ImpactMagnitude
from domain.marketplace.scenarios.model import SettlingCurve
from domain.marketplace.timeline.model import CommandKind
from domain.marketplace.timeline.model import Status as ModifierStatus
from domain.marketplace.timeline.state import SimulatorMode, SimulatorStatus
from graph.enums import described

__all__ = [
    "CommandKind",
    "CorrelationVerdict",
    "EventSeverity",
    "ExternalEventType",
    "ImpactDirection",
    "ImpactMagnitude",
    "ModifierStatus",
    "SettlingCurve",
    "SimulatorMode",
    "SimulatorStatus",
]

described(
    ExternalEventType,
    "Where an external event comes from.",
    MARKETING="Attention in the media, advertising, endorsements.",
    PRODUCT="Changes of the product or its price.",
    INFRASTRUCTURE="Outages, weather, holidays.",
    ACADEMIC="The school year and its exams.",
    COMPETITIVE="Other providers and the rules of the market.",
    OPERATIONAL="How the marketplace is run.",
)
described(
    EventSeverity,
    "How grave an external event is.",
    INFO="Good to know.",
    WARNING="Worth watching.",
    CRITICAL="Needs attention at once.",
)
described(
    ImpactDirection,
    "Which way a stream moves.",
    INCREASE="Up.",
    DECREASE="Down.",
    MIXED="It cannot be told beforehand.",
)
described(
    ImpactMagnitude,
    "How far a stream moves.",
    LOW="By 10 %.",
    MEDIUM="By 25 %.",
    HIGH="By 50 %.",
)
described(
    SettlingCurve,
    "How factors return to 1 after a scenario.",
    LINEAR="Evenly.",
    EXPONENTIAL="Quickly at first, then more slowly.",
    IMMEDIATE="At once.",
)
described(
    CommandKind,
    "What was done to a simulator.",
    ACTIVATE="A scenario was activated.",
    STOP="The active scenario was stopped and settles.",
    RESET="Everything was taken away at once.",
    INJECT="An external event was injected.",
    MODIFY="A stream was modified by hand.",
    REGENERATE="A window of the past was made anew.",
    RESTORE="The history went back to an earlier version.",
    JUMP="The clock jumped over a time in which nobody ran the simulator.",
)
described(
    CorrelationVerdict,
    "Whether an external event moved a stream.",
    CONFIRMED="It was expected to, and the stream moved that way.",
    NOT_SEEN="It was expected to, but no such move is seen.",
    UNEXPECTED="The stream moved although it was not expected to, or the other way.",
)
described(
    SimulatorMode,
    "Whether anything bends the streams.",
    BASELINE="Nothing but the ordinary course of things.",
    MODIFIED="A scenario, a modifier or an injected event acts, or history was changed.",
)
described(
    SimulatorStatus,
    "What a simulator does.",
    BASELINE="It runs, and no scenario acts.",
    RUNNING="A scenario is active.",
    SETTLING="A scenario is over and its factors return to 1.",
    PAUSED="Its clock stands still.",
)
described(
    ModifierStatus,
    "Where an activation is in its life.",
    name="ModifierStatus",
    ACTIVE="In full force.",
    SETTLING="Fading.",
    SETTLED="Over.",
)
