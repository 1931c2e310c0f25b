"""How a factor returns to 1 once a scenario is over.

With m the factor at full strength and p the progress from 0 to 1, the factor is ``1 + (m - 1) * left(p)``, where what
is left is ``1 - p`` on the linear curve, ``exp(-k p)`` on the exponential one and 0 on the immediate one.
"""

import math

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.scenarios.model import SettlingCurve

FloatArray = NDArray[np.float64]

TOLERANCE = 0.05
"""A factor this near to 1 counts as settled."""

LEAST_STEEPNESS = 3.0


def steepness(multiplier: float) -> float:
    """Return k of the exponential curve: at least 3, and enough for the factor to be settled at the end.

    k = max(3, ln(|m - 1| / 0.05)), so that |m - 1| exp(-k) ≤ 0.05.
    """
    deviation = abs(multiplier - 1)
    return LEAST_STEEPNESS if deviation <= TOLERANCE else max(LEAST_STEEPNESS, math.log(deviation / TOLERANCE))


def remaining(curve: SettlingCurve, progress: FloatArray, k: float = LEAST_STEEPNESS) -> FloatArray:
    """Return the part of a deviation that is left at each progress 0 … 1; nothing at 1. Shape as given."""
    if curve is SettlingCurve.LINEAR:
        return 1.0 - progress
    if curve is SettlingCurve.EXPONENTIAL:
        return np.where(progress < 1.0, np.exp(-k * progress), 0.0)
    return np.zeros(progress.shape)


def factor_at(curve: SettlingCurve, multiplier: float, progress: float, k: float | None = None) -> float:
    """Return the factor at a progress from 0 to 1; ``k`` is ``steepness(multiplier)`` when none is given."""
    chosen = steepness(multiplier) if k is None else k
    left = float(remaining(curve, np.asarray([progress], dtype=np.float64), chosen)[0])
    return 1 + (multiplier - 1) * left


def settled_progress(curve: SettlingCurve, multiplier: float, k: float | None = None) -> float:
    """Return the least progress, 0 … 1, from which on a factor stays within 5 % of 1."""
    deviation = abs(multiplier - 1)
    if deviation <= TOLERANCE or curve is SettlingCurve.IMMEDIATE:
        return 0.0
    if curve is SettlingCurve.LINEAR:
        return 1 - TOLERANCE / deviation
    return min(1.0, math.log(deviation / TOLERANCE) / (steepness(multiplier) if k is None else k))


def settled(factor: float) -> bool:
    """Tell whether a factor counts as back at 1."""
    # The end of an exponential curve is exactly on the limit but for rounding.
    return abs(factor - 1) <= TOLERANCE + 1e-12
