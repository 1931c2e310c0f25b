"""Scenario requests and outcomes in the schema."""

from typing import Annotated, Self

import strawberry

from domain.scenarios.model import (
    Adjustment,
    AdjustmentFactor,
    KeyFactor,
    ScenarioKind,
    ScenarioOutcome,
    ScenarioRequest,
)
from graph.ensemble.types import GranularityArgument, TrajectoryType
from graph.enums import described
from graph.limits.limits import sized
from graph.metrics.enums import Granularity, MetricType

described(
    ScenarioKind,
    "Which course of events.",
    OPTIMISTIC="The 75th percentile of outcomes unless another is asked for.",
    REALISTIC="The 50th percentile.",
    PESSIMISTIC="The 25th percentile unless another is asked for.",
    CUSTOM="A percentile or adjustments of your own.",
)
described(
    AdjustmentFactor,
    "What a custom scenario changes.",
    BUDGET="Money spent; volumes follow with diminishing returns.",
    COMPETITION="Pressure of competitors: clicks and impressions cost more.",
    SEASONALITY="Demand: volumes rise and fall with it.",
    CREATIVE_FATIGUE="How worn the creatives are: the click-through rate falls.",
)


@strawberry.input(name="AdjustmentInput", description="A change relative to the forecast.")
class AdjustmentInput:
    """One adjustment."""

    factor: AdjustmentFactor = strawberry.field(description="What changes.")
    multiplier: float = strawberry.field(description="1.2 is 20 % more of it; 0.1 to 10.")
    first_day: int | None = strawberry.field(default=None, description="First forecast day, counted from 1.")
    last_day: int | None = strawberry.field(default=None, description="Last forecast day, inclusive.")

    def to_domain(self) -> Adjustment:
        """Translate to the domain."""
        return Adjustment(self.factor, self.multiplier, self.first_day, self.last_day)


@strawberry.input(name="ScenarioInput", description="A scenario that is asked for.")
class ScenarioInput:
    """One scenario."""

    kind: ScenarioKind = strawberry.field(description="Which course of events.")
    name: str | None = strawberry.field(default=None, description="A name of your own.")
    percentile: float | None = strawberry.field(
        default=None, description="Place among all outcomes, 0 to 100; the kind's usual one when left out."
    )
    adjustments: list[AdjustmentInput] | None = strawberry.field(
        default=None, description="What is different from the forecast."
    )

    def to_domain(self) -> ScenarioRequest:
        """Translate to the domain."""
        adjustments = tuple(adjustment.to_domain() for adjustment in self.adjustments or ())
        return ScenarioRequest(self.kind, self.name, self.percentile, adjustments)


@strawberry.type(name="KeyFactor", description="Something that makes a scenario what it is.")
class KeyFactorType:
    """One factor."""

    name: str = strawberry.field(description="Such as `CTR on GOOGLE`.")
    effect: float = strawberry.field(description="Difference from the median forecast, a ratio; 0.1 is 10 % more.")
    importance: float = strawberry.field(description="Share of the scenario's difference that it explains, 0 to 1.")
    description: str = strawberry.field(description="In words.")

    @classmethod
    def of(cls, factor: KeyFactor) -> Self:
        """Translate a factor of the domain."""
        return cls(name=factor.name, effect=factor.effect, importance=factor.importance, description=factor.description)


@strawberry.type(name="ScenarioOutcome", description="One forecast scenario of a campaign.")
class ScenarioOutcomeType:
    """One scenario."""

    model: strawberry.Private[ScenarioOutcome]
    kind: ScenarioKind = strawberry.field(description="Which course of events.")
    name: str = strawberry.field(description="Its name.")
    probability: float = strawberry.field(
        description="How likely outcomes are to be nearer to this scenario than to the others; they sum to 1."
    )
    key_factors: list[KeyFactorType] = strawberry.field(description="What drives it, strongest first; at most 10.")
    narrative: str = strawberry.field(description="Why it may happen and what it looks like.")

    @strawberry.field(description="Its forecast, with intervals of its own; at most 12 metrics.", metadata=sized(6))
    def trajectories(
        self,
        metrics: Annotated[
            list[MetricType] | None, strawberry.argument(description="Which metrics; all when left out.")
        ] = None,
        granularity: GranularityArgument = Granularity.DAY,
    ) -> list[TrajectoryType]:
        """Return the metrics asked for, all when left out."""
        chosen = [one for one in self.model.trajectories if metrics is None or one.metric in metrics]
        return [TrajectoryType.of(one, {}, granularity) for one in chosen]

    @classmethod
    def of(cls, outcome: ScenarioOutcome) -> Self:
        """Translate an outcome of the domain."""
        return cls(
            model=outcome,
            kind=outcome.kind,
            name=outcome.name,
            probability=outcome.probability,
            key_factors=[KeyFactorType.of(factor) for factor in outcome.key_factors[:10]],
            narrative=outcome.narrative,
        )
