"""Keyed chance, and the noise in rates that is made of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.rates.chance import key_of, normals, quantile, uniforms
from simulator.rates.noise import noise_factors, smooth


@given(key=st.integers(0, 2**64 - 1), first=st.integers(-(10**9), 10**9), size=st.integers(1, 50))
def test_chance_belongs_to_its_index_whatever_is_asked_for_beside_it(key: int, first: int, size: int) -> None:
    together = uniforms(key, np.arange(first, first + size, dtype=np.int64))
    assert together[-1] == uniforms(key, np.array([first + size - 1], dtype=np.int64))[0]
    assert np.all((together > 0.0) & (together < 1.0))


def test_normal_quantiles_are_those_of_the_tables() -> None:
    shares = np.array([0.001, 0.025, 0.5, 0.8413447460685429, 0.975, 0.9999])
    expected = [-3.090232306, -1.959963985, 0.0, 1.0, 1.959963985, 3.719016485]
    assert quantile(shares) == pytest.approx(expected, abs=1e-8)


def test_chance_is_uniform_and_keys_have_nothing_in_common() -> None:
    index = np.arange(20_000, dtype=np.int64)
    one, two = normals(key_of(1, "a"), index), normals(key_of(1, "b"), index)
    assert abs(one.mean()) < 0.03
    assert one.std() == pytest.approx(1.0, abs=0.02)
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.03


@pytest.mark.parametrize("variance", [0.1, 0.25, 0.5])
def test_noise_has_a_mean_of_one_and_the_stream_s_variance(variance: float) -> None:
    factors = noise_factors(3, "system.error.log", variance, np.arange(200_000, dtype=np.int64))
    assert factors.mean() == pytest.approx(1.0, abs=0.02)
    assert factors.std() == pytest.approx(variance, rel=0.06)
    assert factors.min() > 0.0


def test_noise_is_slow_and_supply_shares_it_with_demand() -> None:
    hours = np.arange(50_000, dtype=np.int64)
    supply = np.log(noise_factors(5, "tutor.availability.set", 0.2, hours))
    demand = np.log(noise_factors(5, "customer.login.success", 0.3, hours))
    process = smooth(5, "anything", hours)
    assert np.abs(np.diff(process)).mean() < 0.3
    assert np.corrcoef(supply, demand)[0, 1] > 0.8
