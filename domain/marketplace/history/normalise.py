"""Values on one scale from 0 to 100, where 50 is the mean, and flags by the distance from it."""

import numpy as np
from numpy.typing import NDArray

from domain.marketplace.history.model import AnomalyFlag

FloatArray = NDArray[np.float64]

LEAST_SPREAD = 0.05
"""Least standard deviation, relative to the mean: smaller ones would make an anomaly of everything."""

WITHIN_ONE, BEYOND_ONE = 20.0, 15.0
"""Points for each standard deviation up to the first, and beyond it."""


def standard_scores(values: FloatArray, mean: FloatArray | float, std: FloatArray | float) -> FloatArray:
    """Return how many standard deviations values are above the mean; 0 where there is no value or no spread.

    The standard deviation counts as at least 5 % of the mean.
    """
    spread = np.maximum(std, LEAST_SPREAD * np.abs(mean))
    known = np.isfinite(values) & (spread > 0)
    return np.where(known, (np.nan_to_num(values) - mean) / np.where(spread > 0, spread, 1.0), 0.0)


def normalised(scores: FloatArray) -> FloatArray:
    """Return standard scores as 0 … 100: 30 and 70 are one standard deviation from the mean, 0 and 100 three.

    ``50 + 20 z`` up to one standard deviation, ``50 ± (20 + 15 (|z| - 1))`` beyond, cut to the range.
    """
    far = np.abs(scores)
    points = np.where(far <= 1, WITHIN_ONE * far, WITHIN_ONE + BEYOND_ONE * (far - 1))
    return np.clip(50.0 + np.sign(scores) * points, 0.0, 100.0)


def flags(scores: FloatArray) -> tuple[AnomalyFlag, ...]:
    """Return the flag of each standard score: normal below 1, warning below 2, critical from there."""
    return tuple(flag(score) for score in np.abs(scores).tolist())


def flag(score: float) -> AnomalyFlag:
    """Return the flag of one standard score."""
    far = abs(score)
    if far < 1:
        return AnomalyFlag.NORMAL
    return AnomalyFlag.WARNING if far < 2 else AnomalyFlag.CRITICAL
