"""Scalars take what they say they take, and nothing else."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from graph import scalars
from tests.graph.protocol.small_world import stock_schema

PARSERS = [
    scalars.parse_date_time,
    scalars.parse_date,
    scalars.parse_decimal,
    scalars.parse_long,
]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T09:30:00Z", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31t09:30:00z", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31T09:30:00.25+02:00", datetime(2026, 1, 31, 7, 30, 0, 250_000, tzinfo=UTC)),
        ("2026-01-31T09:30:00-00:00", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_read_into_utc(text, moment):
    parsed = scalars.parse_date_time(text)
    assert parsed == moment
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2026-01-31T09:30:00", "no offset from UTC"),
        ("2026-01-31", "Expected a moment"),
        ("2026-02-30T09:30:00Z", "not a moment that exists"),
        ("2026-01-31T25:30:00Z", "not a moment that exists"),
        ("0001-01-01T00:00:00+10:00", "not a moment that exists"),
        ("2026-01-31T09:30:00+99:00", "not a moment that exists"),
        ("２０２６-01-31T09:30:00Z", "Expected a moment"),
        ("20260131T093000Z", "Expected a moment"),
        (1_769_851_800, "got a number"),
        (None, "got null"),
        (["2026-01-31T09:30:00Z"], "got a list or object"),
    ],
)
def test_what_is_no_moment_is_refused_with_a_reason(text, part):
    with pytest.raises(GraphQLError, match=part):
        scalars.parse_date_time(text)


def test_moments_are_written_in_utc():
    east = timezone(timedelta(hours=2))
    assert scalars.serialize_date_time(datetime(2026, 1, 31, 9, 30, tzinfo=east)) == "2026-01-31T07:30:00Z"
    with pytest.raises(TypeError):
        scalars.serialize_date_time(datetime(2026, 1, 31))  # noqa: DTZ001


async def test_stock_takes_and_gives_moments_without_a_time_zone():
    result = await stock_schema().execute('{ at(moment: "2026-01-31T09:30:00") }')
    assert result.data == {"at": "2026-01-31T09:30:00"}


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_survive_the_round_trip(moment):
    assert scalars.parse_date_time(scalars.serialize_date_time(moment)) == moment


@given(st.dates())
def test_days_survive_the_round_trip(day):
    assert scalars.parse_date(scalars.serialize_date(day)) == day


@pytest.mark.parametrize("wrong", ["2026-02-30", "2026-1-1", "20260101", "2026-01-01T00:00:00Z", 5, None, {}])
def test_what_is_no_day_is_refused(wrong):
    with pytest.raises(GraphQLError):
        scalars.parse_date(wrong)


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=6))
def test_decimals_survive_the_round_trip_exactly(amount):
    assert scalars.parse_decimal(scalars.serialize_decimal(amount)) == amount


@pytest.mark.parametrize("wrong", [12.5, 12, "1e5", "NaN", "Infinity", "1_000", " 1", "", "1,5", "9" * 40, None, True])
def test_what_is_no_decimal_text_is_refused(wrong):
    with pytest.raises(GraphQLError, match="decimal number as a string"):
        scalars.parse_decimal(wrong)


def test_decimals_are_written_in_full():
    assert scalars.serialize_decimal(Decimal("1E+3")) == "1000"
    with pytest.raises(TypeError):
        scalars.serialize_decimal(Decimal("NaN"))


@pytest.mark.parametrize("number", [0, -5, 2**53, -(2**53)])
def test_long_numbers_are_taken_up_to_their_bounds(number):
    assert scalars.parse_long(number) == scalars.serialize_long(number) == number


@pytest.mark.parametrize("wrong", [2**53 + 1, -(2**53) - 1, 1.0, "1", True, None, []])
def test_what_is_no_long_number_is_refused(wrong):
    with pytest.raises(GraphQLError):
        scalars.parse_long(wrong)


def test_json_is_bounded_in_depth():
    value = []
    for _ in range(31):
        value = [value]
    assert scalars.parse_json({"a": 1, "b": [None, "x"]}) == {"a": 1, "b": [None, "x"]}
    assert scalars.parse_json(value) is value
    with pytest.raises(GraphQLError, match="32 levels"):
        scalars.parse_json([value])


@given(json_values, st.sampled_from(PARSERS))
def test_whatever_is_sent_is_taken_or_refused_in_our_own_words(value, parse):
    try:
        parse(value)
        message = "Expected "
    except GraphQLError as refused:
        message = refused.message
    assert message.startswith(("Expected ", '"'))
