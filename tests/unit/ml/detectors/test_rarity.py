"""How rare sizes are."""

import numpy as np
import pytest

from ml.detectors.rarity import Tail

PAST = np.random.default_rng(1).exponential(1.0, 5_000)


@pytest.mark.parametrize("size", [1.0, 4.0, 12.0])
def test_exponential_sizes_are_as_rare_as_they_are_great(size: float):
    assert Tail.of(PAST).minus_log(np.array([size]))[0] == pytest.approx(size, rel=0.35)


def test_greater_is_never_less_rare_within_the_tail_and_heavy_tails_make_less_of_it():
    sizes = np.array([20.0, 40.0, 80.0])
    light, heavy = Tail.of(PAST).minus_log(sizes), Tail.of(PAST**2).minus_log(sizes)
    assert (np.diff(light) > 0).all()
    assert (heavy < light).all()


def test_what_came_before_is_no_rarer_than_it_was():
    past = np.append(np.random.default_rng(2).random(1_000) * 0.01, [5.0, 5.2, 5.4])
    rarity = Tail.of(past).minus_log(np.array([5.3, 500.0]))
    assert rarity[0] <= np.log(1_004 / 3)
    assert rarity[1] > rarity[0]


def test_a_past_without_any_size_makes_every_size_rare():
    assert Tail.of(np.zeros(100)).minus_log(np.array([0.0, 1.0])).tolist()[1] > 20.0
