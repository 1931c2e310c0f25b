"""Moves between places with diminishing returns, and what makes an effect good enough."""

import numpy as np
import pytest

from domain.metrics.model import MetricType
from domain.recommendations.estimate import shortfall
from domain.recommendations.model import ImpactEstimate
from domain.recommendations.moves import GROWTH, Place, best_move


def place(spend: float, outcome: float, elasticity: float) -> Place:
    return Place(*(np.full(10, value) for value in (spend, outcome, elasticity)))


def impact(relative: float, worse: float) -> ImpactEstimate:
    return ImpactEstimate(MetricType.REVENUE, 100.0, -10.0, 200.0, relative, 0.8, worse)


def test_the_best_move_stops_where_the_next_unit_brings_no_more():
    # With elasticity 0.5 the donor's 100 a unit meet the receiver's 110 soon after a few per cent have moved.
    move = best_move([place(100, 100, 0.5)], [place(100, 110, 0.5)], 0.3)
    optimum = 110**2 * 200 / (100**2 + 110**2) / 100 - 1
    assert move.share == pytest.approx(optimum, abs=0.02)
    assert move.delta.mean() > 0


def test_the_largest_move_is_taken_where_money_is_wasted():
    move = best_move([place(100, 1, 0.7)], [place(100, 500, 0.7)], 0.3)
    assert move.share == pytest.approx(0.3)
    assert move.amount == pytest.approx(30.0)


def test_money_is_neither_made_nor_lost():
    donors, receivers = [place(100, 10, 0.7), place(50, 5, 0.7)], [place(80, 100, 0.7), place(40, 60, 0.7)]
    move = best_move(donors, receivers, 0.3)
    after = sum(d.budget * (1 - move.share) for d in donors) + sum(r.budget * move.growth for r in receivers)
    assert after == pytest.approx(270)


def test_a_small_receiver_is_not_grown_past_what_its_elasticity_can_be_trusted_for():
    move = best_move([place(1000, 10, 0.7)], [place(10, 100, 0.9)], 0.3)
    assert move.growth <= GROWTH + 1e-9


@pytest.mark.parametrize(
    ("relative", "worse", "expected"),
    [
        (0.05, 0.4, None),
        (0.2, 0.0, None),
        (0.049, 0.0, "less than the 5% needed"),
        (0.3, 0.41, "with a probability of 59% only"),
    ],
)
def test_an_effect_suffices_from_five_per_cent_and_a_probability_of_six_tenths(relative, worse, expected):
    reason = shortfall(impact(relative, worse))
    assert (reason is None) if expected is None else (reason is not None and expected in reason)
