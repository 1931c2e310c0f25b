"""On which days conditions hold, and what a backtest tells."""

from datetime import date, timedelta

import numpy as np
import pytest

from domain.metrics.model import MetricType
from domain.rules.backtest import backtest
from domain.rules.evaluate import Series, compare, firings, judge_days, rolling
from domain.rules.faults import condition_faults, draft_faults, outcome_faults
from domain.rules.model import Comparator, Condition, Direction, Form, Outcome, RuleDraft, RuleKind

START = date(2026, 1, 1)
CLICKS, IMPRESSIONS, SPEND = MetricType.CLICKS, MetricType.IMPRESSIONS, MetricType.SPEND
NAN = float("nan")


def series(**values: list[float]) -> Series:
    return {MetricType[name]: np.array(one, dtype=float) for name, one in values.items()}


def above(value: float) -> Condition:
    return Condition(RuleKind.THRESHOLD, CLICKS, Comparator.ABOVE, value)


def days(condition: Condition, given: Series) -> list[tuple[int, int]]:
    """First day and length of each firing."""
    judged = judge_days(condition, given)
    assert judged is not None
    return [((one.day - START).days, one.days) for one in firings(judged, START)]


@pytest.mark.parametrize(
    ("comparator", "holds"),
    [
        (Comparator.ABOVE, [False, False, True]),
        (Comparator.AT_LEAST, [False, True, True]),
        (Comparator.BELOW, [True, False, False]),
        (Comparator.AT_MOST, [True, True, False]),
        (Comparator.EQUAL, [False, True, False]),
        (Comparator.NOT_EQUAL, [True, False, True]),
    ],
)
def test_a_value_is_held_against_another(comparator: Comparator, holds: list[bool]):
    assert [compare(value, comparator, 2.0) for value in (1.0, 2.0, 3.0)] == holds
    assert not compare(NAN, comparator, 2.0)


def test_days_in_a_row_are_one_firing_and_a_day_that_was_not_observed_ends_it():
    given = series(CLICKS=[1, 5, 6, 1, 7, NAN, 8])
    assert days(above(4), given) == [(1, 2), (4, 1), (6, 1)]


def test_a_metric_that_was_never_observed_is_not_judged():
    assert judge_days(above(4), series(SPEND=[1])) is None


def test_a_trend_compares_a_period_with_the_one_before():
    condition = Condition(RuleKind.TREND, CLICKS, direction=Direction.INCREASING, least_change=0.5, period_days=2)
    given = series(CLICKS=[10, 10, 10, 20, 20, 20, 20])
    judged = judge_days(condition, given)
    assert judged is not None
    assert judged.value[3:5] == pytest.approx([0.5, 1.0])
    assert days(condition, given) == [(3, 2)]
    falling = Condition(RuleKind.TREND, CLICKS, direction=Direction.DECREASING, least_change=0.5, period_days=2)
    assert days(falling, series(CLICKS=[20, 20, 10, 10, 10])) == [(3, 1)]


def test_the_trend_of_a_ratio_is_that_of_the_sums():
    given = series(CLICKS=[10, 0, 10, 90], IMPRESSIONS=[100, 900, 900, 100], CTR=[0.1, 0, 1 / 90, 0.9])
    assert rolling(given, MetricType.CTR, 2)[[1, 3]] == pytest.approx([0.01, 0.1])


def test_a_period_of_which_too_little_was_observed_tells_nothing():
    assert np.isnan(rolling(series(CLICKS=[1, NAN, NAN, 1]), CLICKS, 4)[3])
    assert rolling(series(CLICKS=[1, 2, NAN, 3]), CLICKS, 4)[3] == pytest.approx(2.0)


def test_an_anomaly_is_far_from_the_median_of_the_days_before_and_one_outlier_hides_none():
    usual = [10, 12, 9, 11, 10, 8, 11, 10]
    condition = Condition(RuleKind.ANOMALY, CLICKS, period_days=7, least_z=4.0)
    given = series(CLICKS=[*usual, 40, 11, 39])
    assert days(condition, given) == [(8, 1), (10, 1)]
    judged = judge_days(condition, given)
    assert judged is not None
    assert np.isnan(judged.value[:7]).all()


def test_a_constant_past_has_no_anomalies_for_want_of_a_measure():
    condition = Condition(RuleKind.ANOMALY, CLICKS, period_days=7, least_z=1.0)
    assert days(condition, series(CLICKS=[5] * 8 + [6])) == []


def test_two_metrics_are_put_together():
    given = series(CLICKS=[10, 20, 30], SPEND=[10, 10, 0])
    ratio = Condition(RuleKind.COMPARISON, CLICKS, Comparator.AT_LEAST, 2.0, other=SPEND, form=Form.RATIO)
    assert days(ratio, given) == [(1, 1)]
    difference = Condition(RuleKind.COMPARISON, CLICKS, Comparator.ABOVE, 15.0, other=SPEND, form=Form.DIFFERENCE)
    assert days(difference, given) == [(2, 1)]


def test_a_backtest_tells_what_came_after_and_how_usual_that_is():
    values = [10.0] * 60
    for day in (10, 30):
        values[day] = 30.0
        values[day + 1 : day + 6] = [20.0] * 5
    values[50] = 30.0
    outcome = Outcome(CLICKS, Direction.INCREASING, 0.2, 5)
    found = backtest(above(25), outcome, series(CLICKS=values), START, 365, 100)
    assert (found.fired, found.known, found.followed) == (3, 3, 2)
    assert found.precision == pytest.approx(2 / 3)
    assert found.usual is not None
    assert found.usual < found.precision
    assert [(one.firing.day - START).days for one in found.firings] == [50, 30, 10]
    assert found.firings[-1].change == pytest.approx(20 / 14 - 1)


def test_what_came_after_the_last_days_is_not_known():
    outcome = Outcome(CLICKS, Direction.INCREASING, 0.0, 5)
    found = backtest(above(25), outcome, series(CLICKS=[10.0] * 20 + [30.0]), START, 365, 100)
    assert (found.fired, found.known, found.precision) == (1, 0, None)
    assert found.firings[0].followed is None


def test_a_backtest_judges_only_the_days_asked_for_and_returns_only_so_many_firings():
    values = [10.0, 30.0] * 30
    outcome = Outcome(CLICKS, Direction.DECREASING, 0.1, 2)
    found = backtest(above(25), outcome, series(CLICKS=values), START, 20, 3)
    assert found.start == START + timedelta(days=40)
    assert (found.fired, len(found.firings)) == (10, 3)


def test_nothing_observed_is_nothing_found():
    found = backtest(above(1), Outcome(CLICKS, Direction.INCREASING, 0.1, 5), {}, START, 10, 10)
    assert (found.fired, found.usual) == (0, None)


def test_every_fault_of_a_draft_is_told():
    condition = Condition(RuleKind.TREND, CLICKS, value=1.0, period_days=1, direction=Direction.INCREASING)
    paths = [".".join(fault.path) for fault in draft_faults(RuleDraft(" ", condition, priority=11, tags=("",)))]
    assert paths == [
        "rule.name",
        "rule.priority",
        "rule.tags",
        "rule.condition.value",
        "rule.condition.least_change",
        "rule.condition.period_days",
    ]


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        (above(float("inf")), ["value"]),
        (Condition(RuleKind.THRESHOLD, CLICKS, Comparator.ABOVE, 1.0, horizon_days=31), ["horizon_days"]),
        (Condition(RuleKind.ANOMALY, CLICKS, least_z=3.0, period_days=6), ["period_days"]),
        (
            Condition(RuleKind.COMPARISON, CLICKS, Comparator.ABOVE, 1.0, other=CLICKS, form=Form.RATIO),
            ["other"],
        ),
        (above(1.0), []),
    ],
)
def test_a_condition_has_what_its_kind_needs_within_bounds(condition: Condition, wrong: list[str]):
    assert [fault.path[-1] for fault in condition_faults(condition)] == wrong


def test_an_outcome_has_bounds():
    paths = [fault.path[-1] for fault in outcome_faults(Outcome(CLICKS, Direction.INCREASING, -1.0, 0))]
    assert paths == ["leastChange", "withinDays"]
