"""How much a past forecast counts by its age: what a series did lately says more about what it will do next."""

from collections.abc import Sequence

import numpy as np

from domain.forecasting.model import BacktestWindow, FloatArray

HALF_LIFE = 28.0
"""Days after which a past forecast counts half. Measured on public series: 21 to 28 days err least where a level has
shifted or a campaign is young, and nowhere more than no forgetting at all."""


def recency(windows: Sequence[BacktestWindow]) -> FloatArray:
    """Return the weight of each window, 1 for the latest of its series. Shape ``(windows,)``."""
    latest: dict[str, int] = {}
    for window in windows:
        latest[window.key] = max(window.origin, latest.get(window.key, 0))
    ages = np.array([latest[window.key] - window.origin for window in windows], dtype=float)
    weights: FloatArray = 0.5 ** (ages / HALF_LIFE)
    return weights
