"""Lasting changes in daily metrics."""

from datetime import date, timedelta

import numpy as np
import pytest

from domain.metrics.model import MetricType
from ml.detectors.metric_changes import FALSE_RATE, LEAST_AFTER
from ml.detectors.metrics import WeekdayMetricDetector

LAST = date(2026, 5, 3)
RHYTHM = np.array([1.1, 1.05, 1.0, 1.0, 0.95, 0.7, 0.6])
DETECTOR = WeekdayMetricDetector()


def a_metric(rng: np.random.Generator, days: int = 105, base: float = 500.0, noise: float = 0.1) -> np.ndarray:
    """A metric with a strong week, the Sunday last, whose days depend a little on each other."""
    drawn = rng.normal(0.0, noise, days)
    for day in range(1, days):
        drawn[day] += 0.2 * drawn[day - 1]
    return np.round(base * RHYTHM[(np.arange(days) - days) % 7] * np.exp(drawn))


def changes(series: dict[MetricType, np.ndarray], days: int = 28):
    return DETECTOR.changes(series, LAST, LAST - timedelta(days=days - 1))


@pytest.mark.parametrize("factor", [0.5, 0.65, 1.6])
def test_a_level_that_changed_is_found_with_both_levels(factor: float):
    values = a_metric(np.random.default_rng(1))
    values[-14:] *= factor
    (one,) = changes({MetricType.CLICKS: values})
    assert one.metric is MetricType.CLICKS
    assert abs((one.day - LAST).days + 13) <= 2
    assert one.relative == pytest.approx(factor - 1.0, abs=0.12)
    assert one.lasted >= 12
    assert 0.0 < one.false_rate <= FALSE_RATE


def test_of_many_quiet_campaigns_few_are_told_of():
    rng = np.random.default_rng(2)
    metrics = list(MetricType)[:4]
    told = sum(bool(changes({metric: a_metric(rng) for metric in metrics})) for _ in range(60))
    assert told <= 2 * FALSE_RATE * 60


def test_one_bad_week_end_is_no_change():
    values = a_metric(np.random.default_rng(3))
    values[-9:-6] *= 0.2
    assert changes({MetricType.CLICKS: values}) == ()


def test_a_change_must_have_lasted_and_begun_lately():
    values = a_metric(np.random.default_rng(4))
    values[-(LEAST_AFTER - 3) :] *= 0.4
    assert changes({MetricType.CLICKS: values}) == ()
    old = a_metric(np.random.default_rng(4))
    old[-60:] *= 0.4
    assert changes({MetricType.CLICKS: old}) == ()
    (found,) = changes({MetricType.CLICKS: old}, days=100)
    assert abs((LAST - found.day).days - 59) <= 2


def test_what_is_too_short_mostly_nothing_or_never_moves_has_no_change():
    nothing = np.zeros(90)
    nothing[-20:] = 40.0
    assert changes({MetricType.CONVERSIONS: nothing}) == ()
    assert changes({MetricType.CLICKS: np.full(90, 12.0)}) == ()
    assert changes({MetricType.CLICKS: np.array([100.0] * 10 + [10.0] * 10)}) == ()
    assert changes({MetricType.CLICKS: np.full(60, np.nan)}) == ()


def test_missing_days_do_not_hide_a_change():
    values = a_metric(np.random.default_rng(5))
    values[-21:] *= 0.5
    values[np.random.default_rng(6).choice(len(values), 15, replace=False)] = np.nan
    (one,) = changes({MetricType.CLICKS: values})
    assert one.relative == pytest.approx(-0.5, abs=0.1)
