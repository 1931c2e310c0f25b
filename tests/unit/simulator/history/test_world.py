"""The external events of the baseline."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketplace.events.model import ExternalEventType, ImpactDirection
from domain.marketplace.moments import DAY, HOUR, micros
from simulator.history.world import LONGEST, baseline_events
from tests.unit.simulator.rates.market import EPOCH, MARKET

MONTH = baseline_events(MARKET, 1, EPOCH - 30 * DAY, EPOCH)
YEAR = baseline_events(MARKET, 1, EPOCH, EPOCH + 365 * DAY)


def test_two_to_five_events_happen_on_a_day() -> None:
    days = Counter(event.at.date() for event in MONTH)
    assert len(days) == 30
    assert set(days.values()) <= {2, 3, 4, 5}
    assert 60 <= len(MONTH) <= 150


@pytest.mark.parametrize("seed", range(10))
def test_about_two_thirds_really_do_something(seed: int) -> None:
    events = baseline_events(MARKET, seed, EPOCH - 30 * DAY, EPOCH)
    assert 0.6 <= sum(event.causal for event in events) / len(events) <= 0.7


@given(first=st.integers(-100, 100), hours=st.integers(1, 200))
@settings(max_examples=20, deadline=None)
def test_the_events_of_a_span_do_not_depend_on_the_span(first: int, hours: int) -> None:
    begin, end = EPOCH + first * HOUR, EPOCH + (first + hours) * HOUR
    wide = baseline_events(MARKET, 1, begin - 3 * DAY, end + 3 * DAY)
    assert baseline_events(MARKET, 1, begin, end) == tuple(one for one in wide if begin <= micros(one.at) < end)


def test_ids_are_unique_and_events_are_in_order() -> None:
    assert len({event.id for event in YEAR}) == len(YEAR)
    assert [event.at for event in YEAR] == sorted(event.at for event in YEAR)
    assert {event.injected_by for event in YEAR} == {"baseline"}


def test_another_seed_is_another_world() -> None:
    assert not {event.id for event in baseline_events(MARKET, 2, EPOCH - 30 * DAY, EPOCH)} & {e.id for e in MONTH}


def test_academic_events_have_their_date_in_each_of_their_months() -> None:
    academic = [event.at.date() for event in YEAR if event.type is ExternalEventType.ACADEMIC]
    assert {day.month for day in academic} == {5, 11}
    assert len({day.day for day in academic}) == 1


def test_marketing_gathers_in_a_few_days() -> None:
    days = Counter((micros(event.at) // DAY) for event in YEAR if event.type is ExternalEventType.MARKETING)
    fortnights = Counter({day // 14: 0 for day in days})
    busiest = Counter({day // 14: 0 for day in days})
    for day, count in days.items():
        fortnights[day // 14] += count
    for start in range(min(days), max(days)):
        inside = sum(days[day] for day in range(start, start + 4) if day // 14 == start // 14)
        busiest[start // 14] = max(busiest[start // 14], inside)
    assert busiest.total() / fortnights.total() > 1.5 * 4 / 14


def test_effects_are_short_and_their_direction_is_settled() -> None:
    impacts = [impact for event in YEAR for impact in event.impacts]
    assert max(impact.duration for impact in impacts) == LONGEST
    assert min(impact.duration for impact in impacts) == timedelta(hours=2)
    assert {impact.direction for impact in impacts} == {ImpactDirection.INCREASE, ImpactDirection.DECREASE}


def test_a_template_rests_before_it_happens_again() -> None:
    last: dict[str, int] = {}
    for event in YEAR:
        day = micros(event.at) // DAY
        assert day - last.get(event.title, -10) >= 3
        last[event.title] = day


def test_a_marketplace_without_templates_has_no_events() -> None:
    assert baseline_events(replace(MARKET, templates=()), 1, EPOCH, EPOCH + 10 * DAY) == ()
