"""How rare sizes are, by the sizes before them: counted where there were enough, by a fitted tail beyond."""

import math
from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import FloatArray

TAIL_FROM = 0.95
"""Quantile from which on the tail is fitted."""

HEAVIEST = 0.6
"""Largest shape of the tail: beyond it, means and their estimates mean little."""

ABOUT = 0.1
"""What is less than a size by no more than this part of it is about as great."""

_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Tail:
    """What is known of how great sizes are.

    The tail is a generalised Pareto distribution (Pickands 1975) with its shape from probability-weighted moments
    (Hosking & Wallis 1987), between 0 and ``HEAVIEST``: exponential tails call too many large values rare. Whatever
    the tail says, nothing is rarer than what is about as great was among the past.

    Attributes:
        known: The past, ascending. Shape ``(sizes,)``.
        bound: Size from which on the tail is fitted.
        scale: Of the tail.
        shape: Of the tail; 0 is exponential.
    """

    known: FloatArray
    bound: float
    scale: float
    shape: float

    @classmethod
    def of(cls, past: FloatArray) -> "Tail":
        """Learn from sizes, finite ones and at least one."""
        known = np.sort(past)
        start = int(len(known) * TAIL_FROM)
        bound = float(known[start])
        excess = known[start:] - bound
        mean = max(float(excess.mean()), 1e-9 * abs(bound), _TINY)
        shape = _shape(excess, mean)
        return cls(known, bound, mean * (1.0 - shape), shape)

    def minus_log(self, sizes: FloatArray) -> FloatArray:
        """Return minus the natural logarithm of how likely a size at least as great is, for each finite size."""
        number = len(self.known)
        beyond = np.maximum(sizes - self.bound, 0.0) / self.scale
        tail = np.log1p(self.shape * beyond) / self.shape if self.shape > 1e-6 else beyond
        counted = np.log((number + 1.0) / (number - np.searchsorted(self.known, sizes) + 0.5))
        rarity = np.where(sizes > self.bound, tail - math.log(1.0 - TAIL_FROM), counted)
        about_as_great = number - np.searchsorted(self.known, (1.0 - ABOUT) * sizes)
        seen = np.log((number + 1.0) / np.maximum(about_as_great, 1))
        capped: FloatArray = np.where(about_as_great > 0, np.minimum(rarity, seen), rarity)
        return capped


def _shape(excess: FloatArray, mean: float) -> float:
    """Return the shape of a tail by its ascending excesses over a bound."""
    if mean <= _TINY:
        return 0.0
    places = (np.arange(1, len(excess) + 1) - 0.35) / len(excess)
    weighted = float(((1.0 - places) * excess).mean())
    apart = mean - 2.0 * weighted
    if abs(apart) < _TINY:
        return 0.0
    return min(max(2.0 - mean / apart, 0.0), HEAVIEST)
