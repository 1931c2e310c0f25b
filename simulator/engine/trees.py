"""Outcome trees, ready to be followed one event at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.marketplace.model import Marketplace, Outcome, OutcomeTree
from domain.marketplace.moments import HOUR, MINUTE, span
from simulator.entities.delays import Delay, LocalTime, delay_of
from simulator.rates.delays import delay_law
from simulator.rates.outcomes import split
from simulator.rates.shares import share_of

SHORT = 30 * MINUTE
"""What may follow so soon is decided when the parent happens; everything else when it is due."""

HIGHEST_GATE = 8.0
"""Possible children are remembered for factors up to this."""

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Branch:
    """One outcome.

    Attributes:
        index: Among all branches.
        parent: Index of the stream.
        child: Index of the stream.
        probability: Given that the condition holds.
        condition: Field and value of the parent's payload that it needs.
        short: Whether it is decided when the parent happens.
        before: Whether it comes before the lesson that its parent arranges.
    """

    index: int
    parent: int
    child: int
    probability: float
    delay: Delay
    from_schedule: bool
    condition: tuple[str, str] | None
    batch: bool
    short: bool
    before: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """What may follow a parent.

    Attributes:
        index: Among all trees.
        chances: Of the branches and, last, of none of them.
    """

    index: int
    parent: int
    exclusive: bool
    branches: tuple[Branch, ...]
    chances: tuple[float, ...]

    @property
    def short(self) -> bool:
        """Return whether all is decided when the parent happens."""
        return all(branch.short for branch in self.branches)

    @property
    def scheduled(self) -> bool:
        """Return whether the outcomes are those of a lesson."""
        return any(branch.from_schedule for branch in self.branches)

    def place(self, branch: int) -> int:
        """Return which of the branches has an index; the number of branches for -1, that none happens."""
        return len(self.branches) if branch < 0 else branch - self.branches[0].index

    def chosen(self, chance: float, gates: Sequence[float]) -> Branch | None:
        """Return the branch that a uniform chance takes under gates, or none."""
        chances = (
            self.chances
            if all(gate == 1.0 for gate in gates)
            else split(self.chances, (*gates, 1.0), rises=not self.scheduled)
        )
        for branch, share in zip(self.branches, chances, strict=False):
            if chance < share:
                return branch
            chance -= share
        return None

    def turned(
        self,
        place: int,
        chance: float,
        gates: Sequence[float],
        usual: Sequence[float] | None = None,
        waited: int | None = None,
    ) -> int:
        """Return what becomes of something that was to have the outcome at a place, as a place.

        The shares of outcomes that are above what the gates ask for go to those that are below, in proportion; so all
        of them together get what is asked for.

        Args:
            place: Of the outcome; the number of branches where there is none.
            chance: Uniform, decides.
            gates: Of the branches.
            usual: Factors on the branches that were in force already when the outcome was decided.
            waited: How long ago the parent was, in microseconds; then it turns into nothing whose time has passed or
                has not come. A deadline, an outcome with one delay for all, may be brought forward.
        """
        if all(gate == 1.0 for gate in gates):
            return place
        chances = self.chances if usual is None else _weighted(self.chances, usual)
        asked = split(chances, (*gates, 1.0), rises=not self.scheduled)
        too_many = chances[place] - asked[place]
        if too_many <= _SAME:
            return place
        turning = too_many / chances[place]
        if chance >= turning:
            return place
        missing = [max(0.0, want - have) for want, have in zip(asked, chances, strict=True)]
        if waited is not None:
            for other, branch in enumerate(self.branches):
                low, high = branch.delay.low, branch.delay.high
                missing[other] *= waited <= high and (waited >= low or low == high)
        rest = chance / turning * sum(missing)
        for other, share in enumerate(missing):
            if rest < share:
                return other
            rest -= share
        return place


def _weighted(chances: Sequence[float], factors: Sequence[float]) -> tuple[float, ...]:
    weights = [chance * factor for chance, factor in zip(chances, (*factors, 1.0), strict=True)]
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def trees_of(marketplace: Marketplace, clock: LocalTime) -> tuple[Tree, ...]:
    """Return all trees; branches are numbered through."""
    numbers = {name: index for index, name in enumerate(marketplace.names)}
    trees: list[Tree] = []
    count = 0
    for index, tree in enumerate(marketplace.relationships.trees):
        branches = tuple(
            _branch(marketplace, tree, outcome, count + place, numbers, clock)
            for place, outcome in enumerate(tree.outcomes)
        )
        count += len(branches)
        chances = [branch.probability for branch in branches]
        chances.append(max(0.0, 1.0 - sum(chances)))
        # Conditions exclude each other already.
        exclusive = tree.exclusive and not any(branch.condition for branch in branches)
        trees.append(Tree(index, numbers[tree.parent], exclusive, branches, tuple(chances)))
    return tuple(trees)


def _branch(
    marketplace: Marketplace, tree: OutcomeTree, outcome: Outcome, index: int, numbers: dict[str, int], clock: LocalTime
) -> Branch:
    probability, condition = outcome.probability, None
    if outcome.condition is not None:
        field, _, value = outcome.condition.partition("=")
        stream = marketplace.stream(tree.parent)
        share = 0.0 if stream is None else share_of(stream, field, value)
        probability, condition = min(1.0, probability / share) if share > 0 else 0.0, (field, value)
    return Branch(
        index=index,
        parent=numbers[tree.parent],
        child=numbers[outcome.child],
        probability=probability,
        delay=delay_of(delay_law(marketplace, outcome), clock),
        from_schedule=outcome.from_schedule,
        condition=condition,
        batch=outcome.batch,
        short=not outcome.from_schedule and not outcome.batch and span(outcome.delay.high) <= SHORT,
        before=outcome.from_schedule and span(outcome.delay.low) < -HOUR,
    )
