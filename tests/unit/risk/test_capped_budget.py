"""A budget that is a cap: the risk is that the money ends early, and every what-if keeps within it."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from domain.ensemble.limits import limits_of
from domain.metrics.model import MetricType
from domain.recommendations.advise import advise
from domain.risk.detect import detect_risks
from domain.risk.model import Risk, RiskKind
from domain.scenarios.generate import generate_scenarios
from domain.scenarios.model import Adjustment, AdjustmentFactor, ScenarioKind, ScenarioRequest
from domain.severity import Severity

SPEND, REVENUE = MetricType.SPEND, MetricType.REVENUE


def lasting(world, days: float, *, capped: bool = True, **values):
    """The same campaign with a budget that lasts for about so many forecast days."""
    daily, spent = world.paths.of(None, SPEND).mean(), np.nansum(world.history.total(SPEND))
    money = replace(world.campaign.budget, amount=Decimal(float(spent + days * daily)))
    return replace(world.campaign, budget=money, budget_capped=capped, **values)


def overrun(world, campaign, new_id) -> list[Risk]:
    found = detect_risks(world.paths, world.history, campaign, new_id)
    return [risk for risk in found if risk.kind is RiskKind.BUDGET_OVERRUN]


def spent(outcome) -> float:
    return sum(point.mean for course in outcome.trajectories if course.metric is SPEND for point in course.points)


def test_money_that_ends_early_is_told_with_its_days_and_what_is_forgone(make_world, new_id):
    world = make_world()
    campaign = lasting(world, 12)
    (risk,) = overrun(world, campaign, new_id)
    limits = limits_of(campaign, world.history)
    held = limits.applied(world.paths)
    total = limits.spent + np.cumsum(world.paths.of(None, SPEND), axis=1)
    ends = (total > limits.budget).argmax(axis=1)
    assert risk.probability == 1.0
    assert risk.severity is Severity.CRITICAL
    assert str(world.paths.day(int(np.median(ends)))) in risk.description
    assert "cap" in risk.description
    forgone = (world.paths.of(None, REVENUE) - held.of(None, REVENUE)).sum(axis=1).mean()
    assert float(risk.impact.amount) == pytest.approx(forgone, abs=0.01)
    assert {one.label: one.value for one in risk.evidence}["Median days until it ends, if it does"] == np.median(
        ends
    ) + 1


def test_the_same_budget_without_a_cap_is_overspent(make_world, new_id):
    world = make_world()
    (risk,) = overrun(world, lasting(world, 12, capped=False), new_id)
    excess = 18 * world.paths.of(None, SPEND).mean()
    assert float(risk.impact.amount) == pytest.approx(excess, rel=0.05)
    assert "overrun" in risk.description


def test_money_that_ends_on_the_last_day_is_no_grave_matter(make_world, new_id):
    world = make_world()
    (risk,) = overrun(world, lasting(world, 29.7), new_id)
    assert risk.severity.rank <= Severity.MEDIUM.rank


def test_money_that_lasts_to_the_end_is_no_risk(make_world, new_id):
    world = make_world()
    assert not overrun(world, lasting(world, 40), new_id)
    assert not overrun(world, lasting(world, 12, end_date=world.paths.day(9)), new_id)


def test_without_revenue_nothing_is_said_to_be_forgone(make_world, new_id):
    world = make_world(metrics=(SPEND, MetricType.IMPRESSIONS, MetricType.CLICKS))
    (risk,) = overrun(world, lasting(world, 12), new_id)
    assert risk.impact is None


def test_nothing_threatens_and_nothing_is_advised_to_a_campaign_that_is_over(make_world, new_id, sure):
    world = make_world()
    over = replace(world.campaign, end_date=world.history.end)
    assert detect_risks(world.paths, world.history, over, new_id) == ()
    advice = advise(world.paths, world.history, over, (), sure, new_id)
    assert advice.recommendations == ()
    assert len(advice.withheld) == 5
    assert all("the campaign is over" in reason for reason in advice.withheld)


def test_scenarios_spend_no_more_than_is_left(make_world):
    world = make_world()
    campaign = lasting(world, 12)
    left = float(campaign.budget.amount) - np.nansum(world.history.total(SPEND))
    usual = [
        ScenarioRequest(kind) for kind in (ScenarioKind.OPTIMISTIC, ScenarioKind.REALISTIC, ScenarioKind.PESSIMISTIC)
    ]
    asked = [*usual, *(_with_budget(factor) for factor in (0.2, 1.0, 3.0))]
    outcomes = generate_scenarios(world.paths, world.history, campaign, asked, (), 0.8)
    assert [spent(one) <= left * (1 + 1e-9) for one in outcomes] == [True] * 6
    assert spent(outcomes[-1]) == pytest.approx(left)


def test_half_the_spend_makes_a_capped_budget_last_twice_as_long(make_world):
    world = make_world()
    full, half = generate_scenarios(
        world.paths, world.history, lasting(world, 12), [_with_budget(1.0), _with_budget(0.5)], (SPEND,), 0.8
    )
    days = [sum(point.median > 0 for point in one.trajectories[0].points) for one in (full, half)]
    assert days[0] == pytest.approx(12, abs=1)
    assert days[1] == pytest.approx(24, abs=2)
    assert spent(half) == pytest.approx(spent(full), rel=1e-6)


def _with_budget(factor: float) -> ScenarioRequest:
    return ScenarioRequest(ScenarioKind.CUSTOM, adjustments=(Adjustment(AdjustmentFactor.BUDGET, factor),))


@pytest.mark.parametrize("days", [-5.0, 0.5, 3.0, 10.4, 25.0])
def test_money_that_ends_neither_raises_prices_nor_tires_anybody(make_world, new_id, days: float):
    for seed in range(5):
        world = make_world(seed=seed, count=100)
        found = detect_risks(world.paths, world.history, lasting(world, days), new_id)
        assert {risk.kind for risk in found} <= {RiskKind.BUDGET_OVERRUN, RiskKind.PERFORMANCE_DIP}


def test_futures_last_until_most_of_them_are_cut_short(make_world):
    world = make_world(level_noise=0.0)
    assert limits_of(world.campaign, world.history).lasting(world.paths) == 30
    assert limits_of(lasting(world, 12.5), world.history).lasting(world.paths) == 12
    assert limits_of(lasting(world, -1), world.history).lasting(world.paths) == 0
    ending = replace(world.campaign, end_date=world.paths.day(4))
    assert limits_of(ending, world.history).lasting(world.paths) == 5
