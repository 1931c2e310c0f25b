"""How likely each scenario is."""

from collections.abc import Sequence

import numpy as np

from domain.forecasting.model import FloatArray
from domain.scenarios.model import ScenarioKind

PRIORS: dict[ScenarioKind, float] = {
    ScenarioKind.OPTIMISTIC: 0.25,
    ScenarioKind.REALISTIC: 0.50,
    ScenarioKind.PESSIMISTIC: 0.25,
}
"""Before any data."""


def probabilities(
    kinds: Sequence[ScenarioKind], centres: FloatArray, outcomes: FloatArray, confidence: float
) -> FloatArray:
    """Return the probabilities of competing scenarios; they sum to 1.

    ``confidence * mass + (1 - confidence) * prior``, where the mass of a scenario is the share of forecast futures
    whose outcome is nearer to it than to any other. So a forecast that has proved itself is believed, and one that has
    not falls back to the prior (.25, .50, .25, normalised over the kinds asked for). Scenarios with the same outcome
    share what falls to them.

    Args:
        kinds: Kind of each scenario. Not custom.
        centres: Median outcome of each. Shape ``(scenarios,)``.
        outcomes: Outcome of each path. Shape ``(paths,)``.
        confidence: Measured confidence in the forecast, 0 … 1.
    """
    prior = np.array([PRIORS[kind] / kinds.count(kind) for kind in kinds])
    prior /= prior.sum()
    if np.ptp(centres) <= 1e-9 * max(1.0, float(np.abs(centres).max())):
        return prior
    distance = np.abs(outcomes[:, None] - centres[None, :])
    nearest = distance <= distance.min(axis=1, keepdims=True) * (1 + 1e-9)
    mass = (nearest / nearest.sum(axis=1, keepdims=True)).mean(axis=0)
    trust = min(max(confidence, 0.0), 1.0)
    blend = trust * mass + (1 - trust) * prior
    shares: FloatArray = blend / blend.sum()
    return shares


def plausibility(own: FloatArray, outcomes: FloatArray) -> float:
    """Return the probability told with a custom scenario.

    The share of unchanged futures whose outcome lies inside the scenario's own central 80 % interval: how plausible
    such an outcome would be if nothing were changed.
    """
    lower, upper = np.quantile(own, [0.1, 0.9])
    return float(((outcomes >= lower) & (outcomes <= upper)).mean())
