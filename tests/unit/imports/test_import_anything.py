"""Whatever is sent, the answer is a report or a refusal; and what is written comes back."""

import csv
import io
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config.import_columns import load_import_vocabulary
from domain.campaigns.model import Channel
from domain.errors import Refused
from domain.imports.model import DuplicatePolicy, ImportFormat, ImportOptions
from domain.imports.reader import read_metrics
from domain.metrics.model import OBSERVED

OPTIONS = ImportOptions(load_import_vocabulary(), date(2026, 11, 20), "EUR", channel=Channel.OTHER)
HEADERS = (b"", b"date,clicks\n", b"\xff\xfed\x00", b"Day;Cost (EUR);Channel\n", b'"date"\t"spend"\n2026-01-01\t')

cells = st.one_of(
    st.sampled_from(["2026-01-01", "01/02/2025", "5", "1.234", "1,5", '"', '"a', "€5", "--", "", "\r", "Total", "nan"]),
    st.text(max_size=8),
)
tables = st.lists(st.lists(cells, max_size=4).map(",".join), max_size=8).map("\n".join)


def _answered(source: bytes | str, form: ImportFormat) -> None:
    try:
        reading = read_metrics(source, form, OPTIONS)
    except Refused:
        return
    report = reading.report
    assert report.rows_read == report.rows_accepted + report.rows_rejected + report.rows_filtered
    assert sum(len(batch) for batch in reading.batches()) == report.points
    repr(report).encode()


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(HEADERS), st.binary(max_size=300), st.sampled_from(ImportFormat))
@example(b"date,clicks\n", b'2026-01-01,"5', ImportFormat.CSV)
@example(b"date,clicks\n", b'"' * 50, ImportFormat.CSV)
@example(b"", b'[{"date": 1e999, "clicks": 123456789012345678901234567890}]', ImportFormat.JSON)
def test_any_bytes_are_answered(header, body, form):
    _answered(header + body, form)


@settings(max_examples=200, deadline=None)
@given(tables)
@example("2026-01-01," + "9" * 5000)
def test_any_table_is_answered(table):
    _answered("date,clicks,spend,channel\n" + table, ImportFormat.CSV)


points = st.dictionaries(
    st.tuples(st.sampled_from(Channel), st.dates(date(2000, 1, 1), date(2026, 11, 20))),
    st.lists(st.floats(0, 1e15).map(abs), min_size=len(OBSERVED), max_size=len(OBSERVED)),
    min_size=1,
    max_size=20,
)


@settings(deadline=None)
@given(points, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_a_file_that_is_written_comes_back(points, delimiter, encoding):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["date", "channel", *(metric.lower() for metric in OBSERVED)])
    for (channel, day), values in points.items():
        # Six digits behind the point: none of them can be taken for thousands.
        writer.writerow([day, channel, *(f"{value:.6f}" for value in values)])
    reading = read_metrics(text.getvalue().encode(encoding), ImportFormat.CSV, OPTIONS)
    found = {(channel, metric, day): value for batch in reading.batches() for channel, metric, day, value in batch}
    assert found == {
        (channel, metric, day): float(f"{value:.6f}")
        for (channel, day), values in points.items()
        for metric, value in zip(OBSERVED, values, strict=True)
    }


@pytest.mark.parametrize("policy", DuplicatePolicy)
def test_every_policy_takes_the_first_row_of_a_day(policy):
    options = ImportOptions(OPTIONS.vocabulary, OPTIONS.today, "EUR", channel=Channel.OTHER, duplicates=policy)
    assert read_metrics("date,clicks\n2026-01-01,5\n", ImportFormat.CSV, options).report.points == 1
