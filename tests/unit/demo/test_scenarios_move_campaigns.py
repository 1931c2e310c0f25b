"""The demo is one world: a scenario of the marketplace shows in the campaigns that the API tells of.

The whole product with its own definitions and engine: a scenario is activated, the program stands still for two and a
half days, goes on, and catches up. A second world, in which nothing was activated, has the same noise.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from config.definitions import load_demo
from domain.campaigns.model import CampaignFilter, CampaignOrder, CampaignStatus
from domain.demo.mapping import Stage
from domain.demo.market import market_factors
from domain.marketplace.moments import HOUR, moment
from domain.marketplace.timeline.model import Command, CommandKind
from domain.paging import PageRequest
from graph.protocol_schema import ProtocolSchema
from tests.fixtures.product import WAIT
from tests.fixtures.simulated import FULL_SPEED, SEED, Begun, SimulatedWorld, simulated_world
from tests.fixtures.steered import TODAY
from tests.unit.demo.conftest import EPOCH, MARKETPLACE, FilledWorkspace, fitting, make_demo_workspace, some

AWAY = timedelta(hours=60)
LAST_DAY = (TODAY + AWAY).date() - timedelta(days=1)

METRICS = """query($range: DateRangeInput, $granularity: Granularity!) { campaigns(first: 20) { edges { node {
    metrics(range: $range, granularity: $granularity, metrics: [SPEND, CONVERSIONS, CPA]) {
        metric points { at value } } } } } }"""

Series = dict[datetime, float]


@pytest.fixture(scope="module")
def furnished(begun: Begun, schema: ProtocolSchema) -> Begun:
    """The product with a paused simulator, its workspace being a filled demo."""

    async def happen() -> Begun:
        world = simulated_world(begun, schema)
        owner = make_demo_workspace(world)
        demo = fitting(load_demo())
        running = some(demo, [one.key for one in demo.campaigns if one.status is CampaignStatus.RUNNING])
        assert await world.product.demo.fill(owner, running, SEED)
        tables = world.storage.database.committed  # type: ignore[attr-defined]
        return replace(begun, tables=tables, ids_made=world.ids.made)

    return asyncio.run(happen())


async def lived(furnished: Begun, schema: ProtocolSchema, scenario: str | None) -> SimulatedWorld:
    """Return a world in which a scenario, or none, went on for two and a half days, and a live hour after them."""
    world = simulated_world(furnished, schema)
    await world.open()
    await world.product.host.start()
    if scenario is not None:
        assert (await world.command("activateScenario", scenarioId=scenario))["errors"] == []
    await world.speed(1.0)
    await world.product.host.stop()
    world.clock.advance(hours=AWAY / timedelta(hours=1))
    world.product = world.compose()
    await world.product.host.start()
    target = TODAY + AWAY + timedelta(hours=1)
    async with asyncio.timeout(WAIT):
        await arrived(world, TODAY + AWAY)
        await world.speed(FULL_SPEED)
        await arrived(world, target)
        while not await caught_up(world):  # noqa: ASYNC110 - nobody is told of what is stored
            await asyncio.sleep(0.02)
    await world.speed(0)
    return world


async def arrived(world: SimulatedWorld, at: datetime) -> None:
    """Wait until simulation time has come to a moment."""
    live = world.product.host.live(world.here.workspace.id)
    assert live is not None
    while moment(live.position) < at:  # noqa: ASYNC110 - nobody is told of every step
        await asyncio.sleep(0.02)


async def caught_up(world: SimulatedWorld) -> bool:
    """Tell whether the campaigns have the hour that was live."""
    workspace_id = world.here.workspace.id
    async with world.storage() as tx:
        page = await tx.campaigns.list(workspace_id, PageRequest(size=20), CampaignFilter(), CampaignOrder())
        last = await tx.hourly_metrics.last_hours(workspace_id, [campaign.id for _, campaign in page.rows])
    return min(last.values()) >= TODAY + AWAY


async def read(world: SimulatedWorld, granularity: str, start: date, end: date) -> dict[str, Series]:
    """Return spend and conversions of all running campaigns together, as the API tells them."""
    span = {"start": start.isoformat(), "end": end.isoformat()}
    answer = await world.ask(METRICS, range=span, granularity=granularity)
    assert answer.errors == []
    added: dict[str, Series] = {"SPEND": {}, "CONVERSIONS": {}}
    for edge in answer.data["campaigns"]["edges"]:
        series: dict[str, Any] = {one["metric"]: one["points"] for one in edge["node"]["metrics"]}
        assert series["CPA"]
        for metric, sums in added.items():
            for point in series[metric]:
                at = datetime.fromisoformat(point["at"]).astimezone(UTC)
                sums[at] = sums.get(at, 0.0) + point["value"]
    return added


def cost(added: dict[str, Series], first: datetime, last: datetime) -> float:
    """Return the CPA over periods from ``first`` to ``last``, inclusive."""
    spend, conversions = (
        sum(value for at, value in added[metric].items() if first <= at <= last) for metric in ("SPEND", "CONVERSIONS")
    )
    return spend / conversions


async def test_a_competitor_makes_customers_half_as_dear_again_and_only_he(furnished: Begun, schema: ProtocolSchema):
    with_him = await lived(furnished, schema, "competitor-disruption")
    without = await lived(furnished, schema, None)
    try:
        before = TODAY.date() - timedelta(days=14)
        days = [await read(world, "DAY", before, LAST_DAY) for world in (with_him, without)]
        hours = [await read(world, "HOUR", LAST_DAY - timedelta(days=10), LAST_DAY) for world in (with_him, without)]
    finally:
        for world in (with_him, without):
            await world.close()
    today, last = midnight(TODAY.date()), midnight(LAST_DAY)
    usual = cost(days[0], midnight(before), today - timedelta(days=1))
    assert cost(days[1], midnight(before), today - timedelta(days=1)) == usual
    assert cost(days[0], last, last) > 1.5 * usual
    assert cost(days[0], last, last) > 1.5 * cost(days[1], last, last)
    assert cost(days[1], last, last) < 1.25 * usual
    # By the hour as by the day, and from the hour on in which he came.
    late = last + timedelta(hours=23)
    assert set(hours[0]["SPEND"]) == {last - timedelta(days=10) + timedelta(hours=each) for each in range(24 * 11)}
    assert cost(hours[0], last, late) == pytest.approx(cost(days[0], last, last))
    assert cost(hours[0], last, late) > 1.5 * cost(hours[1], last, late)
    changed = [at for at, value in hours[0]["SPEND"].items() if value != hours[1]["SPEND"][at]]
    assert TODAY <= min(changed) <= TODAY + timedelta(hours=3)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scenario", "stage_of", "lowest", "highest"),
    [
        ("competitor-disruption", Stage.CONVERSION_RATE, 0.4, 0.85),
        ("recruiting-crisis", Stage.CONVERSION_RATE, 0.5, 0.95),
        ("churn-pattern", Stage.ORDER_VALUE, 0.6, 0.9),
        ("quality-crisis", Stage.ORDER_VALUE, 0.5, 0.85),
        ("quality-crisis", Stage.CONVERSION_RATE, 0.8, 0.97),
        ("support-overload", Stage.CONVERSION_RATE, 0.999, 1.001),
    ],
)
def test_each_scenario_moves_the_stages_that_the_mapping_says(
    filled: FilledWorkspace, scenario: str, stage_of: Stage, lowest: float, highest: float
):
    """Against the same noise without it, over the third day; before it was activated nothing is different."""
    definition = MARKETPLACE.marketplace.scenario(scenario)
    given = Command(1, EPOCH * HOUR, CommandKind.ACTIVATE, "system", scenario=definition)
    factors = []
    for course in (filled.course(given), filled.course()):
        begin = EPOCH - filled.market.mapping.memory - 24
        blocks = MARKETPLACE.blocks(course, begin * HOUR, (EPOCH + 72) * HOUR, HOUR)
        factors.append(market_factors(filled.market.mapping, blocks).stages[stage_of])
    ratio = factors[0] / factors[1]
    assert (ratio[:24] == 1.0).all()
    assert lowest < np.exp(np.log(ratio[-24:]).mean()) < highest


async def test_the_scenarios_tell_which_campaigns_they_move(furnished: Begun, schema: ProtocolSchema):
    world = simulated_world(furnished, schema)
    await world.open()
    await world.product.host.start()
    try:
        listed = (await world.simulator("scenarios { id campaigns { name status } }"))["scenarios"]
    finally:
        await world.close()
    told = {one["id"]: one["campaigns"] for one in listed}
    assert {one["status"] for one in told["competitor-disruption"]} == {"RUNNING"}
    assert len(told["competitor-disruption"]) > 3
    assert told["normal-operations"] == []
