"""Weights by what each member is worth alone: the simple strategies."""

from collections.abc import Mapping, Sequence

import numpy as np

from domain.ensemble.strategies import Strategy
from domain.forecasting.model import BacktestWindow
from domain.forecasting.scores import central_interval

LEVEL = 0.8
"""Whose promise is held against the past."""

SLOWEST = 30.0
"""Seconds at which speed is worth nothing."""

CONFIDENCE, HISTORY, FIT, SPEED = 0.4, 0.3, 0.2, 0.1
"""Parts of a dynamic weight."""


def shares_of(
    strategy: Strategy, windows: Sequence[BacktestWindow], losses: Mapping[str, float], seconds: Mapping[str, float]
) -> dict[str, float]:
    """Return the weight of each member of ``losses``, the same for every group and day; they sum to 1.

    Args:
        strategy: Static, confidence or dynamic.
        windows: Past forecasts.
        losses: By member, its loss relative to the median member.
        seconds: By member, how long it takes; none when unknown.
    """
    worth = {name: _worth(strategy, name, windows, losses[name], seconds.get(name, 0.0)) for name in losses}
    total = sum(worth.values())
    if total <= 0:
        return dict.fromkeys(worth, 1.0 / len(worth))
    return {name: one / total for name, one in worth.items()}


def _worth(strategy: Strategy, name: str, windows: Sequence[BacktestWindow], loss: float, seconds: float) -> float:
    if strategy is Strategy.STATIC:
        return 1.0
    confidence = _confidence(name, windows)
    if strategy is Strategy.CONFIDENCE:
        return confidence
    made = sum(name in window.forecasts for window in windows) / max(len(windows), 1)
    speed = max(0.0, 1.0 - seconds / SLOWEST)
    return CONFIDENCE * confidence + HISTORY / (1.0 + loss) + FIT * made + SPEED * speed


def _confidence(name: str, windows: Sequence[BacktestWindow]) -> float:
    """Return 1 when the member's 80 % band held 80 % of the past, towards 0 as it held more or less."""
    held = days = 0
    for window in windows:
        if name in window.forecasts:
            low, high = central_interval(window.forecasts[name], LEVEL)
            seen = ~np.isnan(window.actual)
            held += int(((window.actual >= low) & (window.actual <= high))[seen].sum())
            days += int(seen.sum())
    return max(0.0, 1.0 - abs(held / days - LEVEL) / LEVEL) if days else 0.0
