"""Planned spend: the plan leads as far as plans were kept, volumes follow, and without a plan nothing changes."""

import math
from dataclasses import replace
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.ensemble.drivers import build_panel
from domain.ensemble.paths import sample_paths
from domain.ensemble.plan import DriverPlan
from domain.ensemble.planned import PRIOR_DAYS, PRIOR_SPREAD, adherence_of, follow_plan
from domain.forecasting.model import MEDIAN, QUANTILES, FloatArray, Series, SeriesKind
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.response.elasticity import PRIOR_ERROR, PRIOR_MEAN, spend_response

GOOGLE, X = Channel.GOOGLE, Channel.X
SPEND, IMPRESSIONS = MetricType.SPEND, MetricType.IMPRESSIONS
HORIZON, DAYS = 10, 120
START = date(2026, 1, 1)
Z = np.array([NormalDist().inv_cdf(level) for level in QUANTILES])


def a_history(*, variation: float = 0.3, elasticity: float = 0.8, seed: int = 3) -> CampaignHistory:
    """Two channels whose impressions follow spend."""
    rng = np.random.default_rng(seed)
    values = {}
    for channel, level in ((GOOGLE, 100.0), (X, 40.0)):
        spend = level * np.exp(rng.normal(0, variation, DAYS))
        shown = np.round(200 * spend**elasticity * np.exp(rng.normal(0, 0.05, DAYS)))
        values |= {(channel, SPEND): spend, (channel, IMPRESSIONS): shown}
        values[channel, MetricType.CLICKS] = np.round(0.05 * shown)
    return CampaignHistory(START, DAYS, values)


def forecasts_for(plan: DriverPlan) -> dict[str, FloatArray]:
    """Log-normal bands of 20 % around the recent level of every series."""
    levels = {one.key: float(np.nanmedian(one.values)) for one in plan.panel.series}
    return {key: np.tile(level * np.exp(0.2 * Z), (HORIZON, 1)) for key, level in levels.items()}


def ahead(plan: DriverPlan, *amounts: float) -> dict[date, float]:
    return {plan.start + timedelta(days=day): amount for day, amount in enumerate(amounts)}


@pytest.fixture(scope="module")
def history() -> CampaignHistory:
    return a_history()


@pytest.fixture(scope="module")
def plan(history: CampaignHistory) -> DriverPlan:
    return build_panel(history)


def a_series(values, start: date = START) -> Series:
    return Series("GOOGLE/SPEND", "SPEND", SeriesKind.AMOUNT, start, np.asarray(values, dtype=float))


def test_without_a_plan_nothing_changes_bit_for_bit(history, plan):
    given = forecasts_for(plan)
    past = {GOOGLE: {START: 50.0}, X: {plan.start + timedelta(days=HORIZON): 50.0}}
    for planned in ({}, {GOOGLE: {}}, past):
        followed = follow_plan(plan, history, given, planned)
        assert followed.forecasts is given
        assert followed.notes == ()


def test_a_plan_of_double_the_spend_doubles_spend_and_raises_impressions(history, plan):
    given = forecasts_for(plan)
    usual = given["GOOGLE/SPEND"][0, MEDIAN]
    found = follow_plan(plan, history, given, {GOOGLE: ahead(plan, *[2 * usual] * HORIZON)}).forecasts
    assert found["GOOGLE/SPEND"][:, MEDIAN] == pytest.approx(2 * usual)
    response = spend_response(history, GOOGLE, IMPRESSIONS)
    assert response.weakness is None
    rise = found["GOOGLE/IMPRESSIONS"][:, MEDIAN] / given["GOOGLE/IMPRESSIONS"][:, MEDIAN]
    assert rise == pytest.approx(2**response.elasticity)
    assert response.elasticity == pytest.approx(0.8, abs=0.05)


def test_other_channels_other_days_and_rates_stay_as_they_are(history, plan):
    given = forecasts_for(plan)
    found = follow_plan(plan, history, given, {GOOGLE: ahead(plan, 300.0, 300.0)}).forecasts
    assert all(found[key] is given[key] for key in given if not key.startswith("GOOGLE/"))
    assert found["GOOGLE/CTR"] is given["GOOGLE/CTR"]
    assert (found["GOOGLE/SPEND"][2:] == given["GOOGLE/SPEND"][2:]).all()
    assert (found["GOOGLE/IMPRESSIONS"][2:] == given["GOOGLE/IMPRESSIONS"][2:]).all()
    assert (found["GOOGLE/SPEND"][:2] != given["GOOGLE/SPEND"][:2]).all()


def test_a_plan_of_what_was_expected_anyway_leaves_the_impressions_as_they_are(history, plan):
    given = forecasts_for(plan)
    usual = float(given["GOOGLE/SPEND"][0, MEDIAN])
    found = follow_plan(plan, history, given, {GOOGLE: ahead(plan, usual)}).forecasts
    assert found["GOOGLE/IMPRESSIONS"][0] == pytest.approx(given["GOOGLE/IMPRESSIONS"][0])


def test_what_is_not_known_about_the_elasticity_widens_the_impressions(plan):
    flat = a_history(variation=0.02)
    given, drivers = forecasts_for(plan), build_panel(flat)
    assert spend_response(flat, GOOGLE, IMPRESSIONS).weakness is not None
    usual = given["GOOGLE/SPEND"][0, MEDIAN]
    found = follow_plan(drivers, flat, given, {GOOGLE: ahead(plan, 2 * usual)}).forecasts["GOOGLE/IMPRESSIONS"][0]
    before = given["GOOGLE/IMPRESSIONS"][0]
    assert found[MEDIAN] / before[MEDIAN] == pytest.approx(2**PRIOR_MEAN)
    wider = math.log(found[-1] / found[0]) - math.log(before[-1] / before[0])
    assert wider == pytest.approx((Z[-1] - Z[0]) * PRIOR_ERROR * math.log(2))


def test_a_day_planned_at_nothing_delivers_nothing(history, plan):
    found = follow_plan(plan, history, forecasts_for(plan), {GOOGLE: ahead(plan, 0.0)}).forecasts
    assert not found["GOOGLE/SPEND"][0].any()
    assert not found["GOOGLE/IMPRESSIONS"][0].any()


def test_after_a_pause_impressions_are_those_of_the_days_on_which_the_channel_ran():
    history = a_history()
    for metric in (SPEND, IMPRESSIONS, MetricType.CLICKS):
        history.values[GOOGLE, metric][-10:] = 0.0
    plan = build_panel(history)
    given = forecasts_for(plan) | {key: np.zeros((HORIZON, 7)) for key in ("GOOGLE/SPEND", "GOOGLE/IMPRESSIONS")}
    ran = slice(DAYS - 38, DAYS - 10)
    usual = float(history.values[GOOGLE, SPEND][ran].mean())
    found = follow_plan(plan, history, given, {GOOGLE: ahead(plan, usual)}).forecasts["GOOGLE/IMPRESSIONS"]
    assert found[0] == pytest.approx(np.quantile(history.values[GOOGLE, IMPRESSIONS][ran], QUANTILES))
    assert not found[1:].any()


def test_volumes_follow_no_further_than_ten_times_the_spend(history, plan):
    given = forecasts_for(plan)
    usual = given["GOOGLE/SPEND"][0, MEDIAN]
    found = follow_plan(plan, history, given, {GOOGLE: ahead(plan, 10 * usual, 1e6 * usual)}).forecasts
    assert found["GOOGLE/IMPRESSIONS"][0] == pytest.approx(found["GOOGLE/IMPRESSIONS"][1])


def test_without_planned_days_in_the_past_a_plan_is_taken_to_be_kept():
    found = adherence_of(a_series(np.full(30, 90.0)), {})
    assert (found.ratio, found.spread, found.days) == (1.0, PRIOR_SPREAD, 0)


def test_adherence_is_the_median_ratio_shrunk_to_one_by_seven_days():
    spend = np.full(30, 80.0)
    planned = {START + timedelta(days=day): 100.0 for day in range(28)}
    found = adherence_of(a_series(spend), planned)
    assert found.days == 28
    assert found.ratio == pytest.approx((28 * 0.8 + PRIOR_DAYS) / (28 + PRIOR_DAYS))
    assert found.spread == pytest.approx(PRIOR_SPREAD * math.sqrt(PRIOR_DAYS / (28 + PRIOR_DAYS)))


@pytest.mark.parametrize("spread", [0.1, 0.4])
def test_adherence_measures_how_far_days_differ_from_their_plan(spread: float):
    rng = np.random.default_rng(1)
    spend = 100 * np.exp(rng.normal(0, spread, 400))
    planned = {START + timedelta(days=day): 100.0 for day in range(400)}
    found = adherence_of(a_series(spend), planned)
    assert found.days == 90
    assert found.spread == pytest.approx(spread, rel=0.25)


def test_days_that_were_not_observed_or_planned_at_nothing_teach_nothing():
    spend = np.array([50.0, np.nan, 70.0, 70.0])
    planned = {START: 100.0, START + timedelta(days=1): 100.0, START + timedelta(days=2): 0.0}
    found = adherence_of(a_series(spend), planned)
    assert (found.days, found.ratio) == (1, pytest.approx((0.5 + PRIOR_DAYS) / (1 + PRIOR_DAYS)))


def test_a_plan_that_was_never_kept_says_little():
    planned = {START + timedelta(days=day): 100.0 for day in range(90)}
    found = adherence_of(a_series(np.zeros(90)), planned)
    assert found.ratio == pytest.approx(PRIOR_DAYS / (90 + PRIOR_DAYS))
    assert found.spread > 0.9


def test_the_band_of_spend_is_as_wide_as_plans_were_kept_whatever_the_amount(history, plan):
    past = {START + timedelta(days=day): float(value) for day, value in enumerate(history.values[GOOGLE, SPEND])}
    rng = np.random.default_rng(5)
    loose = {day: amount * float(np.exp(rng.normal(0, 0.5))) for day, amount in past.items()}
    widths = []
    for kept in (past, loose):
        given = forecasts_for(plan)
        found = follow_plan(plan, history, given, {GOOGLE: kept | ahead(plan, 10.0, 1000.0)}).forecasts["GOOGLE/SPEND"]
        assert found[0] * 100 == pytest.approx(found[1])
        widths.append(math.log(found[0, -2] / found[0, 1]) / (2 * NormalDist().inv_cdf(0.9)))
    series = next(one for one in plan.panel.series if one.key == "GOOGLE/SPEND")
    assert widths == pytest.approx([adherence_of(series, kept).spread for kept in (past, loose)])
    assert widths[0] < 0.06
    assert widths[1] > 0.3


def test_quantiles_stay_in_order_and_paths_can_be_drawn_from_them(history, plan):
    planned = {GOOGLE: ahead(plan, 0.0, 1.0, 50.0, 400.0, 1e5), X: ahead(plan, 40.0)}
    found = follow_plan(plan, history, forecasts_for(plan), planned).forecasts
    assert all((np.diff(values, axis=1) >= 0).all() for values in found.values())
    paths = sample_paths(plan, found, seed=1, count=2000)
    assert np.median(paths.values[GOOGLE, SPEND][:, 3]) == pytest.approx(400.0, rel=0.03)
    assert not paths.values[GOOGLE, MetricType.CLICKS][:, 0].any()


def test_what_a_reader_should_know_is_told(history, plan):
    kept = {START + timedelta(days=day): 100.0 for day in range(30)}
    planned = {GOOGLE: kept | ahead(plan, 100.0, 100.0), X: ahead(plan, 40.0)}
    google, x = follow_plan(plan, history, forecasts_for(plan), planned).notes
    assert "GOOGLE follows its plan on 2 forecast days" in google
    assert "30 past planned days" in google
    assert "X follows its plan on 1 forecast day;" in x
    assert "no past day was planned" in x


def test_a_plan_for_a_channel_that_is_not_forecast_is_left_out_and_said_to_be(history):
    values = {key: array.copy() for key, array in history.values.items()}
    for (channel, _), array in values.items():
        if channel is X:
            array[-40:] = 0.0
    quiet = replace(history, values=values)
    plan = build_panel(quiet)
    given = forecasts_for(plan)
    planned = {X: ahead(plan, 40.0), Channel.TIKTOK: ahead(plan, 40.0)}
    followed = follow_plan(plan, quiet, given, planned)
    assert [key for key in given if followed.forecasts[key] is not given[key]] == []
    assert "silent" in followed.notes[0]
    assert "TIKTOK" in followed.notes[1]
