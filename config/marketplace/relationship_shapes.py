"""The shape of ``relationships.json``: outcome trees, cascades, correlations and prerequisites."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from config.definition_shape import DefinitionShape, Factor
from config.marketplace.market_shapes import Share
from config.marketplace.spans import Span
from domain.marketplace.model import (
    CorrelationTarget,
    Delay,
    Outcome,
    OutcomeTree,
    Prerequisite,
    Relationships,
)
from domain.marketplace.scenarios.model import Cascade

ROUNDING = 1e-6

Named = Callable[[str], str]
"""Spells the name of a stream as the catalogue does."""


class DelayShape(DefinitionShape):
    """A least and a greatest time; negative before the scheduled time of a session."""

    low: Span
    high: Span

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high < self.low:
            raise ValueError("the delay's high is below its low")
        return self


class OutcomeShape(DefinitionShape):
    """A child."""

    child: str
    probability: Annotated[float, Field(gt=0, le=100)]
    delay: DelayShape
    from_schedule: bool = False
    condition: Annotated[str, Field(pattern=r"^[a-z_]+=.+$")] | None = None
    batch: bool = False

    @model_validator(mode="after")
    def _after(self) -> Self:
        if self.delay.low < timedelta(0) and not self.from_schedule:
            raise ValueError("only what follows from a schedule may come before its time")
        return self


class TreeShape(DefinitionShape):
    """What may follow a parent; the probabilities of exclusive outcomes and ``open`` sum to 1."""

    parent: str
    exclusive: bool
    outcomes: Annotated[tuple[OutcomeShape, ...], Field(min_length=1)]
    open: Share = 0.0

    @model_validator(mode="after")
    def _sums(self) -> Self:
        total = sum(outcome.probability for outcome in self.outcomes) + self.open
        if self.exclusive and abs(total - 1) > ROUNDING:
            raise ValueError(f"the probabilities of exclusive outcomes and open must sum to 1, not {total:g}")
        return self

    def to_domain(self, named: Named) -> OutcomeTree:
        """Return it in domain terms."""
        outcomes = tuple(
            Outcome(
                named(one.child),
                one.probability,
                Delay(one.delay.low, one.delay.high),
                one.from_schedule,
                one.condition,
                one.batch,
            )
            for one in self.outcomes
        )
        return OutcomeTree(named(self.parent), self.exclusive, outcomes, self.open)


class CascadeShape(DefinitionShape):
    """A rate that is multiplied while another one is abnormal."""

    trigger: str
    target: str
    factor: Factor
    delay: DelayShape

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.trigger == self.target:
            raise ValueError("a cascade cannot trigger itself")
        if self.delay.low < timedelta(0):
            raise ValueError("a cascade cannot come before its trigger")
        return self

    def to_domain(self, named: Named) -> Cascade:
        """Return it in domain terms."""
        return Cascade(named(self.trigger), named(self.target), self.factor, self.delay.low, self.delay.high)


class CorrelationShape(DefinitionShape):
    """How two streams move together."""

    first: str
    second: str
    r: Annotated[float, Field(ge=-1, le=1)]


class PrerequisiteShape(DefinitionShape):
    """What must have happened before."""

    before: str
    after: str
    within: Span


class RelationshipsFile(DefinitionShape):
    """All relationships."""

    schema_: str = Field(alias="$schema")
    trees: tuple[TreeShape, ...]
    cascades: tuple[CascadeShape, ...]
    correlations: tuple[CorrelationShape, ...]
    prerequisites: tuple[PrerequisiteShape, ...]

    def to_domain(self, named: Named) -> Relationships:
        """Return them in domain terms, with streams as ``named`` spells them."""
        return Relationships(
            trees=tuple(tree.to_domain(named) for tree in self.trees),
            cascades=tuple(cascade.to_domain(named) for cascade in self.cascades),
            correlations=tuple(
                CorrelationTarget(named(one.first), named(one.second), one.r) for one in self.correlations
            ),
            prerequisites=tuple(
                Prerequisite(named(one.before), named(one.after), one.within) for one in self.prerequisites
            ),
        )

    def named(self) -> tuple[tuple[str, str], ...]:
        """Return every stream that is named, with where."""
        found: list[tuple[str, str]] = []
        for place, tree in enumerate(self.trees):
            found.append((tree.parent, f"trees[{place}].parent"))
            found.extend((one.child, f"trees[{place}].outcomes[{i}].child") for i, one in enumerate(tree.outcomes))
        for place, cascade in enumerate(self.cascades):
            found.append((cascade.trigger, f"cascades[{place}].trigger"))
            found.append((cascade.target, f"cascades[{place}].target"))
        for place, pair in enumerate(self.correlations):
            found.append((pair.first, f"correlations[{place}].first"))
            found.append((pair.second, f"correlations[{place}].second"))
        for place, rule in enumerate(self.prerequisites):
            found.append((rule.before, f"prerequisites[{place}].before"))
            found.append((rule.after, f"prerequisites[{place}].after"))
        return tuple(found)
