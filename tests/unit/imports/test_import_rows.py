"""A row that is wrong is named and left out; the others are taken."""

from datetime import date

import pytest

from domain.campaigns.model import Channel
from domain.metrics.model import MetricType

HEADER = "date,channel,impressions,clicks,spend\n"
GOOD = "2026-11-01,google,1000,25,12.5\n"


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("yesterday,google,1,1,1", "date", "yesterday", "is not a date"),
        ("2026-02-30,google,1,1,1", "date", "2026-02-30", "is not a date"),
        (",google,1,1,1", "date", "", "has no date"),
        ("1999-12-31,google,1,1,1", "date", "1999-12-31", "before 2000"),
        ("2026-11-22,google,1,1,1", "date", "2026-11-22", "in the future"),
        ("2026-11-02,carrier pigeon,1,1,1", "channel", "carrier pigeon", "not a known channel"),
        ("2026-11-02,,1,1,1", "channel", "", "names no channel"),
        ("2026-11-02,google,many,1,1", "impressions", "many", "not a number"),
        ("2026-11-02,google,1_000,1,1", "impressions", "1_000", "not a number"),
        ("2026-11-02,google,1,nan,1", "clicks", "nan", "not a finite number"),
        ("2026-11-02,google,1,inf,1", "clicks", "inf", "not a finite number"),
        ("2026-11-02,google,1,-3,1", "clicks", "-3", "is negative"),
        ("2026-11-02,google,1,1,-0.01", "spend", "-0.01", "is negative"),
        ("2026-11-02,google,1,1,(12.50)", "spend", "(12.50)", "is negative"),
        ("2026-11-02,google,1e16,1,1", "impressions", "1e16", "larger than 1e+15"),
        ("2026-11-02,google,1,1,$5", "spend", "$5", "is in "),
        ("2026-11-02,google,1,1,5 USD", "spend", "5 USD", "is in USD, while the campaign is in EUR"),
        ("2026-11-02,google,1,€5,1", "clicks", "€5", "money where a count"),
        ("2026-11-02,google,1,5%,1", "clicks", "5%", "percentage"),
        ("2026-11-02,google,1,1", None, "2026-11-02 | google | 1 | 1", "has 4 cells where the header has 5"),
        ("2026-11-02,google,1,1,1,1", None, "2026-11-02 | google | 1 | 1 | 1 | 1", "has 6 cells"),
    ],
)
def test_a_wrong_row_is_named_with_column_value_and_reason(read, row, column, value, reason):
    outcome = read(HEADER + GOOD + row + "\n" + GOOD.replace("-01", "-03"))
    (error,) = outcome.report.row_errors
    assert (error.row, error.column, error.value) == (3, column, value)
    assert reason in error.reason
    assert (outcome.report.rows_accepted, outcome.report.rows_rejected) == (2, 1)
    assert outcome.report.points == 6


def test_one_bad_row_in_ten_thousand_loses_exactly_that_row(read):
    channels = ("google", "meta", "tiktok")
    rows = [
        f"{date.fromordinal(date(2010, 1, 1).toordinal() + at // 3)},{channels[at % 3]},{at},1,1"
        for at in range(10_000)
    ]
    rows[6_543] = rows[6_543].replace(",6543,", ",6543?,")
    outcome = read(HEADER + "\n".join(rows))
    assert outcome.report.rows_accepted == 9_999
    (error,) = outcome.report.row_errors
    assert (error.row, error.column, error.value) == (6_545, "impressions", "6543?")
    assert sorted(outcome.metric(MetricType.IMPRESSIONS)) == [at for at in range(10_000) if at != 6_543]


def test_the_report_shows_a_hundred_errors_and_counts_all(read):
    outcome = read(HEADER + GOOD + "2026-11-02,google,x,1,1\n" * 250)
    assert outcome.report.rows_rejected == 250
    assert [error.row for error in outcome.report.row_errors] == list(range(3, 103))


def test_tomorrow_is_allowed_because_of_time_zones(read):
    assert read(HEADER + "2026-11-21,google,1,1,1\n").report.rows_accepted == 1


def test_missing_cells_are_missing_and_not_zero(read):
    outcome = read(HEADER + "2026-11-01,google,--,,0\n2026-11-02,google,N/A,-,null\n")
    assert outcome.values == {(Channel.GOOGLE, MetricType.SPEND, date(2026, 11, 1)): 0.0}
    assert outcome.report.rows_accepted == 2
    assert any("1 row with a day but no value" in warning for warning in outcome.report.warnings)


def test_blank_rows_are_no_rows_but_keep_their_number(read):
    outcome = read(HEADER + "\n,,,,\n" + GOOD + "x,google,1,1,1\n")
    assert outcome.report.rows_read == 2
    assert outcome.report.row_errors[0].row == 5


def test_fractions_of_counts_are_fine(read):
    outcome = read("date,channel,impressions,conversions\n2026-11-01,google,1143.0,2.75\n")
    assert sorted(outcome.values.values()) == [2.75, 1143.0]


def test_more_clicks_than_impressions_is_a_warning(read):
    outcome = read(HEADER + "2026-11-01,google,10,25,1\n")
    assert outcome.report.rows_accepted == 1
    assert any("more clicks than impressions" in warning for warning in outcome.report.warnings)


def test_rows_of_another_currency_are_rejected(read):
    outcome = read("day,channel,cost,currency code\n2026-11-01,google,5,EUR\n2026-11-02,google,5,usd\n")
    (error,) = outcome.report.row_errors
    assert (error.row, error.column, error.value) == (3, "currency code", "usd")


def test_rows_that_cover_several_days_are_rejected(read):
    text = (
        "Reporting starts,Reporting ends,Platform,Link clicks\n2026-11-01,2026-11-01,fb,5\n2026-11-02,2026-11-08,fb,5\n"
    )
    (error,) = read(text).report.row_errors
    assert (error.row, error.column) == (3, "Reporting ends")
    assert "several days" in error.reason


def test_what_cannot_be_shown_is_shown_in_a_harmless_form(read):
    outcome = read("date,channel,clicks\n2026-11-01,google," + "\ud800\x07" + "9" * 500 + "\n")
    value = outcome.report.row_errors[0].value
    assert len(value) == 100
    assert value.encode("utf-8").decode().isprintable()


def test_rows_are_filtered_before_anything_else_is_looked_at(read):
    from domain.imports.model import RowFilter

    text = "campaign,date,channel,clicks\nA,2026-11-01,google,1\nB,never,nowhere,x\nA,2026-11-02,google,2\n"
    outcome = read(text, filters=(RowFilter("CAMPAIGN", "A"),))
    assert (outcome.report.rows_accepted, outcome.report.rows_filtered, outcome.report.rows_rejected) == (2, 1, 0)
    assert outcome.metric(MetricType.CLICKS) == [1.0, 2.0]
    nothing = read(text, filters=(RowFilter("campaign", "A"), RowFilter("date", "2026-11-03")))
    assert nothing.report.points == 0
    assert "No row has campaign = A and date = 2026-11-03." in nothing.report.warnings


def test_progress_is_told_in_rows(vocabulary):
    from domain.imports.model import ImportFormat, ImportOptions
    from domain.imports.reader import read_metrics

    told: list[tuple[int, int]] = []
    text = HEADER + GOOD * 12_000
    options = ImportOptions(vocabulary, date(2026, 11, 20), "EUR")
    read_metrics(text, ImportFormat.CSV, options, lambda done, total: told.append((done, total)))
    assert told == [(0, 12_000), (5_000, 12_000), (10_000, 12_000), (12_000, 12_000)]
