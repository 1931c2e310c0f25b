"""What came in a forecast week is told once all of it has come."""

from datetime import date, timedelta

import pytest

from domain.ensemble.model import TrajectoryWeek
from domain.ensemble.weeks import observed_in
from domain.metrics.model import MetricType as M

FIRST = date(2026, 3, 5)
WEEK = TrajectoryWeek(date(2026, 3, 2), FIRST, 4, 1.0, 1.0, ())


def observed(**values: list[float]) -> dict[tuple[M, date], float]:
    return {(M[name], FIRST + timedelta(days=n)): one for name, row in values.items() for n, one in enumerate(row)}


def test_counts_are_summed_over_the_forecast_days_alone():
    seen = observed(CLICKS=[1, 2, 3, 4, 50]) | {(M.CLICKS, date(2026, 3, 4)): 60.0}
    assert observed_in(WEEK, M.CLICKS, seen) == 10


def test_rates_are_ratios_of_sums():
    seen = observed(CLICKS=[1, 0, 0, 9], IMPRESSIONS=[10, 0, 0, 190])
    assert observed_in(WEEK, M.CTR, seen) == pytest.approx(10 / 200)
    assert observed_in(WEEK, M.CPM, observed(SPEND=[1, 1, 1, 1], IMPRESSIONS=[500] * 4)) == pytest.approx(2.0)


def test_a_week_that_is_not_over_has_no_actual():
    assert observed_in(WEEK, M.CLICKS, observed(CLICKS=[1, 2, 3])) is None
    assert observed_in(WEEK, M.CTR, observed(CLICKS=[1, 2, 3, 4], IMPRESSIONS=[9, 9, 9])) is None


def test_a_rate_over_nothing_has_no_actual():
    assert observed_in(WEEK, M.CTR, observed(CLICKS=[0] * 4, IMPRESSIONS=[0] * 4)) is None
