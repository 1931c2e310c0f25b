"""How volumes answer to the money that was planned for them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml.peers.profile import Profile, residuals
from ml.peers.scale import SPEND, Scaled

LEAST_PEERS = 3
"""Peers with a planned amount from which it is made use of."""

USUAL: dict[bool, tuple[float, float]] = {True: (1.0, 20.0), False: (0.7, 3.0)}
"""Elasticity before any peer is seen, and for how much spread of log budgets that counts: spend follows its plan, other
volumes grow a little less than the money (diminishing returns)."""

BOUNDS = (0.0, 1.2)


@dataclass(frozen=True, slots=True)
class Pull:
    """What the planned amount does to a level.

    Attributes:
        elasticity: Per cent of level for one of money; 0 when amounts are not known.
        centre: Logarithm of the amount that pulls nowhere.
        used: Whether amounts count; peers without one are then left aside.
    """

    elasticity: float
    centre: float
    used: bool

    def of(self, one: Scaled) -> float:
        """Return by how much the planned amount raises a series, on its scale."""
        return self.elasticity * (one.daily - self.centre) if self.used else 0.0

    def knows(self, one: Scaled) -> bool:
        """Tell whether a peer's level can be told from its budget."""
        return not self.used or not np.isnan(one.daily)


NONE = Pull(0.0, 0.0, used=False)


def pull_of(own: Scaled, peers: Sequence[Scaled], profile: Profile) -> Pull:
    """Return how planned amounts move levels, none when too few are known.

    The slope of levels over log amounts, drawn towards the usual one as by a normal prior.
    """
    planned = [one for one in peers if not np.isnan(one.daily) and one.moving]
    if np.isnan(own.daily) or len(planned) < LEAST_PEERS:
        return NONE
    amounts = np.array([one.daily for one in planned])
    levels = np.array([float(np.nanmean(residuals(one, profile))) for one in planned])
    centre = float(amounts.mean())
    usual, weight = USUAL[own.series.group == SPEND]
    across = amounts - centre
    slope = float((across @ (levels - levels.mean()) + weight * usual) / (across @ across + weight))
    return Pull(float(np.clip(slope, *BOUNDS)), centre, used=True)
