"""The recent level by weekday, and the outcome that futures are ranked by."""

from datetime import date

import numpy as np
import pytest

from domain.ensemble.outcome import days_that_count, outcome_metric, seed_of
from domain.metrics.baseline import spread, weekday_level, window_sums
from domain.metrics.model import MetricType
from domain.metrics.wording import change, money, percent, told

SUNDAY = date(2026, 3, 1)


def test_each_weekday_has_its_own_level():
    week = np.array([10.0, 11.0, 12.0, 13.0, 14.0, 5.0, 4.0])
    np.testing.assert_allclose(weekday_level(np.tile(week, 6), SUNDAY), week)
    np.testing.assert_allclose(spread(week, date(2026, 3, 6), 3), [14.0, 5.0, 4.0])


def test_one_spike_hardly_moves_the_level():
    rng = np.random.default_rng(1)
    values = 100 + rng.normal(0, 5, 56)
    calm = weekday_level(values, SUNDAY)
    values[-3] = 5000.0
    np.testing.assert_allclose(weekday_level(values, SUNDAY), calm, atol=10)


def test_rare_days_of_a_mostly_empty_series_stay_in_its_level():
    values = np.zeros(56)
    values[::5] = 70.0
    assert weekday_level(values, SUNDAY).sum() == pytest.approx(values[-28:].sum() / 4)


def test_too_few_days_have_no_level():
    assert weekday_level(np.ones(13), SUNDAY) is None
    gaps = np.ones(28)
    gaps[0:21:7] = np.nan
    assert weekday_level(gaps, SUNDAY) is None


def test_window_sums_are_sums_of_windows():
    np.testing.assert_allclose(window_sums(np.array([[1.0, 2.0, 3.0, 4.0]]), 2), [[3.0, 5.0, 7.0]])


def test_an_outcome_that_is_zero_throughout_does_not_matter(make_world):
    world = make_world(count=5)
    assert outcome_metric(world.paths) is MetricType.REVENUE
    for (_, metric), values in world.paths.values.items():
        if metric is MetricType.REVENUE:
            values[:] = 0.0
    assert outcome_metric(world.paths) is MetricType.CONVERSIONS


def test_only_days_of_the_campaign_count_unless_it_is_over(make_world):
    paths = make_world(count=5, days=120, horizon=30).paths
    assert days_that_count(paths, None) == 30
    assert days_that_count(paths, paths.day(9)) == 10
    assert days_that_count(paths, paths.day(99)) == 30
    assert days_that_count(paths, date(2026, 1, 2)) == 30


def test_the_seed_follows_the_paths(make_world):
    assert seed_of(make_world(count=5).paths) == seed_of(make_world(count=5).paths)
    assert seed_of(make_world(count=5).paths) != seed_of(make_world(count=5, seed=2).paths)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (told(12345.6, MetricType.REVENUE, "EUR"), "12,346 EUR"),
        (told(0.0231, MetricType.CTR, "EUR"), "2.31 %"),
        (told(3.2, MetricType.ROAS, "EUR"), "3.20"),
        (money(9.5, "USD"), "9.50 USD"),
        (percent(0.082), "8.2 %"),
        (percent(0.25), "25 %"),
        (change(-0.1), "10 % below"),
        (change(0.0), "level with"),
    ],
)
def test_figures_are_told_plainly(words, expected):
    assert words == expected
