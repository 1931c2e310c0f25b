"""Scores arranged by model, metric, part of the horizon, and time."""

from datetime import date, timedelta

from domain.performance.model import ENSEMBLE, DatedScore, Scope, Score, ScoreKey, Sums
from domain.performance.tables import DAILY_SPAN, MOST_PERIODS, accuracy_over_time, model_table

MONDAY = date(2026, 1, 5)


def a_score(
    model: str = "naive",
    metric: str = "CTR",
    unit: str = "ratio",
    block: int = 0,
    scope: Scope = Scope.SERIES,
    version: str = "1",
    error: float = 1.0,
) -> Score:
    sums = Sums(days=1, error=error, actual=10.0, percent=error / 10.0, share=error / 10.0, share_days=1)
    return Score(ScoreKey(model, version, scope, metric, unit, block), sums)


def dated(day: int, model: str = "naive", error: float = 1.0) -> DatedScore:
    return DatedScore(model, MONDAY + timedelta(days=day), Sums(days=1, percent=error / 10.0))


def test_without_scores_there_are_no_models():
    assert model_table([]) == ()
    assert accuracy_over_time([]) == {}


def test_the_ensemble_stands_first_and_the_others_by_name():
    found = model_table([a_score("naive"), a_score("ets"), a_score(ENSEMBLE)])
    assert [one.model for one in found] == [ENSEMBLE, "ets", "naive"]


def test_versions_of_one_model_are_one_row():
    found = model_table([a_score(version="2"), a_score(version="1", error=3.0), a_score(version="")])
    assert [(one.versions, one.measures.sample_size) for one in found] == [(("1", "2"), 3)]


def test_metrics_and_parts_of_the_horizon_are_told_apart():
    (found,) = model_table([a_score(), a_score(block=2, error=3.0), a_score(metric="SPEND", unit="EUR", error=5.0)])
    assert [(one.metric, one.unit, one.measures.mae) for one in found.metrics] == [
        ("CTR", "ratio", 2.0),
        ("SPEND", "EUR", 5.0),
    ]
    assert [(one.first_day, one.last_day, one.measures.sample_size) for one in found.horizons] == [
        (1, 7, 2),
        (15, None, 1),
    ]
    assert [one.measures.mae for one in found.metrics[0].horizons] == [1.0, 3.0]


def test_what_was_published_is_no_part_of_what_models_are_measured_by():
    (found,) = model_table([a_score(ENSEMBLE), a_score(ENSEMBLE, scope=Scope.CAMPAIGN, error=9.0)])
    assert (found.measures.sample_size, found.published[0].measures.mae) == (1, 9.0)


def test_amounts_in_several_currencies_have_no_unit_and_no_error_in_one():
    (found,) = model_table([a_score(metric="SPEND", unit="EUR"), a_score(metric="SPEND", unit="USD")])
    (spend,) = found.metrics
    assert (spend.unit, spend.measures.mae, spend.measures.wape) == (None, None, 0.1)


def test_a_short_span_is_told_by_day_and_a_long_one_by_week():
    by_day = accuracy_over_time([dated(0), dated(DAILY_SPAN - 1, error=3.0)])["naive"]
    assert [(one.start, one.end, one.measures.mape) for one in by_day] == [
        (MONDAY, MONDAY, 0.1),
        (MONDAY + timedelta(days=DAILY_SPAN - 1), MONDAY + timedelta(days=DAILY_SPAN - 1), 0.3),
    ]
    by_week = accuracy_over_time([dated(0), dated(6, error=3.0), dated(DAILY_SPAN), dated(0, "ets")])
    assert [(one.start, one.end, one.measures.mape) for one in by_week["naive"]] == [
        (MONDAY, MONDAY + timedelta(days=6), 0.2),
        (MONDAY + timedelta(days=91), MONDAY + timedelta(days=97), 0.1),
    ]
    assert len(by_week["ets"]) == 1


def test_a_long_course_is_told_by_its_last_weeks():
    found = accuracy_over_time([dated(7 * week) for week in range(MOST_PERIODS + 5)])["naive"]
    assert len(found) == MOST_PERIODS
    assert found[-1].start == MONDAY + timedelta(days=7 * (MOST_PERIODS + 4))
