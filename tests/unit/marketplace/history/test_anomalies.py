"""Two measures of one value: the distance from the mean, and how unusual it is for its hour of the week."""

import numpy as np
import pytest

from domain.marketplace.history.anomalies import FALSE_DISCOVERIES, discoveries, judge
from domain.marketplace.history.model import Blocks
from domain.marketplace.history.statistics import statistics
from domain.marketplace.moments import HOUR

STREAMS = tuple(f"s{number}" for number in range(50))
SEASON = np.where(np.arange(60) % 2, 1_500.0, 500.0)


def month(seed: int = 1, blocks: int = 60) -> Blocks:
    """Return a month whose days and nights differ, with a noise of 10 %."""
    season = np.resize(SEASON, blocks)
    noise = 1.0 + 0.1 * np.random.default_rng(seed).standard_normal((len(STREAMS), blocks))
    return Blocks(0, 12 * HOUR, STREAMS, season * noise, np.tile(season, (len(STREAMS), 1)))


def test_the_scale_is_that_of_the_statistics_that_are_told() -> None:
    past = month()
    told = statistics(past, "UTC")[0]
    one = Blocks(0, 12 * HOUR, ("s0",), np.array([[told.mean + told.std, told.mean]]), np.full((1, 2), told.mean))
    assert judge(one, past)["s0"].normalized == pytest.approx([70.0, 50.0])


def test_night_and_day_are_flagged_and_are_no_anomalies() -> None:
    judged = judge(month(2), month())
    flagged = np.mean([[flag.value != "NORMAL" for flag in one.flags] for one in judged.values()])
    assert flagged > 0.25
    assert np.mean([one.anomalous for one in judged.values()]) < 0.01


def test_a_value_that_is_unusual_for_its_time_is_an_anomaly_though_it_is_near_the_mean() -> None:
    past, now = month(), month(2)
    now.values[7, 20] = 1_000.0
    judged = judge(now, past)["s7"]
    assert 40.0 < judged.normalized[20] < 60.0
    assert judged.scores[20] > 6.0
    assert judged.anomalous[20]


def test_of_what_is_called_an_anomaly_no_more_than_one_in_ten_is_chance() -> None:
    random = np.random.default_rng(3)
    false = found = 0
    for _ in range(400):
        scores = random.standard_normal((50, 1))
        scores[:5] += 4.0
        called = discoveries(scores)[:, 0]
        found, false = found + int(called.sum()), false + int(called[5:].sum())
    assert found > 400 * 4
    assert false / found <= FALSE_DISCOVERIES * 1.1


def test_where_nothing_is_expected_nothing_is_unusual() -> None:
    past = month()
    empty = Blocks(0, 12 * HOUR, ("s0",), np.array([[np.nan, 5.0]]), np.array([[100.0, 0.0]]))
    judged = judge(empty, past)["s0"]
    assert judged.scores.tolist() == [0.0, 0.0]
    assert judged.normalized[0] == 50.0
    assert discoveries(np.zeros((0, 3))).shape == (0, 3)
