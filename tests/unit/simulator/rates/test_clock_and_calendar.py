"""The hours of the day, the days of the week, the seasons, and the clock of the market."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from domain.marketplace.model import PeakWindow
from domain.marketplace.moments import HOUR, micros
from simulator.rates.calendar import hours_between, season_of
from simulator.rates.curves import day_curve, week_curve, weekday_curve
from tests.unit.simulator.rates.market import EPOCH, MARKET, PATTERNS, number_of


def test_the_day_has_a_peak_a_ramp_and_a_night_around_a_mean_of_one() -> None:
    begin, end = day_curve(PATTERNS, None)
    assert (begin + end).mean() / 2 == pytest.approx(1.0)
    assert begin[12] / begin[2] == pytest.approx(1.5 / 0.2)
    assert begin[12] / begin[7] == pytest.approx(1.5)
    assert begin[22] == pytest.approx(begin[21])
    assert end[22] == pytest.approx(begin[23])


def test_an_own_window_takes_the_place_of_the_peak() -> None:
    begin, _ = day_curve(PATTERNS, PeakWindow(7, 9, 1.3))
    assert begin[7] / begin[12] == pytest.approx(1.3)
    assert begin[12] / begin[3] == pytest.approx(1.0 / 0.2)


def test_a_weekend_day_has_its_factor_around_a_mean_of_one() -> None:
    days = weekday_curve(PATTERNS)
    assert days.mean() == pytest.approx(1.0)
    assert days[6] / days[0] == pytest.approx(1.35)


def test_a_stream_that_follows_nothing_is_even() -> None:
    begin, end = week_curve(PATTERNS, MARKET.streams[number_of("system.error.log")])
    assert np.all(begin == 1.0)
    assert np.all(end == 1.0)


@pytest.mark.parametrize(
    ("day", "factor"),
    [
        (date(2026, 5, 15), 1.4),
        (date(2026, 6, 1), 0.75),
        (date(2026, 12, 10), 1.4),
        (date(2026, 12, 14), 0.5),
        (date(2026, 2, 1), 1.0),
    ],
)
def test_a_season_has_its_factor_and_holidays_beat_exams(day: date, factor: float) -> None:
    assert season_of(PATTERNS, day) == factor


def test_growth_counts_from_the_epoch_in_months_of_thirty_days() -> None:
    first = EPOCH // HOUR
    hours = hours_between(PATTERNS, EPOCH, first, first + 721)
    assert hours.growth[720] / hours.growth[0] == pytest.approx(1.035)
    assert hours.growth[0] == pytest.approx(1.0, abs=1e-4)


def test_the_market_s_hours_follow_its_time_zone_and_summer_time() -> None:
    patterns = replace(PATTERNS, time_zone="America/New_York")
    winter = micros(datetime(2026, 1, 5, 12, tzinfo=UTC)) // HOUR
    summer = micros(datetime(2026, 7, 6, 12, tzinfo=UTC)) // HOUR
    change = micros(datetime(2026, 3, 8, tzinfo=UTC)) // HOUR
    assert hours_between(patterns, EPOCH, winter, winter + 1).of_week[0] == 7
    assert hours_between(patterns, EPOCH, summer, summer + 1).of_week[0] == 8
    assert hours_between(patterns, EPOCH, change, change + 24).of_week.tolist() == [
        *range(139, 146),
        *range(147, 164),
    ]
