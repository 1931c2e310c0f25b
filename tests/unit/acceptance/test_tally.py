"""What is measured on live events."""

import pytest

from config.marketplace.loader import load_marketplace
from domain.acceptance.tally import Tally
from tests.unit.acceptance.happenings import (
    CONFIRMED,
    DECLINED,
    EXPIRED,
    REQUESTED,
    Happenings,
    at,
    named,
)


@pytest.fixture(scope="module")
def marketplace():
    return load_marketplace()


@pytest.fixture
def told(marketplace):
    def tell(happenings, days=9.0):
        tally = Tally(marketplace, at(0), at(24 * days))
        tally.take(happenings.in_order())
        return named(tally.checks())

    return tell


def a_day_of_bookings(confirmed=75, declined=16, expired=9):
    happenings = Happenings()
    ends = [(CONFIRMED, 3.0)] * confirmed + [(DECLINED, 11.0)] * declined + [(EXPIRED, 24.0)] * expired
    for place, (outcome, after) in enumerate(ends):
        request = happenings.add(REQUESTED, place / 10)
        happenings.add(outcome, place / 10 + after, request)
    return happenings


def test_shares_of_bookings_are_those_of_their_requests(told):
    checks = told(a_day_of_bookings())
    assert (checks["confirmed"].measured, checks["declined"].measured, checks["expired"].measured) == (75, 16, 9)
    assert checks["confirmed"].passed
    assert checks["booking-sum"].passed
    assert checks["orphans"].passed
    assert checks["delays"].passed


def test_requests_of_the_last_day_do_not_count_yet(told):
    happenings = a_day_of_bookings()
    for _ in range(40):
        happenings.add(REQUESTED, 200.0)
    checks = told(happenings)
    assert checks["confirmed"].measured == 75
    assert checks["booking-sum"].passed


def test_a_request_that_never_ends_is_found(told):
    happenings = a_day_of_bookings()
    lost = happenings.add(REQUESTED, 40.0)
    check = told(happenings)["booking-sum"]
    assert not check.passed
    assert f"{lost.key:016x} has no outcome" in check.detail


def test_a_request_that_ends_twice_is_found(told):
    happenings = Happenings()
    request = happenings.add(REQUESTED, 30.0)
    happenings.add(CONFIRMED, 31.0, request)
    happenings.add(DECLINED, 32.0, request)
    assert told(happenings)["booking-sum"].measured == 1


def test_a_share_outside_its_range_fails_with_less_score_the_further_it_is(told):
    near = told(a_day_of_bookings(confirmed=68, declined=20, expired=12))["confirmed"]
    far = told(a_day_of_bookings(confirmed=60, declined=20, expired=20))["confirmed"]
    assert not near.passed
    assert not far.passed
    assert 1 > near.score > far.score


def test_over_less_than_a_week_shares_may_be_further_off(told):
    happenings = a_day_of_bookings(confirmed=68, declined=20, expired=12)
    assert told(happenings, days=3)["expired"].passed
    assert not told(happenings, days=8)["expired"].passed


@pytest.mark.parametrize(("outcome", "after"), [(EXPIRED, 23.5), (DECLINED, 12.5), (CONFIRMED, 24.5)])
def test_a_child_outside_its_delay_is_found(told, outcome, after):
    happenings = Happenings()
    happenings.add(outcome, 2.0 + after, happenings.add(REQUESTED, 2.0))
    check = told(happenings)["delays"]
    assert check.measured == 1
    assert f"{after:.2f} h after {REQUESTED}" in check.detail


def test_a_delay_counts_from_the_scheduled_time_where_it_should(told):
    happenings = Happenings()
    session = happenings.add(CONFIRMED, 1.0, scheduled_time="2026-03-04T12:00:00Z")
    happenings.add("session.started", 60.2, session)
    assert told(happenings)["delays"].passed
    happenings.add("session.no_show.student", 61.0, session)
    assert told(happenings)["delays"].measured == 1


@pytest.mark.parametrize(
    ("confirmed", "cancelled", "fits"), [(10.0, 58.9, True), (10.0, 59.5, False), (59.5, 59.9, True)]
)
def test_a_lesson_that_is_confirmed_late_is_cancelled_before_it_begins(told, confirmed, cancelled, fits):
    happenings = Happenings()
    session = happenings.add(CONFIRMED, confirmed, scheduled_time="2026-03-04T12:00:00Z")
    happenings.add("session.cancellation.by_student", cancelled, session)
    assert told(happenings)["delays"].passed is fits


def test_a_child_whose_parent_never_was_is_an_orphan(told):
    happenings = Happenings()
    happenings.add(CONFIRMED, 40.0, 12345)
    check = told(happenings)["orphans"]
    assert check.measured == 1
    assert "which is not there" in check.detail


def test_a_parent_may_have_been_before_the_start(told):
    happenings = Happenings()
    happenings.add(CONFIRMED, 20.0, 12345)
    check = told(happenings)["orphans"]
    assert check.passed
    assert "the parents of 1 more were before the start" in check.detail


def test_a_child_of_the_wrong_stream_is_an_orphan(told):
    happenings = Happenings()
    happenings.add("session.completed", 41.0, happenings.add(REQUESTED, 40.0), tutor_id="a")
    assert "cannot follow from session.booking.requested" in told(happenings)["orphans"].detail


def test_what_needs_something_before_it_and_has_nothing_is_found(told):
    happenings = Happenings()
    happenings.add("session.completed", 3.0, tutor_id="tut-1")
    check = told(happenings)["prerequisites"]
    assert check.measured == 1
    assert "session.completed" in check.detail


@pytest.mark.parametrize(("begins", "fits"), [(168.2, True), (168.3, False)])
def test_a_lesson_is_scheduled_within_a_week_and_begins_a_quarter_of_an_hour_later_at_most(told, begins, fits):
    happenings = Happenings()
    session = happenings.add(CONFIRMED, 0.0, scheduled_time="2026-03-09T00:00:00Z")
    happenings.add("session.started", begins, session)
    assert told(happenings)["prerequisites"].passed is fits


def test_links_off_their_probability_are_named(told):
    happenings = Happenings()
    for place in range(1000):
        started = happenings.add("customer.signup.started", place / 10)
        if place % 8 == 0:
            happenings.add("customer.signup.completed", place / 10 + 0.1, started)
    check = told(happenings)["trees"]
    assert check.measured == 1
    assert "customer.signup.started → customer.signup.completed: 0.31 times its 0.4" in check.detail


def test_gaps_disorder_and_repeated_ids_are_found(told):
    happenings = Happenings()
    happenings.add("seo.organic.traffic", 1.0, key=7)
    happenings.add("seo.organic.traffic", 2.0, key=7, sequence=3)
    checks = told(happenings)
    assert "seo.organic.traffic: 3 in place of 2" in checks["gap-free"].detail
    assert checks["unique-ids"].measured == 1


def test_most_values_must_be_usual(told):
    happenings = Happenings()
    for value in (20.0, 29.9, 30.0, 70.0, 50.0):
        happenings.add("seo.organic.traffic", 1.0, normalized=value)
    assert told(happenings)["normalised-live"].measured == pytest.approx(60)


def test_sessions_count_by_tutor_and_day(told):
    happenings = Happenings()
    for hours, tutor in ((1, "a"), (2, "a"), (3, "a"), (4, "b"), (30, "a"), (31, "a")):
        happenings.add("session.completed", hours, tutor_id=tutor)
    happenings.add("platform.concurrent.users", 1.0, active_student_count=90, active_tutor_count=30)
    checks = told(happenings)
    assert checks["sessions-per-tutor"].measured == 2
    assert checks["students-per-tutor"].measured == 3
    assert checks["rated"].measured == 0


def test_nothing_to_measure_is_no_success(told):
    checks = told(Happenings())
    assert not checks["confirmed"].passed
    assert checks["confirmed"].score == 0
