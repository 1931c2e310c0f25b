"""When the demo begins, and when it tells why not."""

from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from pulsecast.cli.demo import questions
from pulsecast.cli.demo.beginning import SCENARIO, check, disturbance
from pulsecast.cli.tail import Refusal

ROOT = Path(__file__).parents[3]
DOCUMENTS = {name: text for name, text in vars(questions).items() if name.isupper() and name != "MODIFIERS"}


def found(*, role="OWNER", demo=True, simulator=True, scenarios=(SCENARIO,)):
    return {
        "viewer": {"role": role, "workspace": {"name": "Tutoring Marketplace", "demo": demo}},
        "simulator": {"scenarios": [{"id": one} for one in scenarios]} if simulator else None,
    }


def modifier(status, *, manual=False):
    return {
        "name": "Exam Season Surge",
        "manual": manual,
        "status": status,
        "endsAt": "2026-03-03T12:00:00Z",
        "settledAt": "2026-03-09T12:00:00Z",
    }


@pytest.mark.parametrize("role", ["OWNER", "ADMIN"])
def test_owners_and_admins_of_a_demo_may_begin(role):
    check(found(role=role))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (found(simulator=False), "This workspace has no simulator."),
        (found(demo=False), "Tutoring Marketplace is no demo workspace"),
        (
            found(role="ANALYST"),
            "Your role is ANALYST. The demo commands the simulator, which takes an owner or admin.",
        ),
        (found(scenarios=()), "The scenario competitor-disruption is not there."),
    ],
)
def test_what_is_missing_is_told(answer, told):
    with pytest.raises(Refusal, match=told):
        check(answer)


@pytest.mark.parametrize(
    ("modifiers", "told"),
    [
        ([], None),
        ([modifier("ACTIVE", manual=True)], None),
        ([modifier("SETTLED")], None),
        ([modifier("ACTIVE")], "The scenario Exam Season Surge is active until Tue 3 Mar 12:00 of simulation time."),
        (
            [modifier("SETTLING")],
            "The scenario Exam Season Surge still settles, until Mon 9 Mar 12:00 of simulation time.",
        ),
    ],
)
def test_a_marketplace_is_calm_unless_a_scenario_acts(modifiers, told):
    assert disturbance({"activeModifiers": modifiers}) == told


@pytest.fixture(scope="module")
def api_schema():
    return build_schema((ROOT / "schema.graphql").read_text())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_question_is_one_that_the_api_answers(name, api_schema):
    assert validate(api_schema, parse(DOCUMENTS[name])) == []
