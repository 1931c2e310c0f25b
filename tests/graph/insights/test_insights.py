"""Insights, once and live."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date, timedelta
from math import log
from typing import Any

import pytest

from domain.campaigns.model import Campaign
from domain.insights.changes import MOST_AT_ONCE
from domain.insights.findings import BAD_WHEN_HIGH, anomaly_insight
from domain.insights.making import MOST_A_DAY
from domain.insights.model import Insight, MetricAnomaly
from domain.insights.service import READ_AT_ONCE, TOLD_FIRST
from domain.metrics.model import MetricType
from domain.ports.jobs import Job, JobKind
from domain.workspaces.model import Principal, Role
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import LAST_DAY, World, drive, gid, job_of

INSIGHTS = """query($id: ID, $filter: InsightFilter, $first: Int, $after: String) {
    insights(campaignId: $id, filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node {
    id at kind title text severity confidence metric day moneyAtStake { amount currency }
    campaign { id } simulation { id } evidence { label value unit threshold source } } } } }"""
FOLLOW = "subscription($id: ID) { campaignInsights(campaignId: $id) { id kind title campaign { id } } }"
RISKS = "query($id: ID!) { simulation(id: $id) { risks { id } recommendations { id title } confidence { value } } }"
FIRST = date(2026, 1, 1)


async def _insights(world: World, role: Role = Role.VIEWER, **variables: Any) -> list[dict[str, Any]]:
    answer = await world.ask(INSIGHTS, role, **variables)
    assert answer.errors == []
    return [edge["node"] for edge in answer.data["insights"]["edges"]]


def _viewer(world: World) -> Principal:
    return world.here.principals[Role.VIEWER]


async def _told(world: World, **variables: Any) -> AsyncIterator[dict[str, Any]]:
    async for push in world.follow(FOLLOW, Role.VIEWER, **variables):
        assert push.errors == []
        yield push.data["campaignInsights"]


async def _add(world: World, campaign: Campaign, *days: int) -> list[Insight]:
    """Store anomalies as a detector's findings are stored, and signal it."""
    made = [
        anomaly_insight(
            campaign,
            MetricAnomaly(MetricType.CLICKS, FIRST + timedelta(days=day), 5.0, 10.0, -9.0, 0.01),
            world.clock.now(),
        )
        for day in days
    ]
    async with world.storage() as tx:
        await tx.insights.add(campaign.workspace_id, made)
        await tx.commit()
    await world.product.services.insights.broadcast.publish(f"insights.{campaign.workspace_id}", b"")
    return made


async def _fallen(world: World, **values: Any) -> Campaign:
    """A campaign whose last day was far below its usual ones, and the job that an import leaves."""
    campaign = await world.a_campaign(**values)
    await world.observe(campaign, 90)
    await world.observe(campaign, 1, factor=0.2)
    return campaign


async def _look(world: World, campaign: Campaign) -> None:
    job = Job(world.ids.new(), JobKind.BACKTEST, campaign.workspace_id, campaign.id)
    await drive(world.product.handlers[JobKind.BACKTEST], job)


async def test_a_finished_run_gives_an_insight_for_each_top_risk_and_recommendation(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 60)
    await world.observe(campaign, 21, factor=0.4)
    simulation = await world.completed(campaign)
    found = (await world.ask(RISKS, id=gid("Simulation", simulation.id))).data["simulation"]
    told = await _insights(world, filter={"kinds": ["RISK", "RECOMMENDATION"]})
    kinds = [one["kind"] for one in told]
    assert kinds.count("RISK") == min(len(found["risks"]), 3)
    assert kinds.count("RECOMMENDATION") == min(len(found["recommendations"]), 3)
    assert told
    for one in told:
        assert one["simulation"] == {"id": gid("Simulation", simulation.id)}
        assert one["campaign"] == {"id": gid("Campaign", campaign.id)}
        assert one["confidence"] == found["confidence"]["value"]
        assert one["title"]
        assert one["text"]


async def test_a_run_tells_once_whatever_is_repeated(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 60)
    simulation = await world.completed(campaign)
    before = await _insights(world)
    await world.run_through(simulation)
    await world.a_simulation(campaign)
    assert await _insights(world) == before


async def test_a_cancelled_run_tells_nothing(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 60)
    simulation = await world.a_simulation(campaign)
    handler, job = world.handler(), job_of(simulation)
    for step in handler.steps()[:-1]:
        await handler.run(job, step)
    await world.product.services.simulations.cancel(world.here.principals[Role.OWNER], simulation.id)
    await handler.run(job, handler.steps()[-1])
    assert await _insights(world) == []


async def test_after_an_import_the_three_farthest_anomalies_of_a_day_are_told_once(world: World):
    campaign = await _fallen(world)
    for _ in range(2):
        await _look(world, campaign)
    judged = (await world.product.services.judging.anomalies(_viewer(world), [campaign.id]))[campaign.id]
    found = sorted((one for one in judged if one.day == LAST_DAY), key=lambda one: -abs(one.score))
    assert len(found) > MOST_A_DAY == 3
    told = sorted(await _insights(world), key=lambda one: str(one["metric"]))
    farthest = sorted(found[:MOST_A_DAY], key=lambda one: one.metric)
    assert [one["metric"] for one in told] == [one.metric for one in farthest]
    for one, anomaly in zip(told, farthest, strict=True):
        assert (one["kind"], one["day"], one["simulation"]) == ("ANOMALY", str(LAST_DAY), None)
        assert one["title"].endswith(f" below the usual on {LAST_DAY}")
        # A fall to a fifth is as grave as can be, but of what is paid it is to one's advantage.
        assert one["severity"] == ("LOW" if anomaly.metric in BAD_WHEN_HIGH else "CRITICAL")
        assert one["confidence"] > 0.99
        day = one["evidence"][0]
        assert (day["value"], day["threshold"]) == (anomaly.observed, pytest.approx(anomaly.usual))


async def test_the_three_clearest_of_lasting_changes_are_told_once_however_often_one_looks(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 70)
    await world.observe(campaign, 14, factor=0.5)
    for _ in range(2):
        await _look(world, campaign)
    changed = str(LAST_DAY - timedelta(days=13))
    judged = (await world.product.services.judging.changes(_viewer(world), [campaign.id]))[campaign.id]
    found = sorted(judged, key=lambda one: -abs(log(one.after / one.before)))
    assert len(found) > MOST_AT_ONCE == 3
    told = await _insights(world, filter={"kinds": ["CHANGE_POINT"]})
    told.sort(key=lambda one: str(one["metric"]))
    clearest = sorted(found[:MOST_AT_ONCE], key=lambda one: one.metric)
    assert [one["metric"] for one in told] == [one.metric for one in clearest]
    for one, change in zip(told, clearest, strict=True):
        assert one["title"].endswith(f" on {changed}")
        assert (one["day"], one["evidence"][1]["value"]) == (changed, 14)
        assert (one["evidence"][0]["value"], one["evidence"][0]["threshold"]) == (change.after, change.before)
        assert change.relative == pytest.approx(-0.5, abs=0.05)
        assert one["confidence"] > 0.99


async def test_quiet_metrics_tell_nothing(world: World):
    campaign = await world.a_campaign()
    await world.observe(campaign, 90)
    await _look(world, campaign)
    assert await _insights(world) == []


async def test_insights_are_restricted_and_paged(world: World):
    one, two = await world.a_campaign("One"), await world.a_campaign("Two")
    await _add(world, one, 1, 2)
    world.clock.advance(minutes=1)
    (last,) = await _add(world, two, 3)
    assert (await _insights(world))[0]["id"] == gid("Insight", last.id)
    assert len(await _insights(world, id=gid("Campaign", one.id))) == 2
    assert await _insights(world, filter={"severities": ["CRITICAL"]}) == []
    first = (await world.ask(INSIGHTS, first=2)).data["insights"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    assert len(await _insights(world, first=2, after=first["pageInfo"]["endCursor"])) == 1
    assert (await world.ask(INSIGHTS, id="x")).codes == ["NOT_FOUND"]


async def test_followers_are_told_the_latest_first_and_then_each_new_one_once(world: World):
    campaign, other = await world.a_campaign("One"), await world.a_campaign("Two")
    old = await _add(world, campaign, *range(TOLD_FIRST + 5))
    async with asyncio.timeout(30), aclosing(_told(world)) as told:
        first = [await anext(told) for _ in range(TOLD_FIRST)]
        assert [one["id"] for one in first] == [gid("Insight", one.id) for one in old[5:]]
        new = [*await _add(world, campaign, 100, 101), *await _add(world, other, 102)]
        await _add(world, campaign, 100)
        new += await _add(world, campaign, *range(200, 200 + READ_AT_ONCE + 7))
        rest = [await anext(told) for _ in new]
        assert [one["id"] for one in rest] == [gid("Insight", one.id) for one in new]


async def test_one_campaign_is_followed_alone(world: World):
    campaign, other = await world.a_campaign("One"), await world.a_campaign("Two")
    async with asyncio.timeout(30), aclosing(_told(world, id=gid("Campaign", campaign.id))) as told:
        await _add(world, other, 1)
        (mine,) = await _add(world, campaign, 2)
        assert (await anext(told))["id"] == gid("Insight", mine.id)
        await _add(world, other, 3)
        (next_one,) = await _add(world, campaign, 4)
        assert (await anext(told))["id"] == gid("Insight", next_one.id)


async def test_a_finishing_run_is_told_live(lived_in: LivedInWorld):
    await lived_in.observe(lived_in.campaign, 30, factor=0.4)
    async with asyncio.timeout(60), aclosing(_told(lived_in)) as told:
        following = asyncio.ensure_future(anext(told))
        await asyncio.sleep(0)
        await lived_in.completed(lived_in.campaign, 14)
        known = {one["id"] for one in await _insights(lived_in)}
        assert (await following)["id"] in known


async def test_catching_up_tells_exactly_what_lies_between(world: World):
    campaign = await world.a_campaign()
    await _add(world, campaign, 1, 2)
    source = world.product.services.insights.watch(world.here.principals[Role.VIEWER])
    async with source.live() as live:
        since = live.place
    missed = await _add(world, campaign, *range(10, 10 + 2 * READ_AT_ONCE + 3))
    async with source.live() as live:
        upto = live.place
    await _add(world, campaign, 5)
    assert [one async for _, one in source.before(upto, since)] == missed
    assert [one async for _, one in source.before(upto, upto)] == []
