"""Whatever cannot be is refused with its code, where it is, and what to do; and nothing changes."""

import json
from typing import Any

import pytest

from domain.workspaces.model import Role
from tests.fixtures.simulated import SimulatedWorld

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEARCH, GATEWAY = "customer.tutor.search", "payment_gateway.transaction.status"
WEEK = {"start": "2026-05-20T00:00:00Z", "end": "2026-05-27T00:00:00Z"}
BACKWARDS = {"start": WEEK["end"], "end": WEEK["start"]}
AHEAD = {"start": "2026-07-20T00:00:00Z", "end": "2026-07-27T00:00:00Z"}
FOUR_MONTHS = {"start": "2026-01-20T00:00:00Z", "end": "2026-05-27T00:00:00Z"}
MANY = [SEARCH] * 51
OWN = {
    "id": "my-own",
    "name": "My own",
    "description": "Searches double.",
    "duration": "3 hours",
    "affectedStreams": {SEARCH: {"multiplier": 2}},
    "externalEvents": [],
}
HAPPENS = {"title": "Something", "type": "PRODUCT", "severity": "INFO", "time": "now"}
EVENT = {"type": "PRODUCT", "title": "Something", "severity": "INFO"}
EXAMS, OUTAGE = "exam-season-surge", "payment-outage"


def impact(stream: str = SEARCH, duration: str = "1 day") -> dict[str, str]:
    return {"stream": stream, "direction": "INCREASE", "magnitude": "LOW", "duration": duration}


def step(scenario: str, offset: str, **more: str) -> dict[str, str]:
    return {"scenarioId": scenario, "offset": offset, **more}


def cascade(trigger: str, target: str) -> dict[str, Any]:
    return {"trigger": trigger, "target": target, "multiplier": 2, "delay": "1-2 hours"}


Case = tuple[str, dict[str, Any], str, list[str]]

COMMANDS: dict[str, Case] = {
    "unknown scenario": ("activateScenario", {"scenarioId": "exam-seson"}, "SCENARIO_NOT_FOUND", ["scenarioId"]),
    "nothing to stop": ("stopScenario", {}, "NO_ACTIVE_SCENARIO", []),
    "too fast": ("setSimulatorSpeed", {"speed": 10_001}, "INVALID_INPUT", ["speed"]),
    "backwards in time": ("setSimulatorSpeed", {"speed": -1}, "INVALID_INPUT", ["speed"]),
    "second simulator": ("enableSimulator", {"seed": 1}, "CONFLICT", []),
    "seed below 0": ("enableSimulator", {"seed": -1}, "INVALID_INPUT", ["seed"]),
    "unknown template": ("injectExternalEvent", {"templateId": "aws-outag"}, "INVALID_EVENT", ["templateId"]),
    "event of nothing": ("injectExternalEvent", {"title": "Something"}, "INVALID_EVENT", ["type"]),
    "event without title": (
        "injectExternalEvent",
        {"templateId": "aws-outage", "title": " "},
        "INVALID_EVENT",
        ["title"],
    ),
    "event with NUL in its title": (
        "injectExternalEvent",
        {"templateId": "aws-outage", "title": "a\0b"},
        "INVALID_INPUT",
        ["title"],
    ),
    "event long ago": (
        "injectExternalEvent",
        {"templateId": "aws-outage", "at": "2020-01-01T00:00:00Z"},
        "INVALID_EVENT",
        ["at"],
    ),
    "event at the end of time": (
        "injectExternalEvent",
        {"templateId": "aws-outage", "at": "9999-12-31T23:59:59Z"},
        "INVALID_EVENT",
        ["at"],
    ),
    "event on an unknown stream": (
        "injectExternalEvent",
        EVENT | {"impacts": [impact("customer.tutor.serch")]},
        "STREAM_NOT_FOUND",
        ["impacts", "0", "stream"],
    ),
    "event on a stream twice": (
        "injectExternalEvent",
        EVENT | {"impacts": [impact(), impact()]},
        "INVALID_EVENT",
        ["impacts", "1", "stream"],
    ),
    "impact that lasts a colour": (
        "injectExternalEvent",
        EVENT | {"impacts": [impact(duration="blue")]},
        "INVALID_INPUT",
        ["impacts", "0", "duration"],
    ),
    "impact of ten years": (
        "injectExternalEvent",
        EVENT | {"impacts": [impact(duration="520 weeks")]},
        "INVALID_EVENT",
        ["impacts", "0", "duration"],
    ),
    "late onset": (
        "injectExternalEvent",
        {"templateId": "aws-outage", "onset": "2 months"},
        "INVALID_EVENT",
        ["onset"],
    ),
    "modifier of an unknown stream": (
        "applyStreamModifier",
        {"stream": "nowhere", "multiplier": 2},
        "STREAM_NOT_FOUND",
        ["stream"],
    ),
    "modifier that does nothing": ("applyStreamModifier", {"stream": SEARCH}, "INVALID_INPUT", []),
    "multiplier of 0": ("applyStreamModifier", {"stream": SEARCH, "multiplier": 0}, "INVALID_INPUT", ["multiplier"]),
    "multiplier beyond measure": (
        "applyStreamModifier",
        {"stream": SEARCH, "multiplier": 1e300},
        "INVALID_INPUT",
        ["multiplier"],
    ),
    "addition beyond measure": (
        "applyStreamModifier",
        {"stream": SEARCH, "additive": -1e300},
        "INVALID_INPUT",
        ["additive"],
    ),
    "more than all fail": ("applyStreamModifier", {"stream": GATEWAY, "override": 101}, "INVALID_INPUT", ["override"]),
    "modifier without length": (
        "applyStreamModifier",
        {"stream": SEARCH, "multiplier": 2, "duration": "0 minutes"},
        "INVALID_TIME_RANGE",
        ["duration"],
    ),
    "modifier for a while": (
        "applyStreamModifier",
        {"stream": SEARCH, "multiplier": 2, "duration": "a while"},
        "INVALID_INPUT",
        ["duration"],
    ),
    "modifier at the end of time": (
        "applyStreamModifier",
        {"stream": SEARCH, "multiplier": 2, "begin": "9999-12-31T23:59:59Z", "duration": "3 hours"},
        "INVALID_TIME_RANGE",
        ["begin"],
    ),
    "ramps that meet": (
        "applyStreamModifier",
        {"stream": SEARCH, "multiplier": 2, "duration": "1 hour", "ramp": "45 minutes"},
        "INVALID_INPUT",
        ["ramp"],
    ),
    "history to come": (
        "regenerateHistoricalWindow",
        {"range": AHEAD, "factor": 2},
        "INVALID_TIME_RANGE",
        ["range"],
    ),
    "history backwards": (
        "regenerateHistoricalWindow",
        {"range": BACKWARDS, "factor": 2},
        "INVALID_TIME_RANGE",
        ["range", "end"],
    ),
    "history too long": ("regenerateHistoricalWindow", {"range": FOUR_MONTHS, "factor": 2}, "TOO_LARGE", ["range"]),
    "history as it was": ("regenerateHistoricalWindow", {"range": WEEK}, "INVALID_INPUT", ["factor"]),
    "history of nothing": ("regenerateHistoricalWindow", {"range": WEEK, "factor": 0}, "INVALID_INPUT", ["factor"]),
    "history by a bad seed": ("regenerateHistoricalWindow", {"range": WEEK, "seed": -5}, "INVALID_INPUT", ["seed"]),
    "edges wider than the window": (
        "regenerateHistoricalWindow",
        {"range": WEEK, "factor": 2, "edge": "1 week"},
        "INVALID_INPUT",
        ["edge"],
    ),
    "history with NUL in its note": (
        "regenerateHistoricalWindow",
        {"range": WEEK, "factor": 2, "note": "a\0b"},
        "INVALID_INPUT",
        ["note"],
    ),
    "history of an unknown stream": (
        "regenerateHistoricalWindow",
        {"range": WEEK, "factor": 2, "streams": [SEARCH, "nowhere"]},
        "STREAM_NOT_FOUND",
        ["streams", "1"],
    ),
    "history of too many streams": (
        "regenerateHistoricalWindow",
        {"range": WEEK, "factor": 2, "streams": MANY},
        "TOO_LARGE",
        ["streams"],
    ),
    "version that there is not": ("restoreHistory", {"version": 3}, "NOT_FOUND", ["version"]),
    "script of nothing": ("runScenarioScript", {"steps": []}, "INVALID_INPUT", ["steps"]),
    "script of an unknown scenario": (
        "runScenarioScript",
        {"steps": [step("nothing", "0 minutes")]},
        "SCENARIO_NOT_FOUND",
        ["steps", "0", "scenarioId"],
    ),
    "script that overlaps": (
        "runScenarioScript",
        {"steps": [step(EXAMS, "0 minutes"), step(OUTAGE, "1 hour")]},
        "SCENARIO_ALREADY_ACTIVE",
        ["steps", "1", "offset"],
    ),
    "script out of order": (
        "runScenarioScript",
        {"steps": [step(EXAMS, "1 day"), step(OUTAGE, "1 hour")]},
        "INVALID_INPUT",
        ["steps", "1", "offset"],
    ),
    "script with a step of no length": (
        "runScenarioScript",
        {"steps": [step(EXAMS, "1 day", duration="0 minutes")]},
        "INVALID_INPUT",
        ["steps", "0", "duration"],
    ),
    "script without end": (
        "runScenarioScript",
        {"steps": [step(OUTAGE, f"{day} days") for day in range(51)]},
        "INVALID_INPUT",
        ["steps"],
    ),
    "scenario that is a list": ("saveScenario", {"definition": [1]}, "INVALID_SCENARIO", ["definition"]),
    "scenario without a name": (
        "saveScenario",
        {"definition": {key: value for key, value in OWN.items() if key != "name"}},
        "INVALID_SCENARIO",
        ["definition", "name"],
    ),
    "scenario of the product": (
        "saveScenario",
        {"definition": OWN | {"id": EXAMS}},
        "INVALID_SCENARIO",
        ["definition", "id"],
    ),
    "scenario with a loose id": (
        "saveScenario",
        {"definition": OWN | {"id": "My Own"}},
        "INVALID_SCENARIO",
        ["definition", "id"],
    ),
    "scenario of a while": (
        "saveScenario",
        {"definition": OWN | {"duration": "a while"}},
        "INVALID_SCENARIO",
        ["definition", "duration"],
    ),
    "scenario on an unknown stream": (
        "saveScenario",
        {"definition": OWN | {"affectedStreams": {"session.no_show.tutr": {"multiplier": 2}}}},
        "STREAM_NOT_FOUND",
        ["definition", "affectedStreams", "session.no_show.tutr"],
    ),
    "scenario with a negative factor": (
        "saveScenario",
        {"definition": OWN | {"affectedStreams": {SEARCH: {"multiplier": -2}}}},
        "INVALID_SCENARIO",
        ["definition", "affectedStreams", SEARCH],
    ),
    "scenario that runs in a circle": (
        "saveScenario",
        {"definition": OWN | {"cascadeEffects": [cascade(SEARCH, GATEWAY), cascade(GATEWAY, SEARCH)]}},
        "INVALID_SCENARIO",
        ["definition", "cascadeEffects"],
    ),
    "scenario in broken JSON": ("importScenario", {"content": '{"id": '}, "INVALID_SCENARIO", ["content"]),
    "scenario deeper than it can be read": (
        "importScenario",
        {"content": "[" * 50_000},
        "INVALID_SCENARIO",
        ["content"],
    ),
    "scenario with a name twice": (
        "importScenario",
        {"content": '{"id": "one", "id": "two"}'},
        "INVALID_SCENARIO",
        ["content"],
    ),
    "scenario with half a character": (
        "importScenario",
        {"content": json.dumps(OWN | {"name": "\ud800"})},
        "INVALID_SCENARIO",
        ["content"],
    ),
    "scenario with an endless number": ("importScenario", {"content": "9" * 5_000}, "INVALID_SCENARIO", ["content"]),
    "scenario with NUL in its name": (
        "saveScenario",
        {"definition": OWN | {"name": "My\0own"}},
        "INVALID_SCENARIO",
        ["definition", "name"],
    ),
    "scenario whose event moves a stream twice": (
        "saveScenario",
        {"definition": OWN | {"externalEvents": [HAPPENS | {"expectedImpact": [impact(), impact()]}]}},
        "INVALID_SCENARIO",
        ["definition", "externalEvents", "0", "expectedImpact", "1", "stream"],
    ),
    "scenario whose event moves too much": (
        "saveScenario",
        {"definition": OWN | {"externalEvents": [HAPPENS | {"expectedImpact": [impact()] * 51}]}},
        "INVALID_SCENARIO",
        ["definition", "externalEvents", "0", "expectedImpact"],
    ),
    "scenario as a novel": ("importScenario", {"content": " " * 100_001}, "TOO_LARGE", ["content"]),
    "scenario with NUL in its id": ("deleteScenario", {"scenarioId": "a\0b"}, "SCENARIO_NOT_FOUND", ["scenarioId"]),
    "scenario that is not one's own": ("deleteScenario", {"scenarioId": EXAMS}, "SCENARIO_NOT_FOUND", ["scenarioId"]),
}
"""By what is wrong: the mutation, its input, and the code and path of the first error."""

HINTS = {
    "unknown scenario": "exam-season-surge",
    "unknown template": "aws-outage",
    "event on an unknown stream": SEARCH,
    "nothing to stop": "activateScenario",
    "second simulator": "resetSimulator",
    "scenario that is not one's own": "of the product",
    "scenario with NUL in its id": "simulator.scenarios",
    "scenario deeper than it can be read": "JSON object",
    "scenario on an unknown stream": "session.no_show.tutor",
    "version that there is not": "Versions in force: 0.",
}
"""What the hint names, where there is something to name."""


@pytest.mark.parametrize("wrong", COMMANDS)
async def test_a_command_that_cannot_be_is_refused(shared: SimulatedWorld, wrong: str):
    mutation, given, code, path = COMMANDS[wrong]
    before = shared.storage.database.committed  # type: ignore[attr-defined]
    answer = await shared.given(mutation, "", Role.OWNER, given)
    assert answer.errors == []
    error = answer.data[mutation]["errors"][0]
    assert (error["code"], error["path"]) == (code, path), error
    assert error["message"].endswith(".")
    assert HINTS.get(wrong, "") in (error["hint"] or "")
    assert shared.storage.database.committed is before  # type: ignore[attr-defined]
    assert (await shared.state())["mode"] == "BASELINE"


async def test_every_fault_is_told_at_once(shared: SimulatedWorld):
    given = {"title": "", "impacts": [impact("nowhere"), impact(duration="1 minute")], "at": "2020-01-01T00:00:00Z"}
    answer = await shared.given("injectExternalEvent", "", Role.OWNER, given)
    told = {(error["code"], ".".join(error["path"])) for error in answer.data["injectExternalEvent"]["errors"]}
    assert told == {
        ("INVALID_EVENT", "type"),
        ("INVALID_EVENT", "severity"),
        ("INVALID_EVENT", "title"),
        ("INVALID_EVENT", "at"),
        ("STREAM_NOT_FOUND", "impacts.0.stream"),
    }
