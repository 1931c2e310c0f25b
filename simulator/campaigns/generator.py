"""Generates a campaign's metrics by the hour from its definition and the state of the market.

``docs/explanation/demo-data.md`` explains the model.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from domain.demo.hours import DAY_HOURS, CampaignHours, day_number, day_of
from domain.demo.mapping import Stage
from domain.demo.market import MarketFactors, calm_market
from domain.demo.model import DemoCampaign, DemoChannel
from domain.metrics.model import MetricPoint, MetricType
from simulator.campaigns.anomalies import Series, plant
from simulator.campaigns.calendar import hour_shares, seasons, weekday_factors
from simulator.campaigns.noise import Chance, gamma_sums, share_sigma
from simulator.campaigns.response import frequencies, freshness, impressions_for
from simulator.history.counts import binomial_counts, poisson_counts
from simulator.rates.chance import quantile

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.int64]

DEMAND_SIGMA, DEMAND_MEMORY = 0.05, 0.85
CTR_SIGMA, CTR_MEMORY = 0.04, 0.80
SHOWN_SIGMA = 0.04
CLICK_TRIALS = 20_000.0
CONVERSION_TRIALS = 400.0
ENGAGEMENT_TRIALS = 10_000.0
ORDER_SHAPE = 4.0
BUDGET_FOLLOWS_RHYTHM = 0.5
DAILY_SPEND_SHARE = 0.5
PACING_SIGMA = 0.02
HIGHEST_SPEND = 2.0
HIGHEST_SHARE = 0.9
MONDAY = 3
"""1970 began three days after a Monday."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a channel would do on each day in a calm market, known from the day's start on. Shapes ``(days,)``."""

    spend: FloatArray
    demand: FloatArray
    shown: FloatArray
    ctr: FloatArray
    conversion: FloatArray
    engagement: FloatArray


def generate_campaign_hours(
    definition: DemoCampaign, today: date, market: MarketFactors, *, seed: int
) -> CampaignHours:
    """Return what every channel of a campaign does in the hours that the market's factors are for.

    An hour depends on the definition, ``seed``, ``today``, the hour itself and its own factors, on nothing else: any
    window, asked for in any order, has the same numbers to the last bit, and a factor that changes keeps the chance. In
    every hour ``clicks <= impressions``, ``reach <= impressions``, ``conversions <= clicks`` and ``engagement <=
    impressions``; counts are whole, money is in cents.

    Args:
        definition: The campaign.
        today: The day on which the demo was filled; the days in the definition count from it.
        market: Factors of the hours in question, at least one.
        seed: Seed of the whole demo workspace, not negative.
    """
    hours = np.arange(market.begin, market.end, dtype=np.int64)
    last = day_number(definition.last_observed(today - timedelta(days=1)))
    values = {}
    for channel in definition.channels:
        chance = Chance(seed, (definition.key, channel.channel))
        observed = _observe(definition, channel, hours, last, market, chance)
        for anomaly in definition.anomalies:
            if anomaly.affects(channel.channel):
                since = hours // DAY_HOURS - day_number(anomaly.first_day(day_of(last)))
                own = Chance(seed, (definition.key, channel.channel, anomaly.name))
                observed = plant(anomaly, observed, hours, (since >= 0) & (since < anomaly.days), own)
        values.update({(channel.channel, metric): series for metric, series in observed.items()})
    return CampaignHours(market.begin, values)


def generate_campaign_metrics(
    definition: DemoCampaign, *, seed: int, last_day: date, days: int = 180
) -> list[MetricPoint]:
    """Return the daily metrics of every channel of a campaign in a calm market, version 1.

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
    today = last_day + timedelta(days=1)
    begin = max(end - timedelta(days=days - 1), definition.start_date(today))
    market = calm_market(day_number(begin) * DAY_HOURS, (day_number(end) + 1) * DAY_HOURS)
    return generate_campaign_hours(definition, today, market, seed=seed).days(1)


def _observe(
    definition: DemoCampaign, channel: DemoChannel, hours: IndexArray, last: int, market: MarketFactors, chance: Chance
) -> Series:
    """Draw one channel's metrics, from demand through money to people, clicks and orders. Shapes ``(hours,)``."""
    days = np.arange(hours[0] // DAY_HOURS, hours[-1] // DAY_HOURS + 1, dtype=np.int64)
    plan = _plan(definition, channel, days, last, chance)
    day, share = hours // DAY_HOURS - days[0], hour_shares(hours)

    def drawn(trials: FloatArray, rate: FloatArray, purpose: str) -> FloatArray:
        return binomial_counts(trials, np.minimum(rate, HIGHEST_SHARE), chance.uniforms(purpose, hours))

    def moved(stage: Stage) -> FloatArray:
        return market.of(stage, market.begin, market.end)

    spend = plan.spend[day] * moved(Stage.SPEND)
    worth, demand = spend / moved(Stage.PRICE), plan.demand[day] * moved(Stage.AUDIENCE)
    mean = share * impressions_for(channel, worth, demand) * plan.shown[day]
    shown = poisson_counts(mean, chance.uniforms("impressions", hours))
    clicks = drawn(shown, plan.ctr[day] * moved(Stage.CLICK_RATE), "clicks")
    conversions = drawn(clicks, plan.conversion[day] * moved(Stage.CONVERSION_RATE), "conversions")
    first_seen = 1.0 / frequencies(channel, worth, demand)
    revenue = _revenue(channel, conversions, moved(Stage.ORDER_VALUE), chance.uniforms("orders", hours))
    return {
        MetricType.IMPRESSIONS: shown,
        MetricType.REACH: binomial_counts(shown, first_seen, chance.uniforms("reach", hours)),
        MetricType.CLICKS: clicks,
        MetricType.CONVERSIONS: conversions,
        MetricType.ENGAGEMENT: drawn(shown, plan.engagement[day], "engagement"),
        MetricType.SPEND: np.round(spend * share, 2),
        MetricType.REVENUE: revenue,
    }


def _plan(definition: DemoCampaign, channel: DemoChannel, days: IndexArray, last: int, chance: Chance) -> _Plan:
    """Draw what is fixed when a day begins."""
    listed = [day_of(int(day)) for day in days]
    growth = (1.0 + definition.growth_per_month) ** ((days - last) / 30.0)
    rhythm = weekday_factors(listed, definition.weekdays) * seasons(listed, definition.season_strength)
    appeal = freshness(channel.fatigue, days - last)
    conversion = np.full(len(days), channel.conversion_rate)

    def about(share: FloatArray, trials: float, purpose: str) -> FloatArray:
        return share * chance.lognormal(purpose, share_sigma(share, trials), days)

    return _Plan(
        spend=_spend(channel, growth, rhythm, days, chance),
        demand=growth * rhythm * chance.wobble("demand", DEMAND_SIGMA, DEMAND_MEMORY, days),
        shown=chance.lognormal("shown", SHOWN_SIGMA, days),
        ctr=about(channel.ctr * appeal * chance.wobble("ctr", CTR_SIGMA, CTR_MEMORY, days), CLICK_TRIALS, "click rate"),
        conversion=about(conversion, CONVERSION_TRIALS, "conversion rate"),
        engagement=about(channel.engagement_rate * appeal, ENGAGEMENT_TRIALS, "engagement rate"),
    )


def _spend(
    channel: DemoChannel, growth: FloatArray, rhythm: FloatArray, days: IndexArray, chance: Chance
) -> FloatArray:
    """Draw what is spent on a day: a budget that is set anew every Monday, varied by day and paced by the platform.

    The budget follows growth fully and weekdays and seasons by half. Platforms spend at most twice the planned budget
    on a day.
    """
    weekly = chance.lognormal("week", channel.spend_variation, (days + MONDAY) // 7)
    daily = chance.lognormal("day", DAILY_SPEND_SHARE * channel.spend_variation, days)
    planned = channel.daily_budget * growth * rhythm**BUDGET_FOLLOWS_RHYTHM
    paced = np.minimum(weekly * daily, HIGHEST_SPEND) * chance.lognormal("pacing", PACING_SIGMA, days)
    spend: FloatArray = planned * paced
    return spend


def _revenue(channel: DemoChannel, conversions: FloatArray, value: FloatArray, share: FloatArray) -> FloatArray:
    """Draw the sum of as many orders as there are conversions, each gamma distributed around the mean order."""
    orders = gamma_sums(np.maximum(conversions, 1.0) * ORDER_SHAPE, quantile(share))
    return np.where(conversions > 0, np.round(orders * value * channel.order_value / ORDER_SHAPE, 2), 0.0)
