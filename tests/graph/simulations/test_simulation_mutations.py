"""Asking for simulations, cancelling them, trying again."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from domain.campaigns.draft import CampaignChange
from domain.campaigns.model import Campaign, Money
from domain.simulations.model import SimulationStatus
from domain.workspaces.model import Role
from tests.fixtures.lived_in import LivedInWorld
from tests.fixtures.product import World, gid

RUN = """mutation($input: RunSimulationInput!) { runSimulation(input: $input) {
    simulation { id status cached attempt horizonDays completedAt progress { status stepsDone percent queuePosition
        etaSeconds message } }
    warnings errors { code path message hint } } }"""
CANCEL = """mutation($input: CancelSimulationInput!) { cancelSimulation(input: $input) {
    simulation { id status completedAt } errors { code path } } }"""
RETRY = """mutation($input: RetrySimulationInput!) { retrySimulation(input: $input) {
    simulation { id status attempt failure { message } } errors { code path hint } } }"""


async def _run(world: World, campaign: Campaign | str, horizon: int = 10, **more: Any) -> dict[str, Any]:
    identity = campaign if isinstance(campaign, str) else gid("Campaign", campaign.id)
    answer = await world.ask(RUN, input={"campaignId": identity, "horizonDays": horizon} | more)
    assert answer.errors == []
    return answer.data["runSimulation"]


async def _change(world: World, document: str, identity: str) -> dict[str, Any]:
    answer = await world.ask(document, input={"simulationId": identity})
    assert answer.errors == []
    (payload,) = answer.data.values()
    return payload


def _where(payload: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((error["code"], ".".join(error["path"])) for error in payload["errors"])


async def _observed(world: World, days: int = 45) -> Campaign:
    campaign = await world.a_campaign()
    await world.observe(campaign, days)
    return campaign


async def test_every_fault_of_a_request_is_told_at_once_with_its_place(world: World):
    adjustments = [
        {"factor": "BUDGET", "multiplier": 0.05},
        {"factor": "COMPETITION", "multiplier": 10.5},
        {"factor": "SEASONALITY", "multiplier": 1.1, "firstDay": 5, "lastDay": 4},
        {"factor": "CREATIVE_FATIGUE", "multiplier": 1.1, "lastDay": 500},
        {"factor": "CREATIVE_FATIGUE", "multiplier": 1.1, "firstDay": 0},
        {"factor": "CREATIVE_FATIGUE", "multiplier": 1.1, "lastDay": 0},
    ]
    payload = await _run(
        world,
        gid("Campaign", world.ids.new()),
        181,
        metrics=["CLICKS", "CLICKS"],
        scenarios=[
            {"kind": "OPTIMISTIC", "percentile": 101},
            {"kind": "CUSTOM", "name": " ", "percentile": -0.1, "adjustments": adjustments},
        ],
        idempotencyKey="",
    )
    assert payload["simulation"] is None
    custom = "scenarios.1.adjustments"
    assert _where(payload) == sorted(
        [
            ("INVALID_INPUT", "horizonDays"),
            ("INVALID_INPUT", "metrics"),
            ("INVALID_INPUT", "scenarios.0.percentile"),
            ("INVALID_INPUT", "scenarios.1.percentile"),
            ("INVALID_INPUT", "scenarios.1.name"),
            ("INVALID_INPUT", f"{custom}.0.multiplier"),
            ("INVALID_INPUT", f"{custom}.1.multiplier"),
            ("INVALID_INPUT", f"{custom}.2.firstDay"),
            ("INVALID_INPUT", f"{custom}.3.lastDay"),
            ("INVALID_INPUT", f"{custom}.4.firstDay"),
            ("INVALID_INPUT", f"{custom}.5.lastDay"),
            ("INVALID_INPUT", "idempotencyKey"),
            ("NOT_FOUND", "campaignId"),
        ]
    )


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"metrics": []}, "metrics"),
        ({"scenarios": []}, "scenarios"),
        ({"scenarios": [{"kind": "REALISTIC"}] * 11}, "scenarios"),
        ({"horizonDays": 4}, "horizonDays"),
        ({"horizonDays": -3}, "horizonDays"),
        ({"idempotencyKey": "k" * 201}, "idempotencyKey"),
    ],
)
async def test_values_past_their_bounds_are_refused(world: World, more: dict[str, Any], path: str):
    payload = await _run(world, await _observed(world, 10), **more)
    assert _where(payload) == [("INVALID_INPUT", path)]
    assert (await world.ask("{ campaigns { edges { node { simulations { totalCount } } } } }")).data["campaigns"][
        "edges"
    ][0]["node"]["simulations"]["totalCount"] == 0


async def test_a_long_horizon_and_many_metrics_are_possible_with_a_warning(world: World):
    campaign = await _observed(world, 10)
    assert (await _run(world, campaign, 90))["warnings"] == []
    payload = await _run(world, campaign, 91)
    assert payload["errors"] == []
    assert "90 days" in payload["warnings"][0]
    names = ["IMPRESSIONS", "REACH", "CLICKS", "CONVERSIONS", "ENGAGEMENT", "SPEND", "REVENUE", "CTR", "CPC", "CPM"]
    assert (await _run(world, campaign, 30, metrics=names))["warnings"] == []
    assert len((await _run(world, campaign, 30, metrics=[*names, "CPA"]))["warnings"]) == 1


async def test_the_shortest_and_the_longest_horizon_are_taken(world: World):
    campaign = await _observed(world, 10)
    for horizon in (5, 180):
        assert (await _run(world, campaign, horizon))["errors"] == []


async def test_a_campaign_without_data_is_refused_with_what_to_do(world: World):
    payload = await _run(world, await world.a_campaign())
    assert _where(payload) == [("INSUFFICIENT_DATA", "campaignId")]
    assert "importMetrics" in payload["errors"][0]["hint"]


async def test_a_queued_simulation_says_where_it_stands(world: World):
    campaign = await _observed(world, 10)
    first = (await _run(world, campaign, 10))["simulation"]
    second = (await _run(world, campaign, 11))["simulation"]
    assert [one["progress"]["queuePosition"] for one in (first, second)] == [1, 2]
    progress = second["progress"]
    assert (progress["status"], progress["stepsDone"], progress["percent"]) == ("QUEUED", 0, 0.0)
    assert progress["etaSeconds"] > first["progress"]["etaSeconds"] > 0
    assert progress["message"] == "Number 2 in the queue."
    assert second["completedAt"] is None


async def test_a_simulation_runs_to_its_end_in_the_background(world: World):
    await world.work()
    payload = await _run(world, await _observed(world))
    simulation = await world.ended((await _known(world))[0])
    assert simulation.status is SimulationStatus.COMPLETED
    assert gid("Simulation", simulation.id) == payload["simulation"]["id"]


async def _known(world: World) -> list[Any]:
    return list(world.storage.database.committed.simulations.values())  # type: ignore[attr-defined]


async def test_the_same_idempotency_key_gives_the_same_simulation(world: World):
    campaign = await _observed(world, 10)
    first = await _run(world, campaign, 10, idempotencyKey="monday")
    again = await _run(world, campaign, 10, idempotencyKey="monday")
    assert first["simulation"]["id"] == again["simulation"]["id"]
    other = await _run(world, campaign, 11, idempotencyKey="monday")
    assert other["simulation"] is None
    assert _where(other) == [("CONFLICT", "idempotencyKey")]
    assert len(await _known(world)) == 1


async def test_the_same_key_still_gives_the_same_simulation_once_it_has_ended(world: World):
    campaign = await _observed(world)
    first = await _run(world, campaign, 10, idempotencyKey="monday")
    await world.run_through((await _known(world))[0])
    await world.observe(campaign, 45)
    again = await _run(world, campaign, 10, idempotencyKey="monday")
    assert (again["simulation"]["id"], again["simulation"]["status"]) == (first["simulation"]["id"], "COMPLETED")


async def test_equal_requests_at_once_are_one_run(sql_world: World):
    campaign = await _observed(sql_world, 10)
    keyed = await asyncio.gather(*(_run(sql_world, campaign, 10, idempotencyKey="monday") for _ in range(6)))
    plain = await asyncio.gather(*(_run(sql_world, campaign, 12) for _ in range(6)))
    assert [payload["errors"] for payload in (*keyed, *plain)] == [[]] * 12
    assert len({payload["simulation"]["id"] for payload in keyed}) == 1
    assert len({payload["simulation"]["id"] for payload in plain}) == 1


async def test_an_identical_run_at_work_is_joined(world: World):
    campaign = await _observed(world)
    world.engine.gate.clear()
    await world.work()
    first = await _run(world, campaign)
    await world.engine.entered.wait()
    joined = await _run(world, campaign, scenarios=[{"kind": k} for k in ("OPTIMISTIC", "REALISTIC", "PESSIMISTIC")])
    other = await _run(world, campaign, 11)
    assert joined["simulation"]["id"] == first["simulation"]["id"]
    assert joined["simulation"]["status"] == "RUNNING"
    assert other["simulation"]["id"] != first["simulation"]["id"]
    world.engine.gate.set()
    for simulation in await _known(world):
        assert (await world.ended(simulation)).status is SimulationStatus.COMPLETED


async def test_a_request_with_a_key_is_not_joined_to_another_run_so_that_the_key_keeps_its_meaning(world: World):
    campaign = await _observed(world)
    world.engine.gate.clear()
    await world.work()
    first = await _run(world, campaign)
    await world.engine.entered.wait()
    keyed = await _run(world, campaign, idempotencyKey="monday")
    assert keyed["simulation"]["id"] != first["simulation"]["id"]
    world.engine.gate.set()
    for simulation in await _known(world):
        assert (await world.ended(simulation)).status is SimulationStatus.COMPLETED
    again = await _run(world, campaign, idempotencyKey="monday")
    assert again["simulation"]["id"] == keyed["simulation"]["id"]


RESULT = """query($id: ID!) { simulation(id: $id) {
    id cached status progress { status percent message } trajectories { metric points { at median } }
    scenarios { name probability } ensemble { members { model } } confidence { statement } } }"""


async def test_an_identical_run_gives_its_result_again_at_once(lived_in: LivedInWorld):
    payload = await _run(lived_in, lived_in.campaign, 10)
    again = payload["simulation"]
    assert again["id"] != gid("Simulation", lived_in.simulation.id)
    assert (again["status"], again["cached"], again["progress"]["percent"]) == ("COMPLETED", True, 100.0)
    first = await lived_in.ask(RESULT, id=gid("Simulation", lived_in.simulation.id))
    second = await lived_in.ask(RESULT, id=again["id"])
    different = {"id", "cached", "progress"}
    shown = [
        {key: value for key, value in one.data["simulation"].items() if key not in different} for one in (first, second)
    ]
    assert shown[0] == shown[1]
    assert shown[0]["trajectories"]
    third = (await _run(lived_in, lived_in.campaign, 10))["simulation"]
    assert (third["cached"], third["status"]) == (True, "COMPLETED")


async def test_a_result_is_given_again_only_for_a_day_the_same_data_and_the_same_request(lived_in: LivedInWorld):
    async def cached(**more: Any) -> bool:
        return (await _run(lived_in, lived_in.campaign, 10, **more))["simulation"]["cached"]

    assert await cached()
    assert not await cached(metrics=["CLICKS"])
    assert not await cached(scenarios=[{"kind": "REALISTIC"}])
    lived_in.clock.advance(hours=24)
    assert not await cached()
    lived_in.clock.advance(hours=-24)
    await lived_in.observe(lived_in.campaign, 45)
    assert not await cached()


async def test_a_result_on_another_budget_is_not_given_again(lived_in: LivedInWorld):
    """Risks and advice are about the budget: the answer from before a change would be about money that is not there."""
    owner, campaign = lived_in.here.principals[Role.OWNER], lived_in.campaign
    change = CampaignChange(budget=Money(Decimal(1_000), campaign.budget.currency))
    await lived_in.product.services.campaigns.update(owner, campaign.id, change)
    assert not (await _run(lived_in, campaign, 10))["simulation"]["cached"]


async def test_a_cancelled_queued_simulation_never_runs(world: World):
    campaign = await _observed(world)
    identity = (await _run(world, campaign))["simulation"]["id"]
    payload = await _change(world, CANCEL, identity)
    assert payload["errors"] == []
    assert (payload["simulation"]["status"], payload["simulation"]["id"]) == ("CANCELLED", identity)
    assert payload["simulation"]["completedAt"] is not None
    await world.work()
    other = (await _run(world, campaign, 11))["simulation"]["id"]
    newest = next(one for one in await _known(world) if gid("Simulation", one.id) == other)
    await world.ended(newest)
    assert len(world.engine.asked) == len(world.engine.members())


async def test_a_cancelled_running_simulation_really_stops(world: World):
    campaign = await _observed(world)
    world.engine.gate.clear()
    await world.work()
    identity = (await _run(world, campaign))["simulation"]["id"]
    await world.engine.entered.wait()
    assert (await _change(world, CANCEL, identity))["simulation"]["status"] == "CANCELLED"
    (simulation,) = await _known(world)
    async with asyncio.timeout(10):
        while world.jobs._running:  # noqa: ASYNC110 - the job's task ends without the gate being opened
            await asyncio.sleep(0.001)
    stored = await world.stored(simulation)
    assert (stored.status, stored.failure) == (SimulationStatus.CANCELLED, None)
    document = "query($id: ID!) { simulation(id: $id) { trajectories { metric } risks { id } failure { message } } }"
    shown = await world.ask(document, id=identity)
    assert shown.data["simulation"] == {"trajectories": [], "risks": [], "failure": None}


async def test_what_has_ended_cannot_be_cancelled_and_what_has_not_failed_cannot_be_retried(lived_in: LivedInWorld):
    done = gid("Simulation", lived_in.simulation.id)
    assert _where(await _change(lived_in, CANCEL, done)) == [("CONFLICT", "simulationId")]
    assert _where(await _change(lived_in, RETRY, done)) == [("CONFLICT", "simulationId")]
    queued = (await _run(lived_in, lived_in.campaign, 20))["simulation"]["id"]
    assert _where(await _change(lived_in, RETRY, queued)) == [("CONFLICT", "simulationId")]
    await _change(lived_in, CANCEL, queued)
    assert _where(await _change(lived_in, CANCEL, queued)) == [("CONFLICT", "simulationId")]


async def test_a_cancelled_simulation_runs_again_to_its_end(world: World):
    campaign = await _observed(world)
    identity = (await _run(world, campaign))["simulation"]["id"]
    await _change(world, CANCEL, identity)
    await world.work()
    payload = await _change(world, RETRY, identity)
    assert (payload["errors"], payload["simulation"]["attempt"]) == ([], 2)
    ended = await world.ended((await _known(world))[0])
    assert (ended.status, ended.attempt) == (SimulationStatus.COMPLETED, 2)


async def test_a_failure_that_stays_is_not_tried_again(world: World):
    identity = (await _run(world, await _observed(world, 6)))["simulation"]["id"]
    await world.run_through((await _known(world))[0])
    document = """query($id: ID!) { simulation(id: $id) { status failure { category message hint retryable step
        reference } progress { status message } } }"""
    shown = (await world.ask(document, id=identity)).data["simulation"]
    failure = shown["failure"]
    assert (shown["status"], failure["category"], failure["step"]) == ("FAILED", "INSUFFICIENT_DATA", "QUALITY")
    assert (failure["retryable"], failure["reference"]) == (False, None)
    assert shown["progress"]["message"] == failure["message"]
    payload = await _change(world, RETRY, identity)
    assert _where(payload) == [("CONFLICT", "simulationId")]
    assert payload["errors"][0]["hint"] == failure["hint"]


async def test_what_is_asked_for_is_in_the_audit_log_once(world: World):
    campaign = await _observed(world, 10)
    identity = (await _run(world, campaign))["simulation"]["id"]
    await _run(world, campaign)
    await _change(world, CANCEL, identity)
    await _change(world, RETRY, identity)
    entries = list(world.storage.database.committed.audit.values())  # type: ignore[attr-defined]
    assert [entry.action for entry in entries] == ["simulation.run", "simulation.cancel", "simulation.retry"]


async def test_viewers_read_but_do_not_run(lived_in: LivedInWorld):
    given = {"campaignId": gid("Campaign", lived_in.campaign.id), "horizonDays": 10}
    assert (await lived_in.ask(RUN, Role.VIEWER, input=given)).codes == ["FORBIDDEN"]
