"""What the demo changed is put back, however it ends."""

from io import StringIO

import pytest
from rich.console import Console

from domain.errors import Unavailable
from pulsecast.cli.demo import questions
from pulsecast.cli.demo.api import Api, Faulted
from pulsecast.cli.demo.changes import FAST, Changes
from pulsecast.cli.demo.stage import Stage

ANSWERS = {
    questions.SPEED: {"setSimulatorSpeed": {}},
    questions.ACTIVATE: {"activateScenario": {"modifier": {}}},
    questions.STOP: {"stopScenario": {"settlingUntil": "2026-03-09T12:00:00Z"}},
    questions.RESET: {"resetSimulator": {"message": "Back to normal operations."}},
    questions.CANCEL_RUN: {"cancelSimulation": {"simulation": {"status": "CANCELLED"}}},
}


class Remembered(Api):
    """An API that remembers what it was asked for, and fails where it is told to."""

    def __init__(self):
        super().__init__("http://127.0.0.1:1", "ws://127.0.0.1:1/graphql", None)
        self.asked = []
        self.failing = {}

    async def ask(self, document, /, **variables):
        self.asked.append((document, variables))
        if document in self.failing:
            raise self.failing[document]
        return ANSWERS[document]


@pytest.fixture
def api():
    return Remembered()


@pytest.fixture
def told():
    return StringIO()


@pytest.fixture
def changes(api, told):
    return Changes(api, Stage(Console(file=told), pauses=False), speed=5.0)


async def test_a_scenario_and_a_speed_that_were_left_are_put_back(api, told, changes):
    await changes.activate("competitor-disruption")
    await changes.speed_up()
    changes.began("run-1")
    api.asked.clear()
    assert await changes.put_back()
    assert api.asked == [
        (questions.CANCEL_RUN, {"id": "run-1"}),
        (questions.STOP, {}),
        (questions.SPEED, {"speed": 5.0}),
    ]
    assert "the scenario is stopped. It settles until Mon 9 Mar 12:00" in told.getvalue()
    assert "the speed is 5 again" in told.getvalue()


async def test_nothing_is_put_back_twice(api, told, changes):
    await changes.activate("competitor-disruption")
    await changes.speed_up()
    changes.began("run-1")
    changes.ended()
    await changes.stop()
    await changes.slow_down()
    assert (questions.SPEED, {"speed": FAST}) in api.asked
    api.asked.clear()
    assert await changes.put_back()
    assert api.asked == []
    assert told.getvalue() == ""


async def test_a_reset_leaves_no_scenario_to_be_stopped(api, changes):
    await changes.activate("competitor-disruption")
    await changes.reset()
    api.asked.clear()
    await changes.put_back()
    assert api.asked == []


async def test_a_scenario_that_was_refused_is_not_stopped(api, changes):
    api.failing[questions.ACTIVATE] = Faulted("SCENARIO_ALREADY_ACTIVE", "Exam Season Surge is active.")
    with pytest.raises(Faulted):
        await changes.activate("competitor-disruption")
    api.asked.clear()
    await changes.put_back()
    assert api.asked == []


async def test_a_change_whose_answer_was_lost_is_put_back(api, changes):
    api.failing[questions.ACTIVATE] = Unavailable("The server does not answer.")
    with pytest.raises(Unavailable):
        await changes.activate("competitor-disruption")
    await changes.put_back()
    assert api.asked[-1] == (questions.STOP, {})


async def test_what_cannot_be_put_back_is_told_and_the_rest_is(api, told, changes):
    await changes.activate("competitor-disruption")
    await changes.speed_up()
    api.failing[questions.STOP] = Unavailable("The server does not answer.")
    assert not await changes.put_back()
    assert api.asked[-1] == (questions.SPEED, {"speed": 5.0})
    assert "The scenario could not be stopped: do it with stopScenario" in told.getvalue()


async def test_a_scenario_that_others_have_stopped_need_not_be_stopped(api, told, changes):
    await changes.activate("competitor-disruption")
    api.failing[questions.STOP] = Faulted("NO_ACTIVE_SCENARIO", "No scenario is active.")
    assert await changes.put_back()
    assert told.getvalue() == ""
