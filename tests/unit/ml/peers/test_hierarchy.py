"""Variances between campaigns, estimated from pairs, and levels drawn towards what is nearest."""

import numpy as np
import pytest

from domain.forecasting.model import SeriesKind
from ml.peers.hierarchy import prior_of, shared, spreads_of


def nested(channels, objectives, campaigns, spreads, seed=3):
    """Draw levels of campaigns under objectives under channels, each with its own variance."""
    chance = np.random.default_rng(seed)
    paths, levels = [], []
    for channel in range(channels):
        of_channel = chance.normal(0, np.sqrt(spreads[0]))
        for objective in range(objectives):
            of_objective = of_channel + chance.normal(0, np.sqrt(spreads[1]))
            for _ in range(campaigns):
                paths.append((f"c{channel}", f"o{channel}{objective}", "i"))
                levels.append(of_objective + chance.normal(0, np.sqrt(spreads[2])))
    return paths, np.array(levels)


def test_paths_share_the_steps_before_they_part():
    assert shared(("a", "b", "c"), ("a", "b", "c")) == 3
    assert shared(("a", "b", "c"), ("a", "x", "c")) == 1
    assert shared(("a", "b", "c"), ("x", "b", "c")) == 0


def test_variances_are_found_again_where_there_are_campaigns_enough():
    paths, levels = nested(40, 4, 4, (1.0, 0.5, 0.2))
    depths = np.array([[shared(one, other) for other in paths] for one in paths])
    found = spreads_of(depths, levels, np.zeros(len(levels)), 1.5)
    # No two share an objective and differ in their industry: nothing is known of such, so they differ as channels do.
    assert found == pytest.approx([1.7, 0.7, 0.7, 0.2], rel=0.35)


def test_what_single_campaigns_are_uncertain_of_is_no_difference_between_them():
    chance = np.random.default_rng(5)
    levels = chance.normal(0, np.sqrt(0.2 + 0.5), 200)
    depths = np.full((200, 200), 3)
    found = spreads_of(depths, levels, np.full(200, 0.5), 1.5)
    assert found[3] == pytest.approx(0.2, abs=0.15)


def test_variance_never_grows_with_what_is_shared():
    chance = np.random.default_rng(8)
    for _ in range(50):
        levels = chance.normal(0, 1, 8)
        depths = chance.integers(0, 4, (8, 8))
        assert (np.diff(spreads_of(np.minimum(depths, depths.T), levels, np.zeros(8), 1.0)) <= 1e-12).all()


def test_a_channel_with_few_campaigns_is_drawn_towards_all():
    many = [("known", "o", "i")] * 12
    levels = np.concatenate([np.full(12, 5.0) + np.linspace(-0.3, 0.3, 12), [9.0]])
    paths = [*many, ("rare", "o", "i")]
    known = prior_of(("known", "o", "i"), paths, levels, np.full(13, 0.05), SeriesKind.COUNT)
    rare = prior_of(("rare", "o", "i"), paths, levels, np.full(13, 0.05), SeriesKind.COUNT)
    unseen = prior_of(("unseen", "o", "i"), paths, levels, np.full(13, 0.05), SeriesKind.COUNT)
    assert known.mean == pytest.approx(5.0, abs=0.3)
    assert 5.5 < rare.mean < 9.0
    assert known.variance < rare.variance < unseen.variance
