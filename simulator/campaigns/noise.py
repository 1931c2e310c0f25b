"""Chance, tamed: every draw comes from a generator that belongs to one campaign and channel."""

import hashlib

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
CountArray = NDArray[np.int64]


def generator_for(seed: int, *names: str) -> np.random.Generator:
    """Return the generator of a named thing; other names, added or removed, change nothing about it."""
    digest = hashlib.sha256("\0".join(names).encode()).digest()
    words = [int.from_bytes(digest[at : at + 4], "big") for at in range(0, len(digest), 4)]
    return np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=tuple(words)))


def lognormal(random: np.random.Generator, sigma: float, size: int) -> FloatArray:
    """Return independent positive factors of mean 1. Shape ``(size,)``."""
    factors: FloatArray = np.exp(sigma * random.standard_normal(size) - sigma * sigma / 2)
    return factors


def wobble(random: np.random.Generator, sigma: float, memory: float, size: int) -> FloatArray:
    """Return positive factors of mean 1 whose logarithm is a stationary autoregression of order one.

    Args:
        random: Where chance comes from.
        sigma: Standard deviation of the logarithm.
        memory: Correlation of one day with the next, 0 … 1.
        size: Days.
    """
    shocks = random.standard_normal(size) * sigma
    logs = np.empty(size)
    logs[0] = shocks[0]
    fresh = np.sqrt(1.0 - memory * memory)
    for day in range(1, size):
        logs[day] = memory * logs[day - 1] + fresh * shocks[day]
    factors: FloatArray = np.exp(logs - sigma * sigma / 2)
    return factors


def negative_binomial(random: np.random.Generator, mean: FloatArray, shape: float) -> CountArray:
    """Return counts of a mean and variance ``mean + mean^2 / shape``: Poisson counts of a gamma rate."""
    rates = mean * random.gamma(shape, 1.0 / shape, mean.shape)
    counts: CountArray = random.poisson(rates)
    return counts


def beta_binomial(random: np.random.Generator, trials: CountArray, share: FloatArray, shape: float) -> CountArray:
    """Return how many of the trials succeed when the share itself varies from day to day; never more than the trials.

    The share is drawn from a beta distribution with mean ``share`` and ``shape`` prior trials.
    """
    drawn = random.beta(share * shape, (1.0 - share) * shape)
    counts: CountArray = random.binomial(trials, drawn)
    return counts
