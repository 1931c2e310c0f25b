"""Totals are as sure as past errors were lasting."""

from datetime import date

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.ensemble.calibration import learn_calibration
from domain.ensemble.paths import sample_paths
from domain.ensemble.persistence import (
    COLD_MEMORY,
    USUAL_LEVEL,
    Persistence,
    cold_persistence,
    learn_persistence,
    persistence_of,
)
from domain.ensemble.plan import Driver, DriverPlan
from domain.ensemble.scores import band_scores
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import Backtest, BacktestWindow, Panel, Series, SeriesKind
from domain.metrics.model import MetricType

HORIZON = 30
KEY = "GOOGLE/SPEND"
GROUPS = {KEY: "SPEND"}


def past_with(make_band, level, memory, *, count=60, seed=3, days=HORIZON):
    """Past forecasts of 1,000 with a spread of 100, whose errors last in a known way."""
    rng = np.random.default_rng(seed)
    windows = []
    for origin in range(count):
        passing = np.empty(days)
        passing[0] = rng.standard_normal()
        for day in range(1, days):
            passing[day] = memory * passing[day - 1] + np.sqrt(1 - memory**2) * rng.standard_normal()
        errors = np.sqrt(level) * rng.standard_normal() + np.sqrt(1 - level) * passing
        actual = 1000 + 100 * errors
        windows.append(BacktestWindow(KEY, 100 + 40 * origin, actual, {"a": make_band(np.full(days, 1000.0), 100)}))
    return Backtest(tuple(windows), (), {})


def learnt(backtest):
    weights = learn_weights(backtest, GROUPS)
    return learn_persistence(band_scores(backtest.windows, range(len(backtest.windows)), weights, GROUPS))


@pytest.mark.parametrize(("level", "memory"), [(0.0, 0.0), (0.6, 0.0), (0.0, 0.6), (0.4, 0.4)])
def test_level_and_memory_are_recovered(make_band, level, memory):
    found = learnt(past_with(make_band, level, memory, count=300))["SPEND"]
    assert found.level == pytest.approx(level, abs=0.1)
    assert found.memory == pytest.approx(memory, abs=0.12)


@pytest.mark.parametrize(("level", "memory"), [(0.0, 0.0), (0.6, 0.0), (0.3, 0.5)])
def test_totals_over_the_horizon_hold_their_share(make_band, level, memory):
    series = Series(KEY, "SPEND", SeriesKind.AMOUNT, date(2026, 1, 1), np.full(60, 1000.0))
    driver = Driver(Channel.GOOGLE, MetricType.SPEND, KEY, SeriesKind.AMOUNT)
    plan = DriverPlan(Panel((series,)), GROUPS, (driver,), date(2026, 3, 2), (), ())
    persistence = learnt(past_with(make_band, level, memory, count=150))
    forecasts = {KEY: make_band(np.full(HORIZON, 1000.0), 100)}
    paths = sample_paths(plan, forecasts, seed=1, count=4000, persistence=persistence)
    low, high = np.quantile(paths.of(None, MetricType.SPEND).sum(axis=1), [0.1, 0.9])
    totals = np.array([w.actual.sum() for w in past_with(make_band, level, memory, count=1000, seed=8).windows])
    assert ((totals >= low) & (totals <= high)).mean() == pytest.approx(0.8, abs=0.08)


def test_a_calibration_carries_it(make_band):
    past = past_with(make_band, 0.6, 0.0, count=4)
    weights = learn_weights(past, GROUPS)
    assert learn_calibration(past, weights, GROUPS).persistence == learnt(past)


def test_a_past_of_a_single_forecast_is_drawn_towards_the_usual_level(make_band):
    found = learnt(past_with(make_band, 0.9, 0.0, count=1))["SPEND"]
    assert abs(found.level - USUAL_LEVEL) < 0.2


def test_a_past_too_short_for_far_days_has_the_usual_level(make_band):
    assert learnt(past_with(make_band, 0.0, 0.0, days=5))["SPEND"].level == USUAL_LEVEL


def test_without_a_past_nothing_is_learnt_and_the_series_itself_decides():
    assert learnt(Backtest((), (), {})) == {}
    assert persistence_of({}, "SPEND", 0.5) == Persistence(USUAL_LEVEL, 0.5)


def test_perfect_forecasts_teach_nothing_about_errors(make_band):
    windows = tuple(BacktestWindow(KEY, o, np.full(9, 5.0), {"a": make_band(np.full(9, 5.0), 0)}) for o in (50, 60))
    assert learnt(Backtest(windows, (), {})) == {}


def test_errors_of_a_campaign_told_by_peers_last_though_its_own_days_cannot_show_it():
    own = Series(KEY, "SPEND", SeriesKind.AMOUNT, date(2026, 1, 5), np.array([90.0, 110.0, 100.0]))
    peer = Series("peer/" + KEY, "SPEND", SeriesKind.AMOUNT, date(2025, 1, 6), np.full(40, 100.0))
    assert cold_persistence(Panel((own,))) == {}
    found = cold_persistence(Panel((own,), (peer,)))
    assert found == {"SPEND": Persistence(USUAL_LEVEL, COLD_MEMORY)}
    assert found["SPEND"].memory > persistence_of({}, "SPEND", 0.0).memory
