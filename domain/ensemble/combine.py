"""Several members' quantiles made one forecast."""

from collections.abc import Mapping

import numpy as np

from domain.ensemble.weights import EnsembleWeights
from domain.forecasting.model import HORIZON_BLOCKS, FloatArray


def combine(forecasts: Mapping[str, FloatArray], weights: EnsembleWeights, group: str) -> FloatArray:
    """Average the members' quantiles, level by level, with the weights of each day's horizon block.

    Averaging quantiles (Vincentization: Vincent 1912, Lichtendahl et al. 2013) keeps the shape of the members' bands;
    averaging probabilities would widen them by the members' disagreement.

    Args:
        forecasts: By member name, at least one. Shape ``(horizon, len(QUANTILES))`` each, finite.
        weights: Weights that were learnt.
        group: Group of the series.

    Returns:
        Shape ``(horizon, len(QUANTILES))``, non-decreasing along the second axis.

    Raises:
        ValueError: There is no forecast, or shapes differ.
    """
    names = tuple(sorted(forecasts))
    if not names:
        raise ValueError("nothing to combine")
    stacked = np.stack([forecasts[name] for name in names])
    daily = np.empty((len(names), stacked.shape[1]))
    for first, last in HORIZON_BLOCKS:
        found = weights.of(group, first, names)
        # Days past the last block use the last.
        days = slice(first - 1, last if last < HORIZON_BLOCKS[-1][1] else None)
        daily[:, days] = np.array([found[name] for name in names])[:, None]
    mixed = np.einsum("mh,mhq->hq", daily, stacked)
    monotone: FloatArray = np.maximum.accumulate(mixed, axis=1)
    return monotone
