"""Telling findings from chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.marketplace.correlation.discovery import pooled, q_values, tail

P_VALUES = st.lists(st.floats(0.0, 1.0, exclude_min=True), min_size=1, max_size=30).map(np.array)


def test_the_textbook_example() -> None:
    """Benjamini and Hochberg 1995, section 3.2: four of the fifteen hypotheses are rejected at 5 %."""
    taken = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528]
    found = q_values(np.array([*taken, 0.7590, 1.0]))
    assert (found <= 0.05).sum() == 4
    assert found[3] == pytest.approx(0.0095 * 15 / 4)


@given(P_VALUES)
def test_q_is_never_below_p_and_keeps_its_order(p_values: np.ndarray) -> None:
    found = q_values(p_values)
    assert (found >= p_values - 1e-12).all()
    assert (np.diff(found[np.argsort(p_values)]) >= 0).all()
    assert (found <= 1).all()


def test_the_adaptive_limit_finds_more_where_most_have_something_in_them() -> None:
    p_values = np.array([0.01, 0.02, 0.03, 0.15, 0.2, 0.25, 0.3, 0.9])
    # Two of eight are thought to have nothing in them per half: (1 + 1) / (0.5 * 8).
    assert q_values(p_values, adaptive=True) == pytest.approx(q_values(p_values) * 0.5)
    assert q_values(np.full(4, 0.9), adaptive=True) == pytest.approx([0.9] * 4)


def test_a_tail_is_never_nothing() -> None:
    null = np.arange(99.0)
    assert tail(null, 1000.0) == pytest.approx(1 / 101)
    assert tail(null, -1.0) == pytest.approx(100 / 101)


def test_agreeing_evidence_is_stronger_together_and_weightless_evidence_does_not_count() -> None:
    both = np.array([0.04, 0.04])
    assert pooled(both, np.ones(2)) < 0.01
    assert pooled(np.array([0.04, 0.9]), np.array([1.0, 0.0])) == pytest.approx(0.04)
    assert pooled(both, np.zeros(2)) == 1.0
    assert 0.0 <= pooled(np.array([1.0, 1e-30]), np.ones(2)) <= 1.0
