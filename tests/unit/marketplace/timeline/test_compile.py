"""From commands to influences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketplace.events.model import ImpactDirection
from domain.marketplace.moments import HOUR, micros
from domain.marketplace.scenarios.model import StreamModifier
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Command, CommandKind, Course, Influence, Status, Window
from domain.marketplace.timeline.preview import added, factor, override
from tests.fixtures.marketplace import (
    EPOCH,
    EXPIRED,
    FAILED,
    GATEWAY,
    NO_SHOW,
    PAID,
    PLANS,
    REQUESTED,
    SEARCH,
    SUPPLY,
    TICKETS,
    a_cascade,
    a_marketplace,
    a_scenario,
    a_scenario_event,
    a_timeline,
    activate,
    an_event,
    an_impact,
    hour,
    inject,
    modify,
    normal,
    order,
    outage,
    quality,
    surge,
)

MARKET = a_marketplace()


def course_of(*commands: Command, seed: int = 7) -> Course:
    return compile_course(MARKET, a_timeline(*commands, seed=seed), [])


def moments(*at: float) -> np.ndarray:
    return np.array([hour(one) for one in at], dtype=np.int64)


def on(course: Course, stream: str) -> list[Influence]:
    return [one for one in course.influences if one.stream == stream]


def factors(course: Course, stream: str, *at: float) -> list[float]:
    return [round(float(one), 6) for one in factor(on(course, stream), moments(*at))]


def test_a_scenario_begins_at_once_and_returns_along_its_line() -> None:
    course = course_of(activate(1, 1, surge()))
    assert factors(course, SEARCH, 0.999, 1, 3.999, 4, 7, 10, 11) == [1, 1.6, 1.6, 1.6, 1.3, 1, 1]


def test_a_stop_begins_the_settling_now() -> None:
    course = course_of(activate(1, 1, surge()), order(2, 2, CommandKind.STOP))
    assert factors(course, SEARCH, 1.5, 2, 5, 8) == [1.6, 1.6, 1.3, 1]
    assert course.activations[0].status(hour(2)) is Status.SETTLING


def test_each_stream_has_the_steepness_that_settles_it() -> None:
    course = course_of(activate(1, 0, quality()))
    assert on(course, NO_SHOW)[0].k == pytest.approx(4.09, abs=0.01)
    assert course.activations[0].settled_at == hour(24 + 168)
    assert course.shifts[0].shift.field == "rating_score"


def test_an_event_of_the_scenario_only_labels_streams_that_the_scenario_changes() -> None:
    event = a_scenario_event(an_impact(SEARCH), an_impact(PAID))
    course = course_of(activate(1, 0, a_scenario("rush", StreamModifier(SEARCH, multiplier=1.6), events=(event,))))
    assert [one.source.partition(":")[0] for one in on(course, SEARCH)] == ["scenario"]
    assert [one.source.partition(":")[0] for one in on(course, PAID)] == ["event"]
    assert course.activations[0].events == (str(course.events[0].id),)
    assert any("only labels" in words for words in course.activations[0].conflicts)


def test_an_event_rises_over_a_tenth_and_falls_over_a_fifth_of_its_window_after_its_onset() -> None:
    course = course_of(inject(1, 0, an_event(10, an_impact(SEARCH, lasts=100), onset=5)))
    assert factors(course, SEARCH, 15, 20, 25, 95, 105, 115) == [1, 1.25, 1.5, 1.5, 1.25, 1]


def test_one_event_moves_streams_in_opposite_directions_and_a_red_herring_moves_none() -> None:
    impacts = (an_impact(SEARCH), an_impact(SUPPLY, ImpactDirection.DECREASE), an_impact(PAID, ImpactDirection.MIXED))
    course = course_of(inject(1, 0, an_event(0, *impacts)))
    assert (factors(course, SEARCH, 50), factors(course, SUPPLY, 50), on(course, PAID)) == ([1.5], [0.5], [])
    assert compile_course(MARKET, a_timeline(), [an_event(0, *impacts, causal=False)]).influences == ()


def test_a_cascade_follows_its_trigger_after_one_delay() -> None:
    course = course_of(activate(1, 0, surge()))
    cascade, trigger = on(course, TICKETS)[0], on(course, EXPIRED)[0]
    delay = cascade.begin - trigger.begin
    assert HOUR <= delay <= 6 * HOUR
    assert cascade.trigger == EXPIRED
    assert (cascade.fade_begin, cascade.fade_end) == (hour(3) + delay, hour(9) + delay)


def test_a_delay_longer_than_the_scenario_lets_the_cascade_act_while_it_settles() -> None:
    course = course_of(activate(1, 0, outage()))
    later = next(one for one in on(course, PLANS) if one.trigger == FAILED)
    assert later.begin >= hour(24)
    assert course.activations[0].status(later.begin) is Status.SETTLING
    assert course.activations[0].settled_at >= later.begin + 2 * HOUR


def test_delays_are_drawn_from_seed_and_command() -> None:
    begins = {
        on(course_of(activate(number, 0, surge()), seed=seed), TICKETS)[0].begin
        for seed in range(10)
        for number in (1, 2)
    }
    assert len(begins) == 20


def test_a_cascade_sets_off_another_one_and_a_parent_can_be_the_cause() -> None:
    chain = (a_cascade(TICKETS, PLANS, 1.2, 1, 1), a_cascade(EXPIRED, TICKETS, 1.4, 2, 2))
    course = course_of(activate(1, 0, a_scenario("rush", StreamModifier(REQUESTED, multiplier=2.0), cascades=chain)))
    assert on(course, TICKETS)[0].begin == hour(2)
    assert on(course, PLANS)[0].begin == hour(3)


def test_a_cascade_whose_trigger_stays_usual_never_acts() -> None:
    idle = (a_cascade(NO_SHOW, TICKETS, 1.4, 2, 2),)
    course = course_of(activate(1, 0, a_scenario("rush", StreamModifier(PAID, multiplier=2.0), cascades=idle)))
    assert on(course, TICKETS) == []


def test_after_the_outage_the_backlog_decays_over_two_hours() -> None:
    course = course_of(activate(1, 0, outage()))
    assert override(on(course, GATEWAY), moments(1.9))[0] == 95
    assert np.isnan(override(on(course, GATEWAY), moments(2))[0])
    assert factors(course, PAID, 1.9, 2, 3, 4) == [1, 1.8, 1.4, 1]


def test_a_short_outage_leaves_a_small_backlog() -> None:
    course = course_of(activate(1, 0, outage()), order(2, 0.2, CommandKind.STOP))
    assert factors(course, PAID, 0.2) == [pytest.approx(1 + 0.7 * 0.95 * 0.2)]


def test_normal_operations_end_everything_of_scenarios_and_nothing_of_people() -> None:
    hand = modify(2, 0, StreamModifier(SEARCH, multiplier=2.0), 0, None)
    event = inject(3, 0, an_event(0, an_impact(PAID), number=9))
    extra = a_scenario("rush", StreamModifier(SEARCH, multiplier=1.6), events=(a_scenario_event(an_impact(PLANS)),))
    course = course_of(activate(1, 0, extra), hand, event, activate(4, 20, normal()))
    assert factors(course, SEARCH, 2, 20, 30) == [3.2, 2, 2]
    assert factors(course, PLANS, 19, 20, 30)[1:] == [1, 1]
    assert factors(course, PAID, 30) == [1.5]
    assert course.activation(hour(20)) is None


def test_a_new_scenario_cuts_a_settling_one_short_but_not_its_events() -> None:
    first = a_scenario("rush", StreamModifier(SEARCH, multiplier=1.6), events=(a_scenario_event(an_impact(PAID)),))
    course = course_of(activate(1, 0, first), activate(2, 5, outage()))
    assert factors(course, SEARCH, 4.99)[0] > 1.3
    assert factors(course, SEARCH, 5) == [1]
    assert factors(course, PAID, 50) == [1.5]
    assert course.activations[0].cut
    assert course.activations[0].settled_at == hour(5)


def test_an_event_in_the_past_changes_history_but_not_live_time_that_is_over() -> None:
    course = course_of(inject(1, 10, an_event(-50, an_impact(SEARCH, lasts=100))))
    assert factors(course, SEARCH, -10, -0.001, 0, 9.999, 10) == [1.5, 1.5, 1, 1, 1.5]


def test_a_reset_undoes_history_and_ends_the_rest_but_what_was_live_stays() -> None:
    hand = modify(2, 10, StreamModifier(PAID, multiplier=2.0), -5, None)
    window = Window(1, hour(-20), hour(-10), (), 1.5, None, HOUR)
    made = Command(3, hour(11), CommandKind.REGENERATE, "system", window=window)
    before = (inject(1, 10, an_event(-50, an_impact(SEARCH, lasts=100))), hand, made, activate(4, 11, outage()))
    course = course_of(*before, order(5, 12, CommandKind.RESET))
    assert factors(course, SEARCH, -10, 9, 10, 11.9, 12) == [1, 1, 1.5, 1.5, 1]
    assert factors(course, PAID, -1, 10, 11.9, 12, 14) == [1, 2, 2, 1, 1]
    assert np.isnan(override(on(course, GATEWAY), moments(12))[0])
    assert course.windows == ()
    assert course.ended == ((course.events[0].id, hour(12)),)


def test_a_reset_takes_back_events_that_were_to_come_and_forgets_those_of_the_past() -> None:
    to_come = inject(1, 0, an_event(50, number=1))
    over = inject(2, 10, an_event(-500, an_impact(SEARCH, lasts=10), number=2))
    assert len(course_of(to_come, over).events) == 2
    course = course_of(to_come, over, order(3, 20, CommandKind.RESET))
    assert course.events == ()
    assert course.influences == ()


def test_going_back_to_a_version_drops_later_windows_and_jumps_are_kept() -> None:
    windows = [
        Command(n, hour(n), CommandKind.REGENERATE, "system", window=Window(n, hour(-9), hour(-3), (), 2.0, None, 0))
        for n in (1, 2, 3)
    ]
    course = course_of(*windows, order(4, 4, CommandKind.RESTORE, 1), order(5, 5, CommandKind.JUMP, hour(9)))
    assert [one.version for one in course.windows] == [1]
    assert course.jumps == ((hour(5), hour(9)),)


def test_manual_modifiers_multiply_with_scenarios_and_precedence_orders_them() -> None:
    hand = modify(1, 0, StreamModifier(SEARCH, multiplier=1.2, additive=30.0, override=9.0), 0, 100, ramp=10)
    first = a_scenario("rush", StreamModifier(SEARCH, multiplier=1.5, override=5.0), precedence=-1, duration=50)
    course = course_of(hand, activate(2, 20, first))
    assert factors(course, SEARCH, 5, 30, 95) == [1.1, 1.8, 1.1]
    assert added(on(course, SEARCH), moments(5, 30)).tolist() == [15, 30]
    assert override(on(course, SEARCH), moments(30)).tolist() == [9]


def test_ids_of_injected_events_follow_from_the_timeline() -> None:
    one, again = (course_of(activate(3, 0, surge())).events[0].id for _ in range(2))
    assert one == again
    assert one != course_of(activate(3, 0, surge()), seed=8).events[0].id


def test_events_of_the_baseline_are_among_the_others_by_time() -> None:
    course = compile_course(
        MARKET, a_timeline(inject(1, 0, an_event(5, number=2))), [an_event(9), an_event(-9, number=3)]
    )
    times = [micros(one.at) - EPOCH for one in course.events]
    assert times == sorted(times)
    assert len(times) == 3


SCENARIOS = (surge(), outage(), quality(), normal())
PAST_TOO = {CommandKind.INJECT, CommandKind.MODIFY, CommandKind.RESET}
KINDS = (CommandKind.ACTIVATE, CommandKind.STOP, *sorted(PAST_TOO))


@st.composite
def logs(draw: st.DrawFn) -> list[Command]:
    commands: list[Command] = []
    at = 0.0
    for number in range(1, draw(st.integers(2, 9))):
        at += draw(st.sampled_from((0.0, 0.5, 3.0, 30.0)))
        kind = draw(st.sampled_from(KINDS))
        begin = at + draw(st.sampled_from((-200.0, -20.0, -1.0, 0.0, 5.0)))
        lasts = draw(st.sampled_from((2.0, 30.0, 300.0)))
        if kind is CommandKind.ACTIVATE:
            commands.append(activate(number, at, draw(st.sampled_from(SCENARIOS))))
        elif kind is CommandKind.INJECT:
            commands.append(inject(number, at, an_event(begin, an_impact(SEARCH, lasts=lasts), number=number)))
        elif kind is CommandKind.MODIFY:
            commands.append(modify(number, at, StreamModifier(PAID, multiplier=2.0), begin, begin + lasts, ramp=1))
        else:
            commands.append(order(number, at, kind))
    return commands


@settings(max_examples=60, deadline=None)
@given(logs())
def test_a_further_command_changes_no_live_time_before_it(commands: list[Command]) -> None:
    before, after = course_of(*commands[:-1]), course_of(*commands)
    last = commands[-1]
    begin = EPOCH if last.kind in PAST_TOO else hour(-300)
    past = np.arange(begin, last.at, HOUR // 4, dtype=np.int64)
    for name in MARKET.names:
        one, other = on(before, name), on(after, name)
        assert np.allclose(factor(one, past), factor(other, past), rtol=1e-12)
        assert np.array_equal(override(one, past), override(other, past), equal_nan=True)


@settings(max_examples=30, deadline=None)
@given(logs())
def test_the_same_timeline_has_the_same_course(commands: list[Command]) -> None:
    assert course_of(*commands) == course_of(*commands)
