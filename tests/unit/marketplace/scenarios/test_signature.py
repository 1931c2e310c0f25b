"""How scenarios look from outside."""

import math

import pytest

from config.marketplace.loader import load_marketplace
from domain.marketplace.scenarios.model import StreamModifier
from domain.marketplace.scenarios.signature import signature
from tests.fixtures.marketplace import GATEWAY, SEARCH, SUPPLY, TICKETS, a_marketplace, a_scenario

MARKET = load_marketplace()


def test_factors_are_told_as_logarithms_with_their_direction() -> None:
    scenario = a_scenario("rush", StreamModifier(SEARCH, multiplier=2.0), StreamModifier(SUPPLY, multiplier=0.5))
    assert signature(scenario, a_marketplace()) == pytest.approx({SEARCH: math.log(2), SUPPLY: -math.log(2)})


def test_an_override_of_a_rate_is_held_against_the_usual_rate() -> None:
    """300 tickets a day are 12.5 an hour."""
    scenario = a_scenario("rush", StreamModifier(TICKETS, override=25.0))
    assert signature(scenario, a_marketplace()) == pytest.approx({TICKETS: math.log(2)})


def test_what_cannot_be_told_beforehand_is_left_out() -> None:
    scenario = a_scenario("rush", StreamModifier(SEARCH, additive=5.0), StreamModifier(SUPPLY, multiplier=1.0))
    assert signature(scenario, a_marketplace()) == {}


def test_an_override_of_a_share_moves_the_derived_series() -> None:
    outage = next(one for one in MARKET.scenarios if one.id == "payment-outage")
    assert signature(outage, MARKET)[f"{GATEWAY}#failed_share"] > 0


def test_every_scenario_that_changes_something_has_a_signature() -> None:
    assert {one.id for one in MARKET.scenarios if not signature(one, MARKET)} == {"normal-operations"}
