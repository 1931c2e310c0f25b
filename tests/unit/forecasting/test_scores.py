"""Accuracy measures against values worked out by hand."""

from datetime import date

import numpy as np
import pytest

from domain.forecasting import scores
from domain.forecasting.model import QUANTILES, BacktestWindow, Panel, Series, SeriesKind

NAN = float("nan")


def quantiles_around(median, half_width=1.0):
    steps = np.array([-3, -2, -1, 0, 1, 2, 3]) * half_width
    return np.asarray(median, dtype=float)[:, None] + steps


def test_the_seasonal_scale_is_the_mean_absolute_difference_to_the_week_before():
    history = np.array([1, 2, 3, 4, 5, 6, 7, 3, 2, 7], dtype=float)
    assert scores.seasonal_scale(history) == pytest.approx((2 + 0 + 4) / 3)


def test_a_history_of_a_week_is_scaled_by_the_differences_of_neighbouring_days():
    assert scores.seasonal_scale(np.array([1.0, 2.0, 4.0])) == pytest.approx(1.5)


def test_pairs_with_an_unobserved_day_do_not_count_for_the_scale():
    history = np.array([1, 2, 3, 4, 5, 6, 7, NAN, 4, 8], dtype=float)
    assert scores.seasonal_scale(history) == pytest.approx((2 + 5) / 2)


def test_mase_is_one_for_an_error_as_large_as_a_week_changes():
    history = np.array([0] * 7 + [2] * 7, dtype=float)
    assert scores.mase(np.array([5.0, 1.0]), np.array([3.0, 3.0]), history) == pytest.approx(1.0)


def test_mase_of_a_history_that_repeats_exactly_is_not_a_number():
    assert np.isnan(scores.mase(np.ones(2), np.zeros(2), np.ones(20)))


def test_smape_is_two_where_only_one_side_is_zero_and_zero_where_both_are():
    assert scores.smape(np.array([0.0, 0.0, 3.0]), np.array([4.0, 0.0, 1.0])) == pytest.approx((2 + 0 + 1) / 3)


def test_wape_weighs_days_by_their_size():
    assert scores.wape(np.array([10.0, 0.0, NAN]), np.array([8.0, 1.0, 99.0])) == pytest.approx(0.3)


def test_wape_over_nothing_is_not_a_number():
    assert np.isnan(scores.wape(np.zeros(3), np.ones(3)))


def test_rmse_punishes_one_large_error_more_than_mae():
    actual, median = np.array([0.0, 0.0]), np.array([3.0, 1.0])
    assert scores.mae(actual, median) == 2.0
    assert scores.rmse(actual, median) == pytest.approx(np.sqrt(5.0))


def test_pinball_charges_a_high_quantile_more_for_being_too_low():
    low = scores.pinball(np.array([10.0]), np.array([[8.0]]), levels=(0.9,))
    high = scores.pinball(np.array([8.0]), np.array([[10.0]]), levels=(0.9,))
    assert low == pytest.approx(1.8)
    assert high == pytest.approx(0.2)


def test_coverage_counts_the_bounds_as_inside_and_leaves_unobserved_days_out():
    actual = np.array([1.0, 2.0, 5.0, NAN])
    assert scores.coverage(actual, np.full(4, 1.0), np.full(4, 2.0)) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("level", "columns"), [(0.5, (2, 4)), (0.8, (1, 5)), (0.95, (0, 6))])
def test_a_central_interval_is_bounded_by_the_quantiles_of_its_level(level, columns):
    values = np.arange(7.0)[None, :]
    lower, upper = scores.central_interval(values, level)
    assert (lower[0], upper[0]) == columns
    assert QUANTILES[columns[1]] - QUANTILES[columns[0]] == pytest.approx(level)


def test_an_interval_that_was_not_forecast_is_refused():
    with pytest.raises(ValueError, match="not in tuple"):
        scores.central_interval(np.zeros((1, 7)), 0.9)


def panel_of(values):
    return Panel((Series("a", "CLICKS", SeriesKind.COUNT, date(2024, 1, 1), np.asarray(values, dtype=float)),))


def test_windows_are_scored_by_block_over_all_origins():
    values = np.concatenate([np.zeros(7), np.full(7, 2.0), np.full(20, 5.0)])
    windows = [
        BacktestWindow("a", origin, values[origin : origin + 9], {"m": quantiles_around(np.full(9, 4.0))})
        for origin in (14, 20)
    ]
    first, second = scores.score_windows(windows, panel_of(values))
    assert (first.block, first.observations) == (0, 14)
    assert (second.block, second.observations) == (1, 4)
    assert first.mae == 1.0
    assert first.coverage == (1.0, 1.0, 1.0)
    assert first.mase == pytest.approx(np.mean([1 / 2.0, 1 / scores.seasonal_scale(values[:20])]))


def test_a_block_in_which_nothing_was_observed_has_no_score():
    actual = np.concatenate([np.ones(7), np.full(3, NAN)])
    windows = [BacktestWindow("a", 14, actual, {"m": quantiles_around(np.ones(10))})]
    assert [score.block for score in scores.score_windows(windows, panel_of(np.arange(24.0)))] == [0]


def test_days_beyond_the_last_block_count_with_it():
    actual = np.ones(40)
    windows = [BacktestWindow("a", 14, actual, {"m": quantiles_around(np.ones(40))})]
    found = scores.score_windows(windows, panel_of(np.arange(54.0)))
    assert [(score.block, score.observations) for score in found] == [(0, 7), (1, 7), (2, 26)]
