"""The first days of a forecast by the hour."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.ensemble.sampled import SampledPaths
from domain.ensemble.trajectories import trajectories
from domain.metrics.model import HourlyPoint
from domain.metrics.model import MetricType as M
from domain.profiles.ahead import hours_ahead
from domain.profiles.history import hourly_history

G = Channel.GOOGLE
FIRST = date(2026, 3, 30)
RHYTHM = 1.0 + 0.7 * np.sin((np.arange(24) - 6) / 24 * 2 * np.pi)


def paths(days: int = 10, spread: float = 0.2) -> SampledPaths:
    random = np.random.default_rng(3)
    impressions = 24_000 * random.lognormal(0, spread, (600, days))
    clicks = impressions * 0.05 * random.lognormal(0, spread / 4, (600, days))
    return SampledPaths(FIRST, {(G, M.IMPRESSIONS): impressions, (G, M.CLICKS): clicks})


def past(days: int = 28, metrics: tuple[M, ...] = (M.IMPRESSIONS, M.CLICKS)) -> list[HourlyPoint]:
    """Hours of whole days up to the forecast; clicks follow impressions."""
    random, points = np.random.default_rng(4), []
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) - timedelta(days=days)
    for hour in range(24 * days):
        shown = random.poisson(1_000 * RHYTHM[hour % 24] * random.lognormal(0, 0.1))
        values = {M.IMPRESSIONS: float(shown), M.CLICKS: float(random.binomial(shown, 0.05))}
        points += [HourlyPoint(G, metric, begin + timedelta(hours=hour), values[metric]) for metric in metrics]
    return points


def by_hour(spread: float = 0.2, days: int = 28):
    forecast = hours_ahead(trajectories(paths(spread=spread)), hourly_history(past(days)), FIRST, {})
    return forecast, {one.metric: one.points for one in forecast.trajectories}


def test_the_first_seven_days_have_all_their_hours():
    forecast, found = by_hour()
    assert (forecast.days, forecast.reason) == (28, None)
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    for metric in (M.IMPRESSIONS, M.CLICKS, M.CTR):
        assert [point.at for point in found[metric]] == [begin + timedelta(hours=hour) for hour in range(168)]


def test_means_of_the_hours_sum_to_the_mean_of_their_day():
    _, found = by_hour()
    for daily in trajectories(paths(), [M.IMPRESSIONS, M.CLICKS]):
        for number, day in enumerate(daily.points[:7]):
            hours = found[daily.metric][24 * number : 24 * number + 24]
            assert sum(one.mean for one in hours) == pytest.approx(day.mean)


def test_a_forecast_of_fewer_days_has_fewer_hours():
    forecast = hours_ahead(trajectories(paths(3)), hourly_history(past()), FIRST, {})
    assert {len(one.points) for one in forecast.trajectories} == {72}


def test_bands_are_in_order_and_widen_with_the_day_s():
    _, sure = by_hour(0.02)
    _, unsure = by_hour(0.4)
    for metric in sure:
        for one, other in zip(sure[metric], unsure[metric], strict=True):
            ends = [each.lower for each in reversed(one.intervals)] + [one.median]
            ends += [each.upper for each in one.intervals]
            assert ends == sorted(ends)
            assert ends[0] >= 0
            if metric is M.IMPRESSIONS:
                assert one.intervals[1].upper - one.intervals[1].lower < (
                    other.intervals[1].upper - other.intervals[1].lower
                )


def test_bands_hold_hours_to_come_as_often_as_they_promise():
    """Days and hours that are drawn as the forecast and the past were: eight in ten lie inside, roughly."""
    _, found = by_hour()
    random, held = np.random.default_rng(5), []
    for point in found[M.IMPRESSIONS] * 20:
        day = 24_000 * random.lognormal(0, 0.2)
        hours = random.poisson(1_000 * RHYTHM * random.lognormal(0, 0.1, 24))
        value = day * hours[point.at.hour] / hours.sum()
        held.append(point.intervals[1].lower <= value <= point.intervals[1].upper)
    assert 0.74 <= np.mean(held) <= 0.88


def test_a_rate_by_the_hour_varies_as_its_parts_do_against_each_other():
    """Impressions of an hour vary by a tenth, and clicks with them; the rate has only the chance of its clicks."""
    _, found = by_hour(0.02)
    widths = {
        metric: np.mean([(one.intervals[1].upper - one.intervals[1].lower) / one.median for one in found[metric]])
        for metric in (M.CLICKS, M.CTR)
    }
    assert widths[M.CTR] < widths[M.CLICKS]
    assert np.mean([one.median for one in found[M.CTR]]) == pytest.approx(0.05, rel=0.05)


def test_what_was_observed_since_stands_beside_it():
    at = datetime(FIRST.year, FIRST.month, FIRST.day, 5, tzinfo=UTC)
    forecast = hours_ahead(trajectories(paths()), hourly_history(past()), FIRST, {(M.CLICKS, at): 42.0})
    told = {(one.metric, point.at): point.actual for one in forecast.trajectories for point in one.points}
    assert {key for key, value in told.items() if value is not None} == {(M.CLICKS, at)}


def test_without_hours_there_is_a_reason_and_nothing_else():
    forecast = hours_ahead(trajectories(paths()), None, FIRST, {})
    assert (forecast.days, forecast.trajectories) == (0, ())
    assert forecast.reason == "Nothing was measured by the hour."
    few = hours_ahead(trajectories(paths()), hourly_history(past(5)), FIRST, {})
    assert (few.days, few.trajectories) == (5, ())
    assert "Only 5 whole days" in (few.reason or "")


def test_metrics_without_hours_are_named():
    forecast = hours_ahead(trajectories(paths()), hourly_history(past(14, (M.CLICKS,))), FIRST, {})
    assert [one.metric for one in forecast.trajectories] == [M.CLICKS]
    assert "IMPRESSIONS, CTR" in (forecast.reason or "")
