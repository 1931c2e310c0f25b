"""Generates a campaign's daily metrics from its definition. ``docs/explanation/demo-data.md`` explains the model."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from domain.demo.model import DemoCampaign, DemoChannel
from domain.metrics.model import MetricPoint, MetricType
from simulator.campaigns.anomalies import Series, plant
from simulator.campaigns.calendar import seasons, weekday_factors
from simulator.campaigns.noise import beta_binomial, generator_for, lognormal, negative_binomial, wobble
from simulator.campaigns.response import frequencies, freshness, impressions_for

FloatArray = NDArray[np.float64]
CountArray = NDArray[np.int64]

DEMAND_SIGMA, DEMAND_MEMORY = 0.05, 0.85
CTR_SIGMA, CTR_MEMORY = 0.04, 0.80
IMPRESSION_SHAPE = 600.0
CLICK_SHAPE = 20_000.0
CONVERSION_SHAPE = 400.0
ENGAGEMENT_SHAPE = 10_000.0
ORDER_SHAPE = 4.0
BUDGET_FOLLOWS_RHYTHM = 0.5
DAILY_SPEND_SHARE = 0.5
PACING_SIGMA = 0.02
HIGHEST_SPEND = 2.0


def generate_campaign_metrics(
    definition: DemoCampaign, *, seed: int, last_day: date, days: int = 180
) -> list[MetricPoint]:
    """Return the daily metrics of every channel of a campaign, version 1.

    The same definition, seed and days give the same points; each channel has randomness of its own, so that a campaign
    or channel that is added leaves all others as they are. On every day ``clicks <= impressions``, ``reach <=
    impressions``, ``conversions <= clicks`` and ``engagement <= impressions``; counts are whole, money is in cents.

    Args:
        definition: The campaign.
        seed: Seed of the whole demo workspace, not negative.
        last_day: The day before today. A campaign that ended or was paused before has its ``days`` up to then.
        days: How many days, at least 1; none before the campaign's first day.

    Raises:
        ValueError: ``days`` is not positive.
    """
    if days < 1:
        raise ValueError("days must be positive")
    end = definition.last_observed(last_day)
    begin = max(end - timedelta(days=days - 1), definition.start_date(last_day + timedelta(days=1)))
    listed = [begin + timedelta(days=offset) for offset in range((end - begin).days + 1)]
    points: list[MetricPoint] = []
    for channel in definition.channels:
        observed = _observe(definition, channel, listed, generator_for(seed, definition.key, channel.channel))
        for anomaly in definition.anomalies:
            if anomaly.affects(channel.channel):
                random = generator_for(seed, definition.key, channel.channel, anomaly.name)
                observed = plant(anomaly, observed, listed, random)
        for metric, values in observed.items():
            points.extend(
                MetricPoint(channel.channel, metric, day, float(value), 1)
                for day, value in zip(listed, values, strict=True)
            )
    return points


def _observe(definition: DemoCampaign, channel: DemoChannel, days: list[date], random: np.random.Generator) -> Series:
    """Draw one channel's metrics, from demand through money to people, clicks and orders. Shapes ``(days,)``."""
    size = len(days)
    growth = (1.0 + definition.growth_per_month) ** (np.arange(1 - size, 1) / 30.0)
    rhythm = weekday_factors(days, definition.weekdays) * seasons(days, definition.season_strength)
    demand = growth * rhythm * wobble(random, DEMAND_SIGMA, DEMAND_MEMORY, size)
    spend = _spend(channel, growth, rhythm, random)
    impressions = negative_binomial(random, impressions_for(channel, spend, demand), IMPRESSION_SHAPE)
    appeal = freshness(channel.fatigue, size)
    ctr = channel.ctr * appeal * wobble(random, CTR_SIGMA, CTR_MEMORY, size)
    clicks = beta_binomial(random, impressions, ctr, CLICK_SHAPE)
    engagement = beta_binomial(random, impressions, channel.engagement_rate * appeal, ENGAGEMENT_SHAPE)
    conversions = beta_binomial(random, clicks, np.full(size, channel.conversion_rate), CONVERSION_SHAPE)
    return {
        MetricType.IMPRESSIONS: impressions.astype(np.float64),
        MetricType.REACH: np.floor(impressions / frequencies(channel, spend, demand)),
        MetricType.CLICKS: clicks.astype(np.float64),
        MetricType.CONVERSIONS: conversions.astype(np.float64),
        MetricType.ENGAGEMENT: engagement.astype(np.float64),
        MetricType.SPEND: spend,
        MetricType.REVENUE: _revenue(channel, conversions, random),
    }


def _spend(channel: DemoChannel, growth: FloatArray, rhythm: FloatArray, random: np.random.Generator) -> FloatArray:
    """Draw what is spent: a budget that is set anew every week, varied by day and paced by the platform.

    The budget follows growth fully and weekdays and seasons by half; its weeks start seven days apart from the first
    day. Platforms spend at most twice the planned budget on a day.
    """
    size = len(growth)
    weekly = np.repeat(lognormal(random, channel.spend_variation, -(-size // 7)), 7)[:size]
    daily = lognormal(random, DAILY_SPEND_SHARE * channel.spend_variation, size)
    planned = channel.daily_budget * growth * rhythm**BUDGET_FOLLOWS_RHYTHM
    paced = planned * np.minimum(weekly * daily, HIGHEST_SPEND) * lognormal(random, PACING_SIGMA, size)
    return np.round(paced, 2)


def _revenue(channel: DemoChannel, conversions: CountArray, random: np.random.Generator) -> FloatArray:
    """Draw the sum of as many orders as there are conversions, each gamma distributed around the mean order."""
    orders = random.gamma(np.maximum(conversions, 1) * ORDER_SHAPE, channel.order_value / ORDER_SHAPE)
    return np.where(conversions > 0, np.round(orders, 2), 0.0)
