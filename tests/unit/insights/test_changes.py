"""Lasting changes become insights: in which words, how grave, and each once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.campaigns.model import Money
from domain.insights.changes import MOST_AT_ONCE, SAME_DAYS, change_insight, new_changes
from domain.insights.model import InsightKind, MetricChange
from domain.metrics.model import MetricType
from domain.severity import Severity
from tests.fixtures.records import NOON, a_campaign, a_workspace

CAMPAIGN = a_campaign(a_workspace().id)
DAY = date(2026, 3, 3)
LAST = DAY + timedelta(days=11)


def a_change(metric: MetricType, before: float, after: float, day: date = DAY) -> MetricChange:
    return MetricChange(metric, day, before, after, 10, 0.01)


def test_a_change_is_told_with_both_levels_and_how_long_it_has_lasted():
    told = change_insight(CAMPAIGN, a_change(MetricType.CTR, 0.021, 0.016), LAST, NOON)
    assert told.kind is InsightKind.CHANGE_POINT
    assert told.title == "CTR shifted from 2.10 % to 1.60 % on 2026-03-03"
    assert told.text == (
        "Since Tuesday, 2026-03-03, CTR has been at about 1.60 %, 24 % below the 2.10 % of the weeks before. It has "
        "lasted 12 days; the usual course of a week is taken out."
    )
    assert (told.metric, told.day, told.confidence, told.money_at_stake) == (MetricType.CTR, DAY, 0.99, None)
    assert [(one.value, one.threshold) for one in told.evidence] == [(0.016, 0.021), (10.0, None)]


def test_a_change_of_money_says_what_it_has_come_to():
    told = change_insight(CAMPAIGN, a_change(MetricType.REVENUE, 100.0, 60.0), LAST, NOON)
    assert told.money_at_stake == Money(Decimal("400.00"), "EUR")
    assert "60 EUR a day" in told.text


@pytest.mark.parametrize(
    ("metric", "after", "severity"),
    [
        (MetricType.CLICKS, 80.0, Severity.MEDIUM),
        (MetricType.CLICKS, 70.0, Severity.HIGH),
        (MetricType.CLICKS, 50.0, Severity.CRITICAL),
        (MetricType.CLICKS, 300.0, Severity.LOW),
        (MetricType.CPA, 150.0, Severity.HIGH),
        (MetricType.CPA, 50.0, Severity.LOW),
    ],
)
def test_a_change_is_as_grave_as_it_is_great_to_ones_disadvantage(metric: MetricType, after: float, severity: Severity):
    assert change_insight(CAMPAIGN, a_change(metric, 100.0, after), LAST, NOON).severity is severity


def test_a_change_that_more_days_place_elsewhere_is_not_told_again():
    first = a_change(MetricType.CLICKS, 100.0, 60.0)
    told = [change_insight(CAMPAIGN, first, LAST, NOON)]
    moved = a_change(MetricType.CLICKS, 100.0, 62.0, DAY + timedelta(days=SAME_DAYS))
    other = a_change(MetricType.CLICKS, 62.0, 100.0, DAY + timedelta(days=SAME_DAYS + 1))
    assert new_changes([first], []) == [first]
    assert new_changes([first, moved, other], told) == [other]
    of_another_metric = a_change(MetricType.SPEND, 100.0, 60.0)
    assert new_changes([of_another_metric], told) == [of_another_metric]


def test_of_metrics_that_change_together_the_clearest_are_told():
    together = [
        a_change(metric, 100.0, after, DAY + timedelta(days=number))
        for number, (metric, after) in enumerate(
            [
                (MetricType.IMPRESSIONS, 80.0),
                (MetricType.CLICKS, 50.0),
                (MetricType.SPEND, 200.0),
                (MetricType.CTR, 60.0),
                (MetricType.CPC, 120.0),
            ]
        )
    ]
    chosen = new_changes(together, [])
    assert [one.metric for one in chosen] == [MetricType.CLICKS, MetricType.SPEND, MetricType.CTR]
    assert len(chosen) == MOST_AT_ONCE
    told = [change_insight(CAMPAIGN, one, LAST, NOON) for one in chosen]
    assert new_changes(together, told) == []
