"""Which series are forecast for which history."""

from datetime import date, timedelta

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.ensemble.drivers import build_panel
from domain.forecasting.model import SeriesKind
from domain.metrics.model import MetricType as M

DAYS = 120
G, F = Channel.GOOGLE, Channel.FACEBOOK


@pytest.fixture
def busy(make_busy_channel):
    return make_busy_channel(np.random.default_rng(3), DAYS)


def kinds(plan):
    return {series.key: series.kind for series in plan.panel.series}


def test_a_busy_channel_is_forecast_by_its_rates(make_history, busy):
    plan = build_panel(make_history({G: busy}))
    assert kinds(plan) == {
        "GOOGLE/IMPRESSIONS": SeriesKind.COUNT,
        "GOOGLE/REACH_RATE": SeriesKind.RATIO,
        "GOOGLE/CTR": SeriesKind.RATIO,
        "GOOGLE/CVR": SeriesKind.RATIO,
        "GOOGLE/ENGAGEMENT_RATE": SeriesKind.RATIO,
        "GOOGLE/SPEND": SeriesKind.AMOUNT,
        "GOOGLE/VALUE": SeriesKind.LEVEL,
    }
    assert plan.groups["GOOGLE/CTR"] == "CTR"
    ctr = next(series for series in plan.panel.series if series.key == "GOOGLE/CTR")
    assert ctr.values == pytest.approx(busy[M.CLICKS] / busy[M.IMPRESSIONS])
    assert plan.start == date(2026, 1, 5) + timedelta(days=DAYS)
    assert plan.stopped == ()


def test_spend_and_revenue_alone_are_forecast_directly(make_history, busy):
    plan = build_panel(make_history({G: {M.SPEND: busy[M.SPEND], M.REVENUE: busy[M.REVENUE]}}))
    assert kinds(plan) == {"GOOGLE/SPEND": SeriesKind.AMOUNT, "GOOGLE/REVENUE": SeriesKind.AMOUNT}


def test_impressions_and_clicks_alone_give_impressions_and_ctr(make_history, busy):
    plan = build_panel(make_history({G: {M.IMPRESSIONS: busy[M.IMPRESSIONS], M.CLICKS: busy[M.CLICKS]}}))
    assert plan.keys == ("GOOGLE/IMPRESSIONS", "GOOGLE/CTR")


def test_rare_conversions_are_forecast_as_counts_capped_by_clicks(make_history, busy):
    rare = {**busy, M.CONVERSIONS: (np.arange(DAYS) % 3 == 0).astype(float)}
    plan = build_panel(make_history({G: rare}))
    conversions = next(driver for driver in plan.drivers if driver.metric is M.CONVERSIONS)
    assert (conversions.key, conversions.per, conversions.cap) == ("GOOGLE/CONVERSIONS", None, M.CLICKS)
    assert kinds(plan)["GOOGLE/REVENUE"] is SeriesKind.AMOUNT


def test_impressions_missing_on_many_days_make_clicks_a_count(make_history, busy):
    gaps = busy[M.IMPRESSIONS].copy()
    gaps[::3] = np.nan
    plan = build_panel(make_history({G: {M.IMPRESSIONS: gaps, M.CLICKS: busy[M.CLICKS]}}))
    assert plan.keys == ("GOOGLE/IMPRESSIONS", "GOOGLE/CLICKS")


def test_conversions_beyond_clicks_have_an_unbounded_rate(make_history, busy):
    through_views = {M.CLICKS: busy[M.CLICKS], M.CONVERSIONS: busy[M.CLICKS] * 1.5}
    assert kinds(build_panel(make_history({G: through_views})))["GOOGLE/CVR"] is SeriesKind.LEVEL


def test_a_rate_over_nothing_is_missing(make_history, busy):
    impressions, clicks = busy[M.IMPRESSIONS].copy(), busy[M.CLICKS].copy()
    impressions[50] = clicks[50] = 0
    plan = build_panel(make_history({G: {M.IMPRESSIONS: impressions, M.CLICKS: clicks}}))
    ctr = plan.panel.series[1].values
    assert np.flatnonzero(np.isnan(ctr)).tolist() == [50]


def test_a_channel_silent_for_four_weeks_has_stopped(make_history, busy, make_busy_channel):
    other = make_busy_channel(np.random.default_rng(4), DAYS)
    for index, values in enumerate(other.values()):
        values[-28:] = np.nan if index % 2 else 0
    plan = build_panel(make_history({G: busy, F: other}))
    assert plan.stopped == (F,)
    assert not [key for key in plan.keys if key.startswith("FACEBOOK")]
    assert any("FACEBOOK" in note for note in plan.notes)


def test_a_channel_silent_for_less_than_four_weeks_goes_on(make_history, busy):
    for values in busy.values():
        values[-27:] = 0
    assert build_panel(make_history({G: busy})).stopped == ()


def test_a_campaign_of_zeros_has_stopped(make_history):
    plan = build_panel(make_history({G: {M.CLICKS: np.zeros(60), M.IMPRESSIONS: np.zeros(60)}}))
    assert plan.stopped == (G,)
    assert plan.panel.series == ()


def test_a_short_campaign_of_zeros_is_forecast(make_history):
    plan = build_panel(make_history({G: {M.CLICKS: np.zeros(10)}}))
    assert plan.keys == ("GOOGLE/CLICKS",)


def test_a_metric_that_stays_at_zero_on_a_live_channel_needs_no_series(make_history, busy):
    plan = build_panel(make_history({G: {**busy, M.CONVERSIONS: np.zeros(DAYS)}}))
    conversions = next(driver for driver in plan.drivers if driver.metric is M.CONVERSIONS)
    assert conversions.key is None
    assert "GOOGLE/REVENUE" in plan.keys


def test_a_metric_no_longer_observed_is_not_forecast(make_history, busy):
    busy[M.REVENUE][-30:] = np.nan
    plan = build_panel(make_history({G: busy}))
    assert M.REVENUE not in {driver.metric for driver in plan.drivers}
    assert any("REVENUE on GOOGLE" in note for note in plan.notes)


def test_a_channel_that_began_late_has_a_short_series_that_ends_with_the_others(make_history, busy, make_busy_channel):
    late = make_busy_channel(np.random.default_rng(5), DAYS)
    for values in late.values():
        values[:100] = np.nan
    plan = build_panel(make_history({G: busy, F: late}))
    ctr = next(series for series in plan.panel.series if series.key == "FACEBOOK/CTR")
    assert len(ctr.values) == 20
    assert ctr.end == plan.panel.end == plan.start - timedelta(days=1)


def test_the_plan_is_the_same_every_time(make_history, busy):
    one, two = build_panel(make_history({G: busy})), build_panel(make_history({G: busy}))
    assert (one.drivers, one.groups, one.keys, one.notes) == (two.drivers, two.groups, two.keys, two.notes)
