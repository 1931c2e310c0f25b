"""Forecasts where spend is planned: the plan leads, as far as plans were kept, and volumes follow it.

On a day on which ``p`` is planned for a channel, the quantile of its spend at the standard normal score ``z`` is

    ``p * ratio * exp(z * spread)``

``ratio`` is the median of spend over plan on past planned days, ``spread`` half their 10 … 90 % range relative to it,
over 1.2816. Both are shrunk, as if `PRIOR_DAYS` further days had kept to the plan within `PRIOR_SPREAD`.

Impressions and other counts of the channel follow: their quantiles are multiplied by ``(p * ratio / s) ** e``, ``s``
being the median spend that the ensemble expected on that day, which is the spend that its counts go with. ``e`` is the
elasticity of the count to spend, measured where the history identifies it, else 0.7 (see ``domain.response``). What is
not known about ``e`` widens the band. Rates such as CTR stay: more money buys more impressions, not better ones.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.plan import Driver, DriverPlan
from domain.forecasting.model import MEDIAN, QUANTILES, FloatArray, Series
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.metrics.wording import percent
from domain.response.elasticity import PRIOR_ERROR, PRIOR_MEAN, spend_response
from domain.wording import counted

PRIOR_DAYS = 7.0
"""Weight of the assumption that plans are kept, in planned days."""

PRIOR_SPREAD = 0.15
"""Relative standard deviation of a day's spend around its plan before any is known. An assumption: platforms pace a
budget over weeks and let single days differ."""

REMEMBERED = 90
"""Past planned days that are looked at, the latest first."""

WIDEST = 1.0
"""Spread beyond which a plan says nothing."""

RUNNING_DAYS = 28
"""Latest days with spend that tell what a channel does while it runs."""

RESTING = 0.1
"""Share of the spend of those days below which the ensemble expected the channel to rest: its counts of that day are
then no measure of what money would bring, and those of the running days are."""

STEEPEST = 10.0
"""Factor on spend beyond which volumes do not follow any more."""

_SCORES = np.array([NormalDist().inv_cdf(level) for level in QUANTILES])
_TENTH = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True, slots=True)
class Adherence:
    """How closely plans were kept.

    Attributes:
        ratio: Median of spend over plan, shrunk to 1.
        spread: Relative standard deviation of it.
        days: Past planned days that it is known from.
    """

    ratio: float
    spread: float
    days: int


@dataclass(frozen=True, slots=True)
class Followed:
    """Forecasts that follow what is planned, and what a reader should know about that, in sentences."""

    forecasts: dict[str, FloatArray]
    notes: tuple[str, ...]


def adherence_of(spend: Series, planned: Mapping[date, float]) -> Adherence:
    """Learn from past planned days how closely plans are kept; days on which nothing was planned tell nothing.

    Args:
        spend: Observed spend of a channel.
        planned: What was planned for it by day.
    """
    plan = np.array([planned.get(spend.start + timedelta(days=index), 0.0) for index in range(len(spend.values))])
    known = np.flatnonzero((plan > 0) & np.isfinite(spend.values))[-REMEMBERED:]
    if not len(known):
        return Adherence(1.0, PRIOR_SPREAD, 0)
    low, median, high = (float(value) for value in np.quantile(spend.values[known] / plan[known], (0.1, 0.5, 0.9)))
    share = len(known) / (len(known) + PRIOR_DAYS)
    seen = min((high - low) / (2 * _TENTH * median), WIDEST) if median > 0 else WIDEST
    spread = math.sqrt(share * seen**2 + (1 - share) * PRIOR_SPREAD**2)
    return Adherence(share * median + (1 - share), spread, len(known))


def follow_plan(
    plan: DriverPlan,
    history: CampaignHistory,
    forecasts: dict[str, FloatArray],
    planned: Mapping[Channel, Mapping[date, float]],
) -> Followed:
    """Let spend follow what is planned for it, and counts the spend; without a plan nothing changes.

    Args:
        plan: What is forecast.
        history: What was observed.
        forecasts: The ensemble's quantiles by series key. Shape ``(horizon, len(QUANTILES))`` each.
        planned: Planned spend by channel and day, past days included.
    """
    horizon = max((len(values) for values in forecasts.values()), default=0)
    series = {one.key: one for one in plan.panel.series}
    spends = {driver.channel: driver for driver in plan.drivers if driver.metric is MetricType.SPEND and driver.key}
    found, notes = dict(forecasts), []
    for channel, amounts in planned.items():
        days = {day: amounts[when] for day in range(horizon) if (when := plan.start + timedelta(days=day)) in amounts}
        if not days:
            continue
        key = spends[channel].key if channel in spends else None
        if key is None:
            reason = "the channel is silent" if channel in plan.stopped else "its spend is not forecast"
            notes.append(f"What is planned for {channel} is left out: {reason}.")
            continue
        adherence = adherence_of(series[key], amounts)
        found |= _followed(plan, history, forecasts, channel, days, adherence)
        notes.append(_told(channel, days, adherence))
    return Followed(found if notes else forecasts, tuple(notes))


def _followed(
    plan: DriverPlan,
    history: CampaignHistory,
    forecasts: Mapping[str, FloatArray],
    channel: Channel,
    days: Mapping[int, float],
    adherence: Adherence,
) -> dict[str, FloatArray]:
    """Return the forecasts of one channel that a plan changes."""
    found: dict[str, FloatArray] = {}
    usual = next(forecasts[one.key] for one in plan.drivers if _is_spend(one, channel) and one.key)
    for driver in plan.drivers:
        if driver.channel is not channel or driver.key is None or driver.per is not None:
            continue
        values = found[driver.key] = forecasts[driver.key].copy()
        if driver.metric is MetricType.SPEND:
            for day, amount in days.items():
                values[day] = amount * adherence.ratio * np.exp(_SCORES * adherence.spread)
            continue
        response = spend_response(history, channel, driver.metric)
        known = response.weakness is None
        slope = (response.elasticity, response.error) if known else (PRIOR_MEAN, PRIOR_ERROR)
        running = _running(history, channel, driver.metric)
        for day, amount in days.items():
            values[day] = _volume(values[day], usual[day, MEDIAN], amount * adherence.ratio, running, slope)
    return found


def _volume(
    values: FloatArray,
    usual: float,
    spend: float,
    running: tuple[float, FloatArray] | None,
    slope: tuple[float, float],
) -> FloatArray:
    """Return the quantiles of a count on a day with planned spend. Shape ``(len(QUANTILES),)``."""
    if spend <= 0:
        return np.zeros_like(values)
    if running is not None and usual < RESTING * running[0]:
        usual, values = running
    if usual <= 0:
        return values
    change = math.log(min(spend / usual, STEEPEST))
    elasticity, error = slope
    scaled: FloatArray = values * np.exp(elasticity * change + _SCORES * error * abs(change))
    return scaled


def _running(history: CampaignHistory, channel: Channel, metric: MetricType) -> tuple[float, FloatArray] | None:
    """Return mean spend and the quantiles of a count over the latest days on which the channel spent; none without."""
    spend, count = history.of(channel, MetricType.SPEND), history.of(channel, metric)
    if spend is None or count is None:
        return None
    days = np.flatnonzero((np.nan_to_num(spend) > 0) & np.isfinite(count))[-RUNNING_DAYS:]
    return (float(spend[days].mean()), np.quantile(count[days], QUANTILES)) if len(days) else None


def _is_spend(driver: Driver, channel: Channel) -> bool:
    return driver.channel is channel and driver.metric is MetricType.SPEND


def _told(channel: Channel, days: Mapping[int, float], adherence: Adherence) -> str:
    kept = (
        f"{percent(adherence.ratio)} of it is expected to be spent, by {counted(adherence.days, 'past planned day')}"
        if adherence.days
        else "no past day was planned, so that it is taken to be kept"
    )
    return f"Spend on {channel} follows its plan on {counted(len(days), 'forecast day')}; {kept}."
