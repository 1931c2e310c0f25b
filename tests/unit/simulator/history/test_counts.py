"""Counts out of chance: right in distribution, monotone in mean and chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from simulator.history.counts import binomial_counts, poisson_counts, shared_out
from simulator.rates.chance import uniforms

SHARES = (np.arange(2_000) + 0.5) / 2_000


@pytest.mark.parametrize("mean", [0.01, 0.5, 3.0, 20.0, 39.9])
def test_few_counts_are_exact_quantiles(mean: float) -> None:
    assert np.array_equal(poisson_counts(np.full(SHARES.shape, mean), SHARES), poisson.ppf(SHARES, mean))


@pytest.mark.parametrize("mean", [40.0, 300.0, 80_000.0])
def test_many_counts_are_quantiles_up_to_one_event(mean: float) -> None:
    off = poisson_counts(np.full(SHARES.shape, mean), SHARES) - poisson.ppf(SHARES, mean)
    assert np.abs(off).max() <= 1
    assert abs(off.mean()) < 0.02


@given(low=st.floats(0.0, 200.0), more=st.floats(0.0, 200.0), share=st.floats(0.001, 0.999))
def test_a_greater_mean_never_gives_a_smaller_count(low: float, more: float, share: float) -> None:
    counts = poisson_counts(np.array([low, low + more]), np.array([share, share]))
    assert counts[0] <= counts[1] + (1 if low < 40.0 <= low + more else 0)


@given(count=st.integers(0, 5_000), weights=st.lists(st.floats(0.0, 5.0), min_size=2, max_size=12))
def test_parts_add_up_and_none_is_negative(count: int, weights: list[float]) -> None:
    shares = uniforms(count, np.arange(len(weights), dtype=np.int64))[None, :]
    parts = shared_out(np.array([float(count)]), np.array([weights]), shares)
    assert parts.sum() == count
    assert parts.min() >= 0


@pytest.mark.parametrize("chance", [0.0, 0.05, 0.4, 0.95, 1.0])
def test_successes_have_their_share(chance: float) -> None:
    counted = binomial_counts(np.full(SHARES.shape, 50.0), np.full(SHARES.shape, chance), SHARES)
    assert counted.mean() == pytest.approx(50 * chance, abs=0.1)
    assert counted.min() >= 0
    assert counted.max() <= 50
