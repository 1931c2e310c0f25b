"""Real exports are read as they are, by mapping their columns."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from domain.campaigns.model import Channel
from domain.imports.model import ColumnMapping, DuplicatePolicy, RowFilter
from domain.metrics.model import MetricType

ADS = Path(__file__).parents[4] / "shared" / "data" / "ads"

pytestmark = pytest.mark.skipif(not ADS.is_dir(), reason="the shared data sets are not beside the repository")


def _rows(name: str, unique_id: str) -> list[dict[str, str]]:
    with (ADS / name).open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["unique_id"] == unique_id]


def test_slots_of_four_hours_are_summed_to_days(read):
    name, campaign = "tabmo_campaign_4hour_slots.csv", "tabmo_1034"
    expected: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    rows = _rows(name, campaign)
    for row in rows:
        expected[row["ds"]][0] += float(row["impressions"])
        expected[row["ds"]][1] += float(row["clicks"])
    outcome = read(
        (ADS / name).read_bytes(),
        mapping=(
            ColumnMapping("ds", "date"),
            ColumnMapping("impressions", "impressions"),
            ColumnMapping("clicks", "clicks"),
        ),
        filters=(RowFilter("unique_id", campaign),),
        duplicates=DuplicatePolicy.SUM,
        channel=Channel.OTHER,
    )
    assert outcome.report.rows_accepted == len(rows)
    assert outcome.report.rows_rejected == 0
    assert outcome.values == {
        (Channel.OTHER, metric, date.fromisoformat(day)): totals[at]
        for day, totals in expected.items()
        for at, metric in enumerate((MetricType.IMPRESSIONS, MetricType.CLICKS))
    }


def test_sales_and_cost_of_one_region_become_revenue_and_spend(read):
    name, region = "geox_sales_cost_daily.csv", "geox_100"
    outcome = read(
        (ADS / name).read_bytes(),
        mapping=(ColumnMapping("sales", "revenue"), ColumnMapping("cost", "spend")),
        filters=(RowFilter("unique_id", region),),
        channel=Channel.GOOGLE,
    )
    rows = _rows(name, region)
    assert outcome.report.rows_accepted == len(rows)
    for row in rows:
        day = date.fromisoformat(row["ds"])
        assert outcome.values[Channel.GOOGLE, MetricType.REVENUE, day] == float(row["sales"])
        assert outcome.values[Channel.GOOGLE, MetricType.SPEND, day] == float(row["cost"])


def test_a_file_with_one_plain_value_column_is_mapped(read):
    outcome = read(
        (ADS / "geolift_pretest_daily.csv").read_bytes(),
        mapping=(ColumnMapping("y", "conversions"),),
        filters=(RowFilter("unique_id", "geolift_chicago"),),
        default_channel=Channel.WEB,
    )
    assert len(outcome.metric(MetricType.CONVERSIONS)) == outcome.report.rows_accepted == 90
