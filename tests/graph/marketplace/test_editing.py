"""Events and modifiers by hand: seen before they are given, in force, and taken back."""

from typing import Any

import pytest

from tests.fixtures.simulated import SimulatedWorld

SEARCH, SIGNUP, LOGIN = "customer.tutor.search", "customer.signup.completed", "customer.login.success"
PREVIEW = "preview { stream before now peak peakAt added override beginsAt backAt warnings } warnings"
INJECTED = (
    "event { id at title severity injectedBy actualImpact impact { stream direction magnitude duration } } " + PREVIEW
)
APPLIED = (
    "modifier { scenarioId name status startedAt endsAt settledAt manual "
    f"streams {{ stream multiplier additive override current }} }} {PREVIEW}"
)
STORM = {
    "type": "INFRASTRUCTURE",
    "title": "Storm",
    "description": "Trees on the lines.",
    "severity": "WARNING",
    "impacts": [{"stream": SEARCH, "direction": "DECREASE", "magnitude": "HIGH", "duration": "2 days"}],
}


async def events_factor(world: SimulatedWorld, at: str | None = None, stream: str = SEARCH) -> float:
    when = "" if at is None else f', at: "{at}"'
    found = await world.simulator(f'explainRate(stream: "{stream}"{when}) {{ events }}')
    return float(found["explainRate"]["events"])


async def values(world: SimulatedWorld, start: str, end: str, stream: str = SEARCH) -> list[float]:
    """Return the hours of a stream's history."""
    found = await world.simulator(
        f'history(range: {{start: "{start}", end: "{end}"}}, streams: ["{stream}"], resolutionMinutes: 60) '
        "{ streams { name values } }"
    )
    rows = {row["name"]: row["values"] for row in found["history"]["streams"]}
    return list(rows[stream])


async def titles(world: SimulatedWorld) -> list[str]:
    found = (await world.simulator("externalEvents { title injectedBy }"))["externalEvents"]
    return [event["title"] for event in found if event["injectedBy"] != "baseline"]


async def test_an_event_in_the_past_changes_history_until_a_reset(simulated: SimulatedWorld):
    start, end = "2026-05-20T00:00:00Z", "2026-05-24T00:00:00Z"
    before = await values(simulated, start, end)
    other = await values(simulated, start, end, SIGNUP)
    usual = await events_factor(simulated, "2026-05-21T12:00:00Z")
    done = await simulated.command("injectExternalEvent", INJECTED, **STORM, at="2026-05-21T00:00:00Z")
    assert done["errors"] == []
    assert done["event"]["injectedBy"].startswith("member:")
    assert done["event"]["actualImpact"] is True
    assert await events_factor(simulated, "2026-05-21T12:00:00Z") == pytest.approx(usual * 0.5)
    after = await values(simulated, start, end)
    # A day before it nothing differs; in its middle it is half; two days later it is over.
    assert after[:24] == before[:24]
    assert sum(after[30:60]) == pytest.approx(sum(before[30:60]) / 2, rel=0.1)
    assert after[72:] == before[72:]
    assert await values(simulated, start, end, SIGNUP) == other
    (command,) = (await simulated.simulator("commands { number kind subject actor version }"))["commands"]
    assert (command["number"], command["kind"], command["subject"], command["version"]) == (1, "INJECT", "Storm", None)
    listed = await simulated.simulator(f'externalEvents(range: {{start: "{start}", end: "{end}"}}) {{ title }}')
    assert "Storm" in [event["title"] for event in listed["externalEvents"]]
    reset = await simulated.command("resetSimulator", "message")
    assert "1 injected event," in reset["message"]
    assert await values(simulated, start, end) == before
    assert await titles(simulated) == []


async def test_an_event_in_the_future_is_scheduled_until_a_reset(simulated: SimulatedWorld):
    at, during = "2026-06-03T00:00:00Z", "2026-06-04T00:00:00Z"
    now, later = await events_factor(simulated), await events_factor(simulated, during)
    done = await simulated.command("injectExternalEvent", INJECTED, **STORM, at=at)
    assert (done["errors"], done["event"]["at"]) == ([], at)
    (row,) = done["preview"]
    assert (row["stream"], row["now"] == row["before"], row["beginsAt"]) == (SEARCH, True, at)
    assert row["peak"] == pytest.approx(later * 0.5)
    assert at < row["peakAt"] < row["backAt"] == "2026-06-05T00:00:00Z"
    assert await events_factor(simulated) == now
    assert await events_factor(simulated, during) == pytest.approx(later * 0.5)
    assert await titles(simulated) == ["Storm"]
    state = await simulated.state()
    assert "Storm" not in [event["title"] for event in state["activeEvents"]]
    found = await simulated.ask("query($id: ID!) { node(id: $id) { id } }", id=done["event"]["id"])
    assert found.data == {"node": {"id": done["event"]["id"]}}
    assert "1 injected event," in (await simulated.command("resetSimulator", "message"))["message"]
    assert await titles(simulated) == []
    assert await events_factor(simulated, during) == later
    gone = await simulated.ask("query($id: ID!) { node(id: $id) { id } }", id=done["event"]["id"])
    assert gone.data == {"node": None}


async def test_an_event_now_is_in_force_at_once(simulated: SimulatedWorld):
    done = await simulated.command("injectExternalEvent", INJECTED, **STORM)
    assert done["event"]["at"] == "2026-06-01T12:00:00Z"
    state = await simulated.state()
    assert (state["mode"], state["lastModified"]) == ("MODIFIED", "2026-06-01T12:00:00Z")
    assert done["event"]["id"] in [event["id"] for event in state["activeEvents"]]
    reset = await simulated.command("resetSimulator", "state { mode activeEvents { id } }")
    assert reset["state"]["mode"] == "BASELINE"
    assert done["event"]["id"] not in [event["id"] for event in reset["state"]["activeEvents"]]


async def test_a_template_gives_what_is_not_said(simulated: SimulatedWorld):
    found = await simulated.simulator("eventTemplates { id title severities impact { stream direction } }")
    assert len(found["eventTemplates"]) == 29
    template = next(one for one in found["eventTemplates"] if one["id"] == "aws-outage")
    done = await simulated.command("injectExternalEvent", INJECTED, templateId="aws-outage", title="Ours is down")
    event = done["event"]
    assert (event["title"], event["severity"]) == ("Ours is down", template["severities"][0])
    assert [(one["stream"], one["direction"]) for one in event["impact"]] == [
        (one["stream"], one["direction"]) for one in template["impact"]
    ]


async def test_a_red_herring_changes_nothing(simulated: SimulatedWorld):
    now = await events_factor(simulated, "2026-06-02T00:00:00Z")
    done = await simulated.command("injectExternalEvent", INJECTED, **STORM, causal=False)
    assert (done["preview"], done["event"]["actualImpact"]) == ([], False)
    assert await events_factor(simulated, "2026-06-02T00:00:00Z") == now
    assert await titles(simulated) == ["Storm"]


async def test_a_dry_run_of_an_event_or_modifier_leaves_no_trace(simulated: SimulatedWorld):
    shown = await simulated.command("injectExternalEvent", INJECTED, **STORM, dryRun=True)
    (row,) = shown["preview"]
    assert row["peak"] < row["before"]
    shown = await simulated.command("applyStreamModifier", APPLIED, stream=SEARCH, multiplier=3, dryRun=True)
    (row,) = shown["preview"]
    assert (row["before"], row["now"]) == (1, 3)
    found = await simulated.simulator("commands { number } state { mode activeModifiers { name } }")
    assert found == {"commands": [], "state": {"mode": "BASELINE", "activeModifiers": []}}
    assert await titles(simulated) == []
    assert await simulated.scenarios_factor(SEARCH) == 1


async def test_a_modifier_acts_for_its_time(simulated: SimulatedWorld):
    given: dict[str, Any] = {"stream": "Customer.Tutor.Search", "multiplier": 2, "duration": "6 hours"}
    done = await simulated.command("applyStreamModifier", APPLIED, **given)
    assert done["errors"] == []
    modifier = done["modifier"]
    assert (modifier["status"], modifier["manual"], modifier["name"]) == ("ACTIVE", True, f"Manual change of {SEARCH}")
    assert (modifier["startedAt"], modifier["endsAt"]) == ("2026-06-01T12:00:00Z", "2026-06-01T18:00:00Z")
    (row,) = done["preview"]
    assert (row["before"], row["now"], row["peak"], row["backAt"]) == (1, 2, 2, "2026-06-01T18:00:00Z")
    state = await simulated.state()
    (acting,) = state["activeModifiers"]
    assert acting["streams"] == [{"stream": SEARCH, "multiplier": 2, "additive": None, "override": None, "current": 2}]
    rates = await simulated.simulator(
        f'now: explainRate(stream: "{SEARCH}") {{ scenarios }} '
        f'over: explainRate(stream: "{SEARCH}", at: "2026-06-01T18:00:00Z") {{ scenarios }}'
    )
    assert (rates["now"]["scenarios"], rates["over"]["scenarios"]) == (2, 1)
    reset = await simulated.command("resetSimulator", "message state { activeModifiers { name } }")
    assert "0 scenarios, 1 modifier, 0 injected events" in reset["message"]
    assert reset["state"]["activeModifiers"] == []
    assert await simulated.scenarios_factor(SEARCH) == 1


async def test_a_modifier_without_a_length_acts_until_a_reset(simulated: SimulatedWorld):
    done = await simulated.command("applyStreamModifier", APPLIED, stream=SEARCH, multiplier=0.5)
    assert done["modifier"]["endsAt"] == "2027-06-01T12:00:00Z"
    assert done["preview"][0]["backAt"] is None
    assert await simulated.scenarios_factor(SEARCH) == 0.5
    await simulated.command("resetSimulator")
    assert await simulated.scenarios_factor(SEARCH) == 1


async def test_events_can_be_added_and_a_stream_can_be_set(simulated: SimulatedWorld):
    done = await simulated.command("applyStreamModifier", APPLIED, stream=SIGNUP, additive=90, duration="1 hour")
    assert done["preview"][0]["added"] == 90
    gateway = "payment_gateway.transaction.status"
    done = await simulated.command("applyStreamModifier", APPLIED, stream=gateway, override=40, duration="1 hour")
    assert done["preview"][0]["override"] == 40
    rates = await simulated.simulator(
        f'plus: explainRate(stream: "{SIGNUP}") {{ added }} set: explainRate(stream: "{gateway}") {{ override }}'
    )
    assert (rates["plus"]["added"], rates["set"]["override"]) == (90, 40)


async def test_a_modifier_and_a_scenario_multiply_and_say_so(simulated: SimulatedWorld):
    await simulated.command("activateScenario", scenarioId="exam-season-surge")
    done = await simulated.command("applyStreamModifier", APPLIED, stream=SEARCH, multiplier=2, duration="1 hour")
    (row,) = done["preview"]
    assert (row["before"], row["now"]) == (1.6, 3.2)
    assert any(SEARCH in warning for warning in done["warnings"])
    assert await simulated.scenarios_factor(SEARCH) == pytest.approx(3.2)


async def test_a_modifier_in_the_past_changes_history(simulated: SimulatedWorld):
    start, end = "2026-05-20T00:00:00Z", "2026-05-22T00:00:00Z"
    before = await values(simulated, start, end, LOGIN)
    given: dict[str, Any] = {"stream": LOGIN, "multiplier": 3, "begin": "2026-05-21T00:00:00Z", "duration": "6 hours"}
    done = await simulated.command("applyStreamModifier", APPLIED, **given)
    assert (done["errors"], done["modifier"]["status"]) == ([], "SETTLED")
    after = await values(simulated, start, end, LOGIN)
    assert sum(after[24:30]) == pytest.approx(3 * sum(before[24:30]), rel=0.15)
    assert (after[:24], after[30:]) == (before[:24], before[30:])
    await simulated.command("resetSimulator")
    assert await values(simulated, start, end, LOGIN) == before
