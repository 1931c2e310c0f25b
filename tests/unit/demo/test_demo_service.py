"""Filling the demo workspace."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from config.definitions import load_demo
from domain.campaigns.model import CampaignFilter, CampaignOrder, CampaignStatus, Channel
from domain.demo.filled import HOURLY_HISTORY_DAYS
from domain.demo.hours import CampaignHours, day_number
from domain.demo.market import MarketFactors
from domain.demo.model import Demo, DemoCampaign
from domain.demo.service import HISTORY_DAYS, DemoService
from domain.metrics.history import history_of
from domain.metrics.model import MetricQuery, MetricType
from domain.paging import PageRequest
from domain.ports.jobs import JobKind
from domain.workspaces.model import Principal, Role
from tests.fixtures.product import World
from tests.fixtures.steered import TODAY
from tests.unit.demo.conftest import EPOCH, FilledWorkspace, fitting, yesterday


def _hours(definition: DemoCampaign, today: date, market: MarketFactors, *, seed: int) -> CampaignHours:
    """A click an hour in the last days: what the generator makes is tested elsewhere."""
    begin = max(market.begin, market.end - 10 * 24)
    clicks = np.ones(market.end - begin)
    return CampaignHours(begin, {(channel.channel, MetricType.CLICKS): clicks for channel in definition.channels})


@pytest.fixture(scope="module")
def demo() -> Demo:
    return fitting(load_demo())


def _owner(world: World) -> Principal:
    return world.here.principals[Role.OWNER]


def _service(world: World) -> DemoService:
    return replace(world.product.demo, generate=_hours)


async def test_it_has_all_roles_ten_campaigns_and_some_simulations(world: World, demo: Demo):
    owner, service = _owner(world), _service(world)
    assert await service.fill(owner, demo, 1)
    members = await world.product.services.members.list(owner)
    assert {member.role for member in members} == set(Role)
    page = PageRequest(size=100)
    campaigns = await world.product.services.campaigns.list(owner, page, CampaignFilter(), CampaignOrder())
    assert campaigns.total == len(demo.campaigns) == 10
    assert all(campaign.data_version == 1 for _, campaign in campaigns.rows)
    waiting = [job.kind for _, _, job in world.jobs._waiting]
    assert waiting.count(JobKind.BACKTEST) == 10
    assert waiting.count(JobKind.SIMULATION) == sum(one.simulated for one in demo.campaigns) >= 3
    authors = {member.id for member in members}
    assert all(campaign.created_by in authors for _, campaign in campaigns.rows)


async def test_it_is_filled_once_and_what_users_changed_stays(world: World, demo: Demo):
    owner, service = _owner(world), _service(world)
    await service.fill(owner, demo, 1)
    page = PageRequest(size=100)
    campaigns = await world.product.services.campaigns.list(owner, page, CampaignFilter(), CampaignOrder())
    await world.product.services.campaigns.delete(owner, campaigns.rows[0][1].id)
    before = world.storage.database.committed  # type: ignore[attr-defined]
    assert not await service.fill(owner, demo, 1)
    assert world.storage.database.committed is before  # type: ignore[attr-defined]


async def test_a_generator_that_fails_leaves_nothing_behind(world: World, demo: Demo):
    def failing(definition: DemoCampaign, today: date, market: MarketFactors, *, seed: int) -> CampaignHours:
        if definition is demo.campaigns[3]:
            raise ValueError("no")
        return _hours(definition, today, market, seed=seed)

    owner, service = _owner(world), _service(world)
    before = world.storage.database.committed  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="no"):
        await replace(service, generate=failing).fill(owner, demo, 1)
    assert world.storage.database.committed is before  # type: ignore[attr-defined]
    assert world.jobs._waiting == []
    assert await service.fill(owner, demo, 1)


async def test_of_two_processes_that_start_at_once_one_fills_it(sql_world: World, demo: Demo):
    owner, service = _owner(sql_world), _service(sql_world)
    done = await asyncio.gather(*(service.fill(owner, demo, 1) for _ in range(3)))
    assert sorted(done) == [False, False, True]
    page = PageRequest(size=100)
    campaigns = await sql_world.product.services.campaigns.list(owner, page, CampaignFilter(), CampaignOrder())
    assert campaigns.total == 10


async def test_a_busy_workspace_is_not_filled_again(world: World, demo: Demo):
    """The note that it was filled is found however much was done since."""
    owner, service = _owner(world), _service(world)
    await service.fill(owner, demo, 1)
    for _ in range(120):
        await world.product.services.keys.create(owner, "key", Role.VIEWER, None)
    assert not await service.fill(owner, demo, 1)


async def test_history_ends_where_the_simulator_starts(stage: FilledWorkspace):
    """180 days up to the last observed one; the hours of the last days, and those of today up to the start."""
    days = {point.day for point in await stage.daily("exam-season-search")}
    assert days == {yesterday() - timedelta(days=ago) for ago in range(HISTORY_DAYS)}
    ended = {point.day for point in await stage.daily("brand-video")}
    assert max(ended) == TODAY.date() - timedelta(days=9)
    assert len(ended) == HISTORY_DAYS
    begin = (day_number(TODAY.date()) - HOURLY_HISTORY_DAYS) * 24
    assert len({one.hour for one in await stage.hourly("exam-season-search")}) == EPOCH - begin
    assert max(one.hour for one in await stage.hourly("exam-season-search")) == TODAY - timedelta(hours=1)
    assert max(one.hour.date() for one in await stage.hourly("brand-video")) == TODAY.date() - timedelta(days=9)
    campaign = await stage.campaign("exam-season-search")
    assert campaign.start_date == TODAY.date() - timedelta(days=200)


async def test_history_is_that_of_the_simulated_marketplace(
    stage: FilledWorkspace, filled: FilledWorkspace, world: World
):
    """Where there is no simulator the market is calm; with one, the same chance gives other numbers."""
    owner = _owner(world)
    assert await replace(world.product.demo, clock=world.clock).fill(owner, filled.demo, 7)
    page = PageRequest(size=100)
    campaigns = await world.product.services.campaigns.list(owner, page, CampaignFilter(), CampaignOrder())
    (calm,) = (one for _, one in campaigns.rows if one.name == "Exam Season Search")
    async with world.storage() as tx:
        points = await tx.metrics.read(owner.workspace_id, calm.id, MetricQuery(metrics=(MetricType.SPEND,)))
    usual = {(one.channel, one.day): one.value for one in points}
    moved = {
        (one.channel, one.day): one.value
        for one in await stage.daily("exam-season-search")
        if one.metric is MetricType.SPEND
    }
    assert usual.keys() == moved.keys()
    ratios = np.array([moved[key] / usual[key] for key in usual])
    assert 0.9 < np.median(ratios) < 1.1
    assert ratios.max() > 1.15


async def test_campaigns_that_do_not_run_have_no_hours_of_today(stage: FilledWorkspace):
    for key in ("brand-video", "summer-pause"):
        assert (await stage.campaign(key)).status is not CampaignStatus.RUNNING
        assert await stage.hourly(key, day_number(TODAY.date()) * 24) == []


async def test_the_planted_saturation_can_be_learned_from_the_history_of_a_market_that_moves(stage: FilledWorkspace):
    """By least squares on logarithms; the true elasticity of impressions to spend is 0.33 on GOOGLE, 0.86 on OTHER."""
    found = history_of(await stage.daily("exam-season-search"))
    assert found is not None
    learned = {}
    for channel in (Channel.GOOGLE, Channel.OTHER):
        spend, shown = found.of(channel, MetricType.SPEND), found.of(channel, MetricType.IMPRESSIONS)
        assert spend is not None
        assert shown is not None
        at = np.arange(found.days)
        waves = [wave(2 * np.pi * number * at / 365) for number in (1, 2, 3) for wave in (np.sin, np.cos)]
        terms = np.column_stack([np.log(spend), np.eye(7)[at % 7], at, *waves])
        learned[channel] = float(np.linalg.lstsq(terms, np.log(shown), rcond=None)[0][0])
    assert learned[Channel.GOOGLE] == pytest.approx(0.33, abs=0.15)
    assert learned[Channel.OTHER] - learned[Channel.GOOGLE] > 0.3
