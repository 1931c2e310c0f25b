"""Sampled paths keep the forecast and the identities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaigns.model import Channel
from domain.ensemble.dependence import autocorrelations, correlations
from domain.ensemble.drivers import build_panel
from domain.ensemble.paths import sample_paths, stopped_paths, values_at
from domain.forecasting.model import MEDIAN, QUANTILES, Panel, SeriesKind
from domain.metrics.model import MetricType as M

G, F = Channel.GOOGLE, Channel.FACEBOOK
HORIZON = 14


@pytest.fixture(scope="module")
def plan(make_history, make_busy_channel):
    rng = np.random.default_rng(11)
    return build_panel(make_history({G: make_busy_channel(rng, 120), F: make_busy_channel(rng, 120)}))


def forecasts_of(plan, make_band, *, share=0.1, horizon=HORIZON):
    """A normal band of some relative width around the mean of each series."""
    found = {}
    for series in plan.panel.series:
        mean = np.nanmean(series.values)
        band = np.clip(make_band(np.full(horizon, mean), share * mean), 0, None)
        found[series.key] = np.minimum(band, 1) if series.kind is SeriesKind.RATIO else band
    return found


def test_paths_reproduce_the_quantiles_of_every_series(plan, make_band):
    forecasts = forecasts_of(plan, make_band)
    paths = sample_paths(plan, forecasts, seed=1, count=4000)
    drawn = {
        "GOOGLE/IMPRESSIONS": paths.of(G, M.IMPRESSIONS),
        "GOOGLE/CTR": paths.of(G, M.CTR),
        "FACEBOOK/CVR": paths.of(F, M.CONVERSIONS) / paths.of(F, M.CLICKS),
        "FACEBOOK/SPEND": paths.of(F, M.SPEND),
        "GOOGLE/VALUE": paths.of(G, M.REVENUE) / paths.of(G, M.CONVERSIONS),
    }
    for key, values in drawn.items():
        below = (values[:, :, None] <= forecasts[key][None]).mean(axis=0)
        # Three standard errors of a share over 4,000 paths.
        error = 3.5 * np.sqrt(np.array(QUANTILES) * (1 - np.array(QUANTILES)) / 4000)
        assert (np.abs(below - QUANTILES) <= error).all(), key


def test_medians_are_nearly_exact(plan, make_band):
    forecasts = forecasts_of(plan, make_band)
    paths = sample_paths(plan, forecasts, seed=5, count=1000)
    median = np.median(paths.of(G, M.IMPRESSIONS), axis=0)
    assert median == pytest.approx(forecasts["GOOGLE/IMPRESSIONS"][:, MEDIAN], rel=1e-3)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), share=st.floats(0, 5), count=st.integers(1, 50))
def test_identities_hold_on_every_path(plan, make_band, seed, share, count):
    paths = sample_paths(plan, forecasts_of(plan, make_band, share=share), seed=seed, count=count)
    assert (paths.count, paths.horizon) == (count, HORIZON)
    for values in paths.values.values():
        assert np.isfinite(values).all()
        assert (values >= 0).all()
    for channel in (G, F):
        impressions, clicks = paths.of(channel, M.IMPRESSIONS), paths.of(channel, M.CLICKS)
        assert (clicks <= impressions * (1 + 1e-12)).all()
        assert (paths.of(channel, M.CONVERSIONS) <= clicks * (1 + 1e-12)).all()
        assert (paths.of(channel, M.REACH) <= impressions * (1 + 1e-12)).all()
        ctr = paths.of(channel, M.CTR)
        assert np.allclose(clicks[impressions > 0], (impressions * ctr)[impressions > 0])
        assert not paths.of(channel, M.REVENUE)[paths.of(channel, M.CONVERSIONS) == 0].any()
    for metric in (M.IMPRESSIONS, M.CLICKS, M.SPEND, M.REVENUE):
        assert np.allclose(paths.of(None, metric), paths.of(G, metric) + paths.of(F, metric))


def test_clicks_forecast_as_counts_never_exceed_impressions(make_history, make_band):
    rng = np.random.default_rng(2)
    plan = build_panel(make_history({G: {M.IMPRESSIONS: rng.poisson(8, 90) + 0.0, M.CLICKS: rng.poisson(1, 90) * 1.0}}))
    assert plan.keys == ("GOOGLE/IMPRESSIONS", "GOOGLE/CLICKS")
    forecasts = {key: np.clip(make_band(np.full(HORIZON, 5.0), 5), 0, None) for key in plan.keys}
    paths = sample_paths(plan, forecasts, seed=1)
    clicks, impressions = paths.of(G, M.CLICKS), paths.of(G, M.IMPRESSIONS)
    assert (clicks <= impressions).all()
    assert (clicks == impressions).any()


def test_rare_events_are_whole_and_keep_their_mean(make_history, make_band):
    rng = np.random.default_rng(4)
    plan = build_panel(make_history({G: {M.SPEND: np.full(90, 50.0), M.CONVERSIONS: rng.poisson(0.2, 90) * 1.0}}))
    rare = np.tile([0, 0, 0.1, 0.2, 0.3, 0.5, 0.9], (HORIZON, 1))
    paths = sample_paths(
        plan, {"GOOGLE/CONVERSIONS": rare, "GOOGLE/SPEND": make_band(np.full(HORIZON, 50.0), 1)}, seed=1
    )
    conversions = paths.of(G, M.CONVERSIONS)
    assert np.array_equal(conversions, np.floor(conversions))
    assert conversions.mean() == pytest.approx(0.22, abs=0.03)
    # A day has no conversion or one at the price of the day, never a fraction of one at many times the price.
    assert np.nanmax(paths.of(G, M.CPA)) < 60


def test_the_same_seed_gives_the_same_paths_and_another_does_not(plan, make_band):
    forecasts = forecasts_of(plan, make_band)
    one, two, other = (sample_paths(plan, forecasts, seed=seed) for seed in (1, 1, 2))
    assert all(np.array_equal(one.values[what], two.values[what]) for what in one.values)
    assert not np.array_equal(one.of(G, M.CLICKS), other.of(G, M.CLICKS))


def test_series_that_moved_together_do_so_on_the_paths(plan, make_band):
    paths = sample_paths(plan, forecasts_of(plan, make_band), seed=3, count=2000)
    spend, impressions = paths.of(G, M.SPEND)[:, 0], paths.of(G, M.IMPRESSIONS)[:, 0]
    assert np.corrcoef(spend, impressions)[0, 1] > 0.6
    assert abs(np.corrcoef(spend, paths.of(F, M.SPEND)[:, 0])[0, 1]) < 0.3


def test_a_series_that_wanders_has_wider_totals_than_one_that_forgets(make_history, make_band):
    rng = np.random.default_rng(8)
    steady = 1000 + 50 * rng.standard_normal(120)
    wandering = 1000 + 50 * np.cumsum(rng.standard_normal(120))
    plan = build_panel(make_history({G: {M.SPEND: steady}, F: {M.SPEND: wandering}}))
    forecasts = {key: make_band(np.full(HORIZON, 1000.0), 50) for key in plan.keys}
    paths = sample_paths(plan, forecasts, seed=1)
    spread = {channel: paths.of(channel, M.SPEND).sum(axis=1).std() for channel in (G, F)}
    assert spread[F] > 1.4 * spread[G]


def test_correlations_are_definite_even_for_series_that_are_copies(plan):
    series = plan.panel.series[0]
    copies = Panel(tuple(type(series)(f"{i}", "X", series.kind, series.start, series.values) for i in range(30)))
    assert np.linalg.eigvalsh(correlations(copies)).min() > 0.01
    assert (autocorrelations(copies) >= 0).all()


@pytest.mark.parametrize("values", [np.full(60, 3.0), np.r_[np.nan, np.full(58, np.nan), 2.0], np.array([5.0])])
def test_odd_series_have_no_dependence_and_no_error(plan, values):
    series = plan.panel.series[0]
    odd = Panel((type(series)("odd", "X", series.kind, series.start, values),))
    assert autocorrelations(odd) == [0]
    assert correlations(odd) == [[1]]


def test_tails_go_on_beyond_the_outermost_quantiles(make_band):
    values = values_at(make_band(np.zeros(1), 1), np.array([[-3.0], [0.0], [3.0]]))
    assert values[:, 0] == pytest.approx([-3, 0, 3])


def test_a_stopped_channel_stays_at_zero(make_history, make_busy_channel, make_band):
    rng = np.random.default_rng(1)
    gone = make_busy_channel(rng, 120)
    for values in gone.values():
        values[-40:] = 0
    plan = build_panel(make_history({G: make_busy_channel(rng, 120), F: gone}))
    paths = sample_paths(plan, forecasts_of(plan, make_band), seed=1, count=20)
    assert not paths.of(F, M.CLICKS).any()
    assert np.array_equal(paths.of(None, M.SPEND), paths.of(G, M.SPEND))


def test_a_campaign_that_has_stopped_wholly_has_paths_of_zeros(make_history):
    plan = build_panel(make_history({G: {M.CLICKS: np.zeros(60)}}))
    paths = stopped_paths(plan, 7, count=5)
    assert (paths.count, paths.horizon) == (5, 7)
    assert not paths.of(None, M.CLICKS).any()


def test_a_series_without_a_forecast_is_an_error(plan, make_band):
    forecasts = forecasts_of(plan, make_band)
    del forecasts["GOOGLE/CTR"]
    with pytest.raises(ValueError, match="no forecast of GOOGLE/CTR"):
        sample_paths(plan, forecasts, seed=1)


def test_a_forecast_that_is_not_finite_is_an_error(plan, make_band):
    forecasts = forecasts_of(plan, make_band)
    forecasts["GOOGLE/CTR"][3, 3] = np.nan
    with pytest.raises(ValueError, match="finite"):
        sample_paths(plan, forecasts, seed=1)
