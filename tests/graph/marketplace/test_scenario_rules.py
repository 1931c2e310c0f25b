"""One scenario at a time: refusals, what may follow what, scripts of several, and scenarios of one's own."""

import json
from datetime import datetime
from typing import Any

from tests.fixtures.simulated import SimulatedWorld

MODIFIER = "modifier { scenarioId status startedAt endsAt settledAt }"


def codes(done: Any) -> list[str]:
    return [error["code"] for error in done["errors"]]


async def activate(world: SimulatedWorld, scenario: str) -> Any:
    return await world.command("activateScenario", MODIFIER, scenarioId=scenario)


async def acting(world: SimulatedWorld) -> list[tuple[str, str]]:
    state = await world.state()
    return [(one["scenarioId"], one["status"]) for one in state["activeModifiers"]]


async def test_a_second_scenario_is_refused_with_what_to_do(simulated: SimulatedWorld):
    await activate(simulated, "exam-season-surge")
    for scenario in ("payment-outage", "exam-season-surge"):
        refused = await activate(simulated, scenario)
        (error,) = refused["errors"]
        assert (error["code"], error["path"]) == ("SCENARIO_ALREADY_ACTIVE", ["scenarioId"])
        assert error["message"] == "Exam Season Surge is active until 2026-06-01T15:00:00Z."
        assert "stopScenario" in error["hint"]
        assert "resetSimulator" in error["hint"]
        assert refused["modifier"] is None
    assert await acting(simulated) == [("exam-season-surge", "ACTIVE")]
    assert len((await simulated.simulator("commands { number }"))["commands"]) == 1


async def test_a_scenario_may_follow_one_that_settles_and_cuts_it_short(simulated: SimulatedWorld):
    await activate(simulated, "exam-season-surge")
    await simulated.run_until("customer.tutor.search", bool)
    await simulated.command("stopScenario")
    assert await acting(simulated) == [("exam-season-surge", "SETTLING")]
    done = await activate(simulated, "churn-pattern")
    assert (done["errors"], done["modifier"]["scenarioId"]) == ([], "churn-pattern")
    assert await acting(simulated) == [("churn-pattern", "ACTIVE")]
    assert await simulated.scenarios_factor("customer.tutor.search") == 1
    assert await simulated.scenarios_factor("session.booking.requested") == 0.7


async def test_ids_of_scenarios_are_found_whatever_their_case(simulated: SimulatedWorld):
    done = await activate(simulated, "  Exam-Season-SURGE ")
    assert (done["errors"], done["modifier"]["scenarioId"]) == ([], "exam-season-surge")


async def test_an_unknown_scenario_lists_what_there_is(simulated: SimulatedWorld):
    (error,) = (await activate(simulated, "zzz"))["errors"]
    assert error["code"] == "SCENARIO_NOT_FOUND"
    assert "normal-operations" in error["hint"]


SCRIPT = [
    {"scenarioId": "payment-outage", "offset": "0 minutes", "duration": "30 minutes"},
    {"scenarioId": "exam-season-surge", "offset": "2 hours"},
    {"scenarioId": "normal-operations", "offset": "4 hours"},
    {"scenarioId": "quality-crisis", "offset": "2 days"},
]


async def test_a_script_schedules_scenarios_one_after_the_other(simulated: SimulatedWorld):
    done = await simulated.command("runScenarioScript", "endsAt", steps=SCRIPT)
    assert done["errors"] == []
    state = await simulated.state()
    (first,) = state["activeModifiers"]
    assert (first["scenarioId"], first["endsAt"]) == ("payment-outage", "2026-06-01T12:30:00Z")
    assert state["scheduled"] == [
        {"scenarioId": "exam-season-surge", "at": "2026-06-01T14:00:00Z"},
        {"scenarioId": "normal-operations", "at": "2026-06-01T16:00:00Z"},
        {"scenarioId": "quality-crisis", "at": "2026-06-03T12:00:00Z"},
    ]
    assert datetime.fromisoformat(done["endsAt"]) > datetime.fromisoformat("2026-06-10T12:00:00Z")
    rates = await simulated.simulator(
        "".join(
            f'{name}: explainRate(stream: "customer.tutor.search", at: "2026-06-01T{clock}:00Z") {{ scenarios }} '
            for name, clock in {"before": "13:59", "during": "15:59", "after": "16:01"}.items()
        )
    )
    assert {name: one["scenarios"] for name, one in rates.items()} == {"before": 1, "during": 1.6, "after": 1}
    reset = await simulated.command("resetSimulator", "message state { scheduled { scenarioId } }")
    assert "cleared: 4 scenarios" in reset["message"]
    assert reset["state"]["scheduled"] == []
    assert await acting(simulated) == []


async def told_ends(world: SimulatedWorld) -> dict[str, tuple[str, str]]:
    """Return when each activation ends and has settled, as the log tells it."""
    listed = (await world.simulator("commands { kind subject endsAt settledAt }"))["commands"]
    assert all(one["endsAt"] is None and one["settledAt"] is None for one in listed if one["kind"] != "ACTIVATE")
    return {one["subject"]: (one["endsAt"], one["settledAt"]) for one in listed if one["kind"] == "ACTIVATE"}


async def test_the_log_tells_when_each_activation_of_a_script_ends(simulated: SimulatedWorld):
    await simulated.command("runScenarioScript", "endsAt", steps=SCRIPT)
    told = await told_ends(simulated)
    # Shorter than it is defined, and then cut short by normal operations, which take no time.
    assert told["payment-outage"][0] == "2026-06-01T12:30:00Z"
    assert told["exam-season-surge"] == ("2026-06-01T16:00:00Z", "2026-06-01T16:00:00Z")
    assert told["normal-operations"] == ("2026-06-01T16:00:00Z", "2026-06-01T16:00:00Z")


async def test_the_log_tells_of_one_that_was_stopped_what_the_state_tells(simulated: SimulatedWorld):
    await activate(simulated, "exam-season-surge")
    whole = (await told_ends(simulated))["exam-season-surge"]
    assert whole[0] == "2026-06-01T15:00:00Z"
    await simulated.run_until("customer.tutor.search", bool)
    await simulated.command("stopScenario")
    (settling,) = (await simulated.state())["activeModifiers"]
    stopped = (await told_ends(simulated))["exam-season-surge"]
    assert stopped == (settling["endsAt"], settling["settledAt"])
    assert stopped < whole


async def test_what_is_scheduled_is_not_mistaken_for_what_is_activated(simulated: SimulatedWorld):
    later = [{"scenarioId": "quality-crisis", "offset": "3 days"}]
    assert (await simulated.command("runScenarioScript", "endsAt", steps=later))["errors"] == []
    done = await simulated.command(
        "activateScenario", f"{MODIFIER} events {{ title }} estimatedDuration", scenarioId="payment-outage"
    )
    assert done["modifier"]["scenarioId"] == "payment-outage"
    assert done["modifier"]["endsAt"] == "2026-06-01T14:00:00Z"
    assert done["events"][0]["title"] == "Stripe API outage"
    stopped = await simulated.command("stopScenario", "settlingUntil")
    assert stopped["settlingUntil"] < "2026-06-04T12:00:00Z"
    refused = await activate(simulated, "churn-pattern")
    assert codes(refused) == ["SCENARIO_ALREADY_ACTIVE"]
    assert "Quality Crisis is scheduled for 2026-06-04T12:00:00Z" in refused["errors"][0]["message"]


async def _document(world: SimulatedWorld, scenario: str) -> dict[str, Any]:
    listed = (await world.simulator("scenarios { id document }"))["scenarios"]
    found: dict[str, Any] = next(one["document"] for one in listed if one["id"] == scenario)
    return found


async def test_a_scenario_can_be_exported_changed_kept_activated_and_removed(simulated: SimulatedWorld):
    document = await _document(simulated, "payment-outage") | {"id": "my-outage", "name": "My outage"}
    saved = await simulated.command("saveScenario", "scenario { id name own document }", definition=document)
    assert saved["errors"] == []
    assert saved["scenario"] == {"id": "my-outage", "name": "My outage", "own": True, "document": document}
    assert await _document(simulated, "my-outage") == document
    done = await activate(simulated, "my-outage")
    assert (done["errors"], done["modifier"]["scenarioId"]) == ([], "my-outage")
    removed = await simulated.command("deleteScenario", "scenarioId", scenarioId="my-outage")
    assert (removed["scenarioId"], removed["errors"]) == ("my-outage", [])
    assert await acting(simulated) == [("my-outage", "ACTIVE")]
    await simulated.command("resetSimulator")
    assert codes(await activate(simulated, "my-outage")) == ["SCENARIO_NOT_FOUND"]
    assert codes(await simulated.command("deleteScenario", scenarioId="my-outage")) == ["SCENARIO_NOT_FOUND"]


async def test_every_scenario_survives_its_export_and_import(simulated: SimulatedWorld):
    listed = (await simulated.simulator("scenarios { id document }"))["scenarios"]
    assert len(listed) == 9
    for one in listed:
        document = one["document"] | {"id": f"copy-of-{one['id']}"}
        imported = await simulated.command(
            "importScenario", "scenario { id document own }", content=json.dumps(document, indent=2)
        )
        assert imported["errors"] == [], one["id"]
        assert imported["scenario"] == {"id": document["id"], "document": document, "own": True}
    own = [one["id"] for one in (await simulated.simulator("scenarios { id own }"))["scenarios"] if one["own"]]
    assert sorted(own) == sorted(f"copy-of-{one['id']}" for one in listed)


async def test_a_scenario_that_is_saved_again_takes_the_place_of_the_old_one(simulated: SimulatedWorld):
    document = await _document(simulated, "supply-crisis") | {"id": "mine"}
    await simulated.command("saveScenario", definition=document)
    louder = document | {"affectedStreams": {"customer.tutor.search": {"multiplier": 3}}, "cascadeEffects": []}
    assert (await simulated.command("saveScenario", definition=louder))["errors"] == []
    await activate(simulated, "mine")
    assert await simulated.scenarios_factor("customer.tutor.search") == 3
    assert await simulated.scenarios_factor("tutor.availability.set") == 1
    # What acts is the scenario as it was when it was activated.
    await simulated.command("saveScenario", definition=document)
    assert await simulated.scenarios_factor("customer.tutor.search") == 3
