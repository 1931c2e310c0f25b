"""Statistics of different kinds on one scale: how rare each is in its own past, as a normal score."""

import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

EXPONENTIAL_FROM = 0.9
"""Beyond this quantile the tail is taken to fall exponentially, as rare values are too few to be counted."""

_SCORES = np.linspace(0.0, 9.0, 901)
_MINUS_LOG_TAILS = -np.array([math.log(math.erfc(score / math.sqrt(2.0))) for score in _SCORES])


def normal_scores(statistics: FloatArray, past: FloatArray) -> FloatArray:
    """Return how rare the size of each statistic is, as the normal score that is as rare; 0 … 9.

    Args:
        statistics: Shape ``(..., hours)``.
        past: The same statistics in hours known to be usual. Shape ``(..., past hours)``.
    """
    ordered = np.sort(np.abs(past), axis=-1).reshape(-1, past.shape[-1])
    sizes = np.abs(statistics).reshape(-1, statistics.shape[-1])
    found = np.zeros(sizes.shape)
    for row, known in enumerate(ordered):
        if known[-1] > 0.0:
            found[row] = np.interp(_minus_log_tail(sizes[row], known), _MINUS_LOG_TAILS, _SCORES)
    return found.reshape(statistics.shape)


def _minus_log_tail(sizes: FloatArray, known: FloatArray) -> FloatArray:
    number = len(known)
    start = int(number * EXPONENTIAL_FROM)
    excess = max(float((known[start:] - known[start]).mean()), 1e-6)
    counted = np.log((number + 1.0) / (number - np.searchsorted(known, sizes) + 0.5))
    beyond = -math.log(1.0 - EXPONENTIAL_FROM) + (sizes - known[start]) / excess
    found: FloatArray = np.where(sizes > known[start], beyond, counted)
    return found
