"""However a table is written, the same values come out of it."""

import codecs
import csv
import io
from datetime import date

import pytest

from domain.campaigns.model import Channel
from domain.imports.model import ImportFormat
from domain.metrics.model import MetricType

PLAIN = "date,channel,impressions,clicks,spend\n2026-11-01,google,1000,25,12.5\n2026-11-02,Café – fb,900,20,11\n"
EXPECTED = {
    (Channel.GOOGLE, MetricType.IMPRESSIONS, date(2026, 11, 1)): 1000.0,
    (Channel.GOOGLE, MetricType.CLICKS, date(2026, 11, 1)): 25.0,
    (Channel.GOOGLE, MetricType.SPEND, date(2026, 11, 1)): 12.5,
}


@pytest.mark.parametrize(
    ("source", "encoding"),
    [
        (PLAIN, "text"),
        ("\ufeff" + PLAIN, "text"),
        (PLAIN.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + PLAIN.encode(), "UTF-8 with byte order mark"),
        (PLAIN.encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), "UTF-16"),
        (PLAIN.encode("cp1252"), "Windows-1252"),
        (PLAIN.encode("cp1252") + b"2026-11-03,\x81,1,1,1\n", "Latin-1"),
    ],
)
def test_the_encoding_is_found_out(read, source, encoding):
    outcome = read(source)
    assert outcome.report.encoding == encoding
    assert outcome.values == EXPECTED
    assert [error.row for error in outcome.report.row_errors][:1] == [3]


def test_a_bad_spelling_is_shown_in_its_own_letters(read):
    assert read(PLAIN.encode("cp1252")).report.row_errors[0].value == "Café – fb"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_delimiters_line_ends_and_quotes_are_found_out(read, delimiter, newline, quoting):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerows([["Date", "Channel", "Impressions", "Clicks", "Spend"], ["2026-11-01", "GOOGLE", 1000, 25, 12.5]])
    assert read(text.getvalue().encode()).values == EXPECTED


def test_line_breaks_inside_quotes_do_not_shift_row_numbers(read):
    text = 'date,channel,note,clicks\n2026-11-01,google,"two\nlines\n\nand more",5\n2026-11-02,google,x,many\n'
    outcome = read(text)
    assert outcome.metric(MetricType.CLICKS) == [5.0]
    assert [(error.row, error.column) for error in outcome.report.row_errors] == [(3, "clicks")]


def test_doubled_quotes_and_blanks_around_cells_are_understood(read):
    text = 'date , channel, note ,clicks\n 2026-11-01 , "google" ,"say ""hi""", 5 \n'
    assert read(text).metric(MetricType.CLICKS) == [5.0]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(read):
    rows = [f"2026-{1 + day // 28:02}-{1 + day % 28:02},google,{day}" for day in range(280)]
    rows[100] = rows[100].replace("google", '"google')
    outcome = read("date,channel,clicks\n" + "\n".join(rows))
    assert outcome.report.rows_accepted == 279
    assert [(error.row, error.reason) for error in outcome.report.row_errors] == [
        (102, "opens a quote that is never closed")
    ]


def test_two_stray_quotes_cost_two_rows(read):
    text = 'date,channel,clicks\n2026-11-01,"google,1\n2026-11-02,google,2\n2026-11-03,go"ogle,3\n2026-11-04,google,4\n'
    outcome = read(text)
    assert outcome.metric(MetricType.CLICKS) == [2.0, 4.0]
    assert [error.row for error in outcome.report.row_errors] == [2, 4]


def test_broken_quotes_all_over_refuse_the_file(refusal):
    good = "2026-11-01,google,1\n"
    (fault,) = refusal("date,channel,clicks\n" + (good + '2026-11-01,"google,1\n') * 150)
    assert "a quote is opened and never closed" in fault.message


def test_titles_before_and_totals_behind_the_table_are_left_out(read):
    text = (
        "Campaign report\n"
        '"November 1, 2026 - November 2, 2026"\n'
        "\n"
        "Campaign,Day,Impr.,Clicks,CTR,Cost,Conversions,Currency code\n"
        'Brand,2026-11-01,"1,000",25,2.50%,"1,012.50",--,EUR\n'
        "Brand,2026-11-02, --,x,--,0.00,3.00,EUR\n"
        'Total: Account, --,"1,000",25,2.50%,"1,012.50",3.00,EUR\n'
        "Total: Search, --,0,0,--,0,0,EUR\n"
    )
    outcome = read(text)
    assert outcome.report.source == "Google Ads"
    assert outcome.values == {
        (Channel.GOOGLE, MetricType.IMPRESSIONS, date(2026, 11, 1)): 1000.0,
        (Channel.GOOGLE, MetricType.CLICKS, date(2026, 11, 1)): 25.0,
        (Channel.GOOGLE, MetricType.SPEND, date(2026, 11, 1)): 1012.5,
    }
    assert [(error.row, error.column, error.value) for error in outcome.report.row_errors] == [(6, "Clicks", "x")]
    assert any("2 lines with totals" in warning for warning in outcome.report.warnings)


def test_a_delimiter_at_the_end_of_every_row_is_no_cell(read):
    assert read("date;channel;clicks\n2026-11-01;google;5;\n2026-11-02;google;6;;\n").metric(MetricType.CLICKS) == [
        5,
        6,
    ]


def test_excel_says_its_separator_in_the_first_line(read):
    outcome = read("sep=;\ndate;channel;clicks\n2026-11-01;google;x\n2026-11-02;google;5\n")
    assert outcome.metric(MetricType.CLICKS) == [5.0]
    assert outcome.report.row_errors[0].row == 3


@pytest.mark.parametrize("wrapped", [False, True])
def test_json_objects_are_read_like_rows(read, wrapped):
    rows = (
        '[{"date": "2026-11-01", "channel": "meta", "clicks": 5, "spend": 1.234},'
        '{"date": "2026-11-02", "channel": "meta", "clicks": null, "spend": NaN},'
        '{"spend": "12,5", "date": "2026-11-03", "channel": "meta"}]'
    )
    outcome = read('{"rows": ' + rows + "}" if wrapped else rows, form=ImportFormat.JSON)
    assert outcome.values == {
        (Channel.FACEBOOK, MetricType.CLICKS, date(2026, 11, 1)): 5.0,
        (Channel.FACEBOOK, MetricType.SPEND, date(2026, 11, 1)): 1.234,
        (Channel.FACEBOOK, MetricType.SPEND, date(2026, 11, 3)): 12.5,
    }
    (error,) = outcome.report.row_errors
    assert (error.row, error.column, error.value) == (2, "spend", "NaN")


def test_a_stream_is_left_open_and_can_be_read_again(read, vocabulary):
    from domain.imports.model import ImportOptions
    from domain.imports.reader import read_metrics

    stream = io.BytesIO(b"date,channel,clicks\n2026-11-01,google,5\n")
    options = ImportOptions(vocabulary, date(2026, 11, 20), "EUR")
    first = read_metrics(stream, ImportFormat.CSV, options)
    assert not stream.closed
    assert read_metrics(stream, ImportFormat.CSV, options).report == first.report
