"""Moving money between places that answer to it with diminishing returns."""

from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray

GROWTH = 2.0
"""Factor on spend past which a constant elasticity is not trusted."""

SHARES = np.linspace(0.05, 1.0, 20)
"""Parts of the largest allowed move that are tried."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that money goes to.

    Attributes:
        spend: Over the horizon, by path. Shape ``(paths,)``.
        outcome: What it brings. Shape ``(paths,)``.
        elasticity: Of the outcome to spend. Shape ``(paths,)``.
    """

    spend: FloatArray
    outcome: FloatArray
    elasticity: FloatArray

    @property
    def budget(self) -> float:
        """Mean spend."""
        return float(self.spend.mean())

    @property
    def returns(self) -> float:
        """Mean outcome per money spent."""
        return float(self.outcome.mean()) / self.budget if self.budget > 0 else 0.0

    def change(self, factor: float) -> FloatArray:
        """Return the change of the outcome when spend is multiplied: ``outcome * (factor ** elasticity - 1)``."""
        changed: FloatArray = self.outcome * (np.power(factor, self.elasticity) - 1)
        return changed


@dataclass(frozen=True, slots=True)
class Move:
    """Money taken from every donor in proportion to its spend and given to the receivers in proportion to theirs.

    Attributes:
        share: Share of the donors' spend that moves.
        growth: Factor on the receivers' spend.
        amount: Money moved, on average over the futures.
        delta: Change of the joint outcome. Shape ``(paths,)``.
    """

    share: float
    growth: float
    amount: float
    delta: FloatArray


def best_move(donors: list[Place], receivers: list[Place], largest: float) -> Move:
    """Return the move with the highest expected gain.

    Args:
        donors: At least one.
        receivers: At least one.
        largest: Largest share of the donors' spend; less where receivers would grow by more than `GROWTH`.
    """
    given, taking = sum(place.budget for place in donors), sum(place.budget for place in receivers)
    limit = min(largest, (GROWTH - 1) * taking / given)
    moves = [_move(donors, receivers, float(part) * limit, given / taking) for part in SHARES]
    return max(moves, key=lambda move: float(move.delta.mean()))


def _move(donors: list[Place], receivers: list[Place], share: float, weight: float) -> Move:
    growth = 1 + share * weight
    lost = sum(place.change(1 - share) for place in donors)
    won = sum(place.change(growth) for place in receivers)
    delta: FloatArray = np.asarray(lost + won)
    return Move(share, growth, share * sum(place.budget for place in donors), delta)
