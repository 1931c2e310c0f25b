"""What the members from statsforecast share: its models are loaded late and their intervals read as quantiles."""

from collections.abc import Mapping
from types import ModuleType

import numpy as np

from domain.forecasting.model import INTERVAL_LEVELS, FloatArray

LEVELS: list[float] = [round(100 * level) for level in INTERVAL_LEVELS]
"""Central intervals as statsforecast names them: ``lo-50``, ``hi-95``."""

MINIMUM_DAYS = 14
"""Two weeks: the least from which a weekly season can be told from noise."""


def load_models() -> ModuleType:
    """Import statsforecast, which takes seconds the first time in a process, and return its models."""
    import statsforecast.models  # noqa: PLC0415

    return statsforecast.models


def quantiles_of(answer: Mapping[str, FloatArray]) -> FloatArray:
    """Read an answer with mean and intervals as quantiles; the mean of a symmetric model is its median.

    Returns:
        Shape ``(horizon, len(QUANTILES))``.
    """
    lower = [answer[f"lo-{level}"] for level in reversed(LEVELS)]
    upper = [answer[f"hi-{level}"] for level in LEVELS]
    return np.column_stack([*lower, answer["mean"], *upper]).astype(np.float64)
