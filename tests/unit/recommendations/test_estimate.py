"""What is not known about a step adds up with what is drawn for it."""

import math

import numpy as np
import pytest

from domain.metrics.model import MetricType
from domain.recommendations.estimate import estimate
from domain.recommendations.model import RecommendationKind
from domain.recommendations.proposal import TERMS, Case

KIND = RecommendationKind.BUDGET_REALLOCATION


@pytest.mark.parametrize("sign", [1, -1])
def test_noise_is_independent_of_the_parameters_drawn_from_the_same_case(make_world, sure, sign: int):
    """Were it the same draws, a donor's elasticity would cancel the noise and the interval would be far too narrow."""
    world = make_world()
    case = Case(world.paths, world.history, world.campaign, sure, MetricType.REVENUE, seed=11)
    drawn = np.random.default_rng(case.seed).normal(0.7, 0.2, 20_000)
    delta = 1.0 + sign * (drawn - 0.7)
    impact = estimate(case, KIND, np.full(20_000, 10.0), delta)
    doubt = math.hypot(TERMS[KIND].uncertainty, 1 - sure.value)
    width = 2 * 1.2816 * math.hypot(0.2, doubt)
    assert impact.upper - impact.lower == pytest.approx(width, rel=0.03)
