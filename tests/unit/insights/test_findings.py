"""What is found becomes insights: which, how grave, in which words."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from domain.campaigns.model import Channel, Money
from domain.insights.findings import MOST_OF_A_KIND, RunFindings, anomaly_insight, run_insights
from domain.insights.making import complete_totals
from domain.insights.model import InsightKind, MetricAnomaly
from domain.metrics.history import history_of
from domain.metrics.model import MetricPoint, MetricType
from domain.severity import Severity
from tests.fixtures.records import FIRST_DAY, NOON, a_campaign, a_recommendation, a_risk, a_simulation, a_workspace

CAMPAIGN = a_campaign(a_workspace().id)
DAY = date(2026, 5, 4)


def an_anomaly(metric: MetricType, observed: float, usual: float, day: date = DAY) -> MetricAnomaly:
    return MetricAnomaly(metric, day, observed, usual, 9.0 if observed > usual else -9.0, 0.02)


@pytest.mark.parametrize(
    ("metric", "observed", "severity"),
    [
        (MetricType.CLICKS, 70.0, Severity.MEDIUM),
        (MetricType.CLICKS, 50.0, Severity.HIGH),
        (MetricType.CLICKS, 20.0, Severity.CRITICAL),
        (MetricType.CLICKS, 0.0, Severity.CRITICAL),
        (MetricType.CLICKS, 400.0, Severity.LOW),
        (MetricType.ROAS, 40.0, Severity.HIGH),
        (MetricType.CPA, 200.0, Severity.HIGH),
        (MetricType.CPA, 20.0, Severity.LOW),
        (MetricType.SPEND, 150.0, Severity.MEDIUM),
    ],
)
def test_an_anomaly_is_as_grave_as_it_is_far_to_ones_disadvantage(
    metric: MetricType, observed: float, severity: Severity
):
    assert anomaly_insight(CAMPAIGN, an_anomaly(metric, observed, 100.0), NOON).severity is severity


def test_an_anomaly_is_told_with_what_was_usual():
    told = anomaly_insight(CAMPAIGN, an_anomaly(MetricType.REVENUE, 60.0, 100.0), NOON)
    assert told.title == "Revenue 40 % below the usual on 2026-05-04"
    assert told.text == (
        "On Monday, 2026-05-04, revenue came to 60 EUR, 40 % below the usual: on this weekday 100 EUR would have been "
        "expected from the weeks before."
    )
    assert told.money_at_stake == Money(Decimal("40.00"), "EUR")
    assert (told.confidence, told.day, told.metric) == (0.98, DAY, MetricType.REVENUE)
    assert (told.evidence[0].value, told.evidence[0].threshold, told.evidence[0].unit) == (60.0, 100.0, "EUR")
    assert anomaly_insight(CAMPAIGN, an_anomaly(MetricType.CTR, 0.01, 0.02), NOON).title.startswith("CTR 50 % below")
    assert anomaly_insight(CAMPAIGN, an_anomaly(MetricType.CLICKS, 1.0, 2.0), NOON).money_at_stake is None


def test_there_is_one_insight_for_each_campaign_metric_and_day():
    def identity(metric: MetricType = MetricType.CLICKS, day: date = DAY, campaign=CAMPAIGN, observed: float = 1.0):
        return anomaly_insight(campaign, an_anomaly(metric, observed, 9.0, day), NOON).id

    assert identity() == identity(observed=2.0)
    other = a_campaign(CAMPAIGN.workspace_id)
    assert len({identity(), identity(MetricType.SPEND), identity(day=FIRST_DAY), identity(campaign=other)}) == 4


def test_of_a_run_the_gravest_and_the_most_urgent_are_told():
    risks = [a_risk(severity=one) for one in (*Severity, Severity.LOW)]
    advice = [a_recommendation(priority=one) for one in (2, 9, 5, 4, 8)]
    found = RunFindings(a_simulation(CAMPAIGN), risks, advice, 0.7)
    told = run_insights(found, NOON)
    kinds = [one.kind for one in told]
    assert kinds == [InsightKind.RISK] * MOST_OF_A_KIND + [InsightKind.RECOMMENDATION] * MOST_OF_A_KIND
    assert [one.severity for one in told] == [
        Severity.CRITICAL,
        Severity.HIGH,
        Severity.MEDIUM,
        Severity.HIGH,
        Severity.HIGH,
        Severity.MEDIUM,
    ]
    assert {one.confidence for one in told} == {0.7}
    assert told == run_insights(found, NOON)
    assert len({one.id for one in told}) == len(told)


def test_a_risk_keeps_its_money_and_its_evidence():
    risk = a_risk(channel=Channel.GOOGLE, probability=0.4)
    (told,) = run_insights(RunFindings(a_simulation(CAMPAIGN), [risk], [], None), NOON)
    assert told.title == "Budget overrun on GOOGLE: 40 % likely"
    assert (told.text, told.money_at_stake, told.evidence) == (risk.description, risk.impact, risk.evidence)


def test_a_run_that_found_nothing_tells_nothing():
    assert run_insights(RunFindings(a_simulation(CAMPAIGN), [], [], 0.7), NOON) == []


def test_days_without_a_usual_channel_are_left_out_of_totals():
    def points(channel: Channel, days: range) -> list[MetricPoint]:
        return [MetricPoint(channel, MetricType.CLICKS, FIRST_DAY + timedelta(days=day), 10.0, 1) for day in days]

    history = history_of(points(Channel.GOOGLE, range(30)) + points(Channel.X, range(5, 29)))
    assert history is not None
    clicks = complete_totals(history)[MetricType.CLICKS]
    assert np.isnan(clicks[29])
    assert list(clicks[:5]) == [10.0] * 5
    assert list(clicks[20:29]) == [20.0] * 9
    left = history_of(points(Channel.GOOGLE, range(60)) + points(Channel.X, range(20)))
    assert left is not None
    assert complete_totals(left)[MetricType.CLICKS][59] == 10.0
