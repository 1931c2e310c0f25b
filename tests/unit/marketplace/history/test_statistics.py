"""A series in numbers."""

from datetime import UTC, datetime

import numpy as np
import pytest

from domain.marketplace.history.model import Blocks, StreamStatistics
from domain.marketplace.history.statistics import statistics
from domain.marketplace.moments import DAY, HOUR, micros

MONDAY = micros(datetime(2026, 3, 2, tzinfo=UTC))
STEP = 12 * HOUR
PLACES = np.arange(60)
WEEKEND = (PLACES // 2) % 7 >= 5


def of(values: np.ndarray, step: int = STEP, zone: str = "UTC") -> StreamStatistics:
    """Return the statistics of one series of blocks from a Monday on."""
    row = np.asarray(values, dtype=np.float64)[None, :]
    (found,) = statistics(Blocks(MONDAY, step, ("a",), row, np.ones(row.shape)), zone)
    return found


def test_numbers_are_those_of_a_sample() -> None:
    values = np.arange(1.0, 61.0)
    found = of(values)
    assert (found.mean, found.median, found.low, found.high) == (30.5, 30.5, 1.0, 60.0)
    assert found.std == pytest.approx(values.std(ddof=1))
    assert found.p25 < found.p50 == found.median < found.p75 < found.p90 < found.p95 < found.high
    assert found.spread == pytest.approx(1.4826 * 15.0)


def test_weekdays_and_weekends_have_means_of_their_own() -> None:
    found = of(np.where(WEEKEND, 30.0, 20.0))
    assert (found.weekday_mean, found.weekend_mean) == (20.0, 30.0)
    assert found.seasonality == "weekly"


def test_the_weekend_is_that_of_the_market() -> None:
    saturday_in_auckland = np.where(WEEKEND, 30.0, 20.0)
    assert of(saturday_in_auckland, zone="Pacific/Auckland").weekend_mean < 30.0


@pytest.mark.parametrize(
    ("values", "season"),
    [
        (np.where(PLACES % 2, 30.0, 10.0), "daily"),
        (np.where(PLACES % 2, 30.0, 10.0) * np.where(WEEKEND, 1.5, 1.0), "daily and weekly"),
        (np.full(60, 7.0), "none"),
    ],
)
def test_seasons_are_named_that_explain_something(values: np.ndarray, season: str) -> None:
    assert of(values).seasonality == season


def test_the_trend_is_the_change_in_a_month_and_no_season() -> None:
    grown = 1.0 + 0.1 * PLACES * STEP / (30 * DAY)
    season = np.where(WEEKEND, 1.35, 1.0) * np.where(PLACES % 2, 1.5, 0.5)
    found = of(100.0 * grown * season)
    assert found.trend_per_month == pytest.approx(0.095, abs=0.01)
    assert of(100.0 * season).trend_per_month == pytest.approx(0.0, abs=1e-9)


def test_gaps_are_left_out_and_nothing_at_all_gives_zeros() -> None:
    values = np.where(PLACES < 30, 4.0, np.nan)
    assert (of(values).mean, of(values).std, of(values).low) == (4.0, 0.0, 4.0)
    empty = of(np.full(60, np.nan))
    assert (empty.mean, empty.std, empty.trend_per_month, empty.seasonality) == (0.0, 0.0, 0.0, "none")
