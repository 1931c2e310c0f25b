"""Days on which nothing happens: a share of them, and the rest of the distribution above."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from domain.forecasting.model import FloatArray, SeriesKind
from ml.peers.scale import Scaled, backward

FIRMNESS = (0.3, 30.0)
"""Bounds of the days that the peers' share of zeros counts for."""


def zero_share(own: Scaled, peers: Sequence[Scaled]) -> float:
    """Return the probability of a day with nothing: a beta prior fitted to the peers by moments, and own days.

    Peers that differ widely leave the word to the campaign's own days.
    """
    days = np.array([one.days for one in peers if one.days], dtype=float)
    zeros = np.array([one.zeros for one in peers if one.days], dtype=float)
    shares = zeros / days
    mean = (float(zeros.sum()) + 0.5) / (float(days.sum()) + 1.0)
    spread = float(shares.var())
    firmness = float(np.clip(mean * (1 - mean) / spread - 1 if spread > 0 else FIRMNESS[1], *FIRMNESS))
    return (firmness * mean + own.zeros) / (firmness + own.days)


def quantiles_with_zeros(
    means: FloatArray, deviations: FloatArray, share: float, levels: Sequence[float], kind: SeriesKind
) -> FloatArray:
    """Return quantiles of a distribution with a share of zeros and a normal one, on its scale, above them.

    Args:
        means: On the scale of the model. Shape ``(horizon,)``.
        deviations: Shape ``(horizon,)``.
        share: Of zeros, 0 … 1.
        levels: Probability levels.
        kind: Says which scale.

    Returns:
        Shape ``(horizon, len(levels))``.
    """
    columns = []
    for level in levels:
        above = (level - share) / (1 - share) if share < 1 else 0.0
        if above <= 0:
            columns.append(np.zeros(len(means)))
        else:
            score = NormalDist().inv_cdf(min(max(above, 1e-6), 1 - 1e-6))
            columns.append(backward(means + score * deviations, kind))
    return np.column_stack(columns)
