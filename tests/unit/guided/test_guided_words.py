"""The demo's figures in words."""

from datetime import UTC, datetime

import pytest

from pulsecast.cli.demo.figures import BothCosts, Chosen, Cost, Usual
from pulsecast.cli.demo.words import (
    against_usual,
    at_time,
    cost_told,
    costs_told,
    effects_told,
    evidence_told,
    factors,
    factors_told,
    impact_told,
    signed,
)

CAMPAIGN = Chosen("1", "Calm", "Sign-ups", "EUR", Usual(40.0, 30.0, 60.0, 28), 8, frozenset("123"), 50.0)


def test_times_are_told_by_weekday():
    assert at_time(datetime(2026, 3, 2, 6, tzinfo=UTC)) == "Mon 2 Mar 06:00"


@pytest.mark.parametrize(
    ("value", "told"),
    [(60.0, "50 % above the usual"), (20.0, "50 % below the usual"), (41.0, "about the usual")],
)
def test_a_value_is_told_beside_the_usual(value, told):
    assert against_usual(value, 40.0) == told


def test_a_cost_is_told_with_its_currency_and_one_without_conversions_as_such():
    assert cost_told(Cost(1200.0, 20.0), "EUR", 40.0) == "60.00 EUR, 50 % above the usual"
    assert cost_told(Cost(1200.0, 0.0), "EUR", 40.0) == "no conversions for 1,200.00 EUR"


def test_the_campaign_is_told_beside_all_in_its_currency():
    assert costs_told(BothCosts(Cost(60.0, 1.0), Cost(500.0, 10.0)), CAMPAIGN) == (
        "60.00 EUR, 50 % above the usual; all 3 campaigns in EUR: 50.00 EUR, about the usual"
    )


def test_changes_are_told_with_a_sign():
    assert [signed(ratio) for ratio in (-0.384, 0.5, 0.001)] == ["−38 %", "+50 %", "±0 %"]


def test_factors_on_one_stream_act_together():
    acting = [
        {"stream": "customer.tutor.search", "current": 0.8},
        {"stream": "customer.tutor.search", "current": 0.9},
        {"stream": "marketing.ad.spend", "current": 1.5},
        {"stream": "session.started", "current": None},
    ]
    assert factors_told(factors(acting)) == "tutor.search ×0.72  ad.spend ×1.50"


def test_an_effect_that_cannot_be_told_is_left_out():
    assert effects_told({"customer.tutor.search": -0.25, "marketing.ad.spend": None}) == "tutor.search −25 %"


def test_evidence_is_told_with_what_it_is_held_against():
    evidence = [
        {"label": "CPA on 2026-03-04", "value": 90.5, "unit": "EUR", "threshold": 40.0},
        {"label": "Share of futures", "value": 0.592, "unit": "ratio", "threshold": None},
        {"label": "Impressions a day", "value": 11054.8, "unit": "count", "threshold": None},
    ]
    assert evidence_told(evidence) == [
        "CPA on 2026-03-04: 90.50 EUR, held against 40.00 EUR",
        "Share of futures: 59.2 %",
        "Impressions a day: 11,055",
    ]


def test_an_impact_is_told_with_its_interval_and_the_probability_of_harm():
    impact = {
        "metric": "REVENUE",
        "expected": 1197.3,
        "lower": 128.9,
        "upper": 2394.6,
        "level": 0.8,
        "probabilityWorse": 0.075,
    }
    assert impact_told(impact, "EUR") == (
        "Expected: 1,197.30 EUR of revenue; with 80 % probability between 128.90 EUR and 2,394.60 EUR. Probability "
        "that it makes things worse: 7.5 %."
    )
