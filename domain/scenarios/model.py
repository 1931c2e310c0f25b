"""Scenario requests and outcomes."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ensemble.model import Trajectory


class ScenarioKind(StrEnum):
    """Which course of events."""

    OPTIMISTIC = "OPTIMISTIC"
    REALISTIC = "REALISTIC"
    PESSIMISTIC = "PESSIMISTIC"
    CUSTOM = "CUSTOM"


class AdjustmentFactor(StrEnum):
    """What a custom scenario changes."""

    BUDGET = "BUDGET"
    COMPETITION = "COMPETITION"
    SEASONALITY = "SEASONALITY"
    CREATIVE_FATIGUE = "CREATIVE_FATIGUE"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A change relative to the forecast: 1.2 is 20 % more of the factor.

    Attributes:
        first_day: First forecast day it concerns, counted from 1; from the start when none.
        last_day: Last forecast day, inclusive; to the end when none.
    """

    factor: AdjustmentFactor
    multiplier: float
    first_day: int | None = None
    last_day: int | None = None


@dataclass(frozen=True, slots=True)
class ScenarioRequest:
    """A scenario that was asked for.

    Attributes:
        percentile: Where in the predictive distribution of outcomes, 0 … 100; the kind's usual place when none
            (optimistic 75, realistic 50, pessimistic 25).
    """

    kind: ScenarioKind
    name: str | None = None
    percentile: float | None = None
    adjustments: tuple[Adjustment, ...] = ()


DEFAULT_SCENARIOS: tuple[ScenarioRequest, ...] = (
    ScenarioRequest(ScenarioKind.OPTIMISTIC),
    ScenarioRequest(ScenarioKind.REALISTIC),
    ScenarioRequest(ScenarioKind.PESSIMISTIC),
)


@dataclass(frozen=True, slots=True)
class KeyFactor:
    """Something that makes the scenario what it is.

    Attributes:
        name: Such as ``"CTR on GOOGLE"``.
        effect: Relative difference against the median forecast, 0.1 is 10 % more. For the median forecast itself,
            against the same weekdays of the last 28 days; the description says which.
        importance: Share of the scenario's difference that it explains, 0 … 1; the shares of a scenario sum to 1 or
        less. description: In words.
    """

    name: str
    effect: float
    importance: float
    description: str


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """One scenario, forecast. The probabilities of the non-custom scenarios of a run sum to 1."""

    kind: ScenarioKind
    name: str
    probability: float
    trajectories: tuple[Trajectory, ...]
    key_factors: tuple[KeyFactor, ...]
    narrative: str
