"""A step besides its events: pending things in their order, cells a few at a time, labels as the course has them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketplace.moments import DAY, HOUR, micros
from simulator.engine.candidates import in_order
from simulator.engine.labels import labels_of
from simulator.engine.pending import EVENT, NOTHING, Agenda, Pending
from tests.unit.simulator.engine.market import ALL, EPOCH, activate, course, engine, market

MOMENTS = st.tuples(st.integers(0, 20), st.integers(0, 3), st.integers(0, 5))
"""When, which stream, key."""


def following(at: int, number: int, key: int) -> Pending:
    return Pending(at, number, key, EVENT, 7, 0, NOTHING, 0.0, (1, "link"))


@given(own=st.sets(MOMENTS), caused=st.lists(MOMENTS), until=st.integers(0, 25))
def test_what_is_due_comes_by_time_stream_and_key_whether_drawn_or_caused(
    own: set[tuple[int, int, int]], caused: list[tuple[int, int, int]], until: int
) -> None:
    agenda = Agenda()
    for number in range(4):
        mine = sorted((at, key) for at, stream, key in own if stream == number)
        agenda.expect(number, [at for at, _ in mine], [key for _, key in mine])
    for one in caused:
        agenda.push(following(*one))
    taken = []
    while (due := agenda.take(until)) is not None:
        taken.append(due)
    assert [one[:3] for one in taken] == sorted(one for one in [*own, *caused] if one[0] < until)
    assert sum(one.parent is None for one in taken) == sum(at < until for at, _, _ in own)
    assert agenda.next_at == min((at for at, _, _ in [*own, *caused] if at >= until), default=None)


def test_events_that_are_drawn_again_are_forgotten_and_what_is_caused_stays() -> None:
    agenda = Agenda()
    agenda.expect(0, [1, 2], [1, 2])
    agenda.push(following(3, 0, 3))
    agenda.drop_own()
    agenda.expect(0, [2], [9])
    assert agenda.following() == [following(3, 0, 3)]
    assert [agenda.take(10), agenda.take(10), agenda.take(10)] == [
        Pending(2, 0, 9, EVENT, None, NOTHING, NOTHING, 0.0, ()),
        following(3, 0, 3),
        None,
    ]


def test_events_at_one_moment_are_in_the_order_of_their_keys() -> None:
    at, keys = np.array([1, 4, 4, 9]), np.array([8, 7, 2, 1], dtype=np.uint64)
    assert in_order(at, keys) == ([1, 4, 4, 9], [8, 2, 7, 1])


def test_a_step_opens_few_cells_and_the_next_ones_go_on() -> None:
    runner = engine(course())
    runner.advance(EPOCH + HOUR // 3, ALL)
    runner.follow(course(activate("supply-crisis", 1 / 3)))
    steps, at = 0, runner.position
    while runner.position == at:
        progress = runner.advance(EPOCH + HOUR, 200)
        assert progress.reached > at or not progress.events
        steps += 1
    assert steps > 3


@given(
    hours=st.floats(0.0, 30.0),
    since=st.integers(EPOCH, EPOCH + DAY),
    ahead=st.lists(st.integers(0, 3 * DAY), min_size=1, max_size=4),
)
@settings(max_examples=20, deadline=None)
def test_labels_are_the_scenario_and_the_events_in_force(hours: float, since: int, ahead: list[int]) -> None:
    of = course(activate("competitor-disruption", hours))
    found = dict(zip(market(0.05).names, labels_of(of, market(0.05), since), strict=True))
    for at in (since + one for one in ahead):
        activation = of.activation(at)
        for name, labels in found.items():
            scenario, events = labels.at(at)
            assert scenario == (None if activation is None else activation.scenario.id)
            assert set(events) == {
                str(event.id)
                for event in of.events
                for impact in event.impacts
                if impact.stream == name and micros(event.effect(impact)[0]) <= at < micros(event.effect(impact)[1])
            }
