"""The real clock and the real identifiers."""

from datetime import UTC, timedelta

from infra.clock import SystemClock, UuidV7Ids


def test_the_time_is_in_utc_and_does_not_stand_still_or_run_back():
    clock = SystemClock()
    moments = [clock.now() for _ in range(1000)]
    assert all(moment.tzinfo is UTC for moment in moments)
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] > timedelta(0)


def test_identifiers_are_version_7_and_sort_in_the_order_they_were_made():
    ids = UuidV7Ids()
    made = [ids.new() for _ in range(10_000)]
    assert {each.version for each in made} == {7}
    assert made == sorted(set(made))
    assert [each.hex for each in made] == sorted(each.hex for each in made)
