"""Gaps filled from the same weekday, and bands that keep their promises."""

from datetime import date

import numpy as np
import pytest

from domain.forecasting.model import MEDIAN, QUANTILES, Series, SeriesKind
from ml.bands import honest
from ml.history import fill_gaps, history_of

NAN = float("nan")


def history(values, kind=SeriesKind.COUNT):
    return history_of(Series("a", "CLICKS", kind, date(2024, 1, 1), np.asarray(values, dtype=float)))


def test_a_missing_day_is_the_mean_of_its_weekday_before_and_after():
    values = np.tile(np.arange(7.0), 3)
    values[14:] += 2
    values[9] = NAN
    assert fill_gaps(values)[9] == 3.0


def test_a_whole_missing_week_looks_up_to_four_weeks_away():
    values = np.tile(np.arange(7.0), 5)
    values[14:21] = NAN
    assert fill_gaps(values)[14:21].tolist() == [0, 1, 2, 3, 4, 5, 6]


def test_a_day_without_a_same_weekday_nearby_lies_on_the_line_between_its_neighbours():
    assert fill_gaps(np.array([2.0, NAN, 4.0])).tolist() == [2.0, 3.0, 4.0]


def test_history_begins_with_the_first_observed_day_and_counts_observed_days():
    found = history([NAN, NAN, 5, NAN, 7])
    assert found.values.tolist() == [5, 6, 7]
    assert found.observed == 2


def test_history_looks_back_a_year_at_most():
    assert len(history(np.arange(800)).values) == 365


def test_quantiles_that_crossed_are_put_in_order():
    found = honest(np.array([[7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]]) * 100, history(np.arange(100, 130)))
    assert (np.diff(found[0]) > 0).all()
    assert found[0, MEDIAN] == 400


def test_a_forecast_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        honest(np.full((1, 7), np.inf), history(np.ones(20)))


def test_the_floor_of_a_constant_series_shrinks_with_the_square_root_of_its_days():
    def width(days):
        found = honest(np.full((1, 7), 50.0), history(np.full(days, 50.0)))
        return found[0, -1] - found[0, 0]

    assert width(36) == pytest.approx(2 * 1.96 * 0.25 * 50 / 6, rel=1e-3)
    assert width(36) == pytest.approx(2 * width(144))


def test_a_band_from_less_than_two_weeks_is_widened():
    raw = np.array([[40.0, 60, 80, 100, 120, 140, 160]])
    short = honest(raw, history(np.full(7, 100.0)))
    long = honest(raw, history(np.full(14, 100.0)))
    assert long.tolist() == raw.tolist()
    assert short[0, -1] == pytest.approx(100 + 60 * np.sqrt(2))


def test_the_upper_quantiles_of_all_zeros_follow_the_rule_of_three():
    found = honest(np.zeros((1, 7)), history(np.zeros(30)))
    assert found[0, QUANTILES.index(0.9)] == pytest.approx(2.303 / 30, rel=1e-3)
    assert (found[0, : MEDIAN + 1] == 0).all()


def test_a_ratio_is_cut_at_one_and_all_else_at_zero_only():
    raw = np.array([[-1.0, 0.2, 0.5, 0.9, 1.0, 1.5, 2.0]])
    values = np.linspace(0.1, 0.9, 30)
    assert honest(raw, history(values, SeriesKind.RATIO)).max() == 1.0
    assert honest(raw, history(values, SeriesKind.LEVEL)).max() == 2.0
    assert honest(raw, history(values, SeriesKind.LEVEL)).min() == 0.0
