"""What is learnt of the share of each hour."""

import numpy as np
import pytest

from domain.profiles.shares import learn_shares

DAY = 1.0 + 0.8 * np.sin((np.arange(24) - 6) / 24 * 2 * np.pi)
NIGHT = DAY[::-1] ** 2


def spread(shape: np.ndarray) -> np.ndarray:
    return shape / shape.sum()


def observed(days: int, volume: float, shapes: dict[int, np.ndarray] | None = None, seed: int = 1):
    """Days with counts around a shape, by default the same on each weekday."""
    random = np.random.default_rng(seed)
    weekdays = np.arange(days) % 7
    expected = np.stack([spread((shapes or {}).get(int(weekday), DAY)) for weekday in weekdays])
    return random.poisson(volume * expected).astype(float), weekdays


def off(means: np.ndarray, shape: np.ndarray) -> float:
    return float(np.abs(means - spread(shape)).sum())


def test_shares_are_near_the_truth_and_sum_to_one():
    learnt = learn_shares(*observed(56, 5_000))
    assert learnt.means.sum(axis=1) == pytest.approx(np.ones(7))
    assert all(off(row, DAY) < 0.02 for row in learnt.means)
    assert list(learnt.days) == [8] * 7


def test_weekdays_that_differ_keep_shares_of_their_own():
    learnt = learn_shares(*observed(56, 2_000, {2: NIGHT}))
    assert off(learnt.means[2], NIGHT) < 0.1
    assert off(learnt.means[1], DAY) < 0.1


def test_weekends_are_told_from_working_days():
    learnt = learn_shares(*observed(14, 2_000, {5: NIGHT, 6: NIGHT}))
    assert all(off(learnt.means[weekday], NIGHT) < 0.15 for weekday in (5, 6))
    assert all(off(learnt.means[weekday], DAY) < 0.1 for weekday in range(5))


def test_with_few_events_a_weekday_is_that_of_all_days():
    """A weekday's own two days with 30 events each are far worse than what all fourteen days say."""
    values, weekdays = observed(14, 30)
    learnt = learn_shares(values, weekdays)
    own = [
        off(values[weekdays == weekday].sum(axis=0) / values[weekdays == weekday].sum(), DAY) for weekday in range(7)
    ]
    assert np.mean([off(row, DAY) for row in learnt.means]) < 0.6 * np.mean(own)


def test_a_weekday_that_was_never_observed_takes_the_shares_of_its_kind():
    values, weekdays = observed(28, 3_000, {5: NIGHT, 6: NIGHT})
    seen = weekdays != 6
    learnt = learn_shares(values[seen], weekdays[seen])
    assert learnt.days[6] == 0
    assert off(learnt.means[6], NIGHT) < 0.2


def test_an_even_day_stays_even():
    learnt = learn_shares(*observed(21, 200, {weekday: np.ones(24) for weekday in range(7)}))
    assert all(off(row, np.ones(24)) < 0.05 for row in learnt.means)


@pytest.mark.parametrize("volume", [20, 400, 10_000])
def test_draws_hold_the_shares_of_days_to_come_as_often_as_they_promise(volume: int):
    values, weekdays = observed(28, volume)
    learnt = learn_shares(values, weekdays)
    later, their = observed(280, volume, seed=2)
    held = []
    for row, weekday in zip(later, their, strict=True):
        low, high = np.quantile(learnt.draws(int(weekday)), [0.1, 0.9], axis=0)
        share = row / row.sum()
        held.append(((share >= low - 1e-9) & (share <= high + 1e-9)).mean())
    assert 0.74 <= np.mean(held) <= 0.93


def test_draws_are_shares():
    learnt = learn_shares(*observed(9, 40))
    drawn = learnt.draws(3)
    assert drawn.shape == (27, 24)
    assert drawn.min() >= 0
    assert drawn.sum(axis=1) == pytest.approx(np.ones(27))


def test_days_that_are_all_alike_leave_no_doubt():
    values = np.tile(DAY, (10, 1))
    learnt = learn_shares(values, np.arange(10) % 7)
    assert learnt.means == pytest.approx(np.tile(spread(DAY), (7, 1)))
    assert np.ptp(learnt.deviations) == pytest.approx(0.0, abs=1e-9)


def test_one_day_is_not_enough():
    with pytest.raises(ValueError, match="two days"):
        learn_shares(np.ones((1, 24)), np.zeros(1, dtype=np.int64))
