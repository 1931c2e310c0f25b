"""Rolling origins: where a history is cut, and that no forecast sees beyond the cut."""

from datetime import date, timedelta

import numpy as np
import pytest

from domain.forecasting.model import Panel, Series, SeriesKind
from infra.compute.inline import InlineCompute
from ml.backtest import Origin, cut, plan_origins
from ml.engine import LocalForecastEngine
from ml.members import gradient_boosting, seasonal_naive, window_average
from ml.members.registry import MEMBERS

END = date(2024, 7, 1)


def panel(*lengths, seed=1):
    random = np.random.default_rng(seed)
    return Panel(
        tuple(
            Series(
                f"s{i}", "CLICKS", SeriesKind.COUNT, END - timedelta(days=n - 1), random.poisson(50, n).astype(float)
            )
            for i, n in enumerate(lengths)
        )
    )


@pytest.mark.parametrize(
    ("days", "origins"),
    [
        (20, []),
        (21, [(7, 7)]),
        (28, [(7, 7), (14, 7)]),
        (42, [(14, 14), (21, 14), (28, 14)]),
        (180, [(30, 30), (37, 30), (44, 30), (51, 30), (58, 30), (65, 30)]),
    ],
)
def test_a_longer_history_is_tested_from_more_origins_and_farther_ahead(days, origins):
    assert [(o.offset, o.horizon) for o in plan_origins(panel(days))] == origins


def test_every_origin_leaves_two_weeks_to_learn_from():
    for days in range(21, 120):
        for origin in plan_origins(panel(days)):
            assert days - origin.offset >= 14
            assert origin.horizon <= origin.offset


def test_a_cut_leaves_out_series_that_were_too_young():
    past = cut(panel(60, 30), Origin(20, 10))
    assert [series.key for series in past.series] == ["s0"]
    assert cut(panel(30), Origin(20, 10)) is None


async def test_below_three_weeks_there_is_no_backtest():
    found = await LocalForecastEngine(InlineCompute()).backtest(panel(20))
    assert found.windows == ()
    assert found.scores == ()
    assert found.versions == {member.info.name: member.info.version for member in MEMBERS}


async def test_changing_what_came_after_an_origin_does_not_change_its_forecasts():
    engine = LocalForecastEngine(InlineCompute())
    real = panel(60, 60)
    spoilt = Panel(
        tuple(
            Series(s.key, s.group, s.kind, s.start, np.concatenate([s.values[:30], s.values[30:] * 9 + 500]))
            for s in real.series
        )
    )
    before = {(w.key, w.origin): w.forecasts for w in (await engine.backtest(real)).windows}
    after = {(w.key, w.origin): w.forecasts for w in (await engine.backtest(spoilt)).windows}
    early = [place for place in before if place[1] <= 30]
    late = [place for place in before if place[1] > 30]
    assert len(early) == 3 * 2
    for place in early:
        assert before[place].keys() == after[place].keys()
        assert all(np.array_equal(before[place][name], after[place][name]) for name in before[place])
    assert late
    assert all(not np.array_equal(before[p]["seasonal_naive"], after[p]["seasonal_naive"]) for p in late)


async def test_windows_hold_what_came_and_are_scored_per_member_and_block():
    data = panel(60)
    members = (seasonal_naive.MEMBER, window_average.MEMBER, gradient_boosting.MEMBER)
    found = await LocalForecastEngine(InlineCompute(), members).backtest(data)
    for window in found.windows:
        stop = window.origin + len(window.actual)
        assert np.array_equal(window.actual, data.series[0].values[window.origin : stop])
    assert {score.member for score in found.scores} >= {"seasonal_naive", "window_average"}
    assert {score.block for score in found.scores} == {0, 1, 2}
    assert all(score.mase > 0 for score in found.scores)
