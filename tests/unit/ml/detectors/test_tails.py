"""Statistics on one scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.detectors.tails import normal_scores


@pytest.mark.parametrize("scale", [0.01, 1.0, 500.0])
def test_normal_statistics_keep_their_scores_whatever_their_unit(scale: float) -> None:
    past = np.random.default_rng(1).standard_normal((1, 20_000)) * scale
    found = normal_scores(np.array([[1.0, -2.0]]) * scale, past)
    assert found[0] == pytest.approx([1.0, 2.0], abs=0.1)


def test_what_is_common_in_a_heavy_tail_is_no_news() -> None:
    drawn = np.random.default_rng(1).standard_t(2, (1, 5_000))
    assert normal_scores(np.array([[6.0]]), drawn)[0, 0] < 3


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=20, max_size=60), st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20)
)
def test_greater_is_never_less_rare(past: list[float], sizes: list[float]) -> None:
    ordered = np.sort(np.abs(np.array(sizes)))[None]
    found = normal_scores(ordered, np.array(past)[None])
    assert (np.diff(found) >= -1e-9).all()
    assert ((found >= 0) & (found <= 9)).all()


def test_a_series_that_never_moved_says_nothing() -> None:
    assert normal_scores(np.array([[3.0]]), np.zeros((1, 100))).tolist() == [[0.0]]
