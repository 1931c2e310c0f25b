"""Past forecasts of made-up members, whose quality is known because it is chosen."""

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pytest

from domain.forecasting.model import QUANTILES, Backtest, BacktestWindow, FloatArray

Z = np.array([NormalDist().inv_cdf(q) for q in QUANTILES])


def band(centre: FloatArray, spread: float | FloatArray) -> FloatArray:
    """Normal quantiles around a centre, a row a day."""
    return centre[:, None] + np.broadcast_to(np.asarray(spread, dtype=float), centre.shape)[:, None] * Z


def window(
    rng: np.random.Generator,
    key: str,
    origin: int,
    members: dict[str, tuple[float, float]],
    *,
    days: int = 30,
    level: float = 100.0,
    noise: float = 10.0,
) -> BacktestWindow:
    """One past forecast: members err around the level by their first figure and claim a spread of their second."""
    truth = np.full(days, level)
    actual = truth + rng.normal(0, noise, days)
    forecasts = {name: band(truth + rng.normal(0, error, days), claim) for name, (error, claim) in members.items()}
    return BacktestWindow(key, origin, actual, forecasts)


def backtest(
    members: dict[str, tuple[float, float]],
    *,
    keys: tuple[str, ...] = ("A", "B", "C"),
    origins: tuple[int, ...] = (90, 104, 118, 132, 146),
    seed: int = 7,
    days: int = 30,
    level: float = 100.0,
    noise: float = 10.0,
) -> Backtest:
    """Every origin of every series."""
    rng = np.random.default_rng(seed)
    windows = tuple(
        window(rng, key, origin, members, days=days, level=level, noise=noise) for origin in origins for key in keys
    )
    return Backtest(windows, (), dict.fromkeys(members, "1"))


@pytest.fixture(scope="session")
def make_backtest() -> Callable[..., Backtest]:
    """Makes every origin of every series, for members given as name -> (their error, the spread they claim)."""
    return backtest


@pytest.fixture(scope="session")
def make_band() -> Callable[[FloatArray, float | FloatArray], FloatArray]:
    """Makes normal quantiles around a centre."""
    return band
