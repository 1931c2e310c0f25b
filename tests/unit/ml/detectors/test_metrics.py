"""Anomalies in daily metrics."""

from datetime import date, timedelta

import numpy as np
import pytest

from domain.metrics.model import MetricType
from ml.detectors.metrics import FALSE_RATE, LEARNT_DAYS, WeekdayMetricDetector, chance

LAST = date(2026, 5, 3)
RHYTHM = np.array([1.1, 1.05, 1.0, 1.0, 0.95, 0.7, 0.6])
USUAL = {
    MetricType.IMPRESSIONS: (5_000.0, 0.10),
    MetricType.CLICKS: (150.0, 0.12),
    MetricType.CONVERSIONS: (15.0, 0.25),
    MetricType.SPEND: (120.0, 0.10),
    MetricType.REVENUE: (600.0, 0.30),
}
DETECTOR = WeekdayMetricDetector()


def a_past(rng: np.random.Generator, days: int = 120) -> dict[MetricType, np.ndarray]:
    """Metrics with a strong week, the Sunday last."""
    rhythm = RHYTHM[(np.arange(days) - days) % 7]
    return {
        metric: np.round(base * rhythm * np.exp(rng.normal(0, noise, days))) for metric, (base, noise) in USUAL.items()
    }


def found(series: dict[MetricType, np.ndarray], days: int = 7) -> set[tuple[MetricType, date]]:
    anomalies = DETECTOR.anomalies(series, LAST, LAST - timedelta(days=days - 1))
    return {(one.metric, one.day) for one in anomalies}


def test_of_many_quiet_weeks_few_are_alarming():
    rng = np.random.default_rng(1)
    alarming = sum(bool(found(a_past(rng))) for _ in range(100))
    assert alarming <= 2 * FALSE_RATE * 100


def test_a_day_far_below_is_found_and_told_with_what_was_usual():
    series = a_past(np.random.default_rng(2))
    series[MetricType.IMPRESSIONS][-3] *= 0.35
    (one,) = DETECTOR.anomalies(series, LAST, LAST - timedelta(days=6))
    assert (one.metric, one.day) == (MetricType.IMPRESSIONS, LAST - timedelta(days=2))
    assert one.observed == series[MetricType.IMPRESSIONS][-3]
    assert one.usual == pytest.approx(5_000 * 0.95, rel=0.1)
    assert one.score < -4
    assert 0 < one.false_rate <= FALSE_RATE


def test_a_fall_to_nothing_is_found():
    series = a_past(np.random.default_rng(3))
    series[MetricType.CLICKS][-1] = 0
    assert (MetricType.CLICKS, LAST) in found(series)


def test_a_weekend_is_no_anomaly_and_a_weekday_at_a_weekends_level_is():
    steady = {MetricType.CLICKS: np.round(1_000 * RHYTHM[(np.arange(84) - 84) % 7])}
    assert found(steady) == set()
    steady[MetricType.CLICKS][-5] = 600
    assert found(steady) == {(MetricType.CLICKS, LAST - timedelta(days=4))}


def test_each_day_is_judged_by_earlier_days_alone():
    series = a_past(np.random.default_rng(4))
    series[MetricType.SPEND][-4] *= 2
    early = {metric: values[:-3] for metric, values in series.items()}
    day = LAST - timedelta(days=3)
    (then,) = DETECTOR.anomalies(early, day, day)
    now = next(one for one in DETECTOR.anomalies(series, LAST, day) if one.day == day)
    assert (then.usual, then.score) == (now.usual, now.score)


def test_only_the_past_that_it_says_matters():
    rng = np.random.default_rng(5)
    series = a_past(rng, 400)
    series[MetricType.CLICKS][-1] *= 3
    recent = {metric: values[-DETECTOR.learnt_days - 1 :] for metric, values in series.items()}
    assert DETECTOR.learnt_days > LEARNT_DAYS
    assert DETECTOR.anomalies(series, LAST, LAST) == DETECTOR.anomalies(recent, LAST, LAST)


def test_nothing_is_said_about_what_is_little_known_or_mostly_nothing():
    short = {metric: values[-20:] for metric, values in a_past(np.random.default_rng(6)).items()}
    short[MetricType.CLICKS][-1] *= 10
    assert found(short) == set()
    rare = {MetricType.CONVERSIONS: (np.arange(100) % 5 == 0).astype(float)}
    rare[MetricType.CONVERSIONS][-1] = 50.0
    assert found(rare) == set()
    unseen = {MetricType.CLICKS: np.full(100, np.nan)}
    assert found(unseen) == set()


def test_days_that_were_not_observed_are_no_anomalies_and_spoil_nothing():
    series = a_past(np.random.default_rng(7))
    for values in series.values():
        values[20:30] = np.nan
        values[-2] = np.nan
    series[MetricType.IMPRESSIONS][-1] *= 0.4
    assert (MetricType.IMPRESSIONS, LAST) in found(series)
    assert not {day for _, day in found(series)} & {LAST - timedelta(days=1)}


@pytest.mark.parametrize(("score", "expected"), [(0.0, 1.0), (1.8595, 0.1), (2.3060, 0.05), (5.0413, 0.001)])
def test_chances_are_those_of_students_distribution(score: float, expected: float):
    assert chance(score) == pytest.approx(expected, rel=1e-3)
    assert chance(-score) == chance(score)
