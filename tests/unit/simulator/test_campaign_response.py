"""The building blocks of the campaign model do what their formulas say."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.definitions import load_demo
from domain.demo.model import Fatigue
from simulator.campaigns.calendar import hour_shares, season_of, seasons, weekday_factors
from simulator.campaigns.noise import Chance, gamma_sums, share_sigma
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


def test_creatives_age_from_each_refresh_on_and_are_refreshed_after_the_history_too():
    from_last = np.arange(-8, 6)
    assert list(creative_ages(Fatigue(10, 0.5, 2, 4), from_last)) == [2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]


def test_half_of_the_loss_has_happened_at_the_half_life():
    left = freshness(Fatigue(10, 0.5, 20, 100), np.arange(-20, 1))
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


def test_the_hours_of_a_day_add_up_to_it():
    shares = hour_shares(np.arange(24 * 3))
    assert shares.reshape(3, 24).sum(axis=1) == pytest.approx(1.0)
    assert shares[18] > 3 * shares[3]


def test_named_chances_are_independent_of_each_other():
    index = np.arange(4)
    first, again, other = (Chance(3, names).uniforms("x", index) for names in (("a", "b"), ("a", "b"), ("ab", "")))
    assert (first == again).all()
    assert (first != other).all()
    assert (Chance(3, ("a", "b")).uniforms("y", index) != first).all()
    assert (Chance(4, ("a", "b")).uniforms("x", index) != first).all()


def test_noise_has_the_mean_and_the_spread_it_should():
    chance, many = Chance(1, ("noise",)), np.arange(200_000)
    assert chance.lognormal("factor", 0.4, many).mean() == pytest.approx(1, abs=0.01)
    drift = chance.wobble("drift", 0.05, 0.8, many)
    assert drift.mean() == pytest.approx(1, abs=0.01)
    assert np.log(drift).std() == pytest.approx(0.05, rel=0.03)
    assert np.corrcoef(np.log(drift[1:]), np.log(drift[:-1]))[0, 1] == pytest.approx(0.8, abs=0.02)
    shares = 0.1 * chance.lognormal("share", share_sigma(np.full(len(many), 0.1), 400.0), many)
    assert shares.var() == pytest.approx(0.1 * 0.9 / 401, rel=0.05)
    for shape in (4.0, 40.0):
        sums = gamma_sums(np.full(len(many), shape), chance.normals("orders", many))
        assert sums.mean() == pytest.approx(shape, rel=0.01)
        assert sums.var() == pytest.approx(shape, rel=0.03)


def test_a_day_has_the_same_chance_wherever_a_window_begins():
    chance = Chance(1, ("window",))
    whole = chance.wobble("drift", 0.05, 0.85, np.arange(20_000, 20_200))
    for first, end in ((20_000, 20_001), (20_017, 20_100), (20_199, 20_200)):
        part = chance.wobble("drift", 0.05, 0.85, np.arange(first, end))
        assert (part == whole[first - 20_000 : end - 20_000]).all()
