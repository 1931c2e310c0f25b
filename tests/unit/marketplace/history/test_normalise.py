"""The scale from 0 to 100, and the flags."""

import numpy as np
import pytest

from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.history.normalise import flag, flags, normalised, standard_scores


@pytest.mark.parametrize(
    ("score", "value"),
    [(0.0, 50.0), (1.0, 70.0), (-1.0, 30.0), (0.5, 60.0), (2.0, 85.0), (-2.0, 15.0), (3.0, 100.0), (-9.0, 0.0)],
)
def test_the_scale_goes_through_the_points_that_are_promised(score: float, value: float) -> None:
    assert normalised(np.array([score]))[0] == pytest.approx(value)


def test_flags_change_at_one_and_at_two_deviations() -> None:
    normal, warning, critical = AnomalyFlag.NORMAL, AnomalyFlag.WARNING, AnomalyFlag.CRITICAL
    assert [flag(score) for score in (0.99, -1.0, 1.99, -2.0)] == [normal, warning, warning, critical]
    assert flags(np.array([0.0, -1.5, 2.5])) == (normal, warning, critical)


def test_a_small_deviation_counts_as_five_percent_of_the_mean() -> None:
    assert standard_scores(np.array([110.0, 90.0]), 100.0, 1.0) == pytest.approx([2.0, -2.0])
    assert standard_scores(np.array([110.0]), 100.0, 20.0) == pytest.approx([0.5])


def test_without_a_value_or_a_spread_nothing_is_unusual() -> None:
    assert standard_scores(np.array([np.nan, 3.0]), 0.0, 0.0).tolist() == [0.0, 0.0]
    assert standard_scores(np.array([np.nan]), 10.0, 2.0).tolist() == [0.0]
