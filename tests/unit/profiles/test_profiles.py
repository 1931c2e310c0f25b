"""Profiles of what was observed by the hour, and why there is none."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.metrics.model import HourlyPoint
from domain.metrics.model import MetricType as M
from domain.profiles.fit import profile_of
from domain.profiles.history import hourly_history

MONDAY = date(2026, 3, 2)
G, F = Channel.GOOGLE, Channel.FACEBOOK


def hours(days: int, channel: Channel = G, metric: M = M.CLICKS, *, peak: int = 12, volume: float = 100.0):
    """Points that are highest at one hour of the day."""
    random = np.random.default_rng(peak)
    begin = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC)
    return [
        HourlyPoint(channel, metric, begin + timedelta(hours=hour), float(random.poisson(expected)))
        for hour in range(days * 24)
        if (expected := volume * (1.0 if hour % 24 == peak else 0.3))
    ]


def test_a_profile_has_all_hours_of_all_weekdays_with_intervals():
    profile = profile_of(hourly_history(hours(21)), G, M.CLICKS)
    assert (profile.metric, profile.channel, profile.days, profile.reason) == (M.CLICKS, G, 21, None)
    assert (profile.first, profile.last) == (MONDAY, MONDAY + timedelta(days=20))
    assert [(one.weekday, one.days) for one in profile.weekdays] == [(weekday, 3) for weekday in range(7)]
    for weekday in profile.weekdays:
        assert [one.hour for one in weekday.hours] == list(range(24))
        assert sum(one.share for one in weekday.hours) == pytest.approx(1.0)
        assert max(weekday.hours, key=lambda one: one.share).hour == 12
        for one in weekday.hours:
            assert [interval.level for interval in one.intervals] == [0.5, 0.8, 0.95]
            ends = [each.lower for each in reversed(one.intervals)] + [each.upper for each in one.intervals]
            assert ends == sorted(ends)
            assert 0 <= ends[0] <= one.share <= ends[-1] <= 1


def test_all_channels_together_count_by_their_volume():
    points = [*hours(14, G, peak=3, volume=1000), *hours(14, F, peak=20, volume=10)]
    whole = profile_of(hourly_history(points), None, M.CLICKS).weekdays[0].hours
    assert max(whole, key=lambda one: one.share).hour == 3
    part = profile_of(hourly_history(points), F, M.CLICKS).weekdays[0].hours
    assert max(part, key=lambda one: one.share).hour == 20


def test_only_days_with_all_their_hours_count():
    points = hours(12)
    gone = {points[3 * 24 + 5].hour, points[11 * 24 + 20].hour}
    profile = profile_of(hourly_history(one for one in points if one.hour not in gone), G, M.CLICKS)
    assert (profile.days, profile.last) == (10, MONDAY + timedelta(days=10))


def test_a_day_without_anything_has_no_shares_and_does_not_count():
    points = [*hours(10), *(HourlyPoint(G, M.CLICKS, one.hour + timedelta(days=10), 0.0) for one in hours(2))]
    assert profile_of(hourly_history(points), G, M.CLICKS).days == 10


def test_the_last_56_days_count():
    profile = profile_of(hourly_history(hours(70)), G, M.CLICKS)
    assert (profile.days, profile.first) == (56, MONDAY + timedelta(days=14))


@pytest.mark.parametrize(
    ("points", "metric", "says"),
    [
        ((), M.CLICKS, "Nothing was measured by the hour."),
        (hours(6), M.CLICKS, "Only 6 whole days"),
        (hours(1), M.CLICKS, "Only 1 whole day with"),
        (hours(10), M.SPEND, "Only 0 whole days"),
        (hours(10), M.CTR, "ask for CLICKS and IMPRESSIONS"),
    ],
)
def test_where_there_is_no_profile_the_reason_is_told(points, metric, says):
    profile = profile_of(hourly_history(points), None, metric)
    assert profile.weekdays == ()
    assert says in (profile.reason or "")
    assert (profile.first, profile.last) == (None, None)


def test_observed_hours_are_told_with_their_ratios():
    points = [*hours(2, metric=M.CLICKS, volume=1), *hours(2, metric=M.IMPRESSIONS, volume=50), *hours(1, F)]
    history = hourly_history(points)
    assert history is not None
    told = history.totals()
    at = points[30].hour
    assert told[M.CLICKS, at] == points[30].value
    assert told[M.CTR, at] == points[30].value / points[48 + 30].value
    assert (M.CPC, at) not in told
    assert told[M.CLICKS, points[3].hour] == points[3].value + points[96 + 3].value
