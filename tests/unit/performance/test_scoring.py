"""Measures from sums are those that are computed from the forecasts themselves."""

from dataclasses import replace
from datetime import timedelta
from math import isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from domain.campaigns.model import Channel
from domain.forecasting import scores
from domain.forecasting.model import HORIZON_BLOCKS, INTERVAL_LEVELS, MEDIAN, QUANTILES, FloatArray, SeriesKind
from domain.metrics.model import MetricPoint, MetricType
from domain.performance.expectations import mape
from domain.performance.measures import GradeMeasure, Measures, measures_of
from domain.performance.model import ENSEMBLE, Expected, ForecastSeries, Scope, Score, StoredForecast, Sums
from domain.performance.scoring import actual_of, observed_in, score_forecast
from tests.fixtures.records import FIRST_DAY

C, M = Channel, MetricType


def quantiles(rng: np.random.Generator, horizon: int, level: float = 100.0) -> FloatArray:
    drawn = rng.lognormal(0, 0.3, (horizon, len(QUANTILES))) * level
    return np.sort(drawn, axis=1)


def a_series(horizon: int, rng: np.random.Generator, **values: Any) -> ForecastSeries:
    defaults: dict[str, Any] = {
        "scope": Scope.SERIES,
        "metric": "CLICKS",
        "channel": C.GOOGLE,
        "kind": SeriesKind.COUNT,
        "unit": "count",
        "top": M.CLICKS,
        "bottom": None,
        "factor": 1.0,
        "needed": (C.GOOGLE,),
        "scale": 7.5,
        "forecasts": {ENSEMBLE: quantiles(rng, horizon)},
        "expected": {},
    }
    return ForecastSeries(**defaults | values)


def a_forecast(horizon: int, *series: ForecastSeries) -> StoredForecast:
    return StoredForecast(uuid7(), uuid7(), FIRST_DAY, horizon, 1, {ENSEMBLE: "equal"}, series)


def measured(found: list[Score], block: int | None = None) -> Measures:
    own = [score for score in found if block in {None, score.key.block}]
    return measures_of(Sums.total(score.sums for score in own), [score.key for score in own])


def same(got: float | None, expected: float) -> None:
    if isnan(expected):
        assert got is None
    else:
        assert got == pytest.approx(expected, rel=1e-9)


def r_squared(actual: FloatArray, median: FloatArray) -> float:
    seen = ~np.isnan(actual)
    total = float(((actual[seen] - actual[seen].mean()) ** 2).sum()) if seen.any() else 0.0
    return 1.0 - float(((actual - median)[seen] ** 2).sum()) / total if total > 0 else float("nan")


@given(
    horizon=st.integers(1, 40),
    seed=st.integers(0, 1000),
    missing=st.floats(0, 1),
    zeros=st.sampled_from([0.0, 0.2, 1.0]),
)
def test_a_single_series_has_the_measures_of_the_backtests(horizon: int, seed: int, missing: float, zeros: float):
    rng = np.random.default_rng(seed)
    history = rng.lognormal(4, 0.5, 60)
    scale = scores.seasonal_scale(history)
    actual = np.where(rng.random(horizon) < zeros, 0.0, rng.lognormal(4.5, 0.4, horizon))
    actual[rng.random(horizon) < missing] = np.nan
    series = a_series(horizon, rng, scale=scale)
    found = score_forecast(a_forecast(horizon, series), {(C.GOOGLE, M.CLICKS): actual})
    values = series.forecasts[ENSEMBLE]
    median = values[:, MEDIAN]
    whole = measured(found)
    assert whole.sample_size == int((~np.isnan(actual)).sum())
    same(whole.mae, scores.mae(actual, median))
    same(whole.rmse, scores.rmse(actual, median))
    same(whole.wape, scores.wape(actual, median))
    same(whole.smape, scores.smape(actual, median))
    same(whole.mase, scores.mase(actual, median, history))
    same(whole.pinball, scores.pinball(actual, values))
    same(whole.mape, mape(actual, median))
    same(whole.r2, r_squared(actual, median))
    for level, held in zip(INTERVAL_LEVELS, whole.coverage or (None,) * 3, strict=True):
        same(held, scores.coverage(actual, *scores.central_interval(values, level)))
    for block, (first, last) in enumerate(HORIZON_BLOCKS):
        days = slice(first - 1, last if block < len(HORIZON_BLOCKS) - 1 else None)
        part = measured(found, block)
        assert part.sample_size == int((~np.isnan(actual[days])).sum())
        same(part.mae, scores.mae(actual[days], median[days]))
        same(part.mape, mape(actual[days], median[days]))


def test_sums_of_several_runs_give_the_measures_of_all_their_days():
    rng = np.random.default_rng(3)
    runs, pairs = [], []
    for horizon in (5, 9, 20):
        series = a_series(horizon, rng)
        actual = rng.lognormal(4.5, 0.4, horizon)
        runs += score_forecast(a_forecast(horizon, series), {(C.GOOGLE, M.CLICKS): actual})
        pairs.append((actual, series.forecasts[ENSEMBLE]))
    actual, values = (np.concatenate(column) for column in zip(*pairs, strict=True))
    whole, median = measured(runs), values[:, MEDIAN]
    same(whole.mae, scores.mae(actual, median))
    same(whole.rmse, scores.rmse(actual, median))
    same(whole.wape, scores.wape(actual, median))
    same(whole.smape, scores.smape(actual, median))
    same(whole.pinball, scores.pinball(actual, values))
    same(whole.mape, mape(actual, median))


def test_over_several_metrics_each_series_counts_by_its_days_not_by_its_size():
    rng = np.random.default_rng(4)
    large = a_series(10, rng, metric="IMPRESSIONS", top=M.IMPRESSIONS, forecasts={ENSEMBLE: quantiles(rng, 10, 1e6)})
    small = a_series(10, rng)
    actuals = {(C.GOOGLE, M.IMPRESSIONS): np.full(10, 1e6), (C.GOOGLE, M.CLICKS): np.full(10, 100.0)}
    both = measured(score_forecast(a_forecast(10, large, small), actuals))
    apart = [measured(score_forecast(a_forecast(10, one), actuals)) for one in (large, small)]
    assert both.wape == pytest.approx(np.mean([one.wape for one in apart]))
    assert (both.mae, both.rmse, both.pinball) == (None, None, None)


def test_errors_in_different_currencies_are_not_added_up():
    rng = np.random.default_rng(5)
    actual = {(C.GOOGLE, M.CLICKS): np.full(5, 90.0)}
    found = [
        score for unit in ("EUR", "USD") for score in score_forecast(a_forecast(5, a_series(5, rng, unit=unit)), actual)
    ]
    assert measured(found).mae is None
    assert measured(found).mape is not None
    assert measured(found[:1]).mae is not None


def test_with_a_zero_among_the_actuals_the_grade_comes_from_the_wape():
    rng = np.random.default_rng(6)
    series = a_series(4, rng, forecasts={ENSEMBLE: np.full((4, len(QUANTILES)), 10.0)})
    found = measured(score_forecast(a_forecast(4, series), {(C.GOOGLE, M.CLICKS): np.array([0.0, 10.0, 10.0, 20.0])}))
    assert (found.mape, found.grade_measure, found.wape) == (None, GradeMeasure.WAPE, 0.5)
    found = measured(score_forecast(a_forecast(4, series), {(C.GOOGLE, M.CLICKS): np.full(4, 8.0)}))
    assert (found.mape, found.grade_measure) == (0.25, GradeMeasure.MAPE)


def test_what_is_not_defined_is_none():
    rng = np.random.default_rng(7)
    series = a_series(4, rng, scale=float("nan"))
    found = measured(score_forecast(a_forecast(4, series), {(C.GOOGLE, M.CLICKS): np.zeros(4)}))
    assert (found.mape, found.wape, found.mase, found.r2, found.scaled_pinball) == (None,) * 5
    assert (found.grade, found.grade_measure, found.against_expected) == (None, None, None)
    assert found.mae is not None
    nothing = measured([])
    assert nothing.sample_size == 0
    assert (nothing.smape, nothing.mae, nothing.rmse, nothing.coverage) == (None,) * 4


def test_equal_actuals_vary_by_nothing_and_so_explain_nothing():
    rng = np.random.default_rng(8)
    found = score_forecast(a_forecast(9, a_series(9, rng)), {(C.GOOGLE, M.CLICKS): np.full(9, 0.1)})
    assert measured(found).r2 is None


def test_what_differs_by_rounding_alone_is_constant():
    rng = np.random.default_rng(13)
    flat = np.full((9, len(QUANTILES)), 2.5)
    history = np.where(np.arange(30) % 3, 2.4, np.nextafter(2.4, 3))
    series = a_series(9, rng, scale=scores.seasonal_scale(history), forecasts={ENSEMBLE: flat})
    actual = np.where(np.arange(9) % 2, 2.4, np.nextafter(2.4, 3))
    found = measured(score_forecast(a_forecast(9, series), {(C.GOOGLE, M.CLICKS): actual}))
    assert (found.r2, found.mase, found.scaled_pinball) == (None, None, None)
    assert found.mape == pytest.approx(0.1 / 2.4)


def test_errors_are_held_against_those_of_the_backtest_on_the_same_days():
    rng = np.random.default_rng(9)
    flat = np.full((10, len(QUANTILES)), 12.0)
    series = a_series(10, rng, forecasts={ENSEMBLE: flat}, expected={ENSEMBLE: (Expected(0, 0.1, 0.05),)})
    actual = {(C.GOOGLE, M.CLICKS): np.full(10, 10.0)}
    found = measured(score_forecast(a_forecast(10, series), actual))
    # Only the first seven days have an expectation; an error of 0.2 is twice the 0.1 that was promised.
    assert found.against_expected == pytest.approx(2.0)
    actual[C.GOOGLE, M.CLICKS][0] = 0.0
    by_wape = measured(score_forecast(a_forecast(10, series), actual))
    level = 9.0
    assert by_wape.against_expected == pytest.approx((12.0 + 6 * 2.0) / level / (7 * 0.05))
    unknown = replace(series, expected={ENSEMBLE: (Expected(0, float("nan"), float("nan")),)})
    assert measured(score_forecast(a_forecast(10, unknown), actual)).against_expected is None


def test_a_rate_is_undefined_over_nothing_and_bounded_as_it_was_forecast():
    rng = np.random.default_rng(10)
    rate = a_series(4, rng, kind=SeriesKind.RATIO, bottom=M.IMPRESSIONS)
    observed = {
        (C.GOOGLE, M.CLICKS): np.array([5.0, 0.0, 30.0, 5.0]),
        (C.GOOGLE, M.IMPRESSIONS): np.array([10.0, 0.0, 20.0, np.nan]),
    }
    np.testing.assert_array_equal(actual_of(rate, observed, 4), [0.5, np.nan, 1.0, np.nan])


def test_a_campaign_is_known_when_all_its_living_channels_are():
    rng = np.random.default_rng(11)
    published = a_series(4, rng, scope=Scope.CAMPAIGN, channel=None, needed=(C.GOOGLE, C.X), kind=SeriesKind.LEVEL)
    observed = {
        (C.GOOGLE, M.CLICKS): np.array([1.0, 2.0, np.nan, 4.0]),
        (C.X, M.CLICKS): np.array([10.0, np.nan, 30.0, 40.0]),
        (C.EMAIL, M.CLICKS): np.array([100.0, 100.0, 100.0, np.nan]),
    }
    np.testing.assert_array_equal(actual_of(published, observed, 4), [111.0, np.nan, np.nan, 44.0])
    cost = replace(published, metric="CPM", top=M.SPEND, bottom=M.CLICKS, factor=1000.0)
    observed |= {(C.GOOGLE, M.SPEND): np.full(4, 1.0), (C.X, M.SPEND): np.full(4, 1.0)}
    np.testing.assert_allclose(actual_of(cost, observed, 4), [2000 / 111, np.nan, np.nan, 2000 / 44])
    assert np.isnan(actual_of(published, {}, 4)).all()


def test_days_without_a_forecast_are_not_scored():
    rng = np.random.default_rng(12)
    values = quantiles(rng, 5)
    values[2] = np.nan
    series = a_series(5, rng, forecasts={ENSEMBLE: values})
    found = measured(score_forecast(a_forecast(5, series), {(C.GOOGLE, M.CLICKS): np.full(5, 9.0)}))
    assert found.sample_size == 4


def test_points_outside_of_the_forecast_are_passed_over():
    points = [MetricPoint(C.GOOGLE, M.CLICKS, FIRST_DAY + timedelta(days=day), float(day), 1) for day in range(-2, 6)]
    found = observed_in(points, FIRST_DAY, 4)
    assert list(found) == [(C.GOOGLE, M.CLICKS)]
    np.testing.assert_array_equal(found[C.GOOGLE, M.CLICKS], [0.0, 1.0, 2.0, 3.0])
