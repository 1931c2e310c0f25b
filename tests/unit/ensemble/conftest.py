"""Past forecasts of made-up members, whose quality is known because it is chosen."""

from collections.abc import Callable
from datetime import date
from statistics import NormalDist

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.forecasting.model import QUANTILES, Backtest, BacktestWindow, FloatArray
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType

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


def busy_channel(rng: np.random.Generator, days: int) -> dict[MetricType, FloatArray]:
    """A channel with everything: shared ups and downs, a weekday pattern, rates that mean something."""
    mood = np.exp(0.15 * rng.standard_normal(days) + 0.2 * np.sin(2 * np.pi * np.arange(days) / 7))
    impressions = rng.poisson(20_000 * mood).astype(float)
    clicks = rng.binomial(impressions.astype(int), 0.02).astype(float)
    conversions = rng.binomial(clicks.astype(int), 0.08).astype(float)
    return {
        MetricType.IMPRESSIONS: impressions,
        MetricType.REACH: np.floor(impressions * 0.7),
        MetricType.CLICKS: clicks,
        MetricType.CONVERSIONS: conversions,
        MetricType.ENGAGEMENT: rng.poisson(600 * mood).astype(float),
        MetricType.SPEND: 300 * mood,
        MetricType.REVENUE: conversions * rng.normal(40, 3, days),
    }


def history(
    channels: dict[Channel, dict[MetricType, FloatArray]], *, start: date = date(2026, 1, 5)
) -> CampaignHistory:
    """The history of some channels, all of one length."""
    values = {(channel, metric): row for channel, rows in channels.items() for metric, row in rows.items()}
    return CampaignHistory(start, len(next(iter(values.values()))), values)


@pytest.fixture(scope="session")
def make_busy_channel() -> Callable[[np.random.Generator, int], dict[MetricType, FloatArray]]:
    """Makes a channel on which everything was observed."""
    return busy_channel


@pytest.fixture(scope="session")
def make_history() -> Callable[..., CampaignHistory]:
    """Makes a history from arrays by channel and metric."""
    return history
