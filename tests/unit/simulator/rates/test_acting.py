"""What influences do to rates: factors, additions, overrides, bounds, cascades, and how it is explained."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketplace.moments import DAY, HOUR
from domain.marketplace.scenarios.model import ProbabilityShift, SettlingCurve
from domain.marketplace.timeline.model import Course, Influence, Layer, Operation, Shift
from simulator.rates.cascades import damped, excess
from simulator.rates.explain import explain
from simulator.rates.model import RateModel
from tests.unit.simulator.rates.market import (
    CONFIRMED,
    EPOCH,
    ERRORS,
    EXPIRED,
    FAILED,
    GATEWAY,
    LOGIN,
    MARKET,
    PAID,
    RATING,
    REQUESTED,
    SEARCH,
    STREAMS,
    SUPPLY,
    TICKET,
    USERS,
    acting,
    course,
    number_of,
)

DAYS = EPOCH + np.arange(3 * 24, dtype=np.int64) * HOUR + HOUR // 2
QUIET = RateModel(MARKET, course())


@given(first=st.floats(0.1, 2.0), second=st.floats(0.1, 2.0))
@settings(max_examples=20, deadline=None)
def test_factors_multiply_whatever_layer_they_are_of(first: float, second: float) -> None:
    event = acting(ERRORS, second, layer=Layer.EVENT)
    rates = QUIET.following(course(acting(ERRORS, first), event))
    number = number_of(ERRORS)
    assert rates.own(number, DAYS) == pytest.approx(QUIET.own_quiet(number, DAYS) * first * second)
    assert rates.wanted(number, DAYS) == pytest.approx(first * second)


def test_additions_come_after_noise_and_never_below_nothing() -> None:
    number = number_of(ERRORS)
    more = QUIET.following(course(acting(ERRORS, 3.0, operation=Operation.ADD)))
    less = QUIET.following(course(acting(ERRORS, -500.0, operation=Operation.ADD)))
    assert more.own(number, DAYS) == pytest.approx(QUIET.own(number, DAYS) + 3.0)
    assert less.own(number, DAYS) == pytest.approx(np.zeros(len(DAYS)))


def test_an_override_wins_over_everything_and_a_later_one_over_an_earlier() -> None:
    number = number_of(ERRORS)
    first = acting(ERRORS, 9.0, operation=Operation.OVERRIDE)
    second = acting(ERRORS, 7.0, EPOCH + DAY, operation=Operation.OVERRIDE)
    rates = QUIET.following(course(acting(ERRORS, 2.0), first, second))
    assert rates.own(number, DAYS) == pytest.approx(np.where(DAYS < EPOCH + DAY, 9.0, 7.0))
    assert rates.override(number, DAYS) == pytest.approx(np.where(DAYS < EPOCH + DAY, 9.0, 7.0))
    assert np.isnan(QUIET.override(number, DAYS)).all()


def test_a_fading_override_blends_into_what_there_would_be() -> None:
    number = number_of(ERRORS)
    fading = acting(
        ERRORS,
        100.0,
        operation=Operation.OVERRIDE,
        fade_begin=EPOCH,
        fade_end=EPOCH + 2 * HOUR,
        curve=SettlingCurve.LINEAR,
    )
    rates = QUIET.following(course(fading))
    half = np.array([EPOCH + HOUR])
    quiet = QUIET.own(number, half)[0]
    assert rates.own(number, half)[0] == pytest.approx((quiet + min(100.0, 20 * 100 / 24)) / 2, rel=0.2)
    assert rates.own(number, np.array([EPOCH + 3 * HOUR])) == pytest.approx(
        QUIET.own(number, np.array([EPOCH + 3 * HOUR]))
    )


@given(factor=st.floats(0.01, 1e4), added=st.floats(-1e5, 1e5))
@settings(max_examples=30, deadline=None)
def test_a_rate_stays_between_nothing_and_twenty_times_its_baseline(factor: float, added: float) -> None:
    number = number_of(ERRORS)
    rates = QUIET.following(course(acting(ERRORS, factor), acting(ERRORS, added, operation=Operation.ADD)))
    own = rates.own(number, DAYS)
    assert own.min() >= 0.0
    assert own.max() <= 20 * 100 / 24 + 1e-9


def test_a_gauge_is_sampled_evenly_and_its_level_is_what_is_acted_on() -> None:
    number = number_of(USERS)
    rates = QUIET.following(course(acting(USERS, 2.0)))
    assert rates.own(number, DAYS) == pytest.approx(12.0)
    assert rates.level(number, DAYS) == pytest.approx(2.0 * QUIET.level(number, DAYS))
    assert QUIET.usual_level(number, DAYS).mean() == pytest.approx(1_200, rel=0.01)


def test_nothing_acts_before_its_beginning_and_after_its_end() -> None:
    number = number_of(LOGIN)
    rates = QUIET.following(course(acting(LOGIN, 2.0, EPOCH + DAY, 6)))
    factor = rates.own(number, DAYS) / QUIET.own(number, DAYS)
    inside = (DAYS >= EPOCH + DAY) & (DAYS < EPOCH + DAY + 6 * HOUR)
    assert factor == pytest.approx(np.where(inside, 2.0, 1.0))


def test_an_abnormal_trigger_sets_off_its_cascade_later() -> None:
    rates = QUIET.following(course(acting(EXPIRED, 4.0, EPOCH + DAY)))
    number = number_of(TICKET)
    assert np.array_equal(rates.wanted(number, DAYS)[:25], QUIET.wanted(number, DAYS)[:25])
    assert rates.wanted(number, DAYS)[31:] == pytest.approx(1.3)
    year = EPOCH + np.arange(8_760, dtype=np.int64) * HOUR
    assert 1.0 < QUIET.wanted(number, year).mean() < 1.04


def test_a_scenario_s_cascade_acts_fully_while_its_trigger_is_acted_upon_and_replaces_the_usual_one() -> None:
    cascade = acting(TICKET, 1.4, EPOCH + DAY, trigger=EXPIRED)
    number = number_of(TICKET)
    acted = QUIET.following(course(acting(EXPIRED, 4.0), cascade)).wanted(number, DAYS)
    alone = QUIET.following(course(cascade)).wanted(number, DAYS)
    assert acted[30:] == pytest.approx(1.4 * QUIET.wanted(number, DAYS)[30:])
    assert alone[30:].mean() < 1.15 * QUIET.wanted(number, DAYS)[30:].mean()


def test_a_cascade_has_no_word_where_a_scenario_says_itself_what_becomes_of_its_target() -> None:
    rates = QUIET.following(course(acting(EXPIRED, 4.0), acting(TICKET, 3.0)))
    number = number_of(TICKET)
    assert rates.wanted(number, DAYS) == pytest.approx(3.0 * QUIET.wanted(number, DAYS))


def test_the_strength_of_a_cascade_grows_from_one_to_three_deviations_and_halves_by_hop() -> None:
    ratios = 1.0 + 0.5 * np.array([-2.0, 1.0, 2.0, 3.0, 9.0])
    assert excess(ratios, 0.5).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert damped(np.array([0.2]), np.array([0.8]))[0] == pytest.approx(0.5)


def test_payload_values_shift_while_their_influence_acts() -> None:
    shift = Shift(acting(RATING, 1.0, EPOCH, 24), ProbabilityShift("rating_score", (("1", 2.0), ("2", 2.0))))
    quiet = course()
    rates = QUIET.following(Course(quiet.timeline, (), (shift,), (), (), (), ()))
    assert rates.shifts(number_of(RATING), EPOCH + HOUR) == {"rating_score": {"1": 2.0, "2": 2.0}}
    assert rates.shifts(number_of(RATING), EPOCH + 2 * DAY) == {}
    assert rates.shifts(number_of(TICKET), EPOCH + HOUR) == {}


def failing(factor: float, *influences: Influence) -> Course:
    """Return a course in which transactions fail more often from the second day on, and what else acts."""
    shift = Shift(acting(GATEWAY, 1.0, EPOCH + DAY), ProbabilityShift("status", (("failed", factor),)))
    return replace(course(*influences), shifts=(shift,))


def test_what_follows_from_shifted_payloads_comes_as_often_as_they_do() -> None:
    rates = QUIET.following(failing(4.0))
    whole = 0.05 * 4.0 + 0.92 + 0.03
    second = slice(26, None)
    for name, factor in ((FAILED, 4.0 / whole), (PAID, 1.0 / whole), (GATEWAY, 1.0)):
        number = number_of(name)
        ratio = rates.rate(number, DAYS) / QUIET.rate(number, DAYS)
        assert ratio[:24] == pytest.approx(np.ones(24)), name
        assert ratio[second] == pytest.approx(np.full(46, factor), rel=0.005), name
    tickets = number_of(TICKET)
    assert rates.rate(tickets, DAYS)[32:].mean() > 1.1 * QUIET.rate(tickets, DAYS)[32:].mean()
    told = dict(explain(rates, FAILED, EPOCH + 2 * DAY).sources)
    assert told[f"stream:{GATEWAY}"] == pytest.approx(4.0 / whole)


def test_a_factor_states_the_rate_that_results_though_payloads_are_shifted_as_well() -> None:
    rates = QUIET.following(failing(4.0, acting(FAILED, 3.0, EPOCH + DAY)))
    number = number_of(FAILED)
    ratio = rates.rate(number, DAYS) / QUIET.rate(number, DAYS)
    assert ratio[26:] == pytest.approx(np.full(46, 3.0), rel=0.01)


def test_an_overridden_share_wins_over_a_shifted_one() -> None:
    override = acting(GATEWAY, 50.0, EPOCH + DAY, 24, Operation.OVERRIDE)
    both, alone = (QUIET.following(one) for one in (failing(4.0, override), failing(1.0, override)))
    for name in (FAILED, PAID):
        number = number_of(name)
        assert both.rate(number, DAYS)[26:47] == pytest.approx(alone.rate(number, DAYS)[26:47])
        assert both.rate(number, DAYS)[50:] != pytest.approx(alone.rate(number, DAYS)[50:], rel=0.05)
    failed = alone.rate(number_of(FAILED), DAYS) / QUIET.rate(number_of(FAILED), DAYS)
    paid = alone.rate(number_of(PAID), DAYS) / QUIET.rate(number_of(PAID), DAYS)
    assert (failed[30], paid[30]) == (pytest.approx(10.0), pytest.approx(0.5 / 0.95, rel=0.005))


@pytest.mark.parametrize("name", [stream.name for stream in STREAMS])
@pytest.mark.parametrize("hour", [3, 13, 40])
def test_the_factors_that_are_told_make_the_rate(name: str, hour: int) -> None:
    acts = (acting(LOGIN, 1.2), acting(SEARCH, 1.6, layer=Layer.EVENT), acting(SUPPLY, 50.0, operation=Operation.ADD))
    rates = QUIET.following(course(*acts))
    at = EPOCH + hour * HOUR + HOUR // 3
    told = explain(rates, name, at)
    product = told.baseline * told.time_of_day * told.weekday * told.calendar * told.growth
    product *= told.scenarios * told.events * told.chain * told.noise
    number, moment = number_of(name), np.array([at])
    # 1.2 times the logins are 1.2 times as many students who are there.
    rate = 1.2 * rates.level(number, moment) if name == USERS else rates.rate(number, moment)
    assert told.rate == pytest.approx(rate[0])
    assert product + told.added == pytest.approx(told.rate)


def test_an_explanation_names_its_sources() -> None:
    rates = QUIET.following(course(acting(SEARCH, 1.6), acting(ERRORS, 42.0, operation=Operation.OVERRIDE)))
    search = explain(rates, SEARCH, EPOCH + DAY)
    requested = explain(rates, REQUESTED, EPOCH + DAY)
    errors = explain(rates, ERRORS, EPOCH + DAY)
    assert dict(search.sources)[f"scenario:test#{SEARCH}"] == pytest.approx(1.6)
    assert dict(requested.sources)[f"stream:{SEARCH}"] == pytest.approx(1.6, abs=0.01)
    assert requested.chain == pytest.approx(1.6, rel=0.05)
    assert (errors.override, errors.rate) == (pytest.approx(42.0), pytest.approx(42.0))
    with pytest.raises(ValueError, match="no stream"):
        explain(rates, "no.such.stream", EPOCH)


def test_rates_follow_another_course_and_keep_what_it_does_not_touch() -> None:
    after = QUIET.following(course(acting(SEARCH, 2.0, EPOCH + DAY)))
    for name in (LOGIN, SUPPLY, ERRORS, SEARCH, CONFIRMED):
        number = number_of(name)
        assert np.array_equal(after.rate(number, DAYS[:24]), QUIET.rate(number, DAYS[:24]))
    assert np.array_equal(after.rate(number_of(SUPPLY), DAYS), QUIET.rate(number_of(SUPPLY), DAYS))
