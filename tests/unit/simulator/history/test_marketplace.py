"""The simulator as the rest of the program knows it."""

import numpy as np
import pytest

from domain.marketplace.moments import DAY, HOUR
from simulator.history.blocks import blocks
from simulator.history.world import baseline_events
from simulator.marketplace import LocalMarketplace
from simulator.rates.explain import explain
from simulator.rates.model import RateModel
from tests.unit.simulator.rates.market import EPOCH, ERRORS, MARKET, SEARCH, acting, course


def test_history_and_explanations_are_those_of_the_course_asked_for() -> None:
    simulator = LocalMarketplace(MARKET)
    courses = [course(acting(SEARCH, factor), seed=seed) for seed in (1, 2) for factor in (1.0, 1.5, 2.0)]
    for asked in [*courses, *courses]:
        fresh = RateModel(MARKET, asked)
        found = simulator.blocks(asked, EPOCH, EPOCH + DAY, HOUR)
        assert np.array_equal(found.values, blocks(fresh, EPOCH, EPOCH + DAY, HOUR).values, equal_nan=True)
        assert simulator.explain(asked, SEARCH, EPOCH + HOUR) == explain(fresh, SEARCH, EPOCH + HOUR)


def test_the_world_around_is_that_of_its_definitions() -> None:
    simulator = LocalMarketplace(MARKET)
    assert simulator.marketplace is MARKET
    assert simulator.baseline_events(3, EPOCH, EPOCH + DAY) == baseline_events(MARKET, 3, EPOCH, EPOCH + DAY)


def test_an_unknown_stream_cannot_be_explained() -> None:
    with pytest.raises(ValueError, match="no stream"):
        LocalMarketplace(MARKET).explain(course(), f"{ERRORS}s", EPOCH)
