"""Settling: curves, steepness, and when a factor counts as back at 1."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.marketplace.scenarios.model import SettlingCurve
from domain.marketplace.scenarios.settling import factor_at, settled, settled_progress, steepness

multipliers = st.floats(0.01, 50)
shares = st.floats(0, 1)


@pytest.mark.parametrize(("multiplier", "k"), [(4.0, 4.09), (5.0, 4.38), (6.0, 4.61), (1.5, 3.0), (0.6, 3.0), (1, 3.0)])
def test_steepness_grows_with_the_factor(multiplier: float, k: float) -> None:
    assert steepness(multiplier) == pytest.approx(k, abs=0.005)


@pytest.mark.parametrize(("multiplier", "left"), [(4.0, 0.15), (6.0, 0.25)])
def test_a_steepness_of_three_leaves_great_factors_unsettled(multiplier: float, left: float) -> None:
    almost = factor_at(SettlingCurve.EXPONENTIAL, multiplier, 1 - 1e-9, k=3.0)
    assert almost - 1 == pytest.approx(left, abs=0.005)
    assert not settled(almost)


@pytest.mark.parametrize(("multiplier", "progress"), [(4.0, 1.37), (6.0, 1.54)])
def test_a_steepness_of_three_would_settle_too_late(multiplier: float, progress: float) -> None:
    assert math.log((multiplier - 1) / 0.05) / 3 == pytest.approx(progress, abs=0.01)


@pytest.mark.parametrize(("multiplier", "progress"), [(1.6, 0.92), (2.5, 0.97), (3.0, 0.98)])
def test_when_a_linear_factor_is_settled(multiplier: float, progress: float) -> None:
    assert settled_progress(SettlingCurve.LINEAR, multiplier) == pytest.approx(progress, abs=0.006)


def test_the_three_curves_half_way() -> None:
    assert factor_at(SettlingCurve.LINEAR, 3.0, 0.5) == pytest.approx(2.0)
    assert factor_at(SettlingCurve.EXPONENTIAL, 1.5, 0.5) == pytest.approx(1 + 0.5 * math.exp(-1.5))
    assert factor_at(SettlingCurve.IMMEDIATE, 3.0, 0.0) == 1


@given(st.sampled_from(SettlingCurve), multipliers, shares, shares)
def test_a_factor_comes_nearer_to_one_and_never_crosses_it(
    curve: SettlingCurve, multiplier: float, one: float, other: float
) -> None:
    early, late = (factor_at(curve, multiplier, progress) - 1 for progress in sorted((one, other)))
    assert abs(late) <= abs(early) + 1e-12
    assert late * (multiplier - 1) >= 0


@given(st.sampled_from(SettlingCurve), multipliers)
def test_settled_from_its_progress_on_and_not_before(curve: SettlingCurve, multiplier: float) -> None:
    progress = settled_progress(curve, multiplier)
    assert settled(factor_at(curve, multiplier, progress))
    assert settled(factor_at(curve, multiplier, 1))
    if progress > 0.01:
        assert not settled(factor_at(curve, multiplier, progress - 0.01))
