"""The engine: work divided, members failing alone."""

import asyncio
from datetime import date

import numpy as np
import pytest

from domain.forecasting.model import MemberForecast, MemberInfo, Panel, QuantileForecast, Series, SeriesKind
from domain.ports.forecasting import Compute, ComputeLost, MemberFailed
from infra.compute.inline import InlineCompute
from ml.engine import LocalForecastEngine, pieces
from ml.members.member import Member
from ml.members.registry import MEMBERS


def panel(count, days=70):
    random = np.random.default_rng(1)
    return Panel(
        tuple(
            Series(f"s{i}", "CLICKS", SeriesKind.COUNT, date(2024, 1, 1), random.poisson(80, days).astype(float))
            for i in range(count)
        )
    )


class FailingCompute(Compute):
    """Fails every call whose panel holds a given series."""

    def __init__(self, error, key):
        self.error = error
        self.key = key

    async def run(self, function, *arguments, time_limit=None):
        if any(series.key == self.key for series in arguments[0].series):
            raise self.error
        return function(*arguments)

    async def warm(self, functions):
        raise AssertionError("nobody warms here")


def echo(panel, horizon):
    values = np.arange(7.0) + np.zeros((horizon, 1))
    return MemberForecast("echo", "1", {series.key: QuantileForecast(values) for series in panel.series})


ECHO = Member(MemberInfo("echo", "1", 7, "Counts to six."), echo, chunk=2)


def test_a_panel_is_divided_into_pieces_of_nearly_equal_size_that_hold_every_series_once():
    found = pieces(panel(9), 4)
    assert [len(piece.series) for piece in found] == [3, 3, 3]
    assert sorted(s.key for piece in found for s in piece.series) == [f"s{i}" for i in range(9)]


def test_a_member_that_learns_over_all_series_gets_them_undivided():
    whole = panel(40)
    assert pieces(whole, None) == [whole]


def test_members_that_need_the_least_history_come_first():
    needs = [info.minimum_days for info in LocalForecastEngine(InlineCompute()).members()]
    assert needs == sorted(needs)
    assert len(needs) >= 5


@pytest.mark.parametrize("member", [member.info.name for member in MEMBERS])
async def test_every_member_forecasts_every_series_of_a_panel(member):
    found = await LocalForecastEngine(InlineCompute()).forecast(member, panel(9), 10, time_limit=60)
    assert set(found.forecasts) == {f"s{i}" for i in range(9)}
    assert all(forecast.horizon == 10 for forecast in found.forecasts.values())
    assert found.seconds > 0


async def test_dividing_the_work_does_not_change_a_forecast():
    data = panel(9)
    ets = next(member for member in MEMBERS if member.info.name == "auto_theta")
    divided = await LocalForecastEngine(InlineCompute()).forecast("auto_theta", data, 7, time_limit=60)
    whole = ets.forecast(data, 7)
    assert all(np.array_equal(divided.forecasts[key].values, whole.forecasts[key].values) for key in whole.forecasts)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "took longer than 5 s"),
        (ComputeLost("killed"), "process ended"),
        (ArithmeticError("singular"), "the log has the reason"),
    ],
)
async def test_a_piece_that_fails_costs_its_own_series_only(error, words):
    engine = LocalForecastEngine(FailingCompute(error, "s0"), [ECHO])
    found = await engine.forecast("echo", panel(4), 3, time_limit=5)
    assert set(found.forecasts) == {"s1", "s3"}
    assert set(found.failures) == {"s0", "s2"}
    assert words in found.failures["s0"]


async def test_what_a_member_raised_is_in_the_log_with_its_stack(caplog):
    engine = LocalForecastEngine(FailingCompute(ArithmeticError("singular"), "s0"), [ECHO])
    await engine.forecast("echo", panel(4), 3, time_limit=5)
    (entry,) = caplog.records
    assert entry.getMessage() == "echo failed on 2 series"
    assert isinstance(entry.exc_info[1], ArithmeticError)


async def test_a_member_that_forecast_nothing_has_failed_with_its_reason():
    engine = LocalForecastEngine(FailingCompute(TimeoutError(), "s0"), [ECHO])
    with pytest.raises(MemberFailed, match="took longer than 2 s"):
        await engine.forecast("echo", panel(2), 3, time_limit=2)


async def test_too_short_a_history_is_a_failure_in_words():
    with pytest.raises(MemberFailed, match="9 observed days; auto_theta needs 14"):
        await LocalForecastEngine(InlineCompute()).forecast("auto_theta", panel(2, days=9), 7, time_limit=60)


async def test_an_unknown_member_and_an_empty_horizon_are_mistakes_of_the_caller():
    engine = LocalForecastEngine(InlineCompute(), [ECHO])
    with pytest.raises(KeyError):
        await engine.forecast("nobody", panel(1), 7, time_limit=1)
    with pytest.raises(ValueError, match="at least one day"):
        await engine.forecast("echo", panel(1), 0, time_limit=1)


async def test_cancelling_a_forecast_cancels_its_pieces():
    class EndlessCompute(FailingCompute):
        cancelled = 0

        async def run(self, function, *arguments, time_limit=None):
            try:
                await asyncio.Event().wait()
            finally:
                self.cancelled += 1

    compute = EndlessCompute(None, None)
    task = asyncio.create_task(LocalForecastEngine(compute, [ECHO]).forecast("echo", panel(6), 3, time_limit=9))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert compute.cancelled == 3


async def test_a_backtest_leaves_out_a_member_that_fails_and_keeps_the_others():
    class NoEcho(FailingCompute):
        async def run(self, function, *arguments, time_limit=None):
            if function is echo:
                raise ComputeLost
            return function(*arguments)

    engine = LocalForecastEngine(NoEcho(None, None), [ECHO, MEMBERS[0]])
    found = await engine.backtest(panel(2))
    assert found.windows
    assert all(set(window.forecasts) == {"seasonal_naive"} for window in found.windows)
