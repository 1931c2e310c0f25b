"""Scoring is driven by what is stored: it can be repeated, broken off and raced; nothing is lost or counted twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.campaigns.model import Campaign, Channel
from domain.metrics.model import MetricType
from domain.performance.model import ENSEMBLE, Scope, ScoreRange
from domain.performance.tracking import AT_ONCE, ForecastTracker
from tests.fixtures.product import LAST_DAY, World, made_up_points
from tests.fixtures.records import a_simulation

FIRST = LAST_DAY + timedelta(days=1)


@pytest.fixture
async def campaign(world: World) -> Campaign:
    """A campaign with a finished run."""
    made = await world.a_campaign()
    await world.observe(made, 90)
    await world.completed(made, 8)
    return made


def tracker(world: World) -> ForecastTracker:
    return world.product.handlers["BACKTEST"].handler.tracker  # type: ignore[index,attr-defined]


async def _days(world: World, campaign: Campaign, scope: Scope = Scope.SERIES) -> dict[str, float]:
    """Return scored days of the ensemble by metric."""
    async with world.storage() as tx:
        scores = await tx.forecasts.totals(campaign.workspace_id, ScoreRange())
    own = [score for score in scores if (score.key.model, score.key.scope) == (ENSEMBLE, scope)]
    found: dict[str, float] = {}
    for score in own:
        found[score.key.metric] = found.get(score.key.metric, 0.0) + score.sums.days
    return found


async def _catch_up(world: World, campaign: Campaign) -> int:
    return await tracker(world).catch_up(campaign.workspace_id, [campaign.id])


async def test_whoever_looks_twice_does_nothing_the_second_time(world: World, campaign: Campaign):
    await world.observe(campaign, 3, last=LAST_DAY + timedelta(days=3))
    assert await _catch_up(world, campaign) == 1
    assert await _catch_up(world, campaign) == 0
    assert (await _days(world, campaign))["SPEND"] == 2 * 3


async def test_days_that_nobody_looked_at_are_caught_up_with_later_ones(world: World, campaign: Campaign):
    for last in range(1, 5):
        await world.observe(campaign, 1, last=LAST_DAY + timedelta(days=last))
    assert await _catch_up(world, campaign) == 1
    assert (await _days(world, campaign))["SPEND"] == 2 * 4


async def test_data_before_a_forecast_score_nothing(world: World, campaign: Campaign):
    await world.observe(campaign, 5)
    assert await _catch_up(world, campaign) == 0
    assert await _days(world, campaign) == {}
    async with world.storage() as tx:
        assert await tx.forecasts.due(campaign.workspace_id, [campaign.id]) == []


async def test_a_correction_scores_only_the_forecasts_of_its_days(world: World, campaign: Campaign):
    await world.observe(campaign, 4, last=LAST_DAY + timedelta(days=4))
    await world.completed(campaign, 8)
    await world.observe(campaign, 8, last=LAST_DAY + timedelta(days=12))
    assert await _catch_up(world, campaign) == 2
    await world.observe(campaign, 1, last=FIRST, factor=2.0)
    assert await _catch_up(world, campaign) == 1


async def test_a_campaign_is_scored_once_all_its_channels_came(world: World, campaign: Campaign):
    points = made_up_points(2, LAST_DAY + timedelta(days=2), 0)
    for channel in (points[0].channel, points[-1].channel):
        own = [point for point in points if point.channel is channel]
        await _store(world, campaign, own)
        await _catch_up(world, campaign)
        days = (await _days(world, campaign))["SPEND"], (await _days(world, campaign, Scope.CAMPAIGN)).get("SPEND", 0)
        assert days == ((2, 0) if channel is points[0].channel else (4, 2))


async def test_points_of_a_channel_that_was_not_forecast_are_of_the_campaign_only(world: World, campaign: Campaign):
    await world.observe(campaign, 1, last=FIRST)
    await _catch_up(world, campaign)
    before = await _days(world, campaign)
    point = made_up_points(1, FIRST, 0)[0]
    await _store(world, campaign, [_moved(point, Channel.OOH)])
    assert await _catch_up(world, campaign) == 1
    assert await _days(world, campaign) == before


async def test_a_version_that_was_overtaken_is_not_stored(world: World, campaign: Campaign):
    await world.observe(campaign, 2, last=LAST_DAY + timedelta(days=2))
    async with world.storage() as tx:
        (due,) = await tx.forecasts.due(campaign.workspace_id, [campaign.id])
    await world.observe(campaign, 4, last=LAST_DAY + timedelta(days=4))
    await _catch_up(world, campaign)
    async with world.storage() as tx:
        stored = await tx.forecasts.put_scores(campaign.workspace_id, due.simulation_id, due.data_version, [])
        await tx.commit()
    assert not stored
    assert (await _days(world, campaign))["SPEND"] == 2 * 4


async def test_an_alert_falls_when_corrected_days_turn_out_well(world: World, campaign: Campaign):
    async def degraded() -> set[str]:
        async with world.storage() as tx:
            return set(await tx.forecasts.alerts(campaign.workspace_id, campaign.id))

    await world.observe(campaign, 8, last=LAST_DAY + timedelta(days=8), factor=4.0)
    await _catch_up(world, campaign)
    assert await degraded() == {"ACCURACY", "CALIBRATION"}
    await world.observe(campaign, 8, last=LAST_DAY + timedelta(days=8))
    await _catch_up(world, campaign)
    assert await degraded() == set()


async def _store(world: World, campaign: Campaign, points: list[Any]) -> None:
    async with world.storage() as tx:
        version = await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        fresh = [_moved(point, point.channel, version) for point in points]
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, fresh)
        await tx.commit()


def _moved(point: Any, channel: Channel, version: int = 0) -> Any:
    return type(point)(channel, MetricType(point.metric), point.day, point.value, version)


async def test_more_forecasts_than_are_held_at_once_are_all_scored(world: World, campaign: Campaign):
    async with world.storage() as tx:
        await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        (due,) = await tx.forecasts.due(campaign.workspace_id, [campaign.id])
        first = (await tx.forecasts.load(campaign.workspace_id, [due.simulation_id]))[due.simulation_id]
        for _ in range(AT_ONCE):
            twin = a_simulation(campaign)
            await tx.simulations.add(twin)
            await tx.forecasts.save(campaign.workspace_id, replace(first, simulation_id=twin.id))
        await tx.commit()
    await world.observe(campaign, 1, last=FIRST)
    assert await _catch_up(world, campaign) == AT_ONCE + 1
    assert (await _days(world, campaign))["SPEND"] == 2 * (AT_ONCE + 1)
    assert await _catch_up(world, campaign) == 0
