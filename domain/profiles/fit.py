"""The profile of one metric, with what days of their own do around it."""

import numpy as np

from domain.campaigns.model import Channel
from domain.ensemble.trajectories import intervals_of, quantiles_of
from domain.metrics.model import RATIOS, MetricType
from domain.profiles.history import HourlyHistory
from domain.profiles.model import (
    DAY_HOURS,
    MINIMUM_DAYS,
    PROFILE_DAYS,
    HourlyProfile,
    HourShare,
    WeekdayProfile,
)
from domain.profiles.shares import HourShares, IntArray, learn_shares
from domain.wording import counted

NOT_BY_THE_HOUR = "Nothing was measured by the hour."


def profile_of(history: HourlyHistory | None, channel: Channel | None, metric: MetricType) -> HourlyProfile:
    """Return how a metric is spread over the hours of each weekday, or why that cannot be said.

    Args:
        history: What was observed by the hour, or none; its last 56 whole days count.
        channel: One channel; none for all together.
        metric: An observed metric. A ratio has no share of a day, which the profile then says.
    """
    if metric in RATIOS:
        ratio = RATIOS[metric]
        why = f"{metric} is a ratio, which has no share of a day; ask for {ratio.numerator} and {ratio.denominator}."
        return HourlyProfile(metric, channel, 0, None, None, (), why)
    rows = whole_days(history, channel, metric)
    learnt = learn(history, channel, metric, rows)
    if history is None or learnt is None:
        return HourlyProfile(metric, channel, len(rows), None, None, (), too_few(history, len(rows)))
    first, last = history.day(int(rows[0])), history.day(int(rows[-1]))
    days = tuple(_weekday(learnt, weekday) for weekday in range(7))
    return HourlyProfile(metric, channel, len(rows), first, last, days)


def whole_days(history: HourlyHistory | None, channel: Channel | None, *metrics: MetricType) -> IntArray:
    """Return the last rows on which all 24 hours of each metric were observed and not all of them were zero."""
    parts = [None if history is None else history.of(channel, metric) for metric in metrics]
    found = [part for part in parts if part is not None]
    if not found or len(found) < len(parts):
        return np.zeros(0, dtype=np.int64)
    # What is missing makes the sum of a day missing, which is not above zero.
    whole = np.all([part.sum(axis=1) > 0 for part in found], axis=0)
    return np.flatnonzero(whole)[-PROFILE_DAYS:].astype(np.int64)


def learn(
    history: HourlyHistory | None, channel: Channel | None, metric: MetricType, rows: IntArray
) -> HourShares | None:
    """Learn the shares of an observed metric from some whole days; none when these are fewer than seven."""
    values = None if history is None else history.of(channel, metric)
    if history is None or values is None or len(rows) < MINIMUM_DAYS:
        return None
    return learn_shares(values[rows], history.weekdays()[rows])


def too_few(history: HourlyHistory | None, days: int) -> str:
    """Say why nothing can be learnt."""
    if history is None:
        return NOT_BY_THE_HOUR
    return f"Only {counted(days, 'whole day')} with values measured by the hour; a profile takes {MINIMUM_DAYS}."


def _weekday(shares: HourShares, weekday: int) -> WeekdayProfile:
    quantiles = quantiles_of(shares.draws(weekday))
    hours = tuple(
        HourShare(hour, float(shares.means[weekday, hour]), intervals_of(quantiles[:, hour]))
        for hour in range(DAY_HOURS)
    )
    return WeekdayProfile(weekday, int(shares.days[weekday]), hours)
