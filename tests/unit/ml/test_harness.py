"""The accuracy harness on small data."""

from datetime import date, timedelta

import numpy as np
import pytest

from domain.forecasting.model import Panel, Series, SeriesKind
from infra.compute.inline import InlineCompute
from ml.evaluate.datasets import DataSet
from ml.evaluate.harness import STRATEGIES, Plan, evaluate
from ml.members import auto_theta, seasonal_naive, window_average

MEMBERS = (seasonal_naive.MEMBER, window_average.MEMBER, auto_theta.MEMBER)


def data_set(*lengths, noise=4.0):
    random = np.random.default_rng(2)
    end = date(2024, 6, 30)
    series = []
    for index, days in enumerate(lengths):
        values = 100 + 20 * np.sin(2 * np.pi * np.arange(days) / 7) + random.normal(0, noise, days)
        series.append(Series(f"s{index}/y", "y", SeriesKind.AMOUNT, end - timedelta(days=days - 1), values))
    return DataSet("small", Panel(tuple(series)), ())


def silent(done, total):
    assert done <= total


def test_tested_origins_lie_a_horizon_apart_and_learning_ends_before_the_first_of_them():
    plan = Plan(horizon=14, origins=2)
    assert [origin.offset for origin in plan.tested] == [14, 28]
    assert [origin.offset for origin in plan.learning] == [42 + 7 * index for index in range(6)]


async def test_every_member_the_ensemble_and_the_reference_are_judged_on_the_same_windows():
    rows = await evaluate(data_set(100, 90), Plan(7, 2), InlineCompute(), silent, MEMBERS)
    names = {row.model for row in rows}
    assert names == {"seasonal_naive", "window_average", "auto_theta", "reference_auto_ets", *STRATEGIES.values()}
    assert {(row.series, row.windows) for row in rows} == {(2, 4)}
    for row in rows:
        assert 0 < row.mase < 2
        assert 0 < row.smape < 0.3
        assert 0 < row.wape < 0.3
        assert row.coverage80 <= row.coverage95


async def test_averaging_out_noise_beats_repeating_it():
    rows = await evaluate(data_set(120, 120, 120), Plan(7, 2), InlineCompute(), silent, MEMBERS)
    by_model = {row.model: row for row in rows}
    assert by_model["window_average"].mase < by_model["seasonal_naive"].mase
    assert by_model["ensemble"].mase < by_model["seasonal_naive"].mase


async def test_a_series_too_short_for_a_member_is_left_out_for_all():
    rows = await evaluate(data_set(100, 15), Plan(7, 1), InlineCompute(), silent, MEMBERS)
    assert {row.series for row in rows} == {1}


async def test_nothing_long_enough_gives_no_rows():
    assert await evaluate(data_set(16), Plan(14, 1), InlineCompute(), silent, MEMBERS) == ()


async def test_what_comes_after_an_origin_does_not_reach_any_forecast():
    quiet = data_set(100).panel.series[0]

    async def summed_errors(lift):
        values = quiet.values.copy()
        values[-7:] += lift
        lifted = Panel((Series(quiet.key, quiet.group, quiet.kind, quiet.start, values),))
        rows = await evaluate(DataSet("lifted", lifted, ()), Plan(7, 1), InlineCompute(), silent, MEMBERS)
        return {row.model: row.wape * values[-7:].sum() for row in rows}

    # Far above every forecast, each error is actual minus forecast: unmoved forecasts leave just the extra lift.
    high, higher = await summed_errors(1000.0), await summed_errors(5000.0)
    assert len(high) == 9
    for model, errors in high.items():
        assert higher[model] - errors == pytest.approx(7 * 4000.0, rel=1e-9)


async def test_progress_tells_every_piece_and_ends_complete():
    told = []
    await evaluate(data_set(60), Plan(7, 1), InlineCompute(), lambda *pair: told.append(pair), MEMBERS)
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][0] == told[-1][1]


async def test_figures_can_be_written_as_plain_values():
    rows = await evaluate(data_set(60), Plan(7, 1), InlineCompute(), silent, MEMBERS)
    plain = rows[0].as_dict()
    assert plain["data"] == "small"
    assert all(value is None or isinstance(value, str | int | float) for value in plain.values())
