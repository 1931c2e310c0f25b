"""What may follow from what, and how long after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.marketplace.model import Marketplace, Outcome
from domain.marketplace.moments import DAY, span

SCHEDULED_AHEAD = 7 * DAY
"""A lesson is at most so far ahead when it is confirmed."""


@dataclass(frozen=True, slots=True)
class Link:
    """A child that follows from a parent.

    Attributes:
        low: Least delay in microseconds, counted from the parent, or from its scheduled time.
        high: Greatest delay.
        from_schedule: Whether the delay counts from the scheduled time.
        probability: Mean number of such children of one parent; of all conditions together.
        conditional: Whether the children need a certain payload of the parent.
        batch: Whether one child follows from many parents.
    """

    parent: str
    child: str
    low: int
    high: int
    from_schedule: bool
    probability: float
    conditional: bool
    batch: bool

    @property
    def longest(self) -> int:
        """Return how long after its parent a child may come at most."""
        return max(self.high, 0) + (SCHEDULED_AHEAD if self.from_schedule else 0)


def links_of(marketplace: Marketplace) -> Mapping[tuple[str, str], Link]:
    """Return every link by parent and child; outcomes that share both are one link."""
    found: dict[tuple[str, str], list[Outcome]] = {}
    for tree in marketplace.relationships.trees:
        for outcome in tree.outcomes:
            found.setdefault((tree.parent, outcome.child), []).append(outcome)
    return {pair: _link(*pair, outcomes) for pair, outcomes in found.items()}


def parents_of(links: Iterable[Link]) -> dict[str, list[Link]]:
    """Return the links that end at each child."""
    into: dict[str, list[Link]] = {}
    for link in links:
        into.setdefault(link.child, []).append(link)
    return into


def _link(parent: str, child: str, outcomes: list[Outcome]) -> Link:
    return Link(
        parent=parent,
        child=child,
        low=min(span(one.delay.low) for one in outcomes),
        high=max(span(one.delay.high) for one in outcomes),
        from_schedule=any(one.from_schedule for one in outcomes),
        probability=sum(one.probability for one in outcomes),
        conditional=any(one.condition is not None for one in outcomes),
        batch=any(one.batch for one in outcomes),
    )
