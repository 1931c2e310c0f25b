"""Chains: what parents hand down, when it arrives, and what becomes of it when something acts."""

from dataclasses import replace

import numpy as np
import pytest

from domain.marketplace.model import OutcomeTree, Relationships
from domain.marketplace.moments import DAY, HOUR
from domain.marketplace.timeline.model import Operation
from simulator.rates.chains import chains_of
from simulator.rates.delays import delay_law
from simulator.rates.model import RateModel
from simulator.rates.outcomes import give_way, split
from tests.unit.simulator.rates.market import (
    CONFIRMED,
    DECLINED,
    EPOCH,
    ERRORS,
    EXPIRED,
    FAILED,
    GATEWAY,
    LOGIN,
    MARKET,
    PAID,
    PAYOUT,
    REQUESTED,
    SEARCH,
    STARTED,
    TREES,
    acting,
    course,
    number_of,
    outcome,
)

WEEK = EPOCH + np.arange(7 * 24, dtype=np.int64) * HOUR + HOUR // 2


def model(*influences: object) -> RateModel:
    return RateModel(MARKET, course(*influences))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "a_day"),
    [
        (LOGIN, 15_000),
        (SEARCH, 8_000),
        (REQUESTED, 2_400),
        (CONFIRMED, 1_800),
        (DECLINED, 384),
        (EXPIRED, 216),
        (STARTED, 1_602),
        (PAYOUT, 200),
        (PAID, 1_200),
        (ERRORS, 100),
    ],
)
def test_a_usual_week_has_the_events_of_the_table_or_of_the_chain(name: str, a_day: float) -> None:
    usual = model().usual(number_of(name), WEEK).mean() * 24
    assert usual == pytest.approx(a_day, rel=0.035)


def test_what_parents_cannot_give_a_stream_has_of_its_own() -> None:
    chains = chains_of(MARKET)
    assert chains.own[number_of(SEARCH)] * 24 == pytest.approx(8_000 - 0.53 * 15_000)
    assert chains.own[number_of(STARTED)] == 0.0
    assert chains.own[number_of(FAILED)] == 0.0


def test_streams_that_cause_each_other_in_a_circle_are_refused() -> None:
    trees = (*TREES, OutcomeTree(STARTED, False, (outcome(LOGIN, 0.1, 0, 1),)))
    with pytest.raises(ValueError, match="circle"):
        chains_of(replace(MARKET, relationships=Relationships(trees, (), (), ())))


def test_lessons_start_in_lesson_hours_and_payouts_on_fridays() -> None:
    started, payouts = model().usual(number_of(STARTED), WEEK), model().usual(number_of(PAYOUT), WEEK)
    assert started[3] < 1e-3 < started[15]
    assert payouts[:96].max() < 1e-3
    assert payouts[96 + 12] > 50


def test_a_delay_law_is_a_distribution_with_the_mean_of_its_bounds() -> None:
    law = delay_law(MARKET, outcome(EXPIRED, 0.09, 24, 24))
    even = delay_law(MARKET, outcome(ERRORS, 0.5, 2, 10))
    assert law.envelope.sum() == pytest.approx(1.0)
    assert np.arange(len(law.envelope)) @ law.envelope == pytest.approx(24.0)
    assert np.arange(len(even.envelope)) @ even.envelope == pytest.approx(6.0, abs=0.05)


def test_children_rise_with_their_parent_after_the_delay() -> None:
    rates = model(acting(SEARCH, 1.6))
    requested = rates.inherited(number_of(REQUESTED), WEEK)
    confirmed = rates.inherited(number_of(CONFIRMED), WEEK)
    assert requested[-1] == pytest.approx(1.6, abs=0.01)
    assert 1.1 < requested[0] < 1.6
    assert confirmed[0] < 1.2
    assert confirmed[48] == pytest.approx(1.6, abs=0.02)


def test_a_child_with_a_factor_of_its_own_gets_that_and_nothing_on_top() -> None:
    rates = model(acting(SEARCH, 1.6), acting(REQUESTED, 1.5))
    search, requested = number_of(SEARCH), number_of(REQUESTED)
    gate = rates.gate(search, requested, WEEK)
    assert gate[-1] == pytest.approx(1.5 / 1.6, rel=0.01)
    assert (gate * rates.inherited(requested, WEEK))[5:] == pytest.approx(1.5, rel=0.01)
    assert rates.wanted(requested, WEEK) == pytest.approx(1.5)


def test_bookings_that_expire_take_from_those_that_are_answered() -> None:
    quiet, crisis = model(), model(acting(EXPIRED, 2.5))
    for name, factor in ((EXPIRED, 2.5), (CONFIRMED, (1 - 0.225) / 0.91), (DECLINED, (1 - 0.225) / 0.91)):
        here, usual = (one.rate(number_of(name), WEEK[72:]).sum() for one in (crisis, quiet))
        assert here / usual == pytest.approx(factor, rel=0.05)


def test_an_overridden_share_moves_the_children_that_depend_on_it() -> None:
    rates = model(acting(GATEWAY, 95.0, operation=Operation.OVERRIDE))
    paid, failed = (rates.inherited(number_of(name), WEEK)[-1] for name in (PAID, FAILED))
    assert failed == pytest.approx(0.95 / 0.05, rel=0.01)
    assert paid == pytest.approx(0.05 / 0.95, rel=0.01)
    assert rates.override(number_of(GATEWAY), WEEK) == pytest.approx(95.0)
    assert np.isnan(rates.override(number_of(PAID), WEEK)).all()


def test_expiry_is_likelier_where_supply_is_short_and_right_in_the_mean() -> None:
    rates = model()
    requested, expired = number_of(REQUESTED), number_of(EXPIRED)
    gate = rates.gate(requested, expired, WEEK)
    share = rates.usual(expired, WEEK).sum() / rates.usual(requested, WEEK - DAY).sum()
    assert share == pytest.approx(0.09, rel=0.01)
    assert gate[9::24].mean() > 3 * gate[19::24].mean()


def test_an_exclusive_tree_always_sums_to_one() -> None:
    assert split((0.75, 0.16, 0.09, 0.0), (1.0, 1.0, 2.5, 1.0)) == pytest.approx((0.6387, 0.1363, 0.225, 0.0), abs=1e-4)
    assert sum(split((0.5, 0.5), (3.0, 1.0))) == pytest.approx(1.0)
    assert split((0.9, 0.1, 0.0), (0.5, 1.0, 1.0), rises=False) == pytest.approx((0.45, 0.1, 0.45))
    assert give_way([(0.09, np.array([2.5]))])[0] == pytest.approx(0.775 / 0.91)
