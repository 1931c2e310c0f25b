"""How far the data of a campaign can be trusted, and what each flaw does to the forecast."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaigns.model import ApprovalState, Campaign, CampaignStatus, Channel, Money
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from domain.quality.assess import assess
from domain.quality.model import DataQualityReport, QualityDimension, QualityIssue, QualityVerdict
from domain.severity import Severity

START = date(2026, 5, 25)
CHANNELS = (Channel.GOOGLE, Channel.FACEBOOK)

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
CAMPAIGN = Campaign(
    UUID(int=1),
    UUID(int=2),
    "Autumn",
    "leads",
    CampaignStatus.RUNNING,
    ApprovalState.APPROVED,
    CHANNELS,
    Money(Decimal(1000), "EUR"),
    START,
    None,
    MOMENT,
    MOMENT,
    UUID(int=3),
)


def healthy(days: int = 120, seed: int = 1) -> CampaignHistory:
    """Weekly rhythm, noise, whole counts, nothing missing."""
    rng = np.random.default_rng(seed)
    rhythm = 1 + 0.3 * np.sin(np.arange(days) * 2 * np.pi / 7)
    values = {}
    for channel in CHANNELS:
        impressions = rng.poisson(20_000 * rhythm * np.exp(0.1 * rng.standard_normal(days))).astype(float)
        clicks = rng.binomial(impressions.astype(int), 0.02).astype(float)
        conversions = rng.binomial(clicks.astype(int), 0.05).astype(float)
        values[channel, MetricType.IMPRESSIONS] = impressions
        values[channel, MetricType.CLICKS] = clicks
        values[channel, MetricType.CONVERSIONS] = conversions
        values[channel, MetricType.SPEND] = clicks * 0.5 * np.exp(0.05 * rng.standard_normal(days))
        values[channel, MetricType.REVENUE] = conversions * 40
    return CampaignHistory(START, days, values)


def report_of(history: CampaignHistory, campaign: Campaign = CAMPAIGN, age: int = 1) -> DataQualityReport:
    return assess(history, campaign, history.end + timedelta(days=age))


def changed(change: Callable[[CampaignHistory], None], days: int = 120) -> CampaignHistory:
    history = healthy(days)
    change(history)
    return history


def only(report: DataQualityReport, code: str) -> QualityIssue:
    found = [issue for issue in report.issues if issue.code == code]
    assert len(found) == 1, [issue.code for issue in report.issues]
    return found[0]


def test_healthy_data_scores_full_marks_without_an_issue():
    report = report_of(healthy())
    assert report.issues == ()
    assert (report.completeness, report.accuracy, report.freshness, report.consistency) == (1, 1, 1, 1)
    assert (report.score, report.verdict) == (1.0, QualityVerdict.GOOD)
    assert (report.observed_days, report.first_day, report.last_day) == (120, START, START + timedelta(days=119))


def test_honest_noise_is_hardly_ever_a_flaw():
    alarms = [issue for seed in range(20) for issue in report_of(healthy(180, seed)).issues]
    assert len(alarms) <= 2, "of 36,000 values"


def test_no_data_at_all_gives_a_report():
    report = assess(None, CAMPAIGN, START)
    assert report.verdict is QualityVerdict.INSUFFICIENT
    assert (report.observed_days, report.first_day, report.last_day) == (0, None, None)
    assert report.freshness == 0.5
    assert only(report, "NO_DATA").severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (1, QualityVerdict.INSUFFICIENT),
        (6, QualityVerdict.INSUFFICIENT),
        (7, QualityVerdict.LIMITED),
        (13, QualityVerdict.LIMITED),
        (14, QualityVerdict.GOOD),
    ],
)
def test_the_verdict_follows_the_observed_days(days, verdict):
    report = report_of(healthy(days))
    assert report.verdict is verdict
    assert ("SHORT_HISTORY" in [issue.code for issue in report.issues]) == (days < 14)


def test_observed_days_count_and_not_the_span():
    def thin(history: CampaignHistory) -> None:
        for values in history.values.values():
            values[3:-3] = np.nan

    report = report_of(changed(thin))
    assert report.observed_days == 6
    assert report.verdict is QualityVerdict.INSUFFICIENT
    assert "No simulation is run below 7 days" in only(report, "SHORT_HISTORY").effect


@pytest.mark.parametrize(
    ("age", "score", "severity"),
    [
        (-1, 1.0, None),
        (0, 1.0, None),
        (1, 1.0, None),
        (2, 0.9, None),
        (7, 0.9, None),
        (8, 0.7, Severity.LOW),
        (30, 0.7, Severity.LOW),
        (31, 0.5, Severity.MEDIUM),
        (90, 0.5, Severity.MEDIUM),
        (91, 0.3, Severity.MEDIUM),
    ],
)
def test_freshness_falls_with_the_age_of_the_last_day(age, score, severity):
    report = report_of(healthy(), age=age)
    assert report.freshness == score
    assert [issue.severity for issue in report.issues] == ([severity] if severity else [])
    if severity:
        assert f"{age} days old" in only(report, "STALE").message


@pytest.mark.parametrize(("length", "severity"), [(1, Severity.LOW), (7, Severity.LOW), (8, Severity.MEDIUM)])
def test_gaps_longer_than_a_week_matter_more(length, severity):
    def cut(history: CampaignHistory) -> None:
        for values in history.values.values():
            values[50 : 50 + length] = np.nan

    report = report_of(changed(cut))
    issue = only(report, "GAP")
    assert issue.severity is severity
    assert (issue.start, issue.end) == (START + timedelta(days=50), START + timedelta(days=49 + length))
    assert report.completeness == pytest.approx(0.3 + 0.7 * (120 - length) / 120)
    assert str(length) in issue.message


def test_short_gaps_are_told_together_and_long_ones_one_by_one():
    def cut(history: CampaignHistory) -> None:
        for values in history.values.values():
            values[10:12] = values[20:21] = np.nan
            values[30:40] = values[60:80] = np.nan

    gaps = [issue for issue in report_of(changed(cut)).issues if issue.code == "GAP"]
    assert [issue.message.split(" were")[0] for issue in gaps if issue.severity is Severity.LOW] == [
        "3 days in 2 short gaps"
    ]
    assert len([issue for issue in gaps if issue.severity is Severity.MEDIUM]) == 2


@pytest.mark.parametrize(
    "metric", [MetricType.IMPRESSIONS, MetricType.CLICKS, MetricType.CONVERSIONS, MetricType.SPEND]
)
def test_a_metric_that_was_never_observed_is_named_with_what_it_costs(metric):
    def drop(history: CampaignHistory) -> None:
        for channel in CHANNELS:
            del history.values[channel, metric]

    report = report_of(changed(drop))
    issue = only(report, "MISSING_METRIC")
    assert metric.lower() in issue.message.lower()
    assert "not forecast" in issue.effect
    assert report.completeness == pytest.approx(0.7 + 0.3 * 3 / 4)


def test_a_channel_that_stopped_reporting_counts_as_paused():
    def pause(history: CampaignHistory) -> None:
        for (channel, _), values in history.values.items():
            if channel is Channel.FACEBOOK:
                values[-20:] = np.nan

    issue = only(report_of(changed(pause)), "PAUSED_CHANNEL")
    assert "FACEBOOK" in issue.message
    assert "20 days" in issue.message
    assert (issue.start, issue.end) == (START + timedelta(days=100), START + timedelta(days=119))


def test_a_channel_of_the_campaign_without_data_is_named():
    campaign = replace(CAMPAIGN, channels=(*CHANNELS, Channel.TIKTOK))
    assert "TIKTOK" in only(report_of(healthy(), campaign), "MISSING_CHANNEL").message


@pytest.mark.parametrize("factor", [8.0, 0.0])
def test_a_day_far_off_is_an_outlier_with_its_value_and_day(factor):
    def spike(history: CampaignHistory) -> None:
        history.values[Channel.GOOGLE, MetricType.SPEND][60] *= factor

    report = report_of(changed(spike))
    issue = only(report, "OUTLIER")
    assert issue.start == issue.end == START + timedelta(days=60)
    assert "2026-07-24" in issue.message
    assert "Spend of GOOGLE" in issue.message
    assert report.accuracy < 1


def test_weekends_and_rare_events_are_no_outliers():
    def rare(history: CampaignHistory) -> None:
        rng = np.random.default_rng(3)
        history.values[Channel.GOOGLE, MetricType.CONVERSIONS][:] = rng.poisson(0.2, history.days)
        history.values[Channel.GOOGLE, MetricType.REVENUE][:] = 90.0 * rng.poisson(0.2, history.days)
        weekend = np.arange(history.days) % 7 >= 5
        history.values[Channel.FACEBOOK, MetricType.SPEND][weekend] *= 0.1

    codes = [issue.code for issue in report_of(changed(rare)).issues]
    assert "OUTLIER" not in codes
    assert "LEVEL_SHIFT" not in codes


@pytest.mark.parametrize(("value", "code"), [(0.0, "ALL_ZERO"), (25.0, "CONSTANT")])
def test_a_series_without_life_is_named(value, code):
    def flatten(history: CampaignHistory) -> None:
        history.values[Channel.GOOGLE, MetricType.SPEND][:] = value

    report = report_of(changed(flatten))
    assert "Spend of GOOGLE" in only(report, code).message
    assert report.accuracy == pytest.approx(1 - 0.5 / 10)


@pytest.mark.parametrize("factor", [2.5, 0.4])
def test_a_lasting_change_of_level_is_found_near_its_day(factor):
    def shift(history: CampaignHistory) -> None:
        history.values[Channel.GOOGLE, MetricType.SPEND][70:] *= factor

    issue = only(report_of(changed(shift)), "LEVEL_SHIFT")
    assert abs((issue.start - START).days - 70) <= 3
    assert "Spend of GOOGLE" in issue.message


def test_slow_growth_is_no_change_of_level():
    def grow(history: CampaignHistory) -> None:
        history.values[Channel.GOOGLE, MetricType.SPEND] *= np.linspace(1, 1.6, history.days)

    assert report_of(changed(grow)).issues == ()


def test_more_clicks_than_impressions_contradict():
    def swap(history: CampaignHistory) -> None:
        clicks = history.values[Channel.GOOGLE, MetricType.CLICKS]
        history.values[Channel.GOOGLE, MetricType.IMPRESSIONS][40:52] = clicks[40:52] / 2

    report = report_of(changed(swap))
    issue = only(report, "CLICKS_ABOVE_IMPRESSIONS")
    assert issue.severity is Severity.HIGH
    assert "On 12 days of 120 GOOGLE" in issue.message
    assert report.consistency == pytest.approx(1 - 2 * 12 / 480)
    assert report.issues[0] == issue


def test_conversions_without_a_click_are_pointed_out():
    def lose(history: CampaignHistory) -> None:
        history.values[Channel.GOOGLE, MetricType.CLICKS][10] = 0
        history.values[Channel.GOOGLE, MetricType.CONVERSIONS][10] = 4

    issue = only(report_of(changed(lose)), "CONVERSIONS_WITHOUT_CLICKS")
    assert issue.severity is Severity.LOW
    assert issue.start == START + timedelta(days=10)


@pytest.mark.parametrize(
    ("share", "severity"),
    [(1.04, None), (0.96, None), (1.08, Severity.MEDIUM), (2.0, Severity.MEDIUM), (0.9, Severity.LOW)],
)
def test_spend_off_the_budget_by_more_than_five_percent_is_inconsistent(share, severity):
    history = healthy()
    spent = float(np.sum(history.total(MetricType.SPEND)))
    # Half of the campaign's days have passed, so half of the budget is due.
    end = START + timedelta(days=239)
    campaign = replace(CAMPAIGN, end_date=end, budget=Money(Decimal(repr(2 * spent / share)), "EUR"))
    report = report_of(history, campaign)
    assert [issue.severity for issue in report.issues] == ([severity] if severity else [])
    if severity:
        assert f"{abs(share - 1):.0%}" in only(report, "SPEND_OFF_BUDGET").message
        assert report.consistency == pytest.approx(1 - 0.25 * min(abs(share - 1) / 0.5, 1))


def test_spend_outside_the_campaign_is_not_held_against_its_budget():
    history = healthy()
    later = replace(CAMPAIGN, start_date=date(2027, 1, 1), end_date=date(2027, 2, 1))
    earlier = replace(CAMPAIGN, start_date=date(2025, 1, 1), end_date=date(2025, 2, 1))
    assert report_of(history, later).issues == report_of(history, earlier).issues == ()


def test_a_low_score_limits_the_verdict():
    def ruin(history: CampaignHistory) -> None:
        for channel in CHANNELS:
            del history.values[channel, MetricType.SPEND], history.values[channel, MetricType.CONVERSIONS]
            history.values[channel, MetricType.IMPRESSIONS][:] = 1.0

    report = report_of(changed(ruin), age=200)
    assert report.score < 0.6
    assert report.verdict is QualityVerdict.LIMITED


def test_issues_stand_worst_first_and_say_effect_and_remedy():
    def ruin(history: CampaignHistory) -> None:
        history.values[Channel.GOOGLE, MetricType.IMPRESSIONS][:] = 1.0
        for values in history.values.values():
            values[20:40] = values[50] = np.nan

    report = report_of(changed(ruin), age=60)
    ranks = [issue.severity.rank for issue in report.issues]
    assert len(ranks) >= 4
    assert ranks == sorted(ranks, reverse=True)
    for issue in report.issues:
        assert isinstance(issue.dimension, QualityDimension)
        assert issue.message.endswith(".")
        assert issue.effect.endswith(".")
        assert issue.remedy.endswith(".")


values = st.lists(st.one_of(st.just(float("nan")), st.floats(0, 1e15)), min_size=1, max_size=60)


@settings(max_examples=150, deadline=None)
@given(values, values, st.integers(-5, 500), st.booleans())
def test_any_history_gives_scores_between_zero_and_one(first, second, age, ended):
    length = max(len(first), len(second))
    arrays = {}
    for metric, numbers in ((MetricType.CLICKS, first), (MetricType.SPEND, second)):
        array = np.full(length, np.nan)
        array[: len(numbers)] = numbers
        if not np.isnan(array).all():
            arrays[Channel.GOOGLE, metric] = array
    if not arrays:
        return
    campaign = replace(CAMPAIGN, end_date=START + timedelta(days=9) if ended else None)
    report = report_of(CampaignHistory(START, length, arrays), campaign, age)
    parts = (report.completeness, report.accuracy, report.freshness, report.consistency)
    assert all(0 <= part <= 1 for part in parts)
    assert report.score == pytest.approx(sum(parts) / 4)
    assert report.first_day <= report.last_day


@pytest.mark.parametrize(
    ("days", "verdict"), [(1, QualityVerdict.LIMITED), (6, QualityVerdict.LIMITED), (14, QualityVerdict.GOOD)]
)
def test_comparable_campaigns_make_up_for_days_that_are_missing(days, verdict):
    history = healthy(days)
    report = assess(history, CAMPAIGN, history.end + timedelta(days=1), carried=True)
    assert report.verdict is verdict
    short = [issue for issue in report.issues if issue.code == "SHORT_HISTORY"]
    assert [issue.severity for issue in short] == [Severity.HIGH] * (days < 14)
    assert all("Comparable campaigns carry the forecast" in issue.effect for issue in short)


def test_a_refusal_names_comparable_campaigns_as_the_way_out():
    issue = only(report_of(healthy(3)), "SHORT_HISTORY")
    assert issue.effect == "No simulation is run below 7 days, unless comparable campaigns can speak for this one."
