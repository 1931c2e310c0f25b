"""Who may watch and who may command, how time goes by, and who has a simulator at all."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.workspaces.model import Role
from graph.protocol_schema import ProtocolSchema
from tests.fixtures.product import WAIT, Answer
from tests.fixtures.simulated import ENABLE, SEED, Begun, SimulatedWorld, simulated_world

WATCH = "subscription { simulatorState { status mode speed simulationTime activeModifiers { scenarioId status } } }"
COMMANDS: dict[str, dict[str, Any]] = {
    "activateScenario": {"scenarioId": "payment-outage"},
    "stopScenario": {},
    "resetSimulator": {},
    "setSimulatorSpeed": {"speed": 60},
    "injectExternalEvent": {"templateId": "aws-outage"},
    "applyStreamModifier": {"stream": "customer.tutor.search", "multiplier": 2},
    "regenerateHistoricalWindow": {
        "range": {"start": "2026-05-20T00:00:00Z", "end": "2026-05-21T00:00:00Z"},
        "factor": 2,
    },
    "restoreHistory": {"version": 0},
    "runScenarioScript": {"steps": [{"scenarioId": "payment-outage", "offset": "1 hour"}]},
}


async def until(pushes: AsyncIterator[Answer], **wanted: Any) -> Any:
    """Follow the state until it says what is wanted."""
    async with asyncio.timeout(WAIT):
        async for push in pushes:
            assert push.errors == []
            state = push.data["simulatorState"]
            if all(state[name] == value for name, value in wanted.items()):
                return state
    raise AssertionError("the subscription ended")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
async def test_who_may_only_watch_sees_everything_and_commands_nothing(simulated: SimulatedWorld, role: Role):
    await simulated.command("activateScenario", role=Role.ADMIN, scenarioId="exam-season-surge")
    seen = await simulated.simulator(
        "state { mode activeModifiers { scenarioId } } scenarios { id } streams { name } eventTemplates { id } "
        'externalEvents { title } commands { kind } explainRate(stream: "customer.tutor.search") { scenarios }',
        role,
    )
    assert seen["state"] == {"mode": "MODIFIED", "activeModifiers": [{"scenarioId": "exam-season-surge"}]}
    assert (len(seen["scenarios"]), len(seen["streams"]), len(seen["eventTemplates"])) == (9, 50, 29)
    assert seen["explainRate"]["scenarios"] == 1.6
    before = simulated.storage.database.committed  # type: ignore[attr-defined]
    for mutation, given in COMMANDS.items():
        answer = await simulated.given(mutation, "", role, given)
        assert (answer.codes, answer.data) == (["FORBIDDEN"], None), mutation
        assert answer.errors[0]["extensions"]["roles"] == ["OWNER", "ADMIN"]
    assert simulated.storage.database.committed is before  # type: ignore[attr-defined]
    assert (await simulated.state())["speed"] == 0


async def test_watchers_are_told_of_every_change(simulated: SimulatedWorld):
    pushes = simulated.follow(WATCH, Role.VIEWER)
    first = await until(pushes, status="PAUSED")
    assert (first["mode"], first["activeModifiers"]) == ("BASELINE", [])
    await simulated.command("activateScenario", scenarioId="churn-pattern")
    acting = await until(pushes, mode="MODIFIED")
    assert acting["activeModifiers"] == [{"scenarioId": "churn-pattern", "status": "ACTIVE"}]
    await simulated.speed(1)
    assert (await until(pushes, status="RUNNING"))["speed"] == 1
    await simulated.command("stopScenario")
    assert (await until(pushes, status="SETTLING"))["activeModifiers"][0]["status"] == "SETTLING"
    await simulated.command("resetSimulator")
    assert (await until(pushes, status="BASELINE"))["activeModifiers"] == []
    await pushes.aclose()  # type: ignore[attr-defined]


async def test_time_goes_by_at_its_speed_and_stands_still_at_0(simulated: SimulatedWorld):
    assert (await simulated.state())["status"] == "PAUSED"
    begin = (await simulated.state())["simulationTime"]
    pushes = simulated.follow(WATCH)
    await simulated.speed(600)
    moving = await until(pushes, status="BASELINE", speed=600)
    assert moving["simulationTime"] >= begin
    async with asyncio.timeout(WAIT):
        async for push in pushes:
            if push.data["simulatorState"]["simulationTime"] > begin:
                break
    await simulated.speed(0)
    stopped = await until(pushes, status="PAUSED")
    await asyncio.sleep(0.15)
    again = await simulated.state()
    assert (again["simulationTime"], again["effectiveSpeed"]) == (stopped["simulationTime"], 0)
    assert again["simulationTime"] > begin
    await pushes.aclose()  # type: ignore[attr-defined]


SPEEDS = {0.0: True, 0.5: True, 10_000.0: True, 10_001.0: False, -0.1: False}
"""Simulated seconds in a second, and whether they are accepted."""


@pytest.mark.parametrize(("speed", "accepted"), SPEEDS.items())
async def test_speeds_reach_from_0_to_10_000(simulated: SimulatedWorld, speed: float, accepted: bool):
    done = await simulated.command("setSimulatorSpeed", "state { speed }", speed=speed)
    assert [error["code"] for error in done["errors"]] == ([] if accepted else ["INVALID_INPUT"])
    assert (await simulated.state())["speed"] == (speed if accepted else 0)


async def test_a_workspace_without_a_simulator_has_none(simulated: SimulatedWorld):
    there = simulated.there
    answer = await simulated.ask("{ simulator { state { mode } } }", tenant=there)
    assert (answer.data, answer.errors) == ({"simulator": None}, [])
    for mutation, given in COMMANDS.items():
        kind = mutation[0].upper() + mutation[1:]
        document = (
            f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ errors {{ code hint }} }} }}"
            if given
            else f"mutation {{ {mutation} {{ errors {{ code hint }} }} }}"
        )
        refused = await simulated.ask(document, tenant=there, **({"input": given} if given else {}))
        (error,) = refused.data[mutation]["errors"]
        assert error["code"] == "NOT_FOUND", mutation
        assert "enableSimulator" in error["hint"]
    for document in (WATCH, "subscription { streamEvents { cursor } }"):
        pushes = [push async for push in simulated.follow(document, tenant=there)]
        assert [push.codes for push in pushes] == [["NOT_FOUND"]], document
    event = await simulated.command("injectExternalEvent", "event { id }", templateId="aws-outage")
    foreign = await simulated.ask("query($id: ID!) { node(id: $id) { id } }", tenant=there, id=event["event"]["id"])
    assert foreign.data == {"node": None}


async def test_scenarios_of_ones_own_are_nobody_elses(simulated: SimulatedWorld, begun: Begun, schema: ProtocolSchema):
    world = simulated_world(begun, schema)
    await begun.give(world, world.there)
    await world.open()
    await world.product.host.start()
    document = (await world.simulator("scenarios { id document }"))["scenarios"][0]["document"] | {"id": "ours"}
    assert (await world.command("saveScenario", definition=document))["errors"] == []
    theirs = await world.ask("{ simulator { scenarios { id } } }", tenant=world.there)
    assert "ours" not in [one["id"] for one in theirs.data["simulator"]["scenarios"]]
    refused = await world.ask(
        'mutation { activateScenario(input: {scenarioId: "ours"}) { errors { code } } }', tenant=world.there
    )
    assert refused.data["activateScenario"]["errors"] == [{"code": "SCENARIO_NOT_FOUND"}]
    # What one workspace does is not felt in the other.
    await world.command("activateScenario", scenarioId="ours")
    calm = await world.ask("{ simulator { state { mode } commands { number } } }", tenant=world.there)
    assert calm.data["simulator"] == {"state": {"mode": "BASELINE"}, "commands": []}
    await world.close()


async def test_only_so_many_simulators_may_run(begun: Begun, schema: ProtocolSchema):
    world = simulated_world(begun, schema, simulators=1)
    await world.open()
    await world.product.host.start()
    refused = await world.ask(
        "mutation { enableSimulator(input: {}) { seed epoch errors { code message hint } } }", tenant=world.there
    )
    done = refused.data["enableSimulator"]
    assert (done["seed"], done["epoch"]) == (None, None)
    (error,) = done["errors"]
    assert (error["code"], error["message"]) == ("CONFLICT", "1 simulators are enabled and no more may be.")
    assert "PULSECAST_SIMULATORS" in error["hint"]
    assert (await world.ask("{ simulator { state { mode } } }", tenant=world.there)).data == {"simulator": None}
    await world.close()


async def test_a_simulator_is_enabled_once_at_the_hour_that_began_last(simulated: SimulatedWorld, begun: Begun):
    assert begun.record.seed == SEED
    assert begun.record.epoch.isoformat() == "2026-06-01T12:00:00+00:00"
    answer = await simulated.ask(ENABLE, input={"seed": SEED})
    assert answer.data["enableSimulator"]["errors"] == [{"code": "CONFLICT"}]
