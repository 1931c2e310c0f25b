"""Factors on probabilities minute by minute: those of the rates, whichever moments are asked for in turn."""

import numpy as np
import pytest

from domain.marketplace.moments import DAY, HOUR, MINUTE
from simulator.entities.gates import Gates
from simulator.rates.model import FloatArray, MomentArray, RateModel
from tests.unit.simulator.rates.market import (
    CONFIRMED,
    EPOCH,
    EXPIRED,
    MARKET,
    REQUESTED,
    acting,
    course,
    number_of,
)

PARENT, CHILD = number_of(REQUESTED), number_of(EXPIRED)
OUTAGES = course(acting(EXPIRED, 3.0, EPOCH + HOUR, 6), acting(EXPIRED, 2.0, EPOCH + 4 * HOUR, 20))


class CountedRates(RateModel):
    """Rates that count how often it is asked what is usual."""

    asked = 0

    def quiet_gate(self, parent: int, child: int, at: MomentArray) -> FloatArray:
        """Return what the rates say."""
        self.asked += 1
        return super().quiet_gate(parent, child, at)


def alone(at: int) -> MomentArray:
    """Return the minute of a moment."""
    return np.array([at // MINUTE * MINUTE])


def test_what_is_usual_ahead_is_worked_out_once_though_now_is_asked_for_in_between() -> None:
    rates = CountedRates(MARKET, course())
    gates = Gates(rates, frozenset())
    for at in range(EPOCH, EPOCH + 5 * HOUR, 7 * MINUTE):
        for moment in (at, at + DAY):
            for child in (CHILD, number_of(CONFIRMED)):
                usual = RateModel.quiet_gate(rates, PARENT, child, alone(moment))[0]
                assert gates.quiet(PARENT, child, moment) == usual
    assert rates.asked == 2 * 2


def test_what_is_usual_is_forgotten_in_the_end_and_found_again() -> None:
    rates = CountedRates(MARKET, course())
    gates = Gates(rates, frozenset())
    first = gates.quiet(PARENT, CHILD, EPOCH)
    for at in range(EPOCH, EPOCH + 90 * DAY, 6 * HOUR):
        gates.quiet(PARENT, CHILD, at)
    asked = rates.asked
    assert gates.quiet(PARENT, CHILD, EPOCH) == first
    assert rates.asked == asked + 1


@pytest.mark.parametrize("hour", [0, 2, 5, 8, 12, 30])
def test_outages_that_overlap_change_what_acts_and_never_what_is_usual(hour: int) -> None:
    rates, quiet = RateModel(MARKET, OUTAGES), RateModel(MARKET, course())
    gates, calm = Gates(rates, frozenset()), Gates(quiet, frozenset())
    at = EPOCH + hour * HOUR + 90_000_000
    assert gates.quiet(PARENT, CHILD, at) == calm.quiet(PARENT, CHILD, at)
    wanted = (3.0 if 1 <= hour < 7 else 1.0) * (2.0 if 4 <= hour < 24 else 1.0)
    assert gates.acting(PARENT, CHILD, at) == pytest.approx(wanted, rel=1e-6)
    assert gates.gate(PARENT, CHILD, at) == rates.gate(PARENT, CHILD, alone(at))[0]


def test_nothing_acts_before_the_moment_from_which_on_gates_hold() -> None:
    gates = Gates(RateModel(MARKET, OUTAGES), frozenset())
    gates.since = EPOCH + 3 * HOUR
    assert [gates.acting(PARENT, CHILD, EPOCH + hour * HOUR) > 2.0 for hour in (2, 3)] == [False, True]
    assert gates.quiet(PARENT, CHILD, EPOCH) == gates.gate(PARENT, CHILD, EPOCH) == 1.0
