"""Followers of jobs, and of insights, share one execution, whenever they come and however they lag."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import orjson
import pytest

from domain.insights.findings import anomaly_insight
from domain.insights.model import MetricAnomaly
from domain.metrics.model import MetricType
from domain.simulations.service import job_id
from domain.workspaces.model import Principal, Role
from graph.realtime.following import CatchUp, Following
from graph.realtime.hub import Hub
from graph.realtime.member import Member
from graph.realtime.sharing import Shared, Sharing, subscription_metadata
from tests.fixtures.product import World, gid
from tests.graph.realtime.conftest import ListOutlet

INSIGHTS = "subscription { campaignInsights { id } }"
JOBS = "subscription { jobUpdates { job { id status queuePosition } } }"


class Followers:
    """Members of groups over a world's subscriptions, and how often an operation was executed for a group."""

    def __init__(self, world: World) -> None:
        self.world, self.together = world, 0
        self.tasks: list[asyncio.Task[Any]] = []
        self._hub = Hub(self._group)
        self._sharing = Sharing(subscription_metadata(world.schema))

    async def _group(self, shared: Shared, following: Following) -> AsyncIterator[Any]:
        self.together += 1
        async for result in self._run(shared.text, shared.scope.principal(), following):
            yield result

    async def _run(self, text: str, principal: Principal, following: Following) -> AsyncIterator[Any]:
        context = self.world.context(principal)
        context.following = following
        async with aclosing(await self.world.schema.stream(text, variable_values={}, context_value=context)) as source:
            async for result in source:
                yield result

    def follow(self, text: str, patience: int = 1_000_000, role: Role = Role.VIEWER) -> ListOutlet:
        principal, outlet = self.world.here.principals[role], ListOutlet(patience)
        shared = self._sharing.find(text, {}, None, principal)
        assert shared is not None

        def catch_up(following: CatchUp) -> AsyncIterator[Any]:
            return self._run(text, principal, following)

        member = Member(orjson.dumps("1"), outlet, catch_up)
        self.tasks.append(asyncio.create_task(member.follow(lambda: self._hub.group(shared))))
        return outlet


@pytest.fixture
async def followers(world: World) -> AsyncIterator[Followers]:
    made = Followers(world)
    yield made
    for task in made.tasks:
        task.cancel()
    await asyncio.gather(*made.tasks, return_exceptions=True)


def _told(outlet: ListOutlet) -> list[str]:
    return [result["data"]["campaignInsights"]["id"] for result in outlet.results]


def _newest(outlet: ListOutlet) -> dict[str, tuple[str, int | None]]:
    jobs = [result["data"]["jobUpdates"]["job"] for result in outlet.results]
    return {job["id"]: (job["status"], job["queuePosition"]) for job in jobs}


async def _until(condition: Any) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what clients got is a list
            await asyncio.sleep(0.01)


async def test_everybody_gets_every_insight_once_from_one_execution(world: World, followers: Followers):
    campaign = await world.a_campaign()
    made: list[str] = []

    async def find(count: int) -> None:
        for _ in range(count):
            day = campaign.start_date.replace(year=1900 + len(made))
            anomaly = MetricAnomaly(MetricType.CLICKS, day, 5.0, 10.0, -9.0, 0.01)
            insight = anomaly_insight(campaign, anomaly, world.clock.now())
            async with world.storage() as tx:
                await tx.insights.add(campaign.workspace_id, [insight])
                await tx.commit()
            made.append(gid("Insight", insight.id))
            await world.broadcast.publish(f"insights.{campaign.workspace_id}", b"")
            await asyncio.sleep(0)

    await find(3)
    early = [followers.follow(INSIGHTS) for _ in range(5)]
    slow = followers.follow(INSIGHTS, patience=2)
    await find(10)
    late = [followers.follow(INSIGHTS) for _ in range(5)]
    await find(5)
    await _until(lambda: all(_told(one) == made for one in (*early, *late)))
    assert followers.together == 1
    assert len(_told(slow)) < len(made)
    while _told(slow) != made:
        slow.read()
        await asyncio.sleep(0.005)
        assert _told(slow) == made[: len(slow.results)]


async def test_everybody_knows_the_newest_state_of_every_job_from_one_execution(world: World, followers: Followers):
    early = [followers.follow(JOBS) for _ in range(3)]
    slow = followers.follow(JOBS, patience=1)
    await _until(lambda: followers.together == 1)
    runs = []
    for number in range(3):
        campaign = await world.a_campaign(f"C{number}")
        await world.observe(campaign, 60)
        world.clock.advance(seconds=1)
        runs.append(await world.a_simulation(campaign))
    ids = [gid("Job", job_id(run, 1)) for run in runs]
    waiting = {identity: ("QUEUED", place) for place, identity in enumerate(ids, 1)}
    await _until(lambda: all(_newest(one) == waiting for one in early))
    late = followers.follow(JOBS)
    await _until(lambda: _newest(late) == waiting)
    await world.work()
    done = dict.fromkeys(ids, ("SUCCEEDED", None))
    await _until(lambda: all(_newest(one) == done for one in (*early, late)))
    while _newest(slow) != done:
        slow.read()
        await asyncio.sleep(0.01)
    assert followers.together == 1
    stranger = followers.follow(JOBS, role=Role.OWNER)
    await _until(lambda: followers.together == 2)
    assert stranger.results == []
