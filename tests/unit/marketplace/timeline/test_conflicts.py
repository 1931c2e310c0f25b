"""Things that act on one stream at one time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.marketplace.scenarios.model import StreamModifier
from domain.marketplace.timeline.compile import compile_course
from domain.marketplace.timeline.model import Course
from domain.marketplace.timeline.preview import factor, preview
from tests.fixtures.marketplace import (
    PAID,
    SEARCH,
    a_marketplace,
    a_scenario,
    a_timeline,
    activate,
    an_event,
    an_impact,
    hour,
    inject,
    modify,
    outage,
)

MARKET = a_marketplace()


def together(first: StreamModifier, second: StreamModifier) -> Course:
    commands = (modify(1, 0, first, 0, 10), activate(2, 1, a_scenario("rush", second, duration=2)))
    return compile_course(MARKET, a_timeline(*commands), [])


def words(first: StreamModifier, second: StreamModifier) -> str:
    return " ".join(together(first, second).activations[0].conflicts)


def test_multipliers_multiply() -> None:
    course = together(StreamModifier(SEARCH, multiplier=1.5), StreamModifier(SEARCH, multiplier=1.2))
    assert "1.5 × 1.2 = 1.8" in course.activations[0].conflicts[0]
    assert factor(course.influences, np.array([hour(2)]))[0] == pytest.approx(1.8)


@given(st.floats(0.1, 4), st.floats(0.1, 4))
def test_the_factor_does_not_depend_on_the_order(one: float, other: float) -> None:
    first, second = StreamModifier(SEARCH, multiplier=one), StreamModifier(SEARCH, multiplier=other)
    at = np.array([hour(2)])
    there, back = (factor(together(*pair).influences, at)[0] for pair in ((first, second), (second, first)))
    assert there == pytest.approx(one * other)
    assert there == pytest.approx(back)


def test_the_later_override_wins_and_makes_factors_idle() -> None:
    told = words(StreamModifier(SEARCH, override=5.0), StreamModifier(SEARCH, override=7.0, multiplier=2.0))
    assert "the later override wins: 7 by scenario:rush#2" in told
    assert "makes × 2 by scenario:rush#2 idle" in told


def test_a_rate_is_cut_to_twenty_times_the_baseline_and_to_nothing() -> None:
    assert "is cut to 20 times" in words(StreamModifier(SEARCH, multiplier=6), StreamModifier(SEARCH, multiplier=5))
    assert "stays at 0" in words(StreamModifier(SEARCH, additive=-900), StreamModifier(SEARCH, multiplier=1.1))


def test_what_acts_on_another_stream_or_at_another_time_is_no_conflict() -> None:
    assert words(StreamModifier(PAID, multiplier=1.5), StreamModifier(SEARCH, multiplier=1.2)) == ""
    late = modify(1, 0, StreamModifier(SEARCH, multiplier=1.5), 50, 60)
    course = compile_course(
        MARKET, a_timeline(late, activate(2, 1, a_scenario("rush", StreamModifier(SEARCH, multiplier=2)))), []
    )
    assert course.activations[0].conflicts == ()


def test_a_preview_shows_the_peak_and_when_it_is_over() -> None:
    before = compile_course(MARKET, a_timeline(modify(1, 0, StreamModifier(SEARCH, multiplier=1.5), 0, None)), [])
    event = inject(2, 10, an_event(10, an_impact(SEARCH, lasts=100), number=5))
    after = compile_course(MARKET, a_timeline(*before.timeline.commands, event), [])
    (shown,) = preview(MARKET, before, after, hour(10))
    assert (shown.before, shown.now, shown.peak) == (1.5, 1.5, pytest.approx(2.25))
    assert hour(20) <= shown.peak_at <= hour(90)
    assert shown.back_at == hour(110)
    assert "= 2.25" in shown.warnings[0]


def test_a_preview_tells_of_overrides_and_of_what_never_ends() -> None:
    before = compile_course(MARKET, a_timeline(), [an_event(0)])
    after = compile_course(MARKET, a_timeline(activate(1, 0, outage())), [an_event(0)])
    shown = {one.stream: one for one in preview(MARKET, before, after, hour(0))}
    assert set(shown) == {one.stream for one in after.influences} - {SEARCH}
    assert shown["payment_gateway.transaction.status"].override == 95
    endless = modify(1, 0, StreamModifier(SEARCH, multiplier=1.5), 0, None)
    (one,) = preview(MARKET, before, compile_course(MARKET, a_timeline(endless), [an_event(0)]), hour(0))
    assert one.back_at is None


def test_a_preview_of_no_change_is_empty() -> None:
    course = compile_course(MARKET, a_timeline(activate(1, 0, outage())), [])
    assert preview(MARKET, course, course, hour(1)) == ()
