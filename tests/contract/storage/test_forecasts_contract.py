"""What every storage guarantees about stored forecasts and their scores."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from uuid_utils.compat import uuid7

from domain.campaigns.model import Campaign, Channel
from domain.errors import Refused
from domain.forecasting.model import QUANTILES, SeriesKind
from domain.metrics.model import MetricType
from domain.performance.model import (
    SUM_NAMES,
    DatedScore,
    Expected,
    ForecastSeries,
    Scope,
    Score,
    ScoreKey,
    ScoreRange,
    StoredForecast,
    Sums,
)
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.severity import Severity
from domain.simulations.model import Simulation
from tests.fixtures.records import FIRST_DAY, NOON, a_campaign, a_point, a_simulation, a_workspace

START = FIRST_DAY + timedelta(days=10)


def a_series(**values: Any) -> ForecastSeries:
    steps = np.arange(5 * len(QUANTILES), dtype=float).reshape(5, len(QUANTILES))
    defaults: dict[str, Any] = {
        "scope": Scope.SERIES,
        "metric": "CTR",
        "channel": Channel.GOOGLE,
        "kind": SeriesKind.RATIO,
        "unit": "ratio",
        "top": MetricType.CLICKS,
        "bottom": MetricType.IMPRESSIONS,
        "factor": 1.0,
        "needed": (Channel.GOOGLE,),
        "scale": float("nan"),
        "forecasts": {"ensemble": steps, "naive": steps / 3},
        "expected": {"naive": (Expected(0, float("nan"), 0.25),)},
    }
    return ForecastSeries(**defaults | values)


def a_forecast(simulation: Simulation, **values: Any) -> StoredForecast:
    defaults: dict[str, Any] = {
        "simulation_id": simulation.id,
        "campaign_id": simulation.campaign_id,
        "start": START,
        "horizon": 5,
        "data_version": 1,
        "versions": {"ensemble": "equal", "naive": "2"},
        "series": (a_series(),),
    }
    return StoredForecast(**defaults | values)


def a_score(model: str = "ensemble", block: int = 0, unit: str = "ratio", **sums: float) -> Score:
    return Score(ScoreKey(model, "1", Scope.SERIES, "CTR", unit, block), Sums(**{"days": 1.0} | sums))


class World:
    """Two campaigns here and one there, each with data of the first version, and a run of each."""

    def __init__(self, storage: OpenUnitOfWork) -> None:
        self.storage = storage
        self.here, self.there = a_workspace("here"), a_workspace("there")
        self.campaigns = [a_campaign(self.here.id, "A"), a_campaign(self.here.id, "B"), a_campaign(self.there.id, "C")]
        self.runs = [a_simulation(campaign) for campaign in self.campaigns]

    async def fill(self) -> "World":
        async with self.storage() as tx:
            for workspace in (self.here, self.there):
                await tx.workspaces.add(workspace)
            for campaign, run in zip(self.campaigns, self.runs, strict=True):
                await tx.campaigns.add(campaign)
                await tx.simulations.add(run)
                await tx.forecasts.save(campaign.workspace_id, a_forecast(run, data_version=0))
            await tx.commit()
        return self

    async def save(self, forecast: StoredForecast) -> None:
        async with self.storage() as tx:
            await tx.forecasts.save(self.here.id, forecast)
            await tx.commit()

    async def run(self, campaign: Campaign, **values: Any) -> Simulation:
        simulation = a_simulation(campaign)
        async with self.storage() as tx:
            await tx.simulations.add(simulation)
            await tx.forecasts.save(campaign.workspace_id, a_forecast(simulation, **values))
            await tx.commit()
        return simulation

    async def observe(self, campaign: Campaign, *days: int) -> int:
        """Observe days counted from the first forecast one."""
        async with self.storage() as tx:
            version = await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
            points = [a_point(10 + day, version=version) for day in days]
            await tx.metrics.upsert(campaign.workspace_id, campaign.id, points)
            await tx.commit()
        return version

    async def put(self, run: Simulation, version: int, scores: Sequence[Score]) -> bool:
        async with self.storage() as tx:
            stored = await tx.forecasts.put_scores(run.workspace_id, run.id, version, scores)
            await tx.commit()
        return stored

    async def totals(self, workspace_id: UUID | None = None, **within: Any) -> Sequence[Score]:
        async with self.storage() as tx:
            return await tx.forecasts.totals(workspace_id or self.here.id, ScoreRange(**within))


@pytest.fixture
async def world(storage: OpenUnitOfWork) -> World:
    return await World(storage).fill()


async def test_a_forecast_comes_back_with_seven_digits_and_only_to_its_workspace(world: World):
    run, foreign = world.runs[0], world.runs[2]
    published = a_series(scope=Scope.CAMPAIGN, channel=None, metric="SPEND", bottom=None, scale=1 / 3, expected={})
    forecast = a_forecast(run, series=(a_series(), published))
    await world.save(forecast)
    async with world.storage() as tx:
        found = await tx.forecasts.load(world.here.id, [run.id, foreign.id, uuid7()])
    assert list(found) == [run.id]
    there = found[run.id]
    assert replace(there, series=()) == replace(forecast, series=())
    for got, put in zip(there.series, forecast.series, strict=True):
        assert list(got.forecasts) == list(put.forecasts)
        for model, values in put.forecasts.items():
            np.testing.assert_allclose(got.forecasts[model], values, rtol=1e-7)
        assert repr(replace(got, forecasts={})) == repr(replace(put, forecasts={}))


async def test_days_without_a_forecast_stay_without_one(world: World):
    values = np.full((5, len(QUANTILES)), np.nan)
    await world.save(a_forecast(world.runs[0], series=(a_series(forecasts={"ensemble": values}),)))
    async with world.storage() as tx:
        found = await tx.forecasts.load(world.here.id, [world.runs[0].id])
    assert np.isnan(found[world.runs[0].id].series[0].forecasts["ensemble"]).all()


async def test_the_forecast_of_an_unknown_run_is_refused(world: World):
    with pytest.raises(Refused):
        await world.save(a_forecast(world.runs[2]))


async def test_nothing_is_due_before_data_came(world: World):
    async with world.storage() as tx:
        assert await tx.forecasts.due(world.here.id, [one.id for one in world.campaigns]) == []


async def test_a_forecast_is_touched_when_one_of_its_days_was_observed_since(world: World):
    campaign = world.campaigns[0]
    other = await world.run(campaign, start=START + timedelta(days=3), data_version=0)
    version = await world.observe(campaign, 1)
    async with world.storage() as tx:
        due = {one.simulation_id: one for one in await tx.forecasts.due(world.here.id, [campaign.id])}
    assert due[world.runs[0].id].touched
    assert not due[other.id].touched
    assert {one.data_version for one in due.values()} == {version}
    assert (due[other.id].start, due[other.id].last) == (START + timedelta(days=3), START + timedelta(days=7))


async def test_days_around_a_forecast_do_not_touch_it(world: World):
    campaign = world.campaigns[0]
    await world.observe(campaign, -1, 5)
    async with world.storage() as tx:
        assert [one.touched for one in await tx.forecasts.due(world.here.id, [campaign.id])] == [False]


async def test_what_was_looked_at_is_not_due_until_data_comes_again(world: World):
    campaign, run = world.campaigns[0], world.runs[0]
    first = await world.observe(campaign, 0)
    assert await world.put(run, first, [a_score()])
    async with world.storage() as tx:
        assert await tx.forecasts.due(world.here.id, [campaign.id]) == []
    second = await world.observe(campaign, -3)
    async with world.storage() as tx:
        assert [one.touched for one in await tx.forecasts.due(world.here.id, [campaign.id])] == [False]
        await tx.forecasts.pass_over(world.here.id, [run.id], second)
        await tx.commit()
    async with world.storage() as tx:
        assert await tx.forecasts.due(world.here.id, [campaign.id]) == []
    await world.observe(campaign, 0)
    async with world.storage() as tx:
        assert [one.touched for one in await tx.forecasts.due(world.here.id, [campaign.id])] == [True]


async def test_forecasts_of_others_and_of_deleted_campaigns_are_not_due(world: World):
    ours, _, theirs = world.campaigns
    await world.observe(ours, 0)
    await world.observe(theirs, 0)
    async with world.storage() as tx:
        assert await tx.forecasts.due(world.here.id, [theirs.id]) == []
        await tx.campaigns.delete(world.here.id, ours.id, NOON)
        await tx.commit()
    async with world.storage() as tx:
        assert await tx.forecasts.due(world.here.id, [ours.id]) == []
        assert await tx.forecasts.load(world.here.id, [world.runs[0].id]) == {}


async def test_scores_replace_earlier_ones_and_never_later_ones(world: World):
    run = world.runs[0]
    assert await world.put(run, 2, [a_score(error=1.0), a_score("naive")])
    assert await world.put(run, 3, [a_score(error=2.0)])
    assert not await world.put(run, 3, [a_score(error=9.0)])
    assert not await world.put(run, 2, [a_score(error=9.0)])
    assert await world.totals() == [a_score(error=2.0)]


async def test_scores_are_put_only_for_a_run_of_the_workspace(world: World):
    async with world.storage() as tx:
        assert not await tx.forecasts.put_scores(world.here.id, world.runs[2].id, 5, [a_score()])
        await tx.commit()
    assert await world.totals(world.there.id) == []


async def test_every_sum_is_added_up_over_runs_and_campaigns_by_key(world: World):
    sums = {name: float(2**place) for place, name in enumerate(SUM_NAMES)}
    for run in world.runs:
        await world.put(run, 1, [a_score(**sums), a_score(block=1), a_score(unit="EUR"), a_score("naive")])
    doubled = {name: 2 * value for name, value in sums.items()}
    assert await world.totals() == [
        a_score(unit="EUR", days=2.0),
        a_score(**doubled),
        a_score(block=1, days=2.0),
        a_score("naive", days=2.0),
    ]
    assert await world.totals(campaign_id=world.campaigns[1].id) == [
        a_score(unit="EUR"),
        a_score(**sums),
        a_score(block=1),
        a_score("naive"),
    ]
    assert await world.totals(campaign_id=world.campaigns[2].id) == []


async def test_a_range_takes_forecasts_that_begin_in_it_both_ends_included(world: World):
    campaign = world.campaigns[0]
    for day in range(4):
        run = await world.run(campaign, start=FIRST_DAY + timedelta(days=day))
        await world.put(run, 2, [a_score(error=10.0**day)])
    first, last = FIRST_DAY + timedelta(days=1), FIRST_DAY + timedelta(days=2)
    assert await world.totals(first=first, last=last) == [a_score(days=2.0, error=110.0)]
    assert await world.totals(first=last) == [a_score(days=2.0, error=1100.0)]
    assert await world.totals(last=first) == [a_score(days=2.0, error=11.0)]


async def test_scores_of_one_scope_are_read_alone(world: World):
    published = Score(ScoreKey("ensemble", "1", Scope.CAMPAIGN, "SPEND", "EUR", 0), Sums(days=7.0))
    await world.put(world.runs[0], 2, [a_score(), published])
    assert await world.totals(scope=Scope.SERIES) == [a_score()]
    assert await world.totals(scope=Scope.CAMPAIGN) == [published]
    assert await world.totals(scope=Scope.CAMPAIGN, campaign_id=world.campaigns[0].id) == [published]
    assert await world.totals(scope=Scope.CAMPAIGN, campaign_id=world.campaigns[1].id) == []


async def test_the_course_tells_the_first_block_of_series_by_model_and_first_day(world: World):
    campaign = world.campaigns[0]
    published = Score(ScoreKey("ensemble", "1", Scope.CAMPAIGN, "SPEND", "EUR", 0), Sums(days=7.0))
    for _ in range(2):
        await world.put(await world.run(campaign), 2, [a_score(error=1.0), a_score(block=1), published])
    later = await world.run(campaign, start=START + timedelta(days=1))
    await world.put(later, 2, [a_score(), a_score("naive", unit="EUR"), a_score("naive")])
    async with world.storage() as tx:
        assert await tx.forecasts.course(world.here.id, ScoreRange()) == [
            DatedScore("ensemble", START, Sums(days=2.0, error=2.0)),
            DatedScore("ensemble", later_day := START + timedelta(days=1), Sums(days=1.0)),
            DatedScore("naive", later_day, Sums(days=2.0)),
        ]
        assert await tx.forecasts.course(world.here.id, ScoreRange(first=START + timedelta(days=2))) == []
        assert await tx.forecasts.course(world.there.id, ScoreRange()) == []


async def test_storing_a_forecast_again_forgets_its_scores_and_looks_at_it_anew(world: World):
    campaign, run = world.campaigns[0], world.runs[0]
    version = await world.observe(campaign, 0)
    await world.put(run, version, [a_score()])
    await world.save(a_forecast(run, data_version=0))
    assert await world.totals() == []
    async with world.storage() as tx:
        assert [one.touched for one in await tx.forecasts.due(world.here.id, [campaign.id])] == [True]


async def test_scores_of_deleted_campaigns_are_gone_from_everywhere(world: World):
    ours, run = world.campaigns[0], world.runs[0]
    await world.put(run, 1, [a_score()])
    async with world.storage() as tx:
        await tx.campaigns.delete(world.here.id, ours.id, NOON)
        await tx.commit()
    assert await world.totals() == []
    async with world.storage() as tx:
        assert await tx.forecasts.course(world.here.id, ScoreRange()) == []
        assert await tx.forecasts.of_simulations(world.here.id, [run.id]) == {}


async def test_scores_of_runs_are_told_apart_and_a_taken_result_has_those_of_its_source(world: World):
    first, second, foreign = world.runs
    twin = a_simulation(world.campaigns[0])
    await world.put(first, 1, [a_score(error=1.0), a_score("naive")])
    await world.put(foreign, 1, [a_score(error=3.0)])
    async with world.storage() as tx:
        await tx.simulations.add(twin)
        await tx.simulations.adopt_result(world.here.id, twin.id, first.id)
        await tx.commit()
    async with world.storage() as tx:
        asked = [first.id, second.id, twin.id, foreign.id]
        found = await tx.forecasts.of_simulations(world.here.id, asked)
    assert found == {run.id: [a_score(error=1.0), a_score("naive")] for run in (first, twin)}
    assert await world.totals() == [a_score(error=1.0), a_score("naive")]


async def test_alerts_stand_until_they_are_replaced(world: World):
    ours, other, theirs = world.campaigns
    async with world.storage() as tx:
        standing = {"ACCURACY": Severity.HIGH, "CALIBRATION": Severity.MEDIUM}
        await tx.forecasts.set_alerts(world.here.id, ours.id, standing)
        await tx.forecasts.set_alerts(world.here.id, other.id, {"ACCURACY": Severity.MEDIUM})
        assert await tx.forecasts.alerts(world.here.id, ours.id) == standing
        await tx.forecasts.set_alerts(world.here.id, ours.id, {"ACCURACY": Severity.MEDIUM})
        assert await tx.forecasts.alerts(world.here.id, ours.id) == {"ACCURACY": Severity.MEDIUM}
        await tx.forecasts.set_alerts(world.here.id, ours.id, {})
        await tx.commit()
    async with world.storage() as tx:
        assert await tx.forecasts.alerts(world.here.id, ours.id) == {}
        assert await tx.forecasts.alerts(world.here.id, other.id) == {"ACCURACY": Severity.MEDIUM}
        assert await tx.forecasts.alerts(world.here.id, theirs.id) == {}
