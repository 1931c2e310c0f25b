"""What makes one piece of content better than others like it: known the better, the more of it was observed.

Empirical Bayes: how much pieces differ is learnt from all of them, and what is known of a single one is shrunk towards
nothing by how little was observed of it (partial pooling).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray
from ml.audiences.observations import probability

STEPS = 4
"""Newton steps; the posterior is so close to normal that the fourth changes nothing to be seen."""

LEAST = 1e-4
"""Squared log odds below which a variance is none."""


@dataclass(frozen=True, slots=True)
class OwnEffect:
    """What is known of a unit's own effect, in log odds.

    Attributes:
        mean: Expected, one for each member whose log odds it was measured against. Shape ``(members,)``.
        variance: How uncertain it still is.
    """

    mean: FloatArray
    variance: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How log odds vary beyond what is expected.

    Attributes:
        units: Variance between units.
        rows: Variance between the rows of a unit, beyond counting chance.
    """

    units: float
    rows: float


def own_effect(logits: FloatArray, successes: FloatArray, trials: FloatArray, spread: Spread) -> OwnEffect:
    """Return the effect of a unit, given what was observed of it.

    Args:
        logits: What each member expects of each row. Shape ``(members, rows)``.
        successes: Shape ``(rows,)``.
        trials: Shape ``(rows,)``.
        spread: How units vary.
    """
    members = len(logits)
    if spread.units <= LEAST or not trials.sum():
        return OwnEffect(np.zeros(members), max(spread.units, 0.0))
    found, information = np.zeros(members), np.full(members, 1.0 / spread.units)
    for _ in range(STEPS):
        chance = probability(logits + found[:, None])
        single = trials * chance * (1.0 - chance)
        weight = 1.0 / (1.0 + single * spread.rows)
        gradient = ((successes - trials * chance) * weight).sum(axis=1) - found / spread.units
        information = (single * weight).sum(axis=1) + 1.0 / spread.units
        found = found + gradient / information
    return OwnEffect(found, float(1.0 / information.mean()))


def measure_spread(logits: FloatArray, successes: FloatArray, trials: FloatArray, unit: NDArray[np.str_]) -> Spread:
    """Return how units and their rows vary around what is expected of them, by moments.

    Args:
        logits: Expected without having seen the unit. Shape ``(rows,)``.
        successes: Shape ``(rows,)``.
        trials: Shape ``(rows,)``.
        unit: Shape ``(rows,)``.
    """
    _, place = np.unique(unit, return_inverse=True)
    effects: list[float] = []
    certain: list[float] = []
    rows = LEAST
    for _ in range(2):
        effects, certain = [], []
        within, degrees = 0.0, 0.0
        wide = Spread(4.0, rows)
        for one in range(int(place.max()) + 1):
            mine = place == one
            own = own_effect(logits[None, mine], successes[mine], trials[mine], wide)
            chance = probability(logits[mine] + own.mean[0])
            single = np.maximum(trials[mine] * chance * (1.0 - chance), 1e-9)
            say = single / (1.0 + single * rows)
            surplus = ((successes[mine] - trials[mine] * chance) / single) ** 2 - 1.0 / single
            within += float((say * surplus).sum())
            degrees += float(say.sum()) * (1.0 - 1.0 / max(int(mine.sum()), 2))
            # Undo the wide prior: the effect as the rows alone show it, and how certain they make it.
            known = 1.0 / own.variance - 1.0 / wide.units
            effects.append(float(own.mean[0]) * (known + 1.0 / wide.units) / max(known, 1e-9))
            certain.append(known)
        rows = max(within / max(degrees, 1e-9), LEAST)
    return Spread(_between(np.array(effects), np.array(certain)), rows)


def _between(effects: FloatArray, certain: FloatArray) -> float:
    """Return the variance of effects that are each known to a precision (Paule & Mandel 1982, by bisection)."""
    low, high = 0.0, 4.0
    for _ in range(40):
        middle = (low + high) / 2.0
        weight = 1.0 / (middle + 1.0 / np.maximum(certain, 1e-9))
        mean = (weight * effects).sum() / weight.sum()
        if (weight * (effects - mean) ** 2).sum() > len(effects) - 1:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
