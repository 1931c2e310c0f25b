"""What holds at a moment."""

import pytest

from domain.marketplace.scenarios.model import StreamModifier
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Command, CommandKind, Status
from domain.marketplace.timeline.state import SimulatorMode, SimulatorStatus, StateView, in_force, state_at
from tests.fixtures.marketplace import (
    PAID,
    SEARCH,
    a_marketplace,
    a_timeline,
    activate,
    an_event,
    an_impact,
    hour,
    inject,
    modify,
    order,
    surge,
)

MARKET = a_marketplace()


def state(at: float, *commands: Command, paused: bool = False) -> StateView:
    baseline = [an_event(-5, an_impact(PAID, lasts=10), number=77)]
    return state_at(compile_course(MARKET, a_timeline(*commands), baseline), hour(at), paused=paused)


def test_nothing_but_the_baseline() -> None:
    found = state(1)
    assert (found.status, found.mode) == (SimulatorStatus.BASELINE, SimulatorMode.BASELINE)
    assert [one.id.int for one in found.events] == [77]
    assert found.last_modified is None


def test_a_scenario_runs_then_settles_with_its_present_factors() -> None:
    running, settling = (state(at, activate(1, 0, surge())) for at in (1, 6))
    assert (running.status, settling.status) == (SimulatorStatus.RUNNING, SimulatorStatus.SETTLING)
    assert running.mode is SimulatorMode.MODIFIED
    assert settling.active[0].status is Status.SETTLING
    row = {one.stream: one for one in settling.active[0].streams}[SEARCH]
    assert (row.multiplier, row.current, row.strength) == (1.6, pytest.approx(1.3), pytest.approx(0.5))


def test_a_pause_shows_first_and_a_reset_leaves_the_baseline() -> None:
    assert state(1, activate(1, 0, surge()), paused=True).status is SimulatorStatus.PAUSED
    cleared = state(2, activate(1, 0, surge()), order(2, 2, CommandKind.RESET))
    assert (cleared.status, cleared.mode) == (SimulatorStatus.BASELINE, SimulatorMode.BASELINE)
    assert cleared.last_modified == hour(2)


def test_manual_modifiers_are_shown_until_they_are_over() -> None:
    hand = modify(1, 0, StreamModifier(SEARCH, multiplier=3.0), 5, 15, ramp=2)
    assert [one.view.current for one in state(0, hand).manual] == [1.0]
    assert [one.view.current for one in state(6, hand).manual] == [2.0]
    assert state(15, hand).manual == ()


def test_events_are_in_force_from_their_first_effect_until_a_reset() -> None:
    commands = (inject(1, 0, an_event(1, an_impact(SEARCH, lasts=50), onset=2)), order(2, 9, CommandKind.RESET))
    course = compile_course(MARKET, a_timeline(*commands), [])
    assert [len(in_force(course, hour(at))) for at in (0, 2, 3, 8.9, 9)] == [0, 0, 1, 1, 0]


def test_what_is_scheduled_is_told() -> None:
    found = state(0, activate(1, 5, surge()))
    assert found.status is SimulatorStatus.BASELINE
    assert [one.scenario.id for one in found.scheduled] == ["exam-season-surge"]
