"""Counts out of chance and a mean, monotone in both: a greater mean never gives a smaller count."""

import numpy as np
from numpy.typing import NDArray

from simulator.rates.chance import quantile

FloatArray = NDArray[np.float64]

_MANY = 40.0
"""Means from which on the quantile is expanded about the normal one; off by less than a hundredth of a count."""


def poisson_counts(mean: FloatArray, share: FloatArray) -> FloatArray:
    """Return the quantiles of Poisson distributions at ``share``, strictly between 0 and 1. Shape as given.

    Few are found by adding up probabilities, many by the expansion of Cornish and Fisher to the third order.
    """
    counts = np.zeros(mean.shape)
    many = mean >= _MANY
    counts[many] = _expanded(mean[many], share[many])
    few = ~many & (mean > 0.0)
    counts[few] = _added_up(mean[few], share[few])
    return counts


def _expanded(mean: FloatArray, share: FloatArray) -> FloatArray:
    normal = quantile(share)
    root = np.sqrt(mean)
    square = normal * normal
    about = mean + root * normal + (square - 1.0) / 6.0 + normal * (1.0 - square) / (72.0 * root)
    counts: FloatArray = np.maximum(np.ceil(about - 0.5), 0.0)
    return counts


def _added_up(mean: FloatArray, share: FloatArray) -> FloatArray:
    counts = np.zeros(len(mean))
    index = np.arange(len(mean))
    chance = np.exp(-mean)
    reached = chance.copy()
    for count in range(1, int(8 * _MANY)):
        left = reached < share
        index, mean, share = index[left], mean[left], share[left]
        if not len(index):
            break
        chance = chance[left] * mean / count
        reached = reached[left] + chance
        counts[index] = count
    return counts


def shared_out(counts: FloatArray, weights: FloatArray, shares: FloatArray) -> FloatArray:
    """Return how counts fall on parts in proportion to their weights; parts add up to their count.

    Args:
        counts: Shape ``(hours,)``.
        weights: At least 0. Shape ``(hours, parts)``.
        shares: Uniform chance, of the same shape.
    """
    left = counts.copy()
    weight = weights.sum(axis=1)
    parts = np.zeros(weights.shape)
    for part in range(weights.shape[1] - 1):
        chance = np.divide(weights[:, part], weight, out=np.ones(len(left)), where=weight > 0)
        parts[:, part] = binomial_counts(left, np.clip(chance, 0.0, 1.0), shares[:, part])
        left -= parts[:, part]
        weight = weight - weights[:, part]
    parts[:, -1] = left
    return parts


def binomial_counts(trials: FloatArray, chance: FloatArray, share: FloatArray) -> FloatArray:
    """Return how many of the trials succeed, monotone in ``share``.

    The rarer of success and failure is counted by the Poisson distribution cut at the trials while it is less than a
    tenth, else the normal distribution is rounded. Shape as given.
    """
    rare = np.minimum(chance, 1.0 - chance)
    failing = chance > 0.5
    place = np.where(failing, 1.0 - share, share)
    few = poisson_counts(trials * rare, place)
    spread = np.sqrt(trials * rare * (1.0 - rare))
    even = np.round(trials * rare + spread * quantile(place))
    counted = np.clip(np.where(rare < 0.1, few, even), 0.0, trials)
    result: FloatArray = np.where(failing, trials - counted, counted)
    return result
