"""The building blocks of the campaign model do what their formulas say."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.definitions import load_demo
from domain.demo.model import Fatigue
from simulator.campaigns.calendar import season_of, seasons, weekday_factors
from simulator.campaigns.noise import beta_binomial, generator_for, lognormal, negative_binomial, wobble
from simulator.campaigns.response import creative_ages, frequencies, freshness, impressions_for

CHANNEL = load_demo().campaigns[0].channels[0]
ONE = np.ones(1)


def test_the_daily_budget_buys_what_ctr_and_cpc_promise():
    bought = impressions_for(CHANNEL, ONE * CHANNEL.daily_budget, ONE)
    assert bought[0] * CHANNEL.ctr * CHANNEL.cpc == pytest.approx(CHANNEL.daily_budget)
    assert frequencies(CHANNEL, ONE * CHANNEL.daily_budget, ONE)[0] == pytest.approx(CHANNEL.frequency)


def test_the_half_point_buys_half_of_all_there_is():
    half = impressions_for(CHANNEL, ONE * CHANNEL.half_point * CHANNEL.daily_budget, ONE)
    everything = impressions_for(CHANNEL, ONE * CHANNEL.daily_budget * 1e9, ONE)
    assert half[0] / everything[0] == pytest.approx(0.5)


@given(st.floats(0.5, 3), st.floats(0.1, 10), st.floats(0.1, 5))
def test_more_money_buys_more_and_demand_scales_both(steepness, half_point, demand):
    channel = replace(CHANNEL, steepness=steepness, half_point=half_point)
    spend = np.linspace(1.0, 5.0 * channel.daily_budget, 50)
    bought = impressions_for(channel, spend, np.ones(50))
    assert (np.diff(bought) > 0).all()
    assert impressions_for(channel, spend * demand, np.full(50, demand)) == pytest.approx(bought * demand)
    assert (frequencies(channel, spend, np.ones(50)) >= 1).all()


def test_creatives_age_from_each_refresh_on():
    assert list(creative_ages(Fatigue(10, 0.5, 2, 4), 9)) == [2, 3, 0, 1, 2, 3, 0, 1, 2]


def test_half_of_the_loss_has_happened_at_the_half_life():
    left = freshness(Fatigue(10, 0.5, 20, 100), 21)
    assert (left[0], left[10], left[20]) == pytest.approx((1.0, 0.75, 0.625))


@pytest.mark.parametrize(
    ("day", "factor"),
    [
        (date(2026, 5, 10), 1.4),
        (date(2026, 7, 1), 0.75),
        (date(2026, 9, 9), 1.2),
        (date(2026, 12, 10), 1.4),
        (date(2026, 12, 24), 0.5),
        (date(2026, 12, 30), 0.5),
        (date(2026, 3, 1), 1.0),
    ],
)
def test_the_year_has_its_seasons(day, factor):
    assert season_of(day) == factor


def test_a_season_comes_gradually_and_can_be_ignored_or_reversed():
    days = [date(2026, 5, day) for day in range(1, 20)]
    felt = seasons(days, 1.0)
    assert 1.0 < felt[0] < felt[1] < felt[5] == pytest.approx(1.4)
    assert seasons(days, 0.0) == pytest.approx(1.0)
    assert seasons(days, -1.0) == pytest.approx(1 / felt)


def test_weekday_profiles_have_a_mean_of_one():
    days = [date(2026, 3, 2 + offset) for offset in range(7)]
    factors = weekday_factors(days, (2, 1, 1, 1, 1, 1, 1))
    assert factors.mean() == pytest.approx(1)
    assert factors[0] == pytest.approx(2 * factors[1])


def test_named_generators_are_independent_of_each_other():
    first, again, other = (generator_for(3, *names).random(4) for names in (("a", "b"), ("a", "b"), ("ab", "")))
    assert (first == again).all()
    assert (first != other).all()


def test_noise_has_the_mean_and_the_spread_it_should():
    random = generator_for(1, "noise")
    many = 200_000
    assert lognormal(random, 0.4, many).mean() == pytest.approx(1, abs=0.01)
    drift = wobble(random, 0.05, 0.8, many)
    assert drift.mean() == pytest.approx(1, abs=0.01)
    assert np.corrcoef(np.log(drift[1:]), np.log(drift[:-1]))[0, 1] == pytest.approx(0.8, abs=0.02)
    counts = negative_binomial(random, np.full(many, 100.0), 50.0)
    assert counts.mean() == pytest.approx(100, rel=0.01)
    assert counts.var() == pytest.approx(100 + 100**2 / 50, rel=0.03)
    hits = beta_binomial(random, np.full(many, 1000), np.full(many, 0.1), 100.0)
    assert hits.mean() == pytest.approx(100, rel=0.01)
    assert hits.var() > 5 * 1000 * 0.1 * 0.9
