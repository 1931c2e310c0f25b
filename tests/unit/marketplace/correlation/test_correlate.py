"""Which external events moved which streams, on counts whose truth the test knows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketplace.correlation.correlate import LEAST_HOURS, correlate
from domain.marketplace.correlation.model import CorrelationVerdict, EventStreamCorrelation
from domain.marketplace.events.model import ExternalEvent, Impact, ImpactDirection
from domain.marketplace.history.model import Blocks
from domain.marketplace.moments import HOUR, micros, span
from tests.fixtures.marketplace import EPOCH, REQUESTED, SEARCH, SUPPLY, TICKETS, an_event, an_impact

DAYS = 58
HOURS = DAYS * 24
STREAMS = (SEARCH, REQUESTED, SUPPLY, TICKETS)
Moves = list[tuple[str, float, float, float]]


def counted(*moves: tuple[str, float, float, float], seed: int = 1, rate: float = 60.0) -> Blocks:
    """Return hourly counts with a daily and weekly season; each move is (stream, at hour, hours, factor)."""
    drawn = np.random.default_rng(seed)
    hours = np.arange(HOURS)
    season = rate * (1 + 0.5 * np.sin(hours / 24 * 2 * np.pi)) * np.where((hours // 24) % 7 > 4, 1.3, 1.0)
    rates = np.tile(season, (len(STREAMS), 1)) * np.exp(0.05 * drawn.standard_normal((len(STREAMS), HOURS)))
    for name, at, length, factor in moves:
        rates[STREAMS.index(name), int(at) : int(at + length)] *= factor
    expected = np.tile(season, (len(STREAMS), 1))
    return Blocks(EPOCH, HOUR, STREAMS, drawn.poisson(rates).astype(float), expected)


def found(blocks: Blocks, *events: ExternalEvent) -> dict[tuple[int, str], EventStreamCorrelation]:
    return {(one.event.id.int, one.stream): one for one in correlate(blocks, events)}


def herrings(number: int = 6) -> list[ExternalEvent]:
    """Return events that nothing follows from, on days of their own."""
    return [
        an_event(900 + 72 * place, an_impact(SUPPLY, lasts=24), number=100 + place, causal=False)
        for place in range(number)
    ]


def test_an_event_that_moved_its_stream_is_confirmed_and_red_herrings_are_not() -> None:
    event = an_event(600, an_impact(SEARCH, lasts=24), causal=True)
    result = found(counted((SEARCH, 600, 24, 1.5)), event, *herrings())
    seen = result[1, SEARCH]
    assert (seen.verdict, seen.direction) == (CorrelationVerdict.CONFIRMED, ImpactDirection.INCREASE)
    assert seen.strength > 3
    assert seen.p_value < 0.01
    assert {one.verdict for (number, _), one in result.items() if number >= 100} == {CorrelationVerdict.NOT_SEEN}


def test_the_truth_that_an_event_carries_is_not_looked_at() -> None:
    blocks = counted((SEARCH, 600, 24, 1.5))
    event = an_event(600, an_impact(SEARCH, lasts=24))
    told, untold = (found(blocks, replace(event, causal=causal), *herrings()) for causal in (True, False))
    assert {key: one.verdict for key, one in told.items()} == {key: one.verdict for key, one in untold.items()}


def test_a_fall_that_was_expected_is_negative_and_confirmed() -> None:
    event = an_event(600, an_impact(SEARCH, ImpactDirection.DECREASE, lasts=24))
    seen = found(counted((SEARCH, 600, 24, 0.6)), event, *herrings())[1, SEARCH]
    assert (seen.verdict, seen.direction) == (CorrelationVerdict.CONFIRMED, ImpactDirection.DECREASE)
    assert seen.strength < -3


def test_a_move_against_what_was_expected_is_unexpected() -> None:
    event = an_event(600, an_impact(SEARCH, ImpactDirection.DECREASE, lasts=24))
    seen = found(counted((SEARCH, 600, 24, 2.0)), event, *herrings())[1, SEARCH]
    assert (seen.verdict, seen.direction) == (CorrelationVerdict.UNEXPECTED, ImpactDirection.INCREASE)


def test_a_stream_of_which_nothing_was_expected_is_told_only_when_it_moved() -> None:
    event = an_event(600, an_impact(SEARCH, lasts=24))
    result = found(counted((SEARCH, 600, 24, 1.5), (TICKETS, 600, 24, 2.5)), event, *herrings())
    assert result[1, TICKETS].verdict is CorrelationVerdict.UNEXPECTED
    assert (1, REQUESTED) not in result


def test_of_two_overlapping_events_only_the_one_that_acted_is_confirmed() -> None:
    """The second begins while the first still acts, and outlasts it by a day in which nothing happens."""
    first = an_event(600, an_impact(SEARCH, lasts=24), number=1)
    second = an_event(612, an_impact(SEARCH, lasts=48), number=2)
    result = found(counted((SEARCH, 600, 24, 1.5)), first, second, *herrings())
    assert result[1, SEARCH].verdict is CorrelationVerdict.CONFIRMED
    assert result[2, SEARCH].verdict is CorrelationVerdict.NOT_SEEN


def test_two_overlapping_events_that_both_acted_are_both_confirmed() -> None:
    first = an_event(600, an_impact(SEARCH, lasts=24), number=1)
    second = an_event(612, an_impact(SEARCH, ImpactDirection.DECREASE, lasts=48), number=2)
    result = found(counted((SEARCH, 600, 24, 1.8), (SEARCH, 612, 48, 0.6)), first, second, *herrings())
    assert {result[number, SEARCH].verdict for number in (1, 2)} == {CorrelationVerdict.CONFIRMED}


def test_the_onset_is_waited_for() -> None:
    impact = an_impact(SEARCH, lasts=24)
    event = an_event(576, impact, onset=24)
    seen = found(counted((SEARCH, 600, 24, 1.5)), event, *herrings())[1, SEARCH]
    assert seen.verdict is CorrelationVerdict.CONFIRMED
    assert seen.begin == micros(event.at) + 24 * HOUR
    assert seen.end - seen.begin == span(impact.duration)


def test_the_season_alone_confirms_nothing() -> None:
    """A window that holds only the busy hours, against hours of every kind."""
    events = [an_event(24 * day + 2, an_impact(SEARCH, lasts=8), number=day + 1) for day in range(20, 50, 3)]
    result = found(counted(), *events)
    confirmed = [one for one in result.values() if one.verdict is CorrelationVerdict.CONFIRMED]
    assert len(confirmed) <= 2


def test_a_mixed_expectation_is_confirmed_by_a_move_in_either_direction() -> None:
    mixed = Impact(SEARCH, ImpactDirection.MIXED, an_impact(SEARCH).magnitude, an_impact(SEARCH, lasts=24).duration)
    for factor in (0.5, 1.8):
        seen = found(counted((SEARCH, 600, 24, factor)), an_event(600, mixed), *herrings())[1, SEARCH]
        assert seen.verdict is CorrelationVerdict.CONFIRMED


def test_too_short_a_past_says_nothing() -> None:
    blocks = counted()
    short = Blocks(EPOCH, HOUR, STREAMS, blocks.values[:, : LEAST_HOURS - 1], blocks.expected[:, : LEAST_HOURS - 1])
    assert correlate(short, [an_event(100, an_impact(SEARCH, lasts=24))]) == ()
    assert correlate(blocks, []) == ()


def test_events_outside_of_the_hours_are_left_out() -> None:
    assert found(counted(), an_event(-500, an_impact(SEARCH, lasts=24)), an_event(HOURS + 5)) == {}


def test_only_hours_are_taken() -> None:
    blocks = counted()
    with pytest.raises(ValueError, match="hourly"):
        correlate(Blocks(EPOCH, 2 * HOUR, STREAMS, blocks.values, blocks.expected), [an_event(600)])


def test_streams_with_hardly_an_event_are_left_out() -> None:
    assert found(counted(rate=0.02), an_event(600, an_impact(SEARCH, lasts=24))) == {}


@given(seed=st.integers(0, 1000), at=st.integers(400, 1200))
@settings(max_examples=15, deadline=None)
def test_what_is_found_does_not_depend_on_the_order_of_the_events(seed: int, at: int) -> None:
    events = [an_event(at, an_impact(SEARCH, lasts=24)), *herrings(3)]
    blocks = counted((SEARCH, at, 24, 1.3), seed=seed)
    assert {key: one.verdict for key, one in found(blocks, *events).items()} == {
        key: one.verdict for key, one in found(blocks, *reversed(events)).items()
    }
