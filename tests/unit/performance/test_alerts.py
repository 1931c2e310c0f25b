"""Grades, limits, and when somebody is told."""

from dataclasses import replace
from typing import Any

import pytest

from domain.performance.alerts import LEAST_DAYS, AlertKind, alerts_of
from domain.performance.degradation import degradation_insight, fresh_alerts, standing_alerts
from domain.performance.measures import Grade, GradeMeasure, Measures, grade_of, measures_of
from domain.performance.model import ENSEMBLE, Scope, Score, ScoreKey, Sums
from domain.severity import Severity
from tests.fixtures.records import FIRST_DAY, NOON, a_campaign, a_workspace

CALM = Sums(
    days=40,
    error=400.0,
    squared=5000.0,
    actual=4000.0,
    percent=4.0,
    symmetric=4.0,
    share=4.0,
    share_days=40,
    scaled=20.0,
    scaled_days=40,
    scaled_squared=10.0,
    scaled_variation=100.0,
    held50=20,
    held80=32,
    held95=38,
    expected=4.0,
    compared=4.0,
)
KEY = ScoreKey(ENSEMBLE, "1", Scope.SERIES, "CLICKS", "count", 0)


def measured(**sums: float) -> Measures:
    return measures_of(replace(CALM, **sums), [KEY])


@pytest.mark.parametrize(
    ("error", "grade"),
    [
        (0.0, Grade.EXCELLENT),
        (0.0499, Grade.EXCELLENT),
        (0.05, Grade.GOOD),
        (0.1499, Grade.GOOD),
        (0.15, Grade.DEGRADED),
        (0.2999, Grade.DEGRADED),
        (0.30, Grade.POOR),
        (7.0, Grade.POOR),
    ],
)
def test_grades_begin_at_their_bounds(error: float, grade: Grade):
    assert grade_of(error) is grade


def test_forecasts_that_are_as_promised_cross_no_limit():
    assert alerts_of(measured(), beyond_a_week=True) == []


@pytest.mark.parametrize(
    ("sums", "kind", "severity", "limit"),
    [
        ({"compared": 4.0 * 1.2}, AlertKind.ACCURACY, Severity.MEDIUM, 1.2),
        ({"compared": 4.0 * 1.5}, AlertKind.ACCURACY, Severity.HIGH, 1.5),
        ({"held80": 27}, AlertKind.CALIBRATION, Severity.MEDIUM, 0.7),
        ({"held80": 19}, AlertKind.CALIBRATION, Severity.HIGH, 0.5),
        ({"scaled_squared": 41.0}, AlertKind.EXPLANATION, Severity.MEDIUM, 0.6),
        ({"scaled_squared": 71.0}, AlertKind.EXPLANATION, Severity.HIGH, 0.3),
        ({"scaled_squared": 171.0}, AlertKind.EXPLANATION, Severity.HIGH, 0.3),
    ],
)
def test_each_limit_has_two_steps(sums: dict[str, float], kind: AlertKind, severity: Severity, limit: float):
    found = alerts_of(measured(**sums), "CLICKS", beyond_a_week=True)
    assert [(one.kind, one.severity, one.limit, one.metric) for one in found] == [(kind, severity, limit, "CLICKS")]
    assert found[0].sample_size == 40
    assert "40 forecast days" in found[0].text


def test_just_inside_the_limits_nothing_is_said():
    assert alerts_of(measured(compared=4.79, held80=28, scaled_squared=40.0), beyond_a_week=True) == []


def test_few_days_are_not_judged():
    bad: dict[str, Any] = {"compared": 400.0, "held80": 0, "scaled_squared": 900.0}
    assert alerts_of(measured(days=LEAST_DAYS - 1, **bad), beyond_a_week=True) == []
    assert len(alerts_of(measured(days=LEAST_DAYS, **bad), beyond_a_week=True)) == 3


def test_what_varied_is_not_judged_before_the_second_week():
    said = [alert.kind for alert in alerts_of(measured(scaled_squared=90.0), beyond_a_week=False)]
    assert AlertKind.EXPLANATION not in said
    assert AlertKind.EXPLANATION in [a.kind for a in alerts_of(measured(scaled_squared=90.0), beyond_a_week=True)]


def test_words_name_the_measure_that_was_judged():
    by_mape = alerts_of(measured(compared=8.0), beyond_a_week=True)[0]
    by_wape = alerts_of(measured(compared=8.0, zeros=1), beyond_a_week=True)[0]
    assert by_mape.text.startswith("MAPE is 10 % over 40 forecast days, the error 2.00 times")
    assert by_wape.text.startswith("WAPE is 10 %")
    assert measured(zeros=1).grade_measure is GradeMeasure.WAPE


def test_only_the_whole_ensemble_is_told_of_and_not_what_it_explains():
    bad = replace(CALM, compared=9.0, percent=8.0, scaled_squared=900.0)
    scores = [Score(KEY, bad), Score(replace(KEY, model="naive"), bad)]
    assert [(one.kind, one.metric) for one in standing_alerts(scores)] == [(AlertKind.ACCURACY, None)]


def test_good_forecasts_that_came_out_worse_than_promised_are_no_news():
    assert [one.kind for one in alerts_of(measured(compared=9.0), beyond_a_week=True)] == [AlertKind.ACCURACY]
    assert standing_alerts([Score(KEY, replace(CALM, compared=9.0))]) == []
    assert [one.kind for one in standing_alerts([Score(KEY, replace(CALM, held80=9))])] == [AlertKind.CALIBRATION]


def test_an_alert_is_new_when_it_did_not_stand_or_grew_worse():
    medium, high = (alerts_of(measured(compared=4.0 * factor), beyond_a_week=True)[0] for factor in (1.3, 1.6))
    assert fresh_alerts([medium], {}) == [medium]
    assert fresh_alerts([medium], {"ACCURACY": Severity.MEDIUM}) == []
    assert fresh_alerts([high], {"ACCURACY": Severity.MEDIUM}) == [high]
    assert fresh_alerts([medium], {"ACCURACY": Severity.HIGH}) == []
    assert fresh_alerts([medium], {"CALIBRATION": Severity.HIGH}) == [medium]


def test_the_same_alert_about_the_same_forecasts_is_the_same_insight():
    campaign = a_campaign(a_workspace().id)
    alert = alerts_of(measured(compared=8.0), beyond_a_week=True)[0]
    first = degradation_insight(campaign, alert, FIRST_DAY, NOON)
    assert degradation_insight(campaign, replace(alert, value=3.0), FIRST_DAY, NOON).id == first.id
    assert degradation_insight(campaign, replace(alert, severity=Severity.MEDIUM), FIRST_DAY, NOON).id != first.id
    assert (first.severity, first.text, first.evidence[0].value) == (Severity.HIGH, alert.text, 2.0)
