"""Scripts of several scenarios, and scenarios that cannot be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import ErrorCode, Refused
from domain.marketplace.scenarios.model import (
    Backlog,
    ProbabilityShift,
    ScenarioDefinition,
    StreamModifier,
)
from domain.marketplace.timeline.checks import check_scenario
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Command, Course
from domain.marketplace.timeline.script import Script, ScriptStep, script_commands
from tests.fixtures.marketplace import (
    EXPIRED,
    RATINGS,
    SEARCH,
    TICKETS,
    a_cascade,
    a_marketplace,
    a_scenario_event,
    a_timeline,
    activate,
    an_impact,
    hour,
    hours,
    lasting,
    normal,
    outage,
    quality,
    surge,
)

MARKET = a_marketplace()
KNOWN = {one.id: one for one in (surge(), outage(), quality(), normal())}
FREE = compile_course(MARKET, a_timeline(), [])


def step(scenario_id: str, offset: float, duration: float | None = None) -> ScriptStep:
    return ScriptStep(scenario_id, hours(offset), None if duration is None else hours(duration))


def commands(*steps: ScriptStep, course: Course = FREE) -> list[Command]:
    return list(script_commands(Script(steps), KNOWN, course, 4, hour(1), "system"))


def test_a_script_activates_one_after_the_other() -> None:
    given = commands(step("exam-season-surge", 0, 1), step("payment-outage", 1), step("normal-operations", 2))
    assert [(one.number, one.at) for one in given] == [(4, hour(1)), (5, hour(2)), (6, hour(3))]
    course = compile_course(MARKET, a_timeline(*given), [])
    assert [one.active_until for one in course.activations] == [hour(2), hour(3), hour(3)]
    assert course.activations[0].scenario.duration.text == "1 hours"


@pytest.mark.parametrize(
    ("steps", "code", "path"),
    [
        ((), ErrorCode.INVALID_INPUT, ("steps",)),
        ((step("exam-season", 0),), ErrorCode.SCENARIO_NOT_FOUND, ("steps", "0", "scenarioId")),
        ((step("payment-outage", -1),), ErrorCode.INVALID_INPUT, ("steps", "0", "offset")),
        ((step("payment-outage", 5), step("payment-outage", 1)), ErrorCode.INVALID_INPUT, ("steps", "1", "offset")),
        ((step("payment-outage", 0, 0),), ErrorCode.INVALID_INPUT, ("steps", "0", "duration")),
        (
            (step("exam-season-surge", 0), step("payment-outage", 2)),
            ErrorCode.SCENARIO_ALREADY_ACTIVE,
            ("steps", "1", "offset"),
        ),
    ],
)
def test_scripts_that_cannot_be(steps: tuple[ScriptStep, ...], code: ErrorCode, path: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        commands(*steps)
    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [(code, path)]


def test_a_script_must_not_meet_what_is_active_already() -> None:
    busy = compile_course(MARKET, a_timeline(activate(1, 0, surge())), [])
    with pytest.raises(Refused, match="would meet Exam Season Surge"):
        commands(step("payment-outage", 1), course=busy)
    assert len(commands(step("payment-outage", 2), course=busy)) == 1
    assert len(commands(step("normal-operations", 0), step("payment-outage", 1), course=busy)) == 2


@pytest.mark.parametrize("scenario", list(KNOWN.values()), ids=list(KNOWN))
def test_the_scenarios_are_sound(scenario: ScenarioDefinition) -> None:
    check_scenario(MARKET, scenario)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"id": "Exam Season"}, ("id",)),
        ({"name": ""}, ("name",)),
        ({"duration": lasting(0)}, ("duration",)),
        ({"settlement": lasting(-1)}, ("settlementDuration",)),
        ({"modifiers": (StreamModifier("nowhere", 2.0),)}, ("affectedStreams", "nowhere")),
        ({"modifiers": (StreamModifier(SEARCH, -2.0),)}, ("affectedStreams", SEARCH, "multiplier")),
        ({"modifiers": (StreamModifier(SEARCH, 2.0),) * 2}, ("affectedStreams", SEARCH)),
        (
            {"modifiers": (StreamModifier(RATINGS, shift=ProbabilityShift("score", ())),)},
            ("affectedStreams", RATINGS, "probabilityShift", "field"),
        ),
        ({"cascades": (a_cascade(SEARCH, SEARCH, 2.0, 0, 1),)}, ("cascadeEffects", "0")),
        ({"cascades": (a_cascade(SEARCH, TICKETS, 2.0, 2, 1),)}, ("cascadeEffects", "0", "delay")),
        (
            {"cascades": (a_cascade(SEARCH, TICKETS, 2.0, 0, 1), a_cascade(TICKETS, SEARCH, 2.0, 0, 1))},
            ("cascadeEffects",),
        ),
        ({"cascades": (a_cascade(SEARCH, "x", 2.0, 0, 1),)}, ("cascadeEffects", "0", "target")),
        (
            {"events": (a_scenario_event(an_impact("x")),)},
            ("externalEvents", "0", "expectedImpact", "0", "stream"),
        ),
        ({"events": (a_scenario_event(an_impact(EXPIRED), offset=-1),)}, ("externalEvents", "0", "time")),
        ({"backlog": Backlog((SEARCH,), 2.0, timedelta(hours=1), 1.8)}, ("backlog", "share")),
    ],
)
def test_scenarios_that_cannot_be(changed: dict[str, object], path: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        check_scenario(MARKET, replace(surge(), **changed))
    assert path in {fault.path for fault in refusal.value.faults}
