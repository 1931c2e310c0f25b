"""The same seed, definitions and commands give the same events, whatever the way to them was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketplace.history.model import HourBlock
from domain.marketplace.moments import HOUR, MINUTE
from domain.marketplace.timeline.model import Course
from domain.streams.model import StreamEvent
from simulator.engine.engine import LocalEngine
from tests.unit.simulator.engine.market import ALL, EPOCH, activate, course, engine, written

SPAN = 5 * HOUR
QUIET = course()
RUSH = course(activate("payment-outage", 1.37))
"""Begins within an hour and ends within another one, before the span does; its backlog is still there at the end."""


@dataclass
class Way:
    """What an engine did, step by step."""

    engine: LocalEngine
    events: list[StreamEvent] = field(default_factory=list)
    hours: list[HourBlock] = field(default_factory=list)
    skipped: int = 0

    def go(self, until: int, limit: int = ALL, *, lean: bool = False) -> None:
        progress = self.engine.advance(until, limit, lean=lean)
        assert progress.reached == self.engine.position
        self.events += progress.events
        self.hours += progress.hours
        self.skipped += sum(progress.skipped.values())

    @property
    def digest(self) -> str:
        return sha256("\n".join(map(written, self.events)).encode()).hexdigest()


@cache
def straight(of: Course) -> Way:
    """Return the way in one step."""
    way = Way(engine(of))
    way.go(EPOCH + SPAN)
    return way


@cache
def begun(of: Course) -> bytes:
    """Return an engine that stands at the epoch; taking it up again is quicker than making one."""
    return engine(of).save()


steps = st.lists(
    st.tuples(
        st.sampled_from(["step", "few", "save", "follow", "pause"]),
        st.integers(1, 2 * HOUR),
        st.integers(1, 2_000),
    ),
    max_size=8,
)


def walk(of: Course, known: Sequence[Course], plan: Sequence[tuple[str, int, int]]) -> Way:
    """Go through the span as planned; ``known`` is the course as it is known before and after its command."""
    way = Way(engine(known[0], begun(known[0])))
    for what, length, limit in plan:
        until = min(way.engine.position + length, EPOCH + SPAN)
        match what:
            case "step":
                way.go(until)
            case "few":
                way.go(until, limit)
            case "save":
                way.engine = engine(of, way.engine.save())
            case "follow":
                way.engine.follow(of)
            case _:
                way.go(way.engine.position)
    way.go(EPOCH + SPAN)
    return way


def same(way: Way, other: Way) -> None:
    assert way.digest == other.digest
    assert way.engine.sequences == other.engine.sequences
    assert way.hours == other.hours


@given(plan=steps)
@settings(max_examples=5, deadline=None)
def test_events_do_not_depend_on_how_the_way_is_cut(plan: list[tuple[str, int, int]]) -> None:
    same(walk(QUIET, [QUIET], plan), straight(QUIET))


@given(plan=steps)
@settings(max_examples=5, deadline=None)
def test_events_of_a_scenario_do_not_depend_on_how_the_way_is_cut(plan: list[tuple[str, int, int]]) -> None:
    same(walk(RUSH, [RUSH], plan), straight(RUSH))


@given(minutes=st.integers(10, 280), limit=st.integers(50, 5_000))
@settings(max_examples=3, deadline=None)
def test_a_command_that_is_given_while_it_runs_is_one_that_was_known(minutes: int, limit: int) -> None:
    at = EPOCH + minutes * MINUTE
    known = course(activate("support-overload", minutes / 60))
    way = Way(engine(QUIET, begun(QUIET)))
    while way.engine.position < at:
        way.go(at, limit)
    way.engine.follow(known)
    way.go(EPOCH + SPAN)
    ahead = Way(engine(known, begun(QUIET)))
    ahead.go(EPOCH + SPAN)
    same(way, ahead)


@given(plan=st.lists(st.tuples(st.booleans(), st.integers(1, 2 * HOUR), st.integers(1, 3_000)), max_size=10))
@settings(max_examples=5, deadline=None)
def test_what_nobody_watches_is_counted_and_changes_nothing_else(plan: list[tuple[bool, int, int]]) -> None:
    way = Way(engine(QUIET, begun(QUIET)))
    for lean, length, limit in [*plan, (True, SPAN, ALL)]:
        way.go(min(way.engine.position + length, EPOCH + SPAN), limit, lean=lean)
    whole = straight(QUIET)
    by_place = {(one.stream, one.sequence): written(one) for one in whole.events}
    assert all(by_place[one.stream, one.sequence] == written(one) for one in way.events)
    assert way.engine.sequences == whole.engine.sequences
    assert way.hours == whole.hours
    assert len(way.events) + way.skipped == len(whole.events)


def test_another_engine_and_another_seed() -> None:
    again, other = Way(engine(RUSH)), Way(engine(course(activate("payment-outage", 1.37), seed=8)))
    again.go(EPOCH + SPAN)
    other.go(EPOCH + SPAN)
    same(again, straight(RUSH))
    assert other.digest != again.digest
    assert not {one.key for one in other.events} & {one.key for one in again.events}


def test_a_jump_leaves_out_what_lay_between_and_numbers_on() -> None:
    way = Way(engine(QUIET, begun(QUIET)))
    way.go(EPOCH + HOUR)
    before = dict(way.engine.sequences)
    way.engine.jump(EPOCH + 4 * HOUR)
    assert way.engine.sequences == before
    way.events.clear()
    way.go(EPOCH + SPAN)
    assert min(one.at for one in way.events) >= EPOCH + 4 * HOUR
    for name, sequence in before.items():
        numbers = [one.sequence for one in way.events if one.stream == name]
        assert numbers == list(range(sequence + 1, sequence + 1 + len(numbers)))
    resumed = Way(engine(QUIET, way.engine.save()))
    way.go(EPOCH + SPAN + HOUR)
    resumed.go(EPOCH + SPAN + HOUR)
    assert [written(one) for one in way.events if one.at >= EPOCH + SPAN] == [written(one) for one in resumed.events]


@pytest.mark.parametrize("wrong", [b"", b"nothing", b"x\x9c\xabV\x02\x00\x00\x89\x00l"])
def test_a_damaged_engine_is_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        engine(QUIET, wrong)


def test_the_engine_of_another_simulator_is_refused() -> None:
    with pytest.raises(ValueError, match="another simulator"):
        engine(course(seed=9), begun(QUIET))
