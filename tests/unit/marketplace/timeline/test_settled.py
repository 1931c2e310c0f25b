"""When a scenario is over: as soon as every factor of it is back within 5 % of 1, and not before."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketplace.moments import MINUTE
from domain.marketplace.scenarios.model import SettlingCurve, StreamModifier
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Command, CommandKind, Course, Status
from domain.marketplace.timeline.preview import factor
from tests.fixtures.marketplace import (
    EXPIRED,
    REQUESTED,
    SEARCH,
    SUPPLY,
    TICKETS,
    a_marketplace,
    a_scenario,
    a_timeline,
    activate,
    hour,
    modify,
    order,
)

MARKET = a_marketplace()
STREAMS = (SEARCH, REQUESTED, EXPIRED, SUPPLY, TICKETS)

multipliers = st.dictionaries(st.sampled_from(STREAMS), st.floats(0.1, 10), min_size=1)
curves = st.sampled_from(SettlingCurve)


def run(factors: dict[str, float], curve: SettlingCurve, *others: Command) -> Course:
    modifiers = [StreamModifier(name, multiplier=value) for name, value in factors.items()]
    rush = a_scenario("rush", *modifiers, duration=3, settlement=6, curve=curve)
    return compile_course(MARKET, a_timeline(activate(1, 0, rush), *others), [])


def deviations(course: Course, at: np.ndarray) -> np.ndarray:
    """Return by how much the factor of the stream that deviates most is away from 1."""
    found = [factor([one for one in course.influences if one.stream == name], at) for name in STREAMS]
    return np.abs(np.array(found) - 1.0).max(axis=0)


@given(factors=multipliers, curve=curves)
@settings(max_examples=60, deadline=None)
def test_a_scenario_is_settled_when_all_its_factors_are_near_one(
    factors: dict[str, float], curve: SettlingCurve
) -> None:
    course = run(factors, curve)
    (activation,) = course.activations
    assert activation.active_until == hour(3)
    assert hour(3) <= activation.settled_at <= hour(9)
    after = np.arange(activation.settled_at, hour(12), 5 * MINUTE)
    assert deviations(course, after).max() <= 0.05 + 1e-9
    before = np.arange(hour(3), activation.settled_at - MINUTE, MINUTE)
    assert not len(before) or deviations(course, before).min() > 0.05
    assert activation.status(activation.settled_at) is Status.SETTLED
    assert activation.status(hour(2)) is Status.ACTIVE


@given(factors=multipliers, curve=curves, at=st.floats(0.1, 2.9))
@settings(max_examples=40, deadline=None)
def test_a_stop_settles_as_the_end_would_and_a_reset_at_once(
    factors: dict[str, float], curve: SettlingCurve, at: float
) -> None:
    whole, stopped = run(factors, curve), run(factors, curve, order(2, at, CommandKind.STOP))
    shift = hour(3) - hour(at)
    later = np.arange(hour(3), hour(12), 10 * MINUTE)
    assert np.allclose(deviations(stopped, later - shift), deviations(whole, later))
    reset = run(factors, curve, order(2, at, CommandKind.RESET))
    assert deviations(reset, np.arange(hour(at), hour(12), 10 * MINUTE)).max() == 0.0
    assert reset.activation(hour(at)) is None


@given(values=st.lists(st.floats(0.2, 4), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_number_of_multipliers_multiply(values: list[float]) -> None:
    commands = [
        modify(number, 0, StreamModifier(SEARCH, multiplier=value), 0, 10)
        for number, value in enumerate(values, start=1)
    ]
    course = compile_course(MARKET, a_timeline(*commands), [])
    assert np.isclose(factor(course.influences, np.array([hour(5)]))[0], np.prod(values))
