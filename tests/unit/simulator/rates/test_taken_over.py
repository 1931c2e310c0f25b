"""Rates that take over from another course what is alike: they are the same to the last bit as if worked out anew."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from config.marketplace.loader import load_marketplace
from domain.marketplace.moments import DAY, HOUR
from domain.marketplace.scenarios.model import ProbabilityShift, StreamModifier
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Command, CommandKind, Course, ManualModifier, Timeline
from simulator.history.world import baseline_events
from simulator.rates.chains import chains_of
from simulator.rates.ground import CHUNK, GroundMaker
from simulator.rates.model import FloatArray, RateModel
from simulator.rates.reach import Reach, turned_over
from tests.unit.simulator.rates.market import EPOCH

Place = TypeVar("Place", int, tuple[int, int])

MARKET = load_marketplace()
SEED = 5
HERE = EPOCH // HOUR // CHUNK
WORLD = baseline_events(MARKET, SEED, EPOCH - 60 * DAY, EPOCH + 30 * DAY)
GROUND = GroundMaker(MARKET, SEED, EPOCH)

SCENARIOS = st.builds(
    lambda scenario, at: Command(1, at, CommandKind.ACTIVATE, "system", scenario=scenario),
    st.sampled_from(MARKET.scenarios),
    st.integers(EPOCH, EPOCH + 10 * DAY),
)
MODIFIERS = st.builds(
    lambda stream, value, at, ahead: Command(
        1,
        at,
        CommandKind.MODIFY,
        "system",
        modifier=ManualModifier("m", StreamModifier(stream, multiplier=value), at - ahead, at + DAY, HOUR),
    ),
    st.sampled_from(MARKET.names),
    st.floats(0.2, 4.0),
    st.integers(EPOCH, EPOCH + 10 * DAY),
    st.integers(0, 30 * DAY),
)
SHIFTS = st.builds(
    lambda shift, factor, at: Command(
        1,
        at,
        CommandKind.MODIFY,
        "system",
        modifier=ManualModifier(
            "s",
            StreamModifier(shift[0], shift=ProbabilityShift(shift[1], ((shift[2], factor),))),
            at,
            at + DAY,
            HOUR,
        ),
    ),
    st.sampled_from(
        (
            ("payment_gateway.transaction.status", "status", "failed"),
            ("session.rating.submitted_by_student", "rating_score", "1"),
        )
    ),
    st.floats(0.2, 9.0),
    st.integers(EPOCH, EPOCH + 10 * DAY),
)
ENDS = st.builds(lambda at: Command(1, at, CommandKind.RESET, "system"), st.integers(EPOCH, EPOCH + 10 * DAY))
COMMANDS = st.lists(st.one_of(SCENARIOS, SCENARIOS, MODIFIERS, SHIFTS, ENDS), max_size=3)


def following(commands: Sequence[Command]) -> Course:
    ordered = sorted(commands, key=lambda one: one.at)
    numbered = tuple(
        Command(number, one.at, one.kind, one.actor, one.scenario, one.event, one.modifier)
        for number, one in enumerate(ordered, 1)
    )
    return compile_course(MARKET, Timeline(SEED, EPOCH, numbered), WORLD)


@given(courses=st.lists(COMMANDS.map(following), min_size=2, max_size=3))
@settings(max_examples=6, deadline=None)
def test_what_is_taken_over_is_what_would_be_worked_out(courses: list[Course]) -> None:
    hold_to_what_is_worked_out(courses)


def test_every_scenario_leaves_nothing_behind_when_the_next_takes_over_from_it() -> None:
    begun = [Command(1, EPOCH + DAY, CommandKind.ACTIVATE, "system", scenario=one) for one in MARKET.scenarios]
    hold_to_what_is_worked_out([following(commands) for one in begun for commands in ([one], [])])


def hold_to_what_is_worked_out(courses: Sequence[Course]) -> None:
    model = RateModel(MARKET, courses[0], GROUND)
    model.bends(HERE)
    for course in courses[1:]:
        model = model.following(course)
        taken, anew = model.bends(HERE), RateModel(MARKET, course, GROUND).bends(HERE)
        assert np.array_equal(taken.rates, anew.rates)
        hold_to_each(taken.cascades, anew.cascades)
        hold_to_each(taken.handed, anew.handed)
        hold_to_each(taken.inherited, anew.inherited)


def hold_to_each(taken: Mapping[Place, FloatArray], anew: Mapping[Place, FloatArray]) -> None:
    assert taken.keys() == anew.keys()
    assert all(np.array_equal(taken[key], anew[key]) for key in anew)


def test_a_change_reaches_children_their_siblings_and_the_targets_of_cascades() -> None:
    chains, number = chains_of(MARKET), MARKET.names.index
    chained = Reach(chains, ()).of({number("session.booking.requested")})
    assert {number("session.booking.confirmed"), number("session.started"), number("session.completed")} <= chained
    assert number("customer.page.view") not in chained
    siblings = Reach(chains, ()).of({number("session.booking.expired")})
    assert number("session.booking.confirmed") in siblings
    assert number("session.booking.requested") not in siblings
    pair = number("session.booking.expired"), number("customer.page.view")
    assert pair[1] in Reach(chains, [pair]).of({pair[0]})
    assert pair[1] not in Reach(chains, [pair]).of({pair[0]}, cascading=False)


def test_outcomes_of_a_tree_that_change_places_are_told() -> None:
    chains, number = chains_of(MARKET), MARKET.names.index
    one, other = number("session.booking.confirmed"), number("session.booking.expired")
    order = list(chains.order)
    swapped = [{one: other, other: one}.get(stream, stream) for stream in order]
    assert turned_over(chains, order, order) == set()
    assert {one, other} <= turned_over(chains, order, swapped)
