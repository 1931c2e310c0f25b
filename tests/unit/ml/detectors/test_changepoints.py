"""Change points in series of any kind."""

from itertools import pairwise

import numpy as np
import pytest

from ml.detectors.changepoints import MOST_ROWS, change_points, optimal_partition

RNG = np.random.default_rng


def noise(rows: int, seed: int = 1, spread: float = 1.0) -> np.ndarray:
    return RNG(seed).normal(0.0, spread, rows)


def test_a_level_that_changes_is_found():
    (found,) = change_points(noise(100) + np.where(np.arange(100) < 60, 0.0, 4.0))
    assert abs(found - 60) <= 1


def test_a_slope_that_changes_is_found():
    (found,) = change_points(noise(120, spread=0.4) + np.maximum(np.arange(120) - 70, 0) * 0.3)
    assert abs(found - 70) <= 5


def test_a_spread_that_changes_is_found():
    (found,) = change_points(np.append(noise(200), noise(150, 2, spread=6.0)))
    assert abs(found - 200) <= 5


def test_several_levels_are_found():
    found = change_points(noise(150) + np.repeat([0.0, 6.0, -2.0], 50))
    assert len(found) == 2
    assert all(abs(one - other) <= 1 for one, other in zip(found, (50, 100), strict=True))


def test_noise_alone_hardly_ever_changes():
    assert sum(bool(change_points(noise(rows, seed))) for rows in (30, 60, 120) for seed in range(40)) <= 6


def test_a_trend_a_season_and_outliers_are_no_changes():
    rows = np.arange(140)
    assert change_points(0.1 * rows + noise(140, spread=0.5)) == ()
    assert change_points(10.0 * (rows % 7 >= 5) + noise(140, spread=0.5)) == ()
    spikes = noise(140, spread=0.5)
    spikes[[20, 71, 110]] = 60.0
    assert change_points(spikes) == ()


def test_units_and_gaps_make_no_difference():
    values = noise(100) + np.where(np.arange(100) < 60, 0.0, 5.0)
    assert change_points(1e6 + 1e3 * values) == change_points(values)
    values[[3, 30, 61, 99]] = np.nan
    (found,) = change_points(values)
    assert abs(found - 60) <= 2


def test_dimensions_are_looked_at_together():
    values = np.stack([noise(120), noise(120, 2)], axis=1)
    assert change_points(values) == ()
    values[70:, 1] += 4.0
    (found,) = change_points(values)
    assert abs(found - 70) <= 1


@pytest.mark.parametrize(
    "values", [np.zeros(0), np.arange(3.0), np.full(50, 3.0), np.full(50, np.nan), np.full((50, 2), 0.1)]
)
def test_where_nothing_moves_nothing_changes(values: np.ndarray):
    assert change_points(values) == ()


def test_too_many_rows_are_refused():
    with pytest.raises(ValueError, match="at most 10000 rows"):
        change_points(np.zeros(MOST_ROWS + 1))


def test_the_partition_is_the_best_of_all():
    values = np.array([0.0, 0.2, 5.0, 5.1, 4.9, 0.1, 0.0, 0.3])[:, None]

    def cost(cuts: tuple[int, ...]) -> float:
        bounds = [0, *cuts, len(values)]
        parts = [values[first:end] for first, end in pairwise(bounds)]
        return sum(float(((part - part.mean()) ** 2).sum()) + 1.5 for part in parts)

    tried = [tuple(row + 1 for row in range(7) if choice >> row & 1) for choice in range(2**7)]
    allowed = [cuts for cuts in tried if all(b - a >= 2 for a, b in zip((0, *cuts), (*cuts, 8), strict=True))]
    assert tuple(optimal_partition(values, 1.5, None, 2)) == min(allowed, key=cost) == (2, 5)
