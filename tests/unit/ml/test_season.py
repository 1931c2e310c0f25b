"""The weekly season of a series."""

import numpy as np
import pytest

from ml.season import NO_SEASON, weekly_season

WEEK = np.array([0.5, 0.8, 1.0, 1.1, 1.2, 1.3, 1.1])


def test_a_season_that_grows_with_the_level_is_multiplied():
    level = np.linspace(50, 500, 140)
    season = weekly_season(level * np.tile(WEEK, 20))
    assert season.multiplied
    assert season.pattern == pytest.approx(WEEK, abs=0.03)


def test_a_season_of_constant_height_is_added():
    level = np.linspace(100, 1000, 140)
    season = weekly_season(level + 40 * np.tile(WEEK, 20))
    assert not season.multiplied
    assert season.pattern == pytest.approx(40 * (WEEK - WEEK.mean()), abs=1.0)


def test_noise_has_no_season():
    assert weekly_season(np.random.default_rng(4).normal(100, 5, 200)) is NO_SEASON
    assert weekly_season(np.full(50, 3.0)) is NO_SEASON


def test_weekdays_with_nothing_are_never_divided_by():
    values = np.tile([100.0, 120, 110, 130, 90, 0.001, 0.001], 12)
    season = weekly_season(values)
    assert not season.multiplied
    assert np.isfinite(season.remove(values)).all()


def test_removing_and_restoring_a_season_gives_the_values_back_from_any_day_on():
    values = np.linspace(50, 500, 143) * np.tile(WEEK, 21)[:143]
    season = weekly_season(values)
    restored = season.restore(season.remove(values)[10:, None], 10)
    assert restored[:, 0] == pytest.approx(values[10:])
