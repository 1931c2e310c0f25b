"""A made-up campaign whose truth is known: how its days came about, and how its futures do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest

from domain.campaigns.model import ApprovalState, Campaign, CampaignStatus, Channel, Money
from domain.ensemble.model import Confidence
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import FloatArray
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType

WEEKDAYS = np.array([1.1, 1.05, 1.0, 1.0, 0.95, 0.7, 0.6])
"""A strong weekly rhythm, Monday first: nothing may take a weekend for an event."""


@dataclass(frozen=True)
class ChannelTruth:
    """How a channel works: clicks are ``pull * spend ** elasticity``, the rest follows by fixed rates.

    Reach grows with ``impressions ** saturation``; CTR falls with ``frequency ** tiring``.
    """

    spend: float = 100.0
    pull: float = 5.0
    elasticity: float = 0.7
    ctr: float = 0.02
    conversion_rate: float = 0.05
    value: float = 40.0
    frequency: float = 1.4
    saturation: float = 1.0
    tiring: float = 0.0
    spend_variation: float = 0.25
    noise: float = 0.05
    ctr_trend: float = 0.0
    rhythm: tuple[float, ...] = (1.0,) * 7
    """Factor on clicks per weekday that spend does not explain."""


@dataclass(frozen=True)
class World:
    """A history, its possible futures, and the campaign that they belong to."""

    history: CampaignHistory
    paths: SampledPaths
    campaign: Campaign
    truths: dict[Channel, ChannelTruth] = field(default_factory=dict)


def course(
    truth: ChannelTruth, weekdays: FloatArray, first: int, count: int, rng: np.random.Generator
) -> dict[MetricType, FloatArray]:
    """Courses of a channel, a row each; ``first`` is the day that the CTR trend has reached."""
    days = (count, len(weekdays))
    spend = truth.spend * WEEKDAYS[weekdays] * np.exp(rng.normal(0, truth.spend_variation, days))
    ctr = truth.ctr * np.exp(truth.ctr_trend * (first + np.arange(len(weekdays))))
    mean = truth.pull * spend**truth.elasticity * np.array(truth.rhythm)[weekdays]
    impressions = mean / truth.ctr * np.exp(rng.normal(0, truth.noise, days))
    usual = truth.pull * truth.spend**truth.elasticity / truth.ctr
    reach = usual / truth.frequency * (impressions / usual) ** truth.saturation * np.exp(rng.normal(0, 0.02, days))
    tired = (impressions / reach / truth.frequency) ** -truth.tiring
    clicks = impressions * ctr * tired * np.exp(rng.normal(0, truth.noise / 2, days))
    conversions = clicks * truth.conversion_rate
    return {
        MetricType.IMPRESSIONS: impressions,
        MetricType.REACH: np.minimum(reach, impressions),
        MetricType.CLICKS: clicks,
        MetricType.ENGAGEMENT: 2 * clicks,
        MetricType.CONVERSIONS: conversions,
        MetricType.SPEND: spend,
        MetricType.REVENUE: conversions * truth.value,
    }


def make_campaign(budget: float = 1e9, start: date = date(2026, 1, 1), end: date | None = None) -> Campaign:
    """A running campaign of all channels in euros."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Campaign(
        UUID(int=1),
        UUID(int=2),
        "Spring",
        "leads",
        CampaignStatus.RUNNING,
        ApprovalState.APPROVED,
        (Channel.GOOGLE,),
        Money(Decimal(repr(budget)), "EUR"),
        start,
        end,
        now,
        now,
        UUID(int=3),
    )


def _world(
    truths: dict[Channel, ChannelTruth] | None = None,
    *,
    seed: int = 1,
    days: int = 120,
    horizon: int = 30,
    count: int = 400,
    level_noise: float = 0.05,
    metrics: tuple[MetricType, ...] = (),
    budget: float = 1e9,
    end: date | None = None,
) -> World:
    """Draw a history and ``count`` futures; each future has a level of its own, ``level_noise`` apart."""
    truths = truths or {Channel.GOOGLE: ChannelTruth(), Channel.FACEBOOK: ChannelTruth(spend=60.0, pull=4.0)}
    rng = np.random.default_rng(seed)
    start = date(2026, 1, 1)
    weekdays = (start.weekday() + np.arange(days + horizon)) % 7
    past: dict[tuple[Channel, MetricType], FloatArray] = {}
    future: dict[tuple[Channel, MetricType], FloatArray] = {}
    levels = np.exp(rng.normal(0, level_noise, count))
    for channel, truth in truths.items():
        for metric, values in course(truth, weekdays[:days], 0, 1, rng).items():
            past[channel, metric] = values[0]
        for metric, values in course(truth, weekdays[days:], days, count, rng).items():
            future[channel, metric] = values * levels[:, None]
    keep = {key for key in past if not metrics or key[1] in metrics}
    history = CampaignHistory(start, days, {k: v for k, v in past.items() if k in keep})
    paths = SampledPaths(date.fromordinal(start.toordinal() + days), {k: v for k, v in future.items() if k in keep})
    return World(history, paths, make_campaign(budget, start, end), truths)


@pytest.fixture(scope="session")
def truth() -> type[ChannelTruth]:
    """How a channel works, to be chosen by a test."""
    return ChannelTruth


@pytest.fixture(scope="session")
def make_world() -> Callable[..., World]:
    """Makes a campaign whose truth is known."""
    return _world


@pytest.fixture(scope="session")
def sure() -> Confidence:
    """A forecast that has proved itself."""
    return Confidence(0.9, "very high", "18 of 20 such forecasts held.", 0.9, 0.05, 20, False)


@pytest.fixture
def new_id() -> Callable[[], UUID]:
    """Ids in ascending order."""
    numbers = iter(range(1, 1000))
    return lambda: UUID(int=next(numbers))
