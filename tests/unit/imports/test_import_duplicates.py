"""Several rows for one day and channel are settled as the sender says."""

from datetime import date

from domain.campaigns.model import Channel
from domain.imports.model import DuplicatePolicy
from domain.metrics.model import MetricType

TEXT = (
    "time,channel,clicks,spend\n"
    "2026-11-01T08:00:00Z,google,5,1.5\n"
    "2026-11-01T12:00:00Z,Google Ads,7,\n"
    "2026-11-01T23:30:00-08:00,google,,2.5\n"
    "2026-11-01,fb,1,1\n"
)
DAY = date(2026, 11, 1)


def _google(outcome):
    return {metric: value for (channel, metric, _), value in outcome.values.items() if channel is Channel.GOOGLE}


def test_sum_adds_them_up(read):
    outcome = read(TEXT, duplicates=DuplicatePolicy.SUM)
    assert _google(outcome) == {MetricType.CLICKS: 12.0, MetricType.SPEND: 4.0}
    assert outcome.report.rows_accepted == 4
    assert not outcome.report.warnings


def test_last_takes_the_last_value_of_each_metric_and_says_how_many_rows_gave_way(read):
    outcome = read(TEXT)
    assert _google(outcome) == {MetricType.CLICKS: 7.0, MetricType.SPEND: 2.5}
    (warning,) = outcome.report.warnings
    assert warning.startswith("2 rows superseded")
    assert "SUM" in warning


def test_reject_takes_the_first_and_names_the_others(read):
    outcome = read(TEXT, duplicates=DuplicatePolicy.REJECT)
    assert _google(outcome) == {MetricType.CLICKS: 5.0, MetricType.SPEND: 1.5}
    errors = outcome.report.row_errors
    assert [(error.row, error.column) for error in errors] == [(3, "time"), (4, "time")]
    assert errors[0].reason == "is a second row for 2026-11-01 and GOOGLE"


def test_the_day_is_the_one_written_in_whatever_offset(read):
    outcome = read(TEXT, duplicates=DuplicatePolicy.SUM)
    assert (outcome.report.first_day, outcome.report.last_day) == (DAY, DAY)


def test_a_value_comes_in_one_batch_only_and_batches_are_bounded(vocabulary):
    from domain.imports.model import ImportFormat, ImportOptions
    from domain.imports.reader import BATCH, read_metrics

    first = date(2000, 1, 1).toordinal()
    text = "date,channel,clicks\n" + "".join(f"{date.fromordinal(first + at)},fb,{at}\n" for at in range(7_000)) * 2
    reading = read_metrics(text, ImportFormat.CSV, ImportOptions(vocabulary, date(2026, 11, 20), "EUR"))
    sizes = [len(batch) for batch in reading.batches()]
    assert sizes == [BATCH, 7_000 - BATCH]
    assert [value for batch in reading.batches() for *_, value in batch] == list(range(7_000))
