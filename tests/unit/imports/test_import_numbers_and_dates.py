"""Numbers and dates are understood as their writer meant them, judged over the whole file."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.import_columns import load_import_vocabulary
from domain.imports.dates import DayOrder, parse_day
from domain.imports.numbers import NumberStyle, Rejected, evidence, number_parser
from domain.metrics.model import MetricType

VOCABULARY = load_import_vocabulary()
POINT = number_parser(NumberStyle.POINT, VOCABULARY, "EUR")
COMMA = number_parser(NumberStyle.COMMA, VOCABULARY, "EUR")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,234.56", 1234.56),
        ("1,234,567", 1234567.0),
        ("12,34,567.5", 1234567.5),
        ("1 234.5", 1234.5),
        ("1\u00a0234\u202f567.5", 1234567.5),
        ("1'234.50", 1234.5),
        ("1’234", 1234.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("+5", 5.0),
        ("-0", 0.0),
        ("1.5e3", 1500.0),
        ("€1,234.5", 1234.5),
        ("€ 12", 12.0),
        ("12.50 €", 12.5),
        ("EUR 12.50", 12.5),
        ("12.50EUR", 12.5),
        ("12,5", 12.5),
        ("1.234.567,5", 1234567.5),
        ("--", None),
        (" ", None),
    ],
)
def test_numbers_with_a_decimal_point(cell, value):
    assert POINT(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1.234,56", 1234.56), ("1.234", 1234.0), ("1 234,56 €", 1234.56), ("12,5", 12.5), ("12.5", 12.5), ("7", 7.0)],
)
def test_numbers_with_a_decimal_comma(cell, value):
    assert COMMA(cell) == value


@pytest.mark.parametrize(
    "cell", ["1,23,4", "12.34.5", "1 2", "1e", "1e9999", "0x10", "5 apples", "€5€", "--5", "5-", "٣x", "1" * 70 + "x"]
)
def test_what_is_no_number_is_rejected(cell):
    with pytest.raises(Rejected):
        POINT(cell)


@pytest.mark.parametrize(
    ("cell", "style", "unsure"),
    [
        ("1,234.5", NumberStyle.POINT, False),
        ("1.234,5", NumberStyle.COMMA, False),
        ("1,234,567", NumberStyle.POINT, False),
        ("1.234.567", NumberStyle.COMMA, False),
        ("12.5", NumberStyle.POINT, False),
        ("0.123", NumberStyle.POINT, False),
        ("1234,567", NumberStyle.COMMA, False),
        ("1,234", None, True),
        ("1.234", None, True),
        ("1234", None, False),
    ],
)
def test_what_a_cell_proves_about_its_file(cell, style, unsure):
    assert evidence(cell) == (style, unsure)


@given(st.decimals(0, 10**12, places=2), st.sampled_from([",.", ".,", " .", " ,", "'.", "\u202f,"]))
def test_numbers_of_any_locale_come_back(number, signs):
    group, decimal = signs
    text = f"{number:,.2f}".replace(",", "G").replace(".", decimal).replace("G", group)
    parse = POINT if decimal == "." else COMMA
    assert parse(text) == float(number)


def test_one_proof_settles_the_style_of_the_file(read):
    rows = "".join(f"2026-10-{day:02};google;1.{day:03}\n" for day in range(1, 31))
    outcome = read("date;channel;impressions\n" + rows + "2026-11-01;google;12.345.678\n")
    assert outcome.metric(MetricType.IMPRESSIONS)[:2] == [1001.0, 1002.0]
    assert "decimal comma" in outcome.report.dialect
    assert not outcome.report.warnings


@pytest.mark.parametrize(("delimiter", "value"), [(",", 1.234), (";", 1234.0)])
def test_numbers_that_can_be_read_in_two_ways_are_pointed_out(read, delimiter, value):
    text = "date,channel,spend\n2026-11-01,google,1.234\n".replace(",", delimiter)
    outcome = read(text)
    assert list(outcome.values.values()) == [value]
    assert any("two ways" in warning for warning in outcome.report.warnings)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-20",
        "2026-11-20T23:59:59Z",
        "2026-11-20 00:30:00+05:00",
        "2026-11-20T10:00",
        "2026/11/20",
        "2026.11.20",
        "20261120",
        "20.11.2026",
        "20/11/2026",
        "20-11-26",
        "20/11/2026 14:30",
        "Nov 20, 2026",
        "November 20 2026",
        "20 Nov 2026",
        "20-Nov-2026",
        "Fri, Nov 20, 2026",
        "Friday 20 November 2026",
        " 2026-11-20 ",
    ],
)
def test_a_day_is_known_in_any_usual_form(cell):
    assert parse_day(cell, DayOrder.DAY_FIRST) == date(2026, 11, 20)


@pytest.mark.parametrize("cell", ["", "2026", "2026-13-01", "2026-W47-5", "20/13/2026", "46346", "Foo 3, 2026", "1/2"])
def test_what_is_no_day_is_none(cell):
    assert parse_day(cell, DayOrder.DAY_FIRST) is None


@given(st.dates(date(2000, 1, 1), date(2026, 11, 20)))
def test_any_day_comes_back_from_any_form(day):
    for form in ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%b %d, %Y", "%d %B %Y", "%Y-%m-%dT%H:%M:%S"):
        assert parse_day(day.strftime(form), DayOrder.DAY_FIRST) == day
    assert parse_day(day.strftime("%m/%d/%Y"), DayOrder.MONTH_FIRST) == day


def _file(form: str, first: date, days: int) -> str:
    rows = ((first + timedelta(days=at)).strftime(form) for at in range(days))
    return "date,channel,clicks\n" + "".join(f"{day},google,1\n" for day in rows)


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"])
@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_the_order_of_day_and_month_is_read_off_the_whole_file(read, form, currency):
    outcome = read(_file(form, date(2026, 10, 1), 31), campaign_currency=currency)
    assert (outcome.report.first_day, outcome.report.last_day) == (date(2026, 10, 1), date(2026, 10, 31))
    assert outcome.report.rows_rejected == 0
    assert not outcome.report.warnings


def test_an_order_that_leads_into_the_future_is_not_taken(read):
    outcome = read(_file("%m/%d/%Y", date(2026, 10, 1), 12), campaign_currency="EUR")
    assert (outcome.report.first_day, outcome.report.last_day) == (date(2026, 10, 1), date(2026, 10, 12))


@pytest.mark.parametrize(("currency", "last"), [("EUR", date(2025, 12, 3)), ("USD", date(2025, 3, 12))])
def test_dates_that_can_be_read_in_two_ways_follow_the_locale_and_are_pointed_out(read, currency, last):
    outcome = read("date,channel,clicks\n03/11/2025,google,1\n03/12/2025,google,1\n", campaign_currency=currency)
    assert outcome.report.last_day == last
    assert any("two ways" in warning for warning in outcome.report.warnings)
