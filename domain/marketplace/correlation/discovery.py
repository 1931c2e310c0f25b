"""Telling findings from chance when many things are looked at."""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_NORMAL = NormalDist()
_MOST = 1.0 - 1e-9


def tail(null: FloatArray, statistic: float) -> float:
    """Return the part of a permutation null, sorted ascending, that is at least as great; never 0."""
    return (1 + len(null) - int(np.searchsorted(null, statistic))) / (2 + len(null))


def pooled(p_values: FloatArray, weights: FloatArray) -> float:
    """Return one p-value of several one-sided ones, by Stouffer's weighted sum of normal scores."""
    if not weights.any():
        return 1.0
    scores = np.array([_NORMAL.inv_cdf(min(max(1.0 - one, 1e-12), _MOST)) for one in p_values])
    return 1.0 - _NORMAL.cdf(float(scores @ weights / np.sqrt(weights @ weights)))


def q_values(p_values: FloatArray, *, adaptive: bool = False) -> FloatArray:
    """Return the least false-discovery rate at which each p-value is a discovery (Benjamini and Hochberg 1995).

    Args:
        p_values: Shape ``(n,)``.
        adaptive: Estimate how many have nothing in them from the p-values above one half (Storey 2002), which finds
            more where most have something in them.
    """
    size = len(p_values)
    if size == 0:
        return np.zeros(0)
    nothing = min(1.0, (1 + int((p_values > 0.5).sum())) / (0.5 * size)) if adaptive else 1.0
    order = np.argsort(p_values)
    raw = p_values[order] * size * nothing / np.arange(1, size + 1)
    least = np.minimum.accumulate(raw[::-1])[::-1]
    found = np.empty(size)
    found[order] = np.minimum(least, 1.0)
    return found
