"""Filling the demo workspace."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from config.definitions import load_demo
from domain.campaigns.model import CampaignFilter, CampaignOrder
from domain.demo.model import Demo, DemoCampaign
from domain.metrics.model import MetricPoint, MetricType
from domain.paging import PageRequest
from domain.ports.jobs import JobKind
from domain.workspaces.model import Principal, Role
from tests.fixtures.product import World


def _metrics(campaign: DemoCampaign, last_day: date) -> list[MetricPoint]:
    """A few days of clicks: what the generator makes is tested elsewhere."""
    channels = [channel.channel for channel in campaign.channels]
    days = [last_day - timedelta(days=back) for back in range(10)]
    return [MetricPoint(channel, MetricType.CLICKS, day, 5.0, 1) for channel in channels for day in days]


@pytest.fixture(scope="module")
def demo() -> Demo:
    return load_demo()


def _owner(world: World, demo: Demo) -> Principal:
    return world.here.principals[Role.OWNER]


def _fitting(demo: Demo) -> Demo:
    """The demo, its owner being the one of the tests' workspace."""
    owner = next(one for one in demo.members if one.role is Role.OWNER)
    mine = replace(owner, email="owner@here.example")
    members = tuple(mine if one is owner else one for one in demo.members)
    campaigns = tuple(replace(one, author=mine.email) if one.author == owner.email else one for one in demo.campaigns)
    return replace(demo, members=members, campaigns=campaigns)


async def test_it_has_all_roles_ten_campaigns_and_some_simulations(world: World, demo: Demo):
    owner, fitting = _owner(world, demo), _fitting(demo)
    assert await world.product.demo.fill(owner, fitting, _metrics)
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
    owner, fitting = _owner(world, demo), _fitting(demo)
    await world.product.demo.fill(owner, fitting, _metrics)
    page = PageRequest(size=100)
    campaigns = await world.product.services.campaigns.list(owner, page, CampaignFilter(), CampaignOrder())
    await world.product.services.campaigns.delete(owner, campaigns.rows[0][1].id)
    before = world.storage.database.committed  # type: ignore[attr-defined]
    assert not await world.product.demo.fill(owner, fitting, _metrics)
    assert world.storage.database.committed is before  # type: ignore[attr-defined]


async def test_a_generator_that_fails_leaves_nothing_behind(world: World, demo: Demo):
    def failing(campaign: DemoCampaign, last_day: date) -> list[MetricPoint]:
        if campaign is fitting.campaigns[3]:
            raise ValueError("no")
        return _metrics(campaign, last_day)

    owner, fitting = _owner(world, demo), _fitting(demo)
    before = world.storage.database.committed  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="no"):
        await world.product.demo.fill(owner, fitting, failing)
    assert world.storage.database.committed is before  # type: ignore[attr-defined]
    assert world.jobs._waiting == []
    assert await world.product.demo.fill(owner, fitting, _metrics)


async def test_of_two_processes_that_start_at_once_one_fills_it(sql_world: World, demo: Demo):
    owner, fitting = _owner(sql_world, demo), _fitting(demo)
    done = await asyncio.gather(*(sql_world.product.demo.fill(owner, fitting, _metrics) for _ in range(3)))
    assert sorted(done) == [False, False, True]
    page = PageRequest(size=100)
    campaigns = await sql_world.product.services.campaigns.list(owner, page, CampaignFilter(), CampaignOrder())
    assert campaigns.total == 10


async def test_a_busy_workspace_is_not_filled_again(world: World, demo: Demo):
    """The note that it was filled is found however much was done since."""
    owner, fitting = _owner(world, demo), _fitting(demo)
    await world.product.demo.fill(owner, fitting, _metrics)
    for _ in range(120):
        await world.product.services.keys.create(owner, "key", Role.VIEWER, None)
    assert not await world.product.demo.fill(owner, fitting, _metrics)
