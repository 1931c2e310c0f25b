"""The futures around a percentile of the outcome: what makes a scenario a distribution and not a line."""

import math

import numpy as np

from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray

BANDWIDTH = 0.125
"""Half width in ranks: scenarios at 25, 50 and 75 % touch and do not overlap."""

NARROWEST = 0.025
"""Half width at the very ends, where a wide neighbourhood would pull the scenario towards the middle."""

FEWEST = 20
"""Paths that a neighbourhood needs to have intervals of its own."""


def ranks(outcome: FloatArray) -> FloatArray:
    """Return each path's place in the distribution of outcomes, ``(rank + 0.5) / count``; ties by position."""
    places = np.empty(len(outcome))
    places[np.argsort(outcome, kind="stable")] = (np.arange(len(outcome)) + 0.5) / len(outcome)
    return places


def near(paths: SampledPaths, places: FloatArray, percentile: float) -> SampledPaths:
    """Return paths distributed as those near a percentile of the outcome.

    Weights are an Epanechnikov kernel in rank; systematic resampling turns them into equally likely whole paths, so
    that every identity that holds on the given paths holds here.

    Args:
        paths: All futures.
        places: Their ranks.
        percentile: 0 … 100.
    """
    centre = min(max(percentile / 100, 0.0), 1.0)
    half = max(min(BANDWIDTH, max(min(centre, 1 - centre), NARROWEST)), FEWEST / (2 * paths.count))
    weights = np.maximum(0.0, 1 - ((places - centre) / half) ** 2)
    if weights.sum() == 0:
        weights[np.argmin(np.abs(places - centre))] = 1.0
    return select(paths, _systematic(weights, places, 2 * math.ceil(half * paths.count)))


def select(paths: SampledPaths, chosen: np.ndarray[tuple[int], np.dtype[np.intp]]) -> SampledPaths:
    """Return the chosen paths, in that order; one chosen twice appears twice."""
    return SampledPaths(paths.start, {key: values[chosen] for key, values in paths.values.items()})


def _systematic(weights: FloatArray, places: FloatArray, size: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    order = np.argsort(places, kind="stable")
    cumulative = np.cumsum(weights[order])
    positions = (np.arange(size) + 0.5) / size * cumulative[-1]
    picked = np.minimum(np.searchsorted(cumulative, positions, side="right"), len(order) - 1)
    chosen: np.ndarray[tuple[int], np.dtype[np.intp]] = order[picked]
    return chosen
