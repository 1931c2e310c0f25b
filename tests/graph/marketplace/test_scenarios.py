"""Every scenario of the product, from its activation to its reset, through the API."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from domain.marketplace.moments import micros
from domain.marketplace.scenarios.model import ScenarioDefinition, SettlingCurve
from domain.workspaces.model import Role
from tests.fixtures.product import defined_marketplace
from tests.fixtures.simulated import SimulatedWorld

MARKETPLACE = defined_marketplace()
ACTING = [one for one in MARKETPLACE.scenarios if one.duration.length]

MODIFIER = "scenarioId status startedAt endsAt settledAt streams { stream multiplier additive override current }"
ACTIVATED = f"""modifier {{ {MODIFIER} }} events {{ title at injectedBy }} estimatedDuration warnings
    preview {{ stream before now override }}"""
SETTLED_WITHIN = 0.05 + 1e-6
MOST_OF_IT = 0.85
"""Part of a multiplier's effect that reaches the rate at least."""


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def busiest(scenario: ScenarioDefinition) -> str:
    """Return the stream that the scenario changes whose next event comes soonest."""
    streams = [MARKETPLACE.stream(one.stream) for one in scenario.modifiers]
    return max((one for one in streams if one is not None), key=lambda one: one.events_per_day).name


async def factors(world: SimulatedWorld, scenario: ScenarioDefinition, at: str | None = None) -> dict[str, Any]:
    """Explain the rates of all streams that a scenario changes, in one question."""
    when = "" if at is None else f', at: "{at}"'
    fields = "".join(
        f'f{number}: explainRate(stream: "{one.stream}"{when}) {{ scenarios override rate sources {{ source }} }} '
        for number, one in enumerate(scenario.modifiers)
    )
    found = await world.simulator(fields)
    return {one.stream: found[f"f{number}"] for number, one in enumerate(scenario.modifiers)}


@pytest.mark.parametrize("scenario", ACTING, ids=lambda one: one.id)
async def test_a_scenario_acts_settles_and_is_taken_back(simulated: SimulatedWorld, scenario: ScenarioDefinition):
    await simulated.speed(1)
    usual = await factors(simulated, scenario)
    done = await simulated.command("activateScenario", ACTIVATED, scenarioId=scenario.id)
    assert done["errors"] == []
    _was_activated(done, scenario)
    await _acts(simulated, scenario, usual)
    await _is_seen_in_events(simulated, scenario)
    await _settles(simulated, scenario)
    await _is_taken_back(simulated, scenario)


def _was_activated(done: Any, scenario: ScenarioDefinition) -> None:
    modifier = done["modifier"]
    assert (modifier["scenarioId"], modifier["status"]) == (scenario.id, "ACTIVE")
    begin, end = moment_of(modifier["startedAt"]), moment_of(modifier["endsAt"])
    assert end - begin == scenario.duration.length
    assert moment_of(modifier["settledAt"]) > end
    assert done["estimatedDuration"]
    assert [event["title"] for event in done["events"]] == [one.title for one in scenario.events]
    assert {event["injectedBy"] for event in done["events"]} == {f"scenario:{scenario.id}"}
    offsets = [moment_of(event["at"]) - begin for event in done["events"]]
    assert offsets == [one.offset for one in scenario.events]
    told = {row["stream"]: row for row in done["preview"]}
    for one in scenario.modifiers:
        if one.multiplier is not None:
            assert told[one.stream]["now"] / told[one.stream]["before"] == pytest.approx(one.multiplier)
        if one.override is not None:
            assert told[one.stream]["override"] == one.override


async def _acts(world: SimulatedWorld, scenario: ScenarioDefinition, usual: dict[str, Any]) -> None:
    state = await world.state()
    assert (state["mode"], state["status"]) == ("MODIFIED", "RUNNING")
    (acting,) = state["activeModifiers"]
    assert (acting["scenarioId"], acting["name"], acting["manual"]) == (scenario.id, scenario.name, False)
    rows = {row["stream"]: row for row in acting["streams"]}
    explained = await factors(world, scenario)
    for one in scenario.modifiers:
        row, factor = rows[one.stream], explained[one.stream]
        assert (row["multiplier"], row["additive"], row["override"]) == (one.multiplier, one.additive, one.override)
        assert any(source["source"].startswith(f"scenario:{scenario.id}#") for source in factor["sources"])
        if one.override is not None:
            assert (row["current"], factor["override"]) == (one.override, one.override)
        elif one.multiplier is not None:
            assert row["current"] == pytest.approx(one.multiplier)
            assert factor["scenarios"] == pytest.approx(one.multiplier)
            # Streams that follow from others move with those too, within what their parents leave them.
            moved = factor["rate"] / usual[one.stream]["rate"]
            assert (moved - 1) / (one.multiplier - 1) > MOST_OF_IT
    injected = {event["title"] for event in state["activeEvents"] if event["injectedBy"] == f"scenario:{scenario.id}"}
    assert injected == {one.title for one in scenario.events if not one.offset}


async def _is_seen_in_events(world: SimulatedWorld, scenario: ScenarioDefinition) -> None:
    stream = busiest(scenario)
    events = await world.run_until(stream, lambda seen: any(one["scenarioId"] for one in seen))
    labelled = [one for one in events if one["scenarioId"] is not None]
    assert {one["stream"] for one in events} == {stream}
    assert {one["scenarioId"] for one in labelled} == {scenario.id}
    assert all(later["sequence"] == earlier["sequence"] + 1 for earlier, later in pairwise(events))


async def _settles(world: SimulatedWorld, scenario: ScenarioDefinition) -> None:
    stopped = await world.command("stopScenario", f"settlingUntil state {{ status activeModifiers {{ {MODIFIER} }} }}")
    assert stopped["errors"] == []
    (fading,) = stopped["state"]["activeModifiers"]
    assert (fading["scenarioId"], fading["status"]) == (scenario.id, "SETTLING")
    until = stopped["settlingUntil"]
    assert until == fading["settledAt"]
    ended = moment_of(fading["endsAt"])
    assert ended < moment_of(until)
    half = ended + (moment_of(until) - ended) / 2
    on_the_way = await factors(world, scenario, half.isoformat())
    at_the_end = await factors(world, scenario, until)
    for one in scenario.modifiers:
        assert abs(at_the_end[one.stream]["scenarios"] - 1) <= SETTLED_WITHIN
        if one.multiplier is not None:
            left = on_the_way[one.stream]["scenarios"] - 1
            if scenario.curve is SettlingCurve.IMMEDIATE:
                assert left == 0
            else:
                assert 0 < left / (one.multiplier - 1) < 1
    again = await world.command("stopScenario", "settlingUntil")
    assert again["settlingUntil"] is None
    assert [error["code"] for error in again["errors"]] == ["NO_ACTIVE_SCENARIO"]


async def _is_taken_back(world: SimulatedWorld, scenario: ScenarioDefinition) -> None:
    done = await world.command("resetSimulator", "message state { mode status activeModifiers { name } }")
    assert done["errors"] == []
    # What was yet to happen is gone; what happened counts as taken away, too.
    count = f"{len(scenario.events)} injected event{'' if len(scenario.events) == 1 else 's'}"
    assert done["message"] == (
        f"Back to normal operations; cleared: 1 scenario, 0 modifiers, {count}, 0 changes of history."
    )
    state = await world.state()
    assert (state["mode"], state["activeModifiers"]) == ("BASELINE", [])
    assert not [event for event in state["activeEvents"] if event["injectedBy"] != "baseline"]
    explained = await factors(world, scenario)
    assert {row["scenarios"] for row in explained.values()} == {1.0}
    assert {row["override"] for row in explained.values()} == {None}
    again = await world.command("resetSimulator", "message")
    assert "0 scenarios, 0 modifiers, 0 injected events, 0 changes of history" in again["message"]


async def test_events_after_a_reset_carry_nothing_of_the_scenario(simulated: SimulatedWorld):
    done = await simulated.command("activateScenario", "events { id }", scenarioId="exam-season-surge")
    (injected,) = [event["id"] for event in done["events"]]
    before = await simulated.run_until("customer.tutor.search", lambda seen: any(one["scenarioId"] for one in seen))
    assert all((injected in one["eventIds"]) == (one["scenarioId"] is not None) for one in before)
    await simulated.command("resetSimulator")
    now = moment_of((await simulated.state())["simulationTime"])
    events = await simulated.run_until(
        "customer.tutor.search", lambda seen: bool(seen) and moment_of(seen[-1]["timestamp"]) >= now
    )
    after = [one for one in events if moment_of(one["timestamp"]) >= now]
    assert {one["scenarioId"] for one in after} == {None}
    assert not any(injected in one["eventIds"] for one in after)


async def test_normal_operations_end_whatever_runs(simulated: SimulatedWorld):
    await simulated.command("activateScenario", scenarioId="quality-crisis")
    done = await simulated.command("activateScenario", ACTIVATED, scenarioId="normal-operations")
    assert done["errors"] == []
    modifier = done["modifier"]
    assert (modifier["scenarioId"], modifier["status"], modifier["streams"]) == ("normal-operations", "SETTLED", [])
    assert modifier["startedAt"] == modifier["endsAt"] == modifier["settledAt"]
    assert done["events"] == []
    assert done["estimatedDuration"] == "0 minutes"
    state = await simulated.state()
    assert (state["mode"], state["activeModifiers"]) == ("BASELINE", [])
    assert not [event for event in state["activeEvents"] if event["injectedBy"] != "baseline"]
    assert await simulated.scenarios_factor("session.no_show.tutor") == 1
    # It acts on nothing itself, so nothing is in the way of the next one.
    assert (await simulated.command("activateScenario", scenarioId="quality-crisis"))["errors"] == []


async def test_normal_operations_on_their_own_change_nothing(simulated: SimulatedWorld):
    before = await simulated.state()
    done = await simulated.command("activateScenario", ACTIVATED, scenarioId="normal-operations")
    assert (done["errors"], done["preview"], done["warnings"]) == ([], [], [])
    after = await simulated.state()
    assert (after["mode"], after["activeModifiers"]) == ("BASELINE", [])
    assert after["activeEvents"] == before["activeEvents"]
    assert micros(moment_of(after["lastModified"])) == micros(moment_of(after["simulationTime"]))


async def test_a_dry_run_shows_the_effect_and_has_none(simulated: SimulatedWorld):
    done = await simulated.command("activateScenario", ACTIVATED, scenarioId="supply-crisis", dryRun=True)
    assert done["errors"] == []
    _was_activated(done, next(one for one in ACTING if one.id == "supply-crisis"))
    state = await simulated.state()
    assert (state["mode"], state["activeModifiers"], state["lastModified"]) == ("BASELINE", [], None)
    assert (await simulated.simulator("commands { number }"))["commands"] == []


async def test_the_scenarios_are_listed_as_they_are_defined(simulated: SimulatedWorld):
    listed = (
        await simulated.simulator(
            "scenarios { id name description category tags duration settlementDuration curve own trigger "
            "modifiers { stream multiplier additive override current } cascades { trigger target factor delay } "
            "events { title offset } } problems { file path message }"
        )
    )["scenarios"]
    assert [one["id"] for one in listed] == [one.id for one in MARKETPLACE.scenarios]
    assert len(listed) == 9
    surge = listed[0]
    assert (surge["id"], surge["duration"], surge["settlementDuration"]) == ("exam-season-surge", "3 hours", "6 hours")
    assert surge["cascades"] == [
        {
            "trigger": "session.booking.expired",
            "target": "support.ticket.created",
            "factor": 1.3,
            "delay": "1 hour to 6 hours",
        }
    ]
    assert all(row["current"] is None for one in listed for row in one["modifiers"])
    assert not any(one["own"] for one in listed)
    assert timedelta(hours=3) == MARKETPLACE.scenarios[0].duration.length


async def test_scenarios_move_no_campaigns_of_a_workspace_that_is_no_demo(simulated: SimulatedWorld):
    await simulated.a_campaign(name="Mine")
    listed = (await simulated.simulator("scenarios { id campaigns { id name } }", Role.VIEWER))["scenarios"]
    assert [one["campaigns"] for one in listed] == [[]] * len(MARKETPLACE.scenarios)
