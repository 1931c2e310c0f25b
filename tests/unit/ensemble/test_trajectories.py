"""Trajectories are read off the paths."""

from datetime import date

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.ensemble.sampled import SampledPaths
from domain.ensemble.trajectories import channel_trajectories, trajectories, trajectory_of
from domain.forecasting.model import INTERVAL_LEVELS
from domain.metrics.model import MetricType as M

G, F = Channel.GOOGLE, Channel.FACEBOOK
START = date(2026, 3, 1)


@pytest.fixture
def paths():
    rng = np.random.default_rng(1)
    values = {}
    for channel in (F, G):
        impressions = rng.uniform(1000, 2000, (500, 5))
        values[channel, M.IMPRESSIONS] = impressions
        values[channel, M.CLICKS] = impressions * rng.uniform(0.01, 0.03, (500, 5))
    return SampledPaths(START, values)


def test_quantiles_and_means_are_those_of_the_paths(paths):
    trajectory = trajectory_of(paths, G, M.CLICKS)
    values = paths.of(G, M.CLICKS)
    for index, point in enumerate(trajectory.points):
        assert point.day == paths.day(index)
        assert point.median == pytest.approx(np.median(values[:, index]))
        assert point.mean == pytest.approx(values[:, index].mean())
        assert [interval.level for interval in point.intervals] == list(INTERVAL_LEVELS)
        for interval in point.intervals:
            inside = (values[:, index] >= interval.lower) & (values[:, index] <= interval.upper)
            assert inside.mean() == pytest.approx(interval.level, abs=0.005)


def test_a_ratio_of_the_campaign_is_a_ratio_of_sums(paths):
    trajectory = trajectory_of(paths, None, M.CTR)
    clicks = paths.values[G, M.CLICKS] + paths.values[F, M.CLICKS]
    impressions = paths.values[G, M.IMPRESSIONS] + paths.values[F, M.IMPRESSIONS]
    assert trajectory.points[2].median == pytest.approx(np.median((clicks / impressions)[:, 2]))


def test_only_what_can_be_derived_is_returned(paths):
    assert [one.metric for one in trajectories(paths)] == [M.IMPRESSIONS, M.CLICKS, M.CTR]
    assert [one.metric for one in trajectories(paths, [M.CPA, M.CTR])] == [M.CTR]
    assert trajectory_of(paths, None, M.ROAS) is None


def test_channels_come_in_the_order_of_the_enumeration(paths):
    found = channel_trajectories(paths, [M.CLICKS])
    assert list(found) == [G, F]
    assert found[F][0].points[0].median == pytest.approx(np.median(paths.values[F, M.CLICKS][:, 0]))


def test_paths_on_which_a_ratio_is_undefined_are_left_out():
    impressions = np.array([[0.0, 0.0, 100.0]] * 50 + [[100.0, 0.0, 100.0]] * 50)
    paths = SampledPaths(START, {(G, M.IMPRESSIONS): impressions, (G, M.CLICKS): impressions * 0.1})
    trajectory = trajectory_of(paths, None, M.CTR)
    assert [point.day.day for point in trajectory.points] == [1, 3]
    assert [point.median for point in trajectory.points] == pytest.approx([0.1, 0.1])


def test_a_ratio_over_nothing_at_all_is_left_out():
    nothing = np.zeros((10, 3))
    paths = SampledPaths(START, {(G, M.IMPRESSIONS): nothing, (G, M.CLICKS): nothing})
    assert [one.metric for one in trajectories(paths)] == [M.IMPRESSIONS, M.CLICKS]


def over(days: int, start: date, paths: int = 400) -> SampledPaths:
    """Paths that stay high or low for as long as they last."""
    rng = np.random.default_rng(2)
    level = rng.uniform(0.5, 1.5, (paths, 1))
    impressions = level * rng.uniform(900, 1100, (paths, days))
    clicks = impressions * rng.uniform(0.01, 0.03, (paths, days))
    return SampledPaths(start, {(G, M.IMPRESSIONS): impressions, (G, M.CLICKS): clicks})


def test_a_week_is_the_distribution_of_each_paths_own_total():
    paths = over(12, date(2026, 3, 5))
    weeks = trajectory_of(paths, None, M.CLICKS).weeks
    whole = paths.values[G, M.CLICKS][:, 4:11].sum(axis=1)
    assert weeks[1].median == pytest.approx(np.median(whole))
    assert weeks[1].mean == pytest.approx(whole.mean())
    for interval in weeks[1].intervals:
        inside = (whole >= interval.lower) & (whole <= interval.upper)
        assert inside.mean() == pytest.approx(interval.level, abs=0.01)


def test_weeks_begin_on_mondays_and_say_how_many_of_their_days_are_forecast():
    weeks = trajectory_of(over(12, date(2026, 3, 5)), None, M.CLICKS).weeks
    assert [(week.monday, week.first, week.days) for week in weeks] == [
        (date(2026, 3, 2), date(2026, 3, 5), 4),
        (date(2026, 3, 9), date(2026, 3, 9), 7),
        (date(2026, 3, 16), date(2026, 3, 16), 1),
    ]
    assert weeks[0].last == date(2026, 3, 8)


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("days", [1, 6, 7, 8, 30, 180])
def test_weeks_hold_each_forecast_day_once(weekday, days):
    paths = over(days, date(2026, 3, 2 + weekday), paths=3)
    weeks = trajectory_of(paths, None, M.CLICKS).weeks
    assert sum(week.days for week in weeks) == days
    assert all(week.monday.weekday() == 0 and week.monday <= week.first for week in weeks)
    assert len(weeks) <= 27
    total = sum(week.mean for week in weeks)
    assert total == pytest.approx(paths.values[G, M.CLICKS].sum(axis=1).mean())


def test_a_weekly_rate_is_the_ratio_of_the_weeks_sums():
    paths = over(9, date(2026, 3, 2))
    week = trajectory_of(paths, None, M.CTR).weeks[0]
    sums = [paths.values[G, metric][:, :7].sum(axis=1) for metric in (M.CLICKS, M.IMPRESSIONS)]
    assert week.median == pytest.approx(np.median(sums[0] / sums[1]))


def test_a_week_in_which_a_rate_is_undefined_is_missing():
    impressions = np.zeros((20, 14))
    impressions[:, 9] = 100.0
    paths = SampledPaths(date(2026, 3, 2), {(G, M.IMPRESSIONS): impressions, (G, M.CLICKS): impressions * 0.1})
    assert [week.monday for week in trajectory_of(paths, None, M.CTR).weeks] == [date(2026, 3, 9)]


def test_channels_have_weeks_of_their_own(paths):
    found = channel_trajectories(paths, [M.CLICKS])
    for channel in (F, G):
        assert found[channel][0].weeks[0].mean == pytest.approx(paths.values[channel, M.CLICKS][:, 0].mean())
