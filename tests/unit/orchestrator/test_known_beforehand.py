"""A whole run within what is known beforehand: everything it tells and keeps agrees with it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from domain.campaigns.model import Campaign, Channel
from domain.campaigns.planning import PlanChange
from domain.forecasting.model import MEDIAN
from domain.metrics.model import MetricPoint, MetricType
from domain.metrics.recent import RECENT_DAYS
from domain.performance.model import ENSEMBLE, Scope, StoredForecast
from domain.risk.model import RiskKind
from domain.simulations.model import Simulation, SimulationResult
from domain.workspaces.model import Role
from tests.fixtures.product import LAST_DAY, OBSERVED_CHANNELS, World, job_of, made_up_points

SPEND, IMPRESSIONS = MetricType.SPEND, MetricType.IMPRESSIONS
GOOGLE = OBSERVED_CHANNELS[0]
FIRST = LAST_DAY + timedelta(days=1)
DAILY = sum(p.value for p in made_up_points(28, LAST_DAY, 1) if p.metric is SPEND) / 28


@pytest.fixture
async def campaign(world: World) -> Campaign:
    return await _observed(world)


async def _observed(world: World, **values: Any) -> Campaign:
    """A campaign with 60 days of metrics, which began with them."""
    begins = {"start_date": LAST_DAY - timedelta(days=59)}
    made = await world.a_campaign(**begins | values)
    await world.observe(made, 60)
    return made


async def _run(
    world: World, campaign: Campaign, horizon: int = 10
) -> tuple[Simulation, SimulationResult, StoredForecast]:
    simulation = await world.completed(campaign, horizon)
    assert simulation.failure is None
    async with world.storage() as tx:
        result = await tx.simulations.result(simulation.workspace_id, simulation.id)
        kept = await tx.forecasts.load(simulation.workspace_id, [simulation.id])
    assert result is not None
    return simulation, result, kept[simulation.id]


async def _change(world: World, campaign: Campaign, **values: Any) -> Campaign:
    changed = replace(campaign, **values)
    async with world.storage() as tx:
        await tx.campaigns.update(changed)
        await tx.commit()
    return changed


async def _plan(world: World, campaign: Campaign, channel: Channel, amounts: dict[date, float]) -> None:
    days = tuple((day, Decimal(str(round(amount, 2)))) for day, amount in amounts.items())
    owner = world.here.principals[Role.OWNER]
    await world.product.services.spend_plans.change(owner, PlanChange(campaign.id, channel, days))


def _spent() -> float:
    return sum(point.value for point in made_up_points(60, LAST_DAY, 1) if point.metric is SPEND)


def _means(result: SimulationResult, metric: MetricType) -> list[float]:
    (course,) = (one for one in result.trajectories if one.metric is metric)
    return [point.mean for point in course.points]


def _kept(forecast: StoredForecast, metric: str, channel: Channel | None = None) -> np.ndarray:
    scope = Scope.CAMPAIGN if channel is None else Scope.SERIES
    (series,) = (one for one in forecast.series if (one.scope, one.metric, one.channel) == (scope, metric, channel))
    return series.forecasts[ENSEMBLE]


async def test_a_capped_budget_bounds_everything_that_a_run_tells(world: World, campaign: Campaign):
    spent = _spent()
    money = replace(campaign.budget, amount=Decimal(round(spent + 4.5 * DAILY)))
    await _change(world, campaign, budget=money, budget_capped=True)
    _, result, kept = await _run(world, campaign)
    left = float(money.amount) - spent
    assert sum(_means(result, SPEND)) == pytest.approx(left, rel=1e-6)
    assert _means(result, IMPRESSIONS)[-2:] == [0.0, 0.0]
    for scenario in result.scenarios:
        (course,) = (one for one in scenario.trajectories if one.metric is SPEND)
        assert sum(point.mean for point in course.points) <= left * (1 + 1e-6)
        assert sum(week.mean for week in course.weeks) == pytest.approx(sum(point.mean for point in course.points))
    (risk,) = (one for one in result.risks if one.kind is RiskKind.BUDGET_OVERRUN)
    assert risk.probability == 1.0
    assert "cap" in risk.description
    assert not _kept(kept, "SPEND")[-2:].any()
    for channel in OBSERVED_CHANNELS:
        assert not _kept(kept, "SPEND", channel)[-2:].any()
        assert not _kept(kept, "IMPRESSIONS", channel)[-2:].any()
    assert (_kept(kept, "CTR", GOOGLE)[-1] > 0).all()


async def test_spend_from_before_the_days_that_are_looked_at_counts_towards_the_cap(world: World):
    began = LAST_DAY - timedelta(days=RECENT_DAYS + 99)
    campaign = await world.a_campaign(start_date=began)
    await world.observe(campaign, 60)
    async with world.storage() as tx:
        version = await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        old = [MetricPoint(GOOGLE, SPEND, began + timedelta(days=day), 100.0, version) for day in range(100)]
        # A single point three years back makes the recent history begin there, after what was spent before.
        old.append(MetricPoint(GOOGLE, SPEND, began + timedelta(days=100), 1.0, version))
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, old)
        await tx.commit()
    spent = _spent() + 10_001.0
    money = replace(campaign.budget, amount=Decimal(round(spent + 3 * DAILY)))
    await _change(world, campaign, budget=money, budget_capped=True)
    _, result, _ = await _run(world, campaign)
    assert sum(_means(result, SPEND)) == pytest.approx(float(money.amount) - spent, rel=1e-6)


async def test_nothing_is_forecast_or_kept_after_the_last_day(world: World, campaign: Campaign):
    _, before, _ = await _run(world, campaign)
    last = LAST_DAY + timedelta(days=6)
    await _change(world, campaign, end_date=last)
    _, result, kept = await _run(world, campaign)
    assert all(mean > 0 for mean in _means(result, IMPRESSIONS)[:6])
    assert _means(result, IMPRESSIONS)[6:] == [0.0] * 4
    assert len(_means(result, MetricType.CTR)) == 6
    assert len(_means(before, MetricType.CTR)) == 10
    assert not _kept(kept, "IMPRESSIONS", GOOGLE)[6:].any()
    assert not _kept(kept, "IMPRESSIONS")[6:].any()
    assert f"The campaign's last day is {last}: nothing is forecast after it." in result.notes


async def test_a_campaign_that_is_over_is_forecast_at_nothing_without_alarm(world: World, campaign: Campaign):
    await _change(world, campaign, end_date=LAST_DAY)
    _, result, _ = await _run(world, campaign)
    assert not any(_means(result, SPEND))
    assert result.risks == ()
    assert result.advice.recommendations == ()
    assert sum(one.probability for one in result.scenarios) == pytest.approx(1.0)


async def test_an_end_date_that_was_passed_is_noted_and_not_held_to(world: World, campaign: Campaign):
    end = LAST_DAY - timedelta(days=5)
    await _change(world, campaign, end_date=end)
    _, result, _ = await _run(world, campaign)
    assert all(mean > 0 for mean in _means(result, SPEND))
    assert any(str(end) in note and "not held to" in note for note in result.notes)


async def test_planned_spend_leads_the_forecast_and_impressions_follow(world: World, campaign: Campaign):
    _, _, usual = await _run(world, campaign)
    level = _kept(usual, "SPEND", GOOGLE)[:, MEDIAN]
    doubled = {FIRST + timedelta(days=day): 2 * float(value) for day, value in enumerate(level)}
    await _plan(world, campaign, GOOGLE, doubled)
    _, result, kept = await _run(world, campaign, 10)
    assert _kept(kept, "SPEND", GOOGLE)[:, MEDIAN] == pytest.approx(2 * level, abs=0.01)
    rise = _kept(kept, "IMPRESSIONS", GOOGLE)[:, MEDIAN] / _kept(usual, "IMPRESSIONS", GOOGLE)[:, MEDIAN]
    assert (rise > 1.2).all()
    assert (rise < 2.0).all()
    other = OBSERVED_CHANNELS[1]
    assert (_kept(kept, "SPEND", other) == _kept(usual, "SPEND", other)).all()
    assert any("GOOGLE follows its plan on 10 forecast days" in note for note in result.notes)


async def test_a_plan_is_held_to_the_cap_as_everything_else_is(world: World, campaign: Campaign):
    spent = _spent()
    money = replace(campaign.budget, amount=Decimal(round(spent + 5 * DAILY)))
    await _change(world, campaign, budget=money, budget_capped=True)
    await _plan(world, campaign, GOOGLE, {FIRST + timedelta(days=day): 10 * DAILY for day in range(10)})
    _, result, _ = await _run(world, campaign)
    assert sum(_means(result, SPEND)) == pytest.approx(float(money.amount) - spent, rel=1e-6)
    assert not any(_means(result, SPEND)[1:])


async def test_a_run_that_goes_on_elsewhere_knows_the_plan_and_the_limits_of_when_it_began(
    world: World, campaign: Campaign
):
    await _plan(world, campaign, GOOGLE, {FIRST + timedelta(days=day): 500.0 for day in range(10)})
    await _change(world, campaign, end_date=LAST_DAY + timedelta(days=6))
    simulation = await world.a_simulation(campaign, 10)
    handler = world.handler()
    for number, step in enumerate(handler.steps()):
        if number == 4:
            await _plan(world, campaign, GOOGLE, {FIRST + timedelta(days=day): 1.0 for day in range(6)})
        assert await world.handler().run(job_of(simulation), step) == (step != handler.steps()[-1])
    async with world.storage() as tx:
        kept = (await tx.forecasts.load(simulation.workspace_id, [simulation.id]))[simulation.id]
    spend = _kept(kept, "SPEND", GOOGLE)[:, MEDIAN]
    assert spend.tolist() == pytest.approx([500.0] * 6 + [0.0] * 4)
