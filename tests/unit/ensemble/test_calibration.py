"""Calibrated bands hold what they promise."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ensemble.calibration import calibrate, learn_calibration
from domain.ensemble.combine import combine
from domain.ensemble.scales import SCALE_FLOOR, UNMEASURED
from domain.ensemble.scores import weighted_quantile
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import HORIZON_BLOCKS, INTERVAL_LEVELS, MEDIAN, Backtest, BacktestWindow, SeriesKind

GROUPS = {"A": "CLICKS", "B": "CLICKS", "C": "CTR"}
EMPTY = Backtest((), (), {})
ORIGINS = tuple(range(60, 180, 12))


def held_share(make_backtest, members, level, *, calibrated):
    """Share of fresh actuals inside the band, learnt on one past and judged on another."""
    past = make_backtest(members, origins=ORIGINS)
    weights = learn_weights(past, GROUPS)
    calibration = learn_calibration(past, weights, GROUPS)
    inside = []
    for window in make_backtest(members, origins=ORIGINS, seed=99).windows:
        values = combine(window.forecasts, weights, GROUPS[window.key])
        if calibrated:
            values = calibrate(values, calibration, window.key, SeriesKind.AMOUNT)
        low, high = values[:, MEDIAN - 1 - level], values[:, MEDIAN + 1 + level]
        inside.append((window.actual >= low) & (window.actual <= high))
    return float(np.mean(inside))


@pytest.mark.parametrize("level", range(len(INTERVAL_LEVELS)))
def test_bands_of_members_that_are_too_narrow_reach_their_nominal_share(make_backtest, level):
    members = {"a": (3, 4), "b": (5, 3)}
    assert held_share(make_backtest, members, level, calibrated=False) < INTERVAL_LEVELS[level] - 0.15
    # The doubt about thirty forecasts is on the safe side.
    held = held_share(make_backtest, members, level, calibrated=True)
    assert INTERVAL_LEVELS[level] - 0.02 < held < INTERVAL_LEVELS[level] + 0.08


def test_bands_are_wider_where_the_days_of_a_forecast_miss_together(make_backtest):
    members = {"a": (0, 4)}
    apart = make_backtest(members, origins=ORIGINS)
    rng = np.random.default_rng(4)
    together = tuple(
        replace(window, actual=window.forecasts["a"][:, MEDIAN] + rng.normal(0, 10)) for window in apart.windows
    )
    scales = [
        learn_calibration(past, learn_weights(past, GROUPS), GROUPS).pooled[:, 1].mean()
        for past in (apart, Backtest(together, (), {}))
    ]
    assert scales[1] > 1.15 * scales[0]


def test_bands_adapt_after_errors_have_grown(make_backtest):
    calm = make_backtest({"a": (0, 10)}, origins=tuple(range(60, 110, 7)), noise=6)
    wild = make_backtest({"a": (0, 10)}, origins=tuple(range(160, 210, 7)), noise=30, seed=6)
    both = Backtest(calm.windows + wild.windows, (), {})
    learnt, late = (learn_calibration(past, learn_weights(past, GROUPS), GROUPS) for past in (both, wild))
    assert learnt.pooled[0, 1] > 0.85 * late.pooled[0, 1]


def test_the_reported_share_is_that_of_unseen_forecasts(make_backtest):
    members = {"a": (3, 4), "b": (5, 3)}
    past = make_backtest(members, origins=ORIGINS)
    calibration = learn_calibration(past, learn_weights(past, GROUPS), GROUPS)
    assert calibration.coverage == pytest.approx(INTERVAL_LEVELS, abs=0.08)
    assert calibration.overall.figures == 900
    assert calibration.days == 300


def test_an_origin_is_judged_by_the_others_alone(make_backtest):
    calm = make_backtest({"a": (0, 10)}, keys=("A",), origins=tuple(range(60, 132, 12)))
    wild = make_backtest({"a": (0, 10)}, keys=("A",), origins=(140,), noise=200)
    both = Backtest(calm.windows + wild.windows, (), {})
    calibration = learn_calibration(both, learn_weights(both, GROUPS), {"A": "CLICKS"})
    quiet = learn_calibration(calm, learn_weights(calm, GROUPS), {"A": "CLICKS"})
    # The wild origin cannot widen the bands that it is judged by, so it is mostly missed.
    missed = calibration.overall.figures - calibration.overall.held[2]
    assert missed - (quiet.overall.figures - quiet.overall.held[2]) > 15


def test_bands_that_are_too_wide_are_narrowed_no_further_than_the_floor(make_backtest, make_band):
    past = make_backtest({"a": (0, 40)}, origins=ORIGINS)
    calibration = learn_calibration(past, learn_weights(past, GROUPS), GROUPS)
    values = make_band(np.full(30, 500.0), 40)
    narrowed = calibrate(values, calibration, "A", SeriesKind.AMOUNT)
    assert narrowed[:, 6] - narrowed[:, 3] == pytest.approx(SCALE_FLOOR * (values[:, 6] - values[:, 3]))


def test_a_past_too_short_to_measure_widens_bands_as_documented(make_band):
    calibration = learn_calibration(EMPTY, learn_weights(EMPTY, GROUPS), GROUPS)
    values = make_band(np.full(30, 500.0), 20)
    widened = calibrate(values, calibration, "A", SeriesKind.AMOUNT)
    assert calibration.coverage is None
    for level, factor in enumerate(UNMEASURED):
        before, after = (v[0, MEDIAN + 1 + level] - v[0, MEDIAN] for v in (values, widened))
        assert after == pytest.approx(factor * before)


def test_days_beyond_any_past_forecast_are_wider_than_measured_ones(make_backtest):
    past = make_backtest({"a": (3, 4)}, days=14, origins=ORIGINS)
    scales = learn_calibration(past, learn_weights(past, GROUPS), GROUPS).of("unknown")
    assert scales.shape == (len(HORIZON_BLOCKS), len(INTERVAL_LEVELS))
    assert (scales[2] > scales[1]).all()


def test_a_series_without_a_past_borrows_from_its_group(make_backtest):
    narrow = make_backtest({"a": (3, 2)}, keys=("A",), origins=ORIGINS)
    honest = make_backtest({"a": (0, 10)}, keys=("C",), origins=ORIGINS)
    past = Backtest(narrow.windows + honest.windows, (), {})
    groups = {**GROUPS, "NEW": "CLICKS"}
    calibration = learn_calibration(past, learn_weights(past, groups), groups)
    assert (calibration.of("NEW") > 1.5 * calibration.of("C")).all()


@given(
    centre=st.floats(0, 1e6),
    spread=st.floats(0, 1e6),
    factors=st.tuples(*[st.floats(0.1, 20)] * 3),
    kind=st.sampled_from(SeriesKind),
)
def test_intervals_are_nested_and_within_the_bounds_of_the_kind(make_band, centre, spread, factors, kind):
    calibration = learn_calibration(EMPTY, learn_weights(EMPTY, {}), {})
    calibration.pooled[:] = factors
    values = calibrate(make_band(np.full(3, centre), spread), calibration, "A", kind)
    assert (np.diff(values, axis=1) >= 0).all()
    assert (values >= 0).all()
    assert kind is not SeriesKind.RATIO or (values <= 1).all()


def test_a_weighted_quantile_has_its_share_of_the_weight_at_or_below_it():
    scores = np.arange(1.0, 11.0)
    assert weighted_quantile(scores, 0.8, np.ones(10)) == 8
    assert weighted_quantile(scores, 1.0, np.ones(10)) == 10
    heavy = np.where(scores >= 9, 10.0, 1.0)
    assert weighted_quantile(scores, 0.5, heavy) == 9


def test_days_that_are_judged_do_not_shape_the_bands_that_judge_them():
    # One storm of three days, forecast from all five origins: overlapping windows would teach it to each other.
    rng = np.random.default_rng(5)
    truth = 100 + rng.normal(0, 3, 150)
    truth[119:122] = 140, 160, 160
    spread = np.array([-1.96, -1.28, -0.67, 0, 0.67, 1.28, 1.96]) * 10
    band = np.tile(100 + spread, (30, 1))
    windows = tuple(
        BacktestWindow("A", origin, truth[origin : origin + 30], {"a": band}) for origin in range(92, 121, 7)
    )
    past = Backtest(windows, (), {})
    calibration = learn_calibration(past, learn_weights(past, GROUPS), {"A": "CLICKS"})
    record = calibration.overall
    assert sum(int((window.actual >= 140).sum()) for window in windows) == 14
    assert record.figures == 150
    assert record.figures - record.held[2] == 14


def test_forecasts_beyond_the_last_block_use_its_factors(make_backtest, make_band):
    past = make_backtest({"a": (3, 4), "b": (6, 4)}, origins=ORIGINS)
    weights = learn_weights(past, GROUPS)
    calibration = learn_calibration(past, weights, GROUPS)
    forecasts = {"a": make_band(np.full(45, 90.0), 5), "b": make_band(np.full(45, 110.0), 5)}
    values = calibrate(combine(forecasts, weights, "CTR"), calibration, "C", SeriesKind.AMOUNT)
    assert values[44] == pytest.approx(values[14])
    assert values[44] == pytest.approx(values[29])
