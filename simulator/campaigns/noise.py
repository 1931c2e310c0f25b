"""Chance, tamed: a number belongs to a campaign, a channel, a purpose and a day or hour, whatever else is asked for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.rates.chance import key_of, normals, uniforms

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int64]

REMEMBERED = 1e-3
"""Part of a shock of which the memory no longer counts."""


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of one named thing; others, added or removed, change nothing about it."""

    seed: int
    names: tuple[str, ...]

    def uniforms(self, purpose: str, index: IndexArray) -> FloatArray:
        """Return a number strictly between 0 and 1 for each day or hour. Shape as given."""
        return uniforms(key_of(self.seed, "campaign", *self.names, purpose), index)

    def normals(self, purpose: str, index: IndexArray) -> FloatArray:
        """Return a standard normal number for each day or hour. Shape as given."""
        return normals(key_of(self.seed, "campaign", *self.names, purpose), index)

    def lognormal(self, purpose: str, sigma: float | FloatArray, index: IndexArray) -> FloatArray:
        """Return positive factors of mean 1; ``sigma`` is the standard deviation of their logarithm."""
        factors: FloatArray = np.exp(sigma * self.normals(purpose, index) - sigma * sigma / 2)
        return factors

    def wobble(self, purpose: str, sigma: float, memory: float, days: IndexArray) -> FloatArray:
        """Return positive factors of mean 1 whose logarithm is a stationary autoregression of order one.

        It is the sum of the shocks of each day and those before it, as far back as they count, so that a day has the
        same factor wherever a window begins.

        Args:
            purpose: What it is for.
            sigma: Standard deviation of the logarithm.
            memory: Correlation of one day with the next, 0 … 1, exclusive.
            days: Consecutive days.
        """
        back = int(np.ceil(np.log(REMEMBERED) / np.log(memory)))
        size = len(days)
        shocks = self.normals(purpose, np.arange(days[0] - back, days[0] + size, dtype=np.int64))
        logs, variance = np.zeros(size), 0.0
        for ago in range(back + 1):
            logs += memory**ago * shocks[back - ago : back - ago + size]
            variance += memory ** (2 * ago)
        factors: FloatArray = np.exp(sigma / np.sqrt(variance) * logs - sigma * sigma / 2)
        return factors


def share_sigma(share: FloatArray, trials: float) -> FloatArray:
    """Return the relative spread of a share that is known as well as from so many trials: that of a beta distribution.

    ``sqrt((1 - share) / (share * (trials + 1)))``. Shape as given.
    """
    spread: FloatArray = np.sqrt((1.0 - share) / (share * (trials + 1.0)))
    return spread


def gamma_sums(shape: FloatArray, normal: FloatArray) -> FloatArray:
    """Return gamma distributed numbers of a shape and scale 1, by the cube of Wilson and Hilferty (1931).

    Args:
        shape: At least 1; sums of orders have the shape of one times their number.
        normal: Standard normal chance, of the same shape.
    """
    root = 1.0 - 1.0 / (9.0 * shape) + normal / (3.0 * np.sqrt(shape))
    sums: FloatArray = shape * np.maximum(root, 0.05) ** 3
    return sums
