"""How an audience answers to money and to a creative that it has seen before."""

import numpy as np
from numpy.typing import NDArray

from domain.demo.model import DemoChannel, Fatigue

FloatArray = NDArray[np.float64]


def impressions_for(channel: DemoChannel, spend: FloatArray, demand: FloatArray) -> FloatArray:
    """Return the impressions that a spend is expected to buy, a Hill curve that grows with the audience.

    With ``x = spend / demand``, ``B`` the daily budget, ``h`` the steepness and ``K = half_point * B``::

        impressions = demand * M * x^h / (x^h + K^h),   M = (B / (ctr * cpc)) * (B^h + K^h) / B^h

    ``M``, the audience on an ordinary day, is such that the daily budget buys ``B / (ctr * cpc)`` impressions: with
    usual demand and a fresh creative, CTR and CPC are those of the definition. Hill, A. V. (1910), The possible effects
    of the aggregation of the molecules of haemoglobin.

    Args:
        channel: Rates and saturation.
        spend: Spend at a daily rate. Shape ``(hours,)``.
        demand: Size of the audience relative to an ordinary day. Same shape, positive.
    """
    budget, steepness = channel.daily_budget, channel.steepness
    half = (channel.half_point * budget) ** steepness
    audience = budget / (channel.ctr * channel.cpc) * (budget**steepness + half) / budget**steepness
    power = (spend / demand) ** steepness
    impressions: FloatArray = demand * audience * power / (power + half)
    return impressions


def frequencies(channel: DemoChannel, spend: FloatArray, demand: FloatArray) -> FloatArray:
    """Return impressions per person reached: more money for the same audience reaches the same people again.

    ``1 + (frequency - 1) * u / u0``, ``u`` the share of the audience's impressions that is bought and ``u0`` the same
    at the daily budget. At least 1. Shape as given.
    """
    half = channel.half_point**channel.steepness
    power = (spend / demand / channel.daily_budget) ** channel.steepness
    relative = power / (power + half) * (1.0 + half)
    per_person: FloatArray = 1.0 + (channel.frequency - 1.0) * relative
    return per_person


def creative_ages(fatigue: Fatigue, from_last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the days since the latest refresh. Shape as given.

    Args:
        fatigue: When it was refreshed: ``last_refresh_days_ago`` before the last observed day of the history, before
            and after that at equal distances.
        from_last: Days from the last observed day of the history, negative before it.
    """
    since = fatigue.last_refresh_days_ago + from_last
    # A creative that was not refreshed for longer than usual gets its next refresh after the history.
    every = np.where(since >= 0, max(fatigue.refresh_every_days, fatigue.last_refresh_days_ago + 1), 1)
    ages: NDArray[np.int64] = np.where(since >= 0, since % every, since % fatigue.refresh_every_days)
    return ages


def freshness(fatigue: Fatigue, from_last: NDArray[np.int64]) -> FloatArray:
    """Return what is left of a creative's appeal: ``floor + (1 - floor) * 2^(-age / half life)``. Shape as given."""
    ages = creative_ages(fatigue, from_last)
    left: FloatArray = fatigue.floor + (1.0 - fatigue.floor) * np.exp2(-ages / fatigue.half_life_days)
    return left
