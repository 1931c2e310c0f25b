"""Totals of weeks are told from days, and no forecast is made of them."""

from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest

from domain.campaigns.model import Channel
from domain.metrics.history import CampaignHistory, history_of
from domain.metrics.model import MetricPoint, MetricType
from domain.metrics.weekly import weekly_channels, without_weeks
from domain.quality.assess import assess
from domain.quality.granularity import WEEKLY_DATA, granularity_issues
from domain.quality.model import QualityVerdict
from domain.severity import Severity
from tests.fixtures.records import a_campaign
from tests.fixtures.steered import TODAY

G, F, E = Channel.GOOGLE, Channel.FACEBOOK, Channel.EMAIL
MONDAY = date(2026, 1, 5)
WORKSPACE = UUID(int=1)


def weeks(count: int, channel: Channel = G, first: date = MONDAY, step: int = 7) -> list[MetricPoint]:
    days = [first + timedelta(days=step * number) for number in range(count)]
    return [
        MetricPoint(channel, metric, day, 70.0, 1) for day in days for metric in (MetricType.CLICKS, MetricType.SPEND)
    ]


def past(points: list[MetricPoint]) -> CampaignHistory:
    found = history_of(points)
    assert found is not None
    return found


@pytest.mark.parametrize("count", [6, 60])
def test_days_of_one_weekday_alone_are_refused_with_what_to_do(count: int):
    report = assess(past(weeks(count)), a_campaign(WORKSPACE), TODAY.date())
    worst = report.issues[0]
    assert (report.verdict, worst.code, worst.severity) == (QualityVerdict.INSUFFICIENT, WEEKLY_DATA, Severity.CRITICAL)
    assert worst.message == "All observed days of GOOGLE are Mondays: these look like totals of weeks."
    assert "by day" in worst.remedy
    assert "zeros" in worst.remedy


def test_comparable_campaigns_make_no_days_of_weeks():
    report = assess(past(weeks(8)), a_campaign(WORKSPACE), TODAY.date(), carried=True)
    assert report.verdict is QualityVerdict.INSUFFICIENT


def test_five_such_days_may_be_chance():
    assert list(granularity_issues(past(weeks(5)))) == []


def test_one_more_day_of_another_weekday_makes_them_days():
    points = [*weeks(20), *weeks(1, first=MONDAY + timedelta(days=9))]
    assert list(granularity_issues(past(points))) == []


def test_zeros_on_the_other_days_are_observed_days():
    """A newsletter that goes out on Mondays, whose other days were imported as zeros."""
    zeros = [MetricPoint(G, MetricType.CLICKS, MONDAY + timedelta(days=day), 0.0, 1) for day in range(56) if day % 7]
    assert list(granularity_issues(past([*weeks(8), *zeros]))) == []


def test_every_second_week_is_a_week_too():
    assert [one.code for one in granularity_issues(past(weeks(10, step=14)))] == [WEEKLY_DATA]


def test_one_such_channel_among_daily_ones_is_named():
    points = [*weeks(70, step=1), *weeks(9, E, MONDAY + timedelta(days=2)), *weeks(9, F, MONDAY + timedelta(days=2))]
    report = assess(past(points), a_campaign(WORKSPACE), TODAY.date())
    assert report.verdict is QualityVerdict.INSUFFICIENT
    assert report.issues[0].message.startswith("All observed days of FACEBOOK, EMAIL are Wednesdays")


def test_channels_with_weeks_of_their_own_are_all_named():
    points = [*weeks(9), *weeks(9, F, MONDAY + timedelta(days=6))]
    (issue,) = granularity_issues(past(points))
    assert issue.message.startswith("All observed days of GOOGLE are Mondays and of FACEBOOK are Sundays")


def test_channels_come_in_the_order_of_the_enumeration():
    mondays = [MONDAY + timedelta(days=7 * number) for number in range(6)]
    found = weekly_channels({F: mondays, G: mondays, E: [*mondays, MONDAY + timedelta(days=1)]})
    assert list(found.items()) == [(G, "Mondays"), (F, "Mondays")]


def test_a_daily_history_is_left_alone():
    values = {(G, MetricType.CLICKS): np.arange(60, dtype=float)}
    assert list(granularity_issues(CampaignHistory(MONDAY, 60, values))) == []


def test_points_of_weekly_channels_are_left_out_and_others_kept():
    daily = weeks(40, step=1)
    assert without_weeks([*daily, *weeks(8, F)]) == daily
    assert without_weeks(daily) == daily
