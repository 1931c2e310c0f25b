"""Forecasts are held against physics and history before they count."""

import re
from datetime import date

import numpy as np
import pytest

from domain.ensemble.calibration import learn_calibration
from domain.ensemble.forecast import ensemble_forecasts, last_resort
from domain.ensemble.outputs import validate_outputs
from domain.ensemble.plan import DriverPlan
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import (
    MEDIAN,
    QUANTILES,
    Backtest,
    MemberForecast,
    Panel,
    QuantileForecast,
    Series,
    SeriesKind,
)

HORIZON = 10
START = date(2026, 1, 5)
EMPTY = Backtest((), (), {})


@pytest.fixture
def clicks():
    return Series("GOOGLE/CLICKS", "CLICKS", SeriesKind.COUNT, START, np.full(60, 100.0))


@pytest.fixture
def ctr():
    return Series("GOOGLE/CTR", "CTR", SeriesKind.RATIO, START, np.full(60, 0.5))


def said(name, **forecasts):
    return MemberForecast(name, "1", {key.replace("_", "/"): QuantileForecast(v) for key, v in forecasts.items()})


def changed(values, day, quantile, value):
    copy = values.copy()
    copy[day, quantile] = value
    return copy


def test_sound_forecasts_are_accepted(clicks, ctr, make_band):
    good = said(
        "ets", GOOGLE_CLICKS=make_band(np.full(HORIZON, 100.0), 9), GOOGLE_CTR=make_band(np.full(HORIZON, 0.5), 0.1)
    )
    outputs = validate_outputs([good], Panel((clicks, ctr)), HORIZON)
    assert outputs.members == ("ets",)
    assert outputs.rejections == ()
    assert outputs.unforecast == ()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda v: v[:-1], "shape"),
        (lambda v: changed(v, 2, 3, np.nan), "1 of its values are not finite"),
        (lambda v: changed(v, 2, 6, np.inf), "not finite"),
        (lambda v: changed(v, 2, 3, 500.0), "cross on 1 of 10 days"),
        (lambda v: changed(v, 2, 0, -5.0), "below zero"),
        (lambda v: v + 5000, "median reaches 5100, the highest value ever observed is 100"),
        (lambda v: changed(v, 2, 6, 1e6), "band reaches 1e\\+06"),
    ],
)
def test_unsound_forecasts_are_rejected_with_the_reason(clicks, make_band, spoil, words):
    bad = said("ets", GOOGLE_CLICKS=spoil(make_band(np.full(HORIZON, 100.0), 9)))
    outputs = validate_outputs([bad], Panel((clicks,)), HORIZON)
    assert outputs.accepted == {"GOOGLE/CLICKS": {}}
    assert outputs.unforecast == ("GOOGLE/CLICKS",)
    (rejection,) = outputs.rejections
    assert re.search(words, rejection.reason)


def test_a_ratio_above_one_is_rejected(ctr, make_band):
    outputs = validate_outputs([said("ets", GOOGLE_CTR=make_band(np.full(HORIZON, 0.9), 0.1))], Panel((ctr,)), HORIZON)
    assert "a ratio above 1" in outputs.rejections[0].reason


def test_floating_point_dust_is_mended(clicks, make_band):
    dusty = changed(make_band(np.full(HORIZON, 100.0), 9), 0, 0, -1e-9)
    outputs = validate_outputs([said("ets", GOOGLE_CLICKS=dusty)], Panel((clicks,)), HORIZON)
    assert outputs.accepted["GOOGLE/CLICKS"]["ets"][0, 0] == 0


def test_a_series_of_zeros_may_begin_to_move(make_band):
    zeros = Series("GOOGLE/CLICKS", "CLICKS", SeriesKind.COUNT, START, np.zeros(60))
    timid = np.clip(make_band(np.full(HORIZON, 2.0), 2), 0, None)
    assert validate_outputs([said("ets", GOOGLE_CLICKS=timid)], Panel((zeros,)), HORIZON).rejections == ()


def test_a_member_that_is_mostly_wrong_is_dropped_wholly(clicks, make_band):
    panel = Panel(tuple(Series(f"S/{i}", "X", clicks.kind, START, clicks.values) for i in range(3)))
    good, bad = make_band(np.full(HORIZON, 100.0), 9), np.full((HORIZON, len(QUANTILES)), np.nan)
    mostly_bad = said("bad", S_0=good, S_1=bad, S_2=bad)
    mostly_good = said("good", S_0=good, S_1=good, S_2=bad)
    outputs = validate_outputs([mostly_bad, mostly_good], panel, HORIZON)
    assert "2 of its 3" in outputs.excluded["bad"]
    assert outputs.members == ("good",)
    assert outputs.unforecast == ("S/2",)


def test_a_series_that_nobody_forecast_gets_the_last_resort(clicks, ctr, make_band):
    panel = Panel((clicks, ctr))
    groups = {"GOOGLE/CLICKS": "CLICKS", "GOOGLE/CTR": "CTR"}
    plan = DriverPlan(panel, groups, (), START, (), ())
    outputs = validate_outputs([said("ets", GOOGLE_CLICKS=make_band(np.full(HORIZON, 100.0), 9))], panel, HORIZON)
    weights = learn_weights(EMPTY, groups)
    found = ensemble_forecasts(plan, outputs, weights, learn_calibration(EMPTY, weights, groups), HORIZON)
    assert found["GOOGLE/CLICKS"][:, MEDIAN] == pytest.approx(100)
    assert found["GOOGLE/CTR"] == pytest.approx(last_resort(ctr, HORIZON))


@pytest.mark.parametrize("count", [1, 3, 10, 200])
def test_the_last_resort_is_wide_monotone_and_bounded(count):
    values = np.random.default_rng(1).uniform(0.2, 0.9, count)
    forecast = last_resort(Series("k", "CTR", SeriesKind.RATIO, START, values), HORIZON)
    assert (np.diff(forecast, axis=1) >= 0).all()
    assert (forecast >= 0).all()
    assert (forecast <= 1).all()
    assert forecast[0, 0] < np.median(values[-56:]) < forecast[0, -1]


def test_the_last_resort_knows_less_from_one_day_than_from_many():
    def width(count):
        values = np.full(count, 100.0)
        forecast = last_resort(Series("k", "X", SeriesKind.AMOUNT, START, values), 1)
        return forecast[0, -1] - forecast[0, 0]

    assert width(1) > 4 * width(8) > 0
