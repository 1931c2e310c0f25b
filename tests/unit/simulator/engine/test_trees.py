"""What an exclusive tree's outcomes become when something asks for more of one and less of another."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketplace.moments import DAY, HOUR
from simulator.engine.lessons import LessonFlow
from simulator.engine.trees import Tree, trees_of
from simulator.entities.delays import LocalTime
from simulator.entities.gates import Gates
from simulator.entities.keys import mixed
from simulator.rates.outcomes import split
from tests.unit.simulator.engine.market import EPOCH, market

TREES = trees_of(market(1.0), LocalTime("UTC"))
NAMES = market(1.0).names
CHANCES = (np.arange(1_000) + 0.5) / 1_000


def tree_of(parent: str) -> Tree:
    return next(one for one in TREES if NAMES[one.parent] == parent and one.exclusive)


BOOKING, LESSON = tree_of("session.booking.requested"), tree_of("session.booking.confirmed")
APPLICATION = tree_of("tutor.application.received")
CONFIRMED, DECLINED, EXPIRED = range(3)


@pytest.mark.parametrize("tree", [BOOKING, LESSON], ids=["booking", "lesson"])
@given(gates=st.lists(st.one_of(st.just(1.0), st.floats(0.2, 5)), min_size=5, max_size=5))
@settings(max_examples=20, deadline=None)
def test_outcomes_are_chosen_as_often_as_they_are_asked_for(tree: Tree, gates: list[float]) -> None:
    acting = gates[: len(tree.branches)]
    chosen = [tree.chosen(float(chance), acting) for chance in CHANCES]
    asked = split(tree.chances, (*acting, 1.0), rises=not tree.scheduled)
    for branch, share in zip(tree.branches, asked, strict=False):
        assert sum(one is branch for one in chosen) / len(CHANCES) == pytest.approx(share, abs=3e-3)


@given(gate=st.floats(1.0, 5.0))
@settings(max_examples=20, deadline=None)
def test_what_becomes_another_outcome_makes_its_share_what_is_asked_for(gate: float) -> None:
    gates = [1.0, 1.0, gate]
    share = sum(
        chance * sum(BOOKING.turned(place, float(mark), gates) == EXPIRED for mark in CHANCES) / len(CHANCES)
        for place, chance in enumerate(BOOKING.chances)
    )
    assert share == pytest.approx(0.09 * gate, abs=5e-3)


@given(gate=st.floats(0.0, 1.0), mark=st.floats(0, 1, exclude_max=True))
def test_a_request_that_nobody_answered_for_a_day_can_no_longer_be_declined_in_time(gate: float, mark: float) -> None:
    assert BOOKING.turned(EXPIRED, mark, [1.0, 1.0, gate], waited=DAY) in {EXPIRED, CONFIRMED}


@given(
    hours=st.integers(3 * 24, 14 * 24),
    place=st.integers(0, 2),
    mark=st.floats(0, 1, exclude_max=True),
    gates=st.lists(st.floats(0.1, 5), min_size=2, max_size=2),
)
def test_applicants_are_decided_on_within_the_time_of_the_decision(
    hours: int, place: int, mark: float, gates: list[float]
) -> None:
    turned = APPLICATION.turned(place, mark, gates, waited=hours * HOUR)
    if turned not in {place, len(APPLICATION.branches)}:
        delay = APPLICATION.branches[turned].delay
        assert delay.low <= hours * HOUR <= delay.high


@given(place=st.integers(0, 2), mark=st.floats(0, 1, exclude_max=True))
def test_nothing_turns_while_nothing_acts(place: int, mark: float) -> None:
    assert BOOKING.turned(place, mark, [1.0, 1.0, 1.0]) == place


def test_the_shares_of_all_outcomes_and_of_none_sum_to_one() -> None:
    assert all(sum(tree.chances) == pytest.approx(1.0) for tree in TREES if tree.exclusive)


@pytest.mark.parametrize("gates", [[1.0, 3.0, 1.0, 4.0, 1.0], [2.0, 1.0, 1.0, 1.0, 1.0], [1.0, 0.5, 3.0, 1.0, 1.0]])
def test_lessons_are_cancelled_and_missed_as_often_as_is_asked_for(gates: list[float]) -> None:
    class Acting(Gates):
        """Gates that are the same at any time."""

        def __init__(self) -> None:
            pass

        def gate(self, parent: int, child: int, at: int) -> float:
            return gates[[one.child for one in LESSON.branches].index(child)]

    flow, became = LessonFlow(), Counter[int]()
    for number in range(20_000):
        key = mixed(number, 5)
        one = flow.begin(LESSON, EPOCH, key, (1, 2, 3, 4, EPOCH + 30 * HOUR, key))
        end = flow.take(one, LESSON, Acting())
        if end is not None and end.at > one.at:
            end = flow.take(end, LESSON, Acting())
        became[-1 if end is None else end.number] += 1
    for branch, gate in zip(LESSON.branches[:-1], gates, strict=False):
        if gate != 1.0:
            assert became[branch.child] / 20_000 == pytest.approx(branch.probability * gate, abs=0.005)
