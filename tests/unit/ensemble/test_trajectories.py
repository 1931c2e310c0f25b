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
