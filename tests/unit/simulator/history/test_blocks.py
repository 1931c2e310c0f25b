"""Blocks of the past: seeded, additive, coupled with their twins, and true to the rates."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketplace.history.model import Blocks
from domain.marketplace.model import DerivedSeries, FieldKind, NumberRange, StreamField
from domain.marketplace.moments import DAY, HOUR, MINUTE
from domain.marketplace.scenarios.model import ProbabilityShift
from domain.marketplace.timeline.model import Course, Operation, Shift, Window
from simulator.history.blocks import blocks
from simulator.rates.model import RateModel
from tests.unit.simulator.rates.market import (
    CONFIRMED,
    DECLINED,
    EPOCH,
    ERRORS,
    EXPIRED,
    GATEWAY,
    LOGIN,
    MARKET,
    MONTH_AGO,
    RATING,
    REQUESTED,
    SEARCH,
    STARTED,
    SUPPLY,
    TICKET,
    USERS,
    acting,
    course,
    number_of,
)

QUIET = RateModel(MARKET, course())
STEPS = [5 * MINUTE, 6 * MINUTE, 15 * MINUTE, 20 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR, DAY]


def row(found: Blocks, name: str) -> np.ndarray:
    return found.values[found.streams.index(name)]


def additive(found: Blocks) -> np.ndarray:
    return found.values[[found.streams.index(stream.name) for stream in MARKET.streams if stream.name != USERS]]


@given(day=st.integers(-20, 20), days=st.integers(1, 3), step=st.sampled_from(STEPS))
@settings(max_examples=15, deadline=None)
def test_blocks_do_not_depend_on_what_is_asked_for_beside_them(day: int, days: int, step: int) -> None:
    begin = EPOCH + day * DAY
    alone = blocks(QUIET, begin, begin + DAY, step)
    fresh = RateModel(MARKET, course())
    within = blocks(fresh, begin - days * DAY, begin + days * DAY, step)
    first, count = days * DAY // step, DAY // step
    assert np.array_equal(alone.values, within.values[:, first : first + count], equal_nan=True)
    assert np.array_equal(alone.expected, within.expected[:, first : first + count], equal_nan=True)


@given(day=st.integers(-20, 20), step=st.sampled_from(STEPS))
@settings(max_examples=15, deadline=None)
def test_a_coarser_block_is_the_sum_of_its_finer_ones(day: int, step: int) -> None:
    begin = EPOCH + day * DAY
    whole = blocks(QUIET, begin, begin + DAY, DAY)
    fine = blocks(QUIET, begin, begin + DAY, step)
    assert np.array_equal(additive(fine).sum(axis=1), additive(whole)[:, 0])
    assert fine.expected[number_of(LOGIN)].sum() == pytest.approx(whole.expected[number_of(LOGIN), 0])
    assert row(fine, USERS).mean() == pytest.approx(row(whole, USERS)[0])


def test_other_seeds_have_other_noise_and_the_same_expectation() -> None:
    one = blocks(QUIET, EPOCH, EPOCH + DAY, HOUR)
    other = blocks(RateModel(MARKET, course(seed=2)), EPOCH, EPOCH + DAY, HOUR)
    assert np.array_equal(one.expected, other.expected)
    assert not np.array_equal(one.values, other.values)


@given(
    name=st.sampled_from([SEARCH, ERRORS, TICKET, SUPPLY, STARTED]),
    factor=st.floats(0.3, 3.0),
    hour=st.integers(0, 47),
)
@settings(max_examples=15, deadline=None)
def test_a_twin_differs_only_after_the_change_and_only_where_it_reaches(name: str, factor: float, hour: int) -> None:
    begin = EPOCH + hour * HOUR
    twin = blocks(QUIET.following(course(acting(name, factor, begin))), EPOCH - DAY, EPOCH + 3 * DAY, HOUR)
    plain = blocks(QUIET, EPOCH - DAY, EPOCH + 3 * DAY, HOUR)
    before = 24 + hour
    assert np.array_equal(twin.values[:, :before], plain.values[:, :before], equal_nan=True)
    assert np.array_equal(row(twin, LOGIN), row(plain, LOGIN))
    sign = np.sign(factor - 1.0)
    assert np.all(sign * (row(twin, name) - row(plain, name))[before:] >= 0)


@pytest.mark.parametrize(
    "factors",
    [
        {SEARCH: 1.6, REQUESTED: 1.5, EXPIRED: 1.8, SUPPLY: 0.9},
        {SUPPLY: 0.6, EXPIRED: 2.5, SEARCH: 1.2},
        {TICKET: 3.0},
        {SEARCH: 0.8, REQUESTED: 0.75},
        {STARTED: 0.75},
    ],
)
def test_block_means_move_by_the_factors_of_a_scenario(factors: dict[str, float]) -> None:
    acts = [acting(name, factor) for name, factor in factors.items()]
    begin, end = EPOCH + DAY, EPOCH + 8 * DAY
    plain = blocks(QUIET, begin, end, DAY)
    moved = blocks(QUIET.following(course(*acts)), begin, end, DAY)
    for name, factor in factors.items():
        assert row(moved, name).sum() / row(plain, name).sum() == pytest.approx(factor, rel=0.1), name


def test_an_overridden_share_is_that_share_and_leaves_the_volume() -> None:
    acts = course(acting(GATEWAY, 95.0, EPOCH, 24, Operation.OVERRIDE))
    plain, moved = (blocks(one, EPOCH, EPOCH + 2 * DAY, DAY) for one in (QUIET, QUIET.following(acts)))
    shares = row(moved, f"{GATEWAY}#failed_share")
    assert shares[0] == pytest.approx(95.0, abs=2.0)
    assert shares[1] == pytest.approx(5.0, abs=2.0)
    assert np.array_equal(row(plain, GATEWAY), row(moved, GATEWAY))
    assert moved.expected[moved.streams.index(f"{GATEWAY}#failed_share")] == pytest.approx(5.0)


def test_an_overridden_count_is_events_an_hour() -> None:
    acts = course(acting(ERRORS, 50.0, operation=Operation.OVERRIDE))
    moved = blocks(QUIET.following(acts), EPOCH, EPOCH + 4 * DAY, DAY)
    assert row(moved, ERRORS) == pytest.approx(24 * 50, rel=0.1)


def test_mean_scores_fall_while_low_ones_are_likelier() -> None:
    shift = Shift(acting(RATING, 1.0), ProbabilityShift("rating_score", (("1", 2.0), ("2", 2.0))))
    quiet = course()
    worse = QUIET.following(Course(quiet.timeline, (), (shift,), (), (), (), ()))
    name = f"{RATING}#mean_score"
    plain, moved = (row(blocks(one, EPOCH, EPOCH + 4 * DAY, DAY), name) for one in (QUIET, worse))
    assert plain == pytest.approx(4.0, abs=0.15)
    assert moved == pytest.approx((4.0 + 0.05 * 3) / 1.1, abs=0.15)


def test_the_mean_of_a_number_is_that_of_its_distribution() -> None:
    field = StreamField("amount", FieldKind.NUMBER, "", number=NumberRange(50.0, 0.3, 5.0, 500.0))
    series = DerivedSeries("mean_amount", "amount", None, "")
    streams = tuple(
        replace(one, fields=(field,), derived=(series,)) if one.name == TICKET else one for one in MARKET.streams
    )
    found = blocks(RateModel(replace(MARKET, streams=streams), course()), EPOCH, EPOCH + 4 * DAY, DAY)
    assert row(found, f"{TICKET}#mean_amount") == pytest.approx(50.0 * np.exp(0.045), rel=0.05)


def test_a_share_of_nothing_is_not_a_number() -> None:
    nothing = QUIET.following(course(acting(GATEWAY, -1e6, operation=Operation.ADD)))
    found = blocks(nothing, EPOCH, EPOCH + DAY, HOUR)
    assert row(found, GATEWAY).sum() == 0
    assert np.isnan(row(found, f"{GATEWAY}#failed_share")).all()


def test_a_gauge_tells_mean_levels_of_both_its_series() -> None:
    found = blocks(QUIET, EPOCH, EPOCH + 7 * DAY, DAY)
    assert row(found, USERS).mean() == pytest.approx(1_200, rel=0.15)
    assert row(found, f"{USERS}#tutors").mean() == pytest.approx(180, rel=0.2)


def test_counts_scatter_around_what_is_expected_and_some_blocks_carry_a_spike() -> None:
    found = blocks(QUIET, MONTH_AGO, EPOCH, 12 * HOUR)
    ratio = row(found, ERRORS) / found.expected[found.streams.index(ERRORS)]
    assert ratio.mean() == pytest.approx(1.0, abs=0.15)
    without = RateModel(replace(MARKET, patterns=replace(MARKET.patterns, anomaly_share=0.0)), course())
    share = (blocks(without, MONTH_AGO, EPOCH, 12 * HOUR).values != found.values)[number_of(LOGIN)].mean()
    assert 0.0 < share < 0.2
    after = [blocks(one, EPOCH, EPOCH + 2 * DAY, 12 * HOUR).values for one in (QUIET, without)]
    assert np.array_equal(*after, equal_nan=True)


@pytest.mark.parametrize("seed", range(5))
def test_supply_and_demand_move_together_and_bookings_become_what_the_tree_says(seed: int) -> None:
    found = blocks(RateModel(MARKET, course(seed=seed)), EPOCH - 30 * DAY, EPOCH, 12 * HOUR)
    supply = row(found, SUPPLY)
    for name, least in ((SEARCH, 0.35), (CONFIRMED, 0.43)):
        assert np.corrcoef(supply, row(found, name))[0, 1] >= least
    assert np.corrcoef(supply, row(found, EXPIRED))[0, 1] <= -0.40
    requested = row(found, REQUESTED).sum()
    assert 0.70 <= row(found, CONFIRMED).sum() / requested <= 0.80
    assert 0.10 <= row(found, DECLINED).sum() / requested <= 0.20
    assert 0.05 <= row(found, EXPIRED).sum() / requested <= 0.10


def window(**changes: object) -> Window:
    made = Window(1, EPOCH - 10 * DAY, EPOCH - 5 * DAY, (ERRORS,), 2.0, None, DAY)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_window_changes_its_streams_inside_it_smoothly() -> None:
    changed = QUIET.following(course(windows=(window(),)))
    plain, made = (blocks(one, EPOCH - 12 * DAY, EPOCH, 6 * HOUR) for one in (QUIET, changed))
    ratio = row(made, ERRORS) / row(plain, ERRORS)
    assert np.array_equal(ratio[:8], np.ones(8))
    assert np.array_equal(ratio[28:], np.ones(20))
    assert ratio[12:24].mean() == pytest.approx(2.0, rel=0.1)
    assert 1.0 <= ratio[8] < ratio[11] < 2.1
    assert np.array_equal(row(plain, LOGIN), row(made, LOGIN))


def test_a_window_with_a_seed_has_new_noise_and_that_seed_always_the_same() -> None:
    made = [
        row(
            blocks(
                QUIET.following(course(windows=(window(factor=1.0, seed=seed),))),
                EPOCH - 10 * DAY,
                EPOCH - 5 * DAY,
                DAY,
            ),
            ERRORS,
        )
        for seed in (7, 7, 8)
    ]
    plain = row(blocks(QUIET, EPOCH - 10 * DAY, EPOCH - 5 * DAY, DAY), ERRORS)
    assert np.array_equal(made[0], made[1])
    assert not np.array_equal(made[0], made[2])
    assert not np.array_equal(made[0], plain)


@pytest.mark.parametrize(
    ("begin", "end", "step"),
    [
        (0, HOUR, MINUTE),
        (0, 7 * HOUR, 7 * MINUTE),
        (0, 90 * MINUTE, 90 * MINUTE),
        (HOUR // 2, HOUR, HOUR),
        (HOUR, HOUR, HOUR),
    ],
)
def test_spans_that_are_no_blocks_are_refused(begin: int, end: int, step: int) -> None:
    with pytest.raises(ValueError, match="block"):
        blocks(QUIET, begin, end, step)
