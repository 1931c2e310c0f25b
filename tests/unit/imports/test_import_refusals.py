"""A file that cannot be read as a whole is refused with a clear answer, soon and in bounded memory."""

import base64
import random
import tracemalloc

import pytest

from domain.campaigns.model import Channel
from domain.errors import ErrorCode
from domain.imports.model import ColumnMapping, ImportFormat, RowFilter

TABLE = "date,channel,clicks,spend\n2026-11-01,google,5,1\n"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("", "empty"),
        (b"PK\x03\x04" + b"\x00" * 50, "Excel workbook or another ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"  <?xml version='1.0'?>", "web page or XML"),
        (b"date,channel,clicks\n\x00\x00", "binary"),
        ("date,channel,clicks\n\x00", "binary"),
        (b"\x01\x02\x03\x04\x05\x06" * 20, "binary"),
        ("hello\nworld\n", "No line of the file names its columns"),
        ("2026-11-01,google,5\n", "No line of the file names its columns"),
        ("date,channel,clicks\n", "has a header and no rows"),
        ("weekday,channel,clicks\nMonday,google,5\n", "No column holds dates"),
        ("date,channel,colour\n2026-11-01,google,red\n", "No column holds a metric"),
        ("date,channel,clicks\n" + "soon,google,5\n" * 1_500, "Only 0 of the first 1,000 rows have a date"),
    ],
)
def test_what_is_no_table_is_refused(refusal, source, message):
    (fault,) = refusal(source)
    assert fault.code is ErrorCode.INVALID_INPUT
    assert message in fault.message
    assert fault.hint


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(lambda: random.Random(1).randbytes(50_000_000), id="noise"),
        pytest.param(lambda: b"x" * 50_000_000, id="one endless line"),
        pytest.param(lambda: b"lorem ipsum, dolor\n" * 2_600_000, id="prose"),
        pytest.param(lambda: base64.encodebytes(random.Random(1).randbytes(37_000_000)), id="base64"),
        pytest.param(
            lambda: b"date,channel,clicks\n2026-11-01,fb,5\n" + b"lorem,ipsum,dolor\n" * 2_700_000, id="behind a header"
        ),
        pytest.param(lambda: b'"' + b"a,b\n" * 12_500_000, id="an open quote"),
    ],
)
def test_fifty_megabytes_of_garbage_are_refused_without_holding_them(refusal, garbage):
    source = garbage()
    tracemalloc.start()
    try:
        (fault,) = refusal(source)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert fault.hint
    assert peak < 8_000_000


def test_a_file_of_which_hardly_a_row_can_be_read_is_given_up(refusal, read):
    good, bad = "2026-11-01,google,5\n", "2026-11-01,google,lorem\n"
    (fault,) = refusal("date,channel,clicks\n" + good + bad * 20_000)
    assert fault.message == "More than 9 in 10 rows cannot be read, 10,000 so far."
    assert fault.hint == "Check the columns. Row 3 clicks: lorem is not a number."
    assert read("date,channel,clicks\n" + (good + bad) * 10_000).report.rows_rejected == 10_000


def test_a_large_file_is_read_in_bounded_memory(read):
    source = b"date,channel,clicks\n" + b"2026-11-01,google,5\n" * 40_000
    tracemalloc.start()
    try:
        assert read(source).report.rows_accepted == 40_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_another_currency_is_refused_with_a_hint(refusal):
    faults = refusal("date,channel,Cost (USD),Revenue GBP\n2026-11-01,google,5,6\n", currency="CHF")
    assert [fault.path for fault in faults] == [("currency",), ("content",)]
    assert "CHF" in faults[0].message
    assert "GBP and USD" in faults[1].message
    assert "not converted" in faults[1].hint


def test_without_any_channel_the_sender_is_asked_for_one(refusal, read):
    text = "date,clicks\n2026-11-01,5\n"
    (fault,) = refusal(text)
    assert fault.path == ("channel",)
    assert fault.hint
    assert read(text, default_channel=Channel.EMAIL).report.channels == (Channel.EMAIL,)
    assert read(text, default_channel=Channel.EMAIL, channel=Channel.SMS).report.channels == (Channel.SMS,)


def test_every_fault_of_a_mapping_is_told_at_once(refusal):
    mapping = (
        ColumnMapping("nowhere", "date"),
        ColumnMapping("clicks", "likes"),
        ColumnMapping("spend", "revenue"),
        ColumnMapping("channel", "revenue"),
        ColumnMapping("Spend", "reach"),
    )
    faults = refusal(TABLE, mapping=mapping, filters=(RowFilter("team", "A"),))
    assert {fault.path for fault in faults} == {
        ("mapping", "0", "column"),
        ("mapping", "1", "field"),
        ("mapping", "3", "field"),
        ("mapping", "4", "column"),
        ("filter", "0", "column"),
    }
    assert "it has: date, channel, clicks, spend" in faults[0].message
    assert "impressions, reach, clicks" in faults[1].message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "empty"),
        ("{", "not valid JSON (line 1)"),
        ("[" * 100_000, "not valid JSON"),
        ('{"date": "2026-11-01"}', "not a list of objects"),
        ("[1, 2]", "not a list of objects"),
        ('"text"', "not a list of objects"),
        ("[]", "no rows"),
        ('[{"colour": "red", "date": "2026-11-01"}]', "No column holds a metric"),
    ],
)
def test_json_that_is_no_list_of_objects_is_refused(refusal, source, message):
    (fault,) = refusal(source, form=ImportFormat.JSON)
    assert message in fault.message
    assert fault.hint


def test_json_too_long_to_be_held_is_refused(refusal):
    (fault,) = refusal(b"[" + b" " * 33 * 1024 * 1024, form=ImportFormat.JSON)
    assert fault.code is ErrorCode.TOO_LARGE
