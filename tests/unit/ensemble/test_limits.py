"""Limits: a budget that is a cap is never passed, and nothing is delivered after the last day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaigns.model import Channel
from domain.ensemble.limits import Earlier, Limits, held_forecasts, limits_of
from domain.ensemble.plan import Driver, DriverPlan
from domain.ensemble.sampled import SampledPaths
from domain.forecasting.model import QUANTILES, Panel, SeriesKind
from domain.metrics.history import CampaignHistory
from domain.metrics.model import MetricType
from tests.fixtures.records import a_campaign

START = date(2026, 5, 1)
GOOGLE, EMAIL = Channel.GOOGLE, Channel.EMAIL
SPEND, IMPRESSIONS, CLICKS = MetricType.SPEND, MetricType.IMPRESSIONS, MetricType.CLICKS


def some_limits(**values) -> Limits:
    usual = Limits(START - timedelta(days=9), None, None, 100.0, "EUR", capped=True, spent=0.0, missing=0)
    return replace(usual, **values)


def some_paths(spend, **others) -> SampledPaths:
    values = {(GOOGLE, SPEND): np.asarray(spend, dtype=float)}
    values |= {(GOOGLE, MetricType[name]): np.asarray(rows, dtype=float) for name, rows in others.items()}
    return SampledPaths(START, values)


def spent_in(world) -> float:
    return float(np.nansum(world.history.total(SPEND)))


def capped(world, days: float, **values):
    """A campaign whose budget lasts for about so many days of the forecast."""
    daily = world.paths.of(None, SPEND).mean()
    money = replace(world.campaign.budget, amount=Decimal(spent_in(world) + days * daily))
    return replace(world.campaign, budget=money, budget_capped=True, **values)


def test_without_limits_the_very_same_futures_come_back(make_world):
    world = make_world()
    assert limits_of(world.campaign, world.history).applied(world.paths) is world.paths
    generous = replace(world.campaign, budget_capped=True, end_date=world.paths.day(world.paths.horizon - 1))
    assert limits_of(generous, world.history).applied(world.paths) is world.paths


def test_a_capped_budget_is_spent_to_the_last_coin_and_not_passed(make_world):
    world = make_world()
    limits = limits_of(capped(world, 10), world.history)
    held = limits.applied(world.paths)
    total = limits.spent + held.of(None, SPEND).cumsum(axis=1)
    assert (total <= limits.budget * (1 + 1e-12)).all()
    assert total[:, -1] == pytest.approx(limits.budget)


def test_the_day_on_which_the_money_ends_is_scaled_as_a_whole_and_later_ones_are_empty():
    paths = some_paths([[60.0, 80.0, 30.0]], IMPRESSIONS=[[600, 900, 300]], CLICKS=[[6, 9, 3]])
    paths.values[EMAIL, CLICKS] = np.array([[4.0, 4.0, 4.0]])
    held = some_limits().applied(paths)
    assert held.values[GOOGLE, SPEND].tolist() == [[60.0, 40.0, 0.0]]
    assert held.values[GOOGLE, IMPRESSIONS].tolist() == [[600.0, 450.0, 0.0]]
    assert held.values[GOOGLE, CLICKS].tolist() == [[6.0, 4.5, 0.0]]
    assert held.values[EMAIL, CLICKS].tolist() == [[4.0, 2.0, 0.0]]
    assert held.of(None, MetricType.CTR)[0, 1] == pytest.approx(6.5 / 450)
    assert np.isnan(held.of(None, MetricType.CTR)[0, 2])


def test_a_free_day_is_delivered_as_long_as_there_is_money_and_not_after():
    paths = some_paths([[50.0, 0.0, 50.0, 0.0]], IMPRESSIONS=[[5, 7, 5, 7]])
    held = some_limits().applied(paths)
    assert held.values[GOOGLE, IMPRESSIONS].tolist() == [[5.0, 7.0, 5.0, 0.0]]


def test_what_was_spent_counts_from_the_first_day_of_the_campaign(make_world):
    world = make_world()
    spend = world.history.total(SPEND)
    later = replace(world.campaign, start_date=world.history.start + timedelta(days=100))
    assert limits_of(later, world.history).spent == pytest.approx(spend[100:].sum())
    assert limits_of(world.campaign, world.history).spent == pytest.approx(spend.sum())


def test_spend_from_before_the_days_looked_at_counts_too(make_world):
    world = make_world()
    old = replace(world.campaign, start_date=world.history.start - timedelta(days=50))
    assert limits_of(old, world.history).missing == 50
    limits = limits_of(old, world.history, Earlier(777.0, 48))
    assert (limits.spent, limits.missing) == (pytest.approx(spent_in(world) + 777.0), 2)


def test_days_before_the_campaign_cost_its_budget_nothing():
    paths = some_paths([[500.0, 60.0, 60.0]])
    held = some_limits(begins=START + timedelta(days=1)).applied(paths)
    assert held.values[GOOGLE, SPEND].tolist() == [[500.0, 60.0, 40.0]]


def test_nothing_is_delivered_once_the_budget_is_gone(make_world):
    world = make_world()
    limits = limits_of(capped(world, -3), world.history)
    held = limits.applied(world.paths)
    assert not any(values.any() for values in held.values.values())
    assert "is spent" in limits.notes(world.paths)[0]


def test_a_budget_that_is_no_cap_bounds_nothing(make_world):
    world = make_world()
    soft = replace(capped(world, 10), budget_capped=False)
    assert limits_of(soft, world.history).applied(world.paths) is world.paths


def test_a_cap_without_observed_spend_is_said_not_to_hold(make_world):
    world = make_world(metrics=(IMPRESSIONS, CLICKS))
    limits = limits_of(replace(world.campaign, budget_capped=True), world.history)
    assert limits.applied(world.paths) is world.paths
    assert "cannot be held to it" in limits.notes(world.paths)[0]


def test_nothing_is_delivered_after_the_last_day(make_world):
    world = make_world()
    limits = limits_of(replace(world.campaign, end_date=world.paths.day(9)), world.history)
    held = limits.applied(world.paths)
    for key, values in held.values.items():
        assert (values[:, :10] == world.paths.values[key][:, :10]).all()
        assert not values[:, 10:].any()
    assert limits.notes(world.paths) == (
        f"The campaign's last day is {world.paths.day(9)}: nothing is forecast after it.",
    )


def test_a_campaign_that_ended_with_its_last_observed_day_delivers_nothing_more(make_world):
    world = make_world()
    limits = limits_of(replace(world.campaign, end_date=world.history.end), world.history)
    assert limits.over(world.paths.start)
    assert not any(values.any() for values in limits.applied(world.paths).values.values())


def test_an_end_date_that_delivery_went_past_is_not_held_to_and_said_to_be_wrong(make_world):
    world = make_world()
    end = world.history.end - timedelta(days=1)
    limits = limits_of(replace(world.campaign, end_date=end), world.history)
    assert limits.applied(world.paths) is world.paths
    (note,) = limits.notes(world.paths)
    assert str(end) in note
    assert str(world.history.end) in note


def test_conversions_that_come_in_late_do_not_make_an_end_date_wrong():
    days = np.array([1.0, 1.0, 0.0, 0.0])
    values = {(GOOGLE, IMPRESSIONS): 100 * days, (GOOGLE, MetricType.CONVERSIONS): np.ones(4)}
    history = CampaignHistory(START, 4, values)
    assert _ends(history, START + timedelta(days=1)) == START + timedelta(days=1)
    assert _ends(history, START) is None


def _ends(history: CampaignHistory, end: date) -> date | None:
    return limits_of(a_campaign(UUID(int=1), start_date=START, end_date=end), history).last


@given(
    spend=st.lists(st.lists(st.floats(0, 1e6), min_size=6, max_size=6), min_size=1, max_size=5),
    budget=st.floats(0.01, 1e6),
    spent=st.floats(0, 1e6),
    before=st.integers(0, 7),
    last=st.none() | st.integers(-2, 8),
)
def test_whatever_the_futures_the_budget_holds_and_no_metric_grows(spend, budget, spent, before, last):
    paths = some_paths(spend, IMPRESSIONS=np.asarray(spend) * 3)
    limits = some_limits(
        begins=START + timedelta(days=before),
        last=None if last is None else START + timedelta(days=last),
        budget=budget,
        spent=spent,
    )
    held = limits.applied(paths)
    total = limits.spent + limits.counted(held).sum(axis=1)
    assert (total <= max(budget, spent) * (1 + 1e-9)).all()
    assert all((held.values[key] <= values).all() for key, values in paths.values.items())
    assert held.values[GOOGLE, IMPRESSIONS] == pytest.approx(3 * held.values[GOOGLE, SPEND])


def test_series_are_told_as_they_are_within_the_limits_and_rates_as_they_were():
    count = (4, 3)
    free = some_paths(np.full(count, 50.0), IMPRESSIONS=np.full(count, 500.0), CLICKS=np.full(count, 5.0))
    drivers = (
        Driver(GOOGLE, IMPRESSIONS, "I", SeriesKind.COUNT),
        Driver(GOOGLE, CLICKS, "R", SeriesKind.RATIO, per=IMPRESSIONS),
        Driver(GOOGLE, SPEND, "S", SeriesKind.AMOUNT),
    )
    plan = DriverPlan(Panel(()), {}, drivers, START, (), ())
    forecasts = {key: np.full((3, len(QUANTILES)), level) for key, level in (("I", 510.0), ("R", 0.01), ("S", 51.0))}
    limits = some_limits(budget=75.0)
    assert held_forecasts(plan, forecasts, free, free) is forecasts
    found = held_forecasts(plan, forecasts, free, limits.applied(free))
    assert found["S"][:, 3].tolist() == [51.0, 25.0, 0.0]  # a day that no limit reaches stays as it was
    assert found["I"][:, 3].tolist() == [510.0, 250.0, 0.0]
    assert found["R"] is forecasts["R"]
