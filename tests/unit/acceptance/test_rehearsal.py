"""A scenario's effect against its twin, and what is expected of it."""

import pytest

from domain.acceptance.assertions import Assertion, Metric, judged
from domain.acceptance.rehearsal import Phase, Rehearsal, causes, phase_of
from domain.marketplace.history.model import HourBlock
from domain.marketplace.moments import HOUR
from domain.marketplace.timeline.compile import compile_course
from tests.fixtures.marketplace import GATEWAY, SEARCH, TICKETS, a_marketplace, a_timeline, activate, hour, surge


@pytest.fixture
def marketplace():
    return a_marketplace()


@pytest.fixture
def course(marketplace):
    return compile_course(marketplace, a_timeline(activate(1, 2, surge())), ())


def block(marketplace, begin, search):
    counts = tuple(search if name == SEARCH else 0 for name in marketplace.names)
    return HourBlock(hour(begin), counts, ())


def test_hours_belong_to_the_phase_of_their_middle(course):
    activation = course.activations[0]
    phases = [phase_of(activation, hour(number)) for number in (0, 1, 2, 4, 5, 40)]
    assert phases == [Phase.BEFORE, Phase.BEFORE, Phase.ACTIVE, Phase.ACTIVE, Phase.SETTLING, Phase.SETTLED]
    assert phase_of(activation, activation.active_until - HOUR // 4) is Phase.SETTLING


def test_a_phase_adds_up_its_hours(marketplace, course):
    rehearsal = Rehearsal(marketplace, course.activations[0])
    for number, (run, twin) in enumerate([(50, 50), (60, 60), (160, 100), (170, 110), (150, 90)]):
        rehearsal.add(block(marketplace, number, run), block(marketplace, number, twin))
    found = rehearsal.measured(marketplace.streams[0], Phase.ACTIVE, 1.6, 240.0)
    assert found is not None
    assert (found.count, found.twin, found.hours, found.rate) == (480, 300, 3, 160)
    assert found.factor == pytest.approx(1.6)
    assert found.baseline_factor == pytest.approx(2.0)
    assert rehearsal.measured(marketplace.streams[0], Phase.SETTLED, 1.0, 1.0) is None


def test_a_stream_without_events_in_the_twin_has_no_factor(marketplace, course):
    rehearsal = Rehearsal(marketplace, course.activations[0])
    rehearsal.add(block(marketplace, 2, 5), block(marketplace, 2, 0))
    found = rehearsal.measured(marketplace.streams[0], Phase.ACTIVE, None, 0.0)
    assert found is not None
    assert found.factor is None
    verdict = judged(Assertion(SEARCH, Metric.FACTOR, Phase.ACTIVE, 1.0, None), {(SEARCH, Phase.ACTIVE): found})
    assert not verdict.passed
    assert verdict.reason == "there was nothing to measure it by"


def test_streams_are_affected_by_the_first_of_their_causes(course):
    sources = {}
    for one in course.influences:
        sources.setdefault(one.stream, []).append(one.source)
    found = causes(course.activations[0], sources, course.activations[0].events)
    assert found[SEARCH] == "scenario"
    assert found[TICKETS] == "cascade"
    assert GATEWAY not in found


@pytest.mark.parametrize(
    ("low", "high", "passed"), [(1.0, 2.0, True), (1.6, 1.6, True), (1.7, None, False), (None, 1.5, False)]
)
def test_an_expectation_is_a_range_with_both_ends(marketplace, course, low, high, passed):
    rehearsal = Rehearsal(marketplace, course.activations[0])
    rehearsal.add(block(marketplace, 2, 160), block(marketplace, 2, 100))
    found = rehearsal.measured(marketplace.streams[0], Phase.ACTIVE, None, None)
    assert found is not None
    assertion = Assertion(SEARCH, Metric.FACTOR, Phase.ACTIVE, low, high)
    assert judged(assertion, {(SEARCH, Phase.ACTIVE): found}).passed is passed


def test_a_phase_that_was_not_reached_fails_and_says_so():
    verdict = judged(Assertion(SEARCH, Metric.COUNT, Phase.SETTLED, None, 5.0), {})
    assert not verdict.passed
    assert verdict.reason == "the run ended before it was settled"
    assert verdict.assertion.told() == f"count of {SEARCH} while settled ≤ 5"
