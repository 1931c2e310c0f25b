"""Runs of campaigns with fewer than two weeks of their own."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.campaigns.model import Campaign
from domain.ensemble.cold import PEER_PRIOR
from domain.ensemble.model import MemberStatus
from domain.metrics.model import MetricType
from domain.simulations.model import FailureCategory, Simulation, SimulationResult, SimulationStatus, SimulationStep
from ml.members import peer_prior, seasonal_naive, window_average
from tests.fixtures.product import LAST_DAY, Tenant, World, job_of
from tests.fixtures.steered import SteeredEngine

MEMBERS = (peer_prior.MEMBER, seasonal_naive.MEMBER, window_average.MEMBER)


@pytest.fixture
def young_world(world: World) -> World:
    """A world whose engine has the member that speaks for comparable campaigns."""
    world.engine = SteeredEngine(MEMBERS)
    world.product = world.compose()
    return world


async def _grown(world: World, factors: Sequence[float] = (0.8, 1.0, 1.2, 1.5), tenant: Tenant | None = None) -> None:
    for number, factor in enumerate(factors):
        begin = LAST_DAY - timedelta(days=120 + number)
        one = await world.a_campaign(f"Grown {number}", tenant=tenant, start_date=begin)
        await world.observe(one, 50, last=begin + timedelta(days=49), factor=factor)


async def _young(world: World, days: int) -> Campaign:
    campaign = await world.a_campaign("Young", start_date=LAST_DAY - timedelta(days=days - 1))
    await world.observe(campaign, days)
    return campaign


async def _result(world: World, simulation: Simulation) -> SimulationResult:
    async with world.storage() as tx:
        found = await tx.simulations.result(simulation.workspace_id, simulation.id)
    assert found is not None
    return found


@pytest.mark.parametrize("days", [1, 3, 6])
async def test_a_campaign_of_a_few_days_is_predicted_from_comparable_ones(young_world: World, days: int):
    await _grown(young_world)
    simulation = await young_world.completed(await _young(young_world, days), 21)
    assert (simulation.status, simulation.failure) == (SimulationStatus.COMPLETED, None)
    result = await _result(young_world, simulation)
    assert result.quality.verdict == "LIMITED"
    assert "Comparable campaigns carry the forecast" in result.quality.issues[0].effect
    assert any("4 campaigns of this workspace carry the forecast" in note for note in result.notes)
    used = {member.model: member.weight for member in result.ensemble.members if member.status is MemberStatus.USED}
    assert used == {PEER_PRIOR: 1.0}
    assert result.confidence.value == 0
    impressions = next(one for one in result.trajectories if one.metric is MetricType.IMPRESSIONS)
    truth = 10_000 * 0.914
    assert sum(point.median for point in impressions.points) / 21 == pytest.approx(truth, rel=0.2)
    assert all(point.intervals[-1].lower < point.median < point.intervals[-1].upper for point in impressions.points)


@pytest.mark.parametrize("days", [1, 6])
async def test_without_comparable_campaigns_it_is_refused(young_world: World, days: int):
    simulation = await young_world.completed(await _young(young_world, days))
    failure = simulation.failure
    assert failure is not None
    assert (simulation.status, failure.category) == (SimulationStatus.FAILED, FailureCategory.INSUFFICIENT_DATA)
    assert failure.step is SimulationStep.QUALITY
    assert "comparable campaigns" in failure.hint
    assert young_world.engine.asked == []


async def test_campaigns_of_others_do_not_save_it(young_world: World):
    await _grown(young_world, tenant=young_world.there)
    simulation = await young_world.completed(await _young(young_world, 3))
    assert simulation.status is SimulationStatus.FAILED


async def test_from_a_week_on_comparable_campaigns_count_half(young_world: World):
    await _grown(young_world)
    result = await _result(young_world, await young_world.completed(await _young(young_world, 9)))
    weights = {member.model: member.weight for member in result.ensemble.members}
    assert weights == pytest.approx({PEER_PRIOR: 0.5, "seasonal_naive": 0.25, "window_average": 0.25})
    reasons = {member.reason for member in result.ensemble.members}
    assert all("comparable campaigns" in reason for reason in reasons)


async def test_a_week_without_comparable_campaigns_is_predicted_as_ever(young_world: World):
    result = await _result(young_world, await young_world.completed(await _young(young_world, 9)))
    assert {member.model for member in result.ensemble.members} == {"seasonal_naive", "window_average"}
    assert result.notes == ()


@pytest.mark.parametrize("days", [14, 45])
async def test_a_grown_campaign_hears_nothing_of_it(young_world: World, days: int):
    await _grown(young_world)
    simulation = await young_world.completed(await _young(young_world, days))
    result = await _result(young_world, simulation)
    assert {member.model for member in result.ensemble.members} == {"seasonal_naive", "window_average"}
    assert PEER_PRIOR not in young_world.engine.asked
    assert result.notes == ()
    async with young_world.storage() as tx:
        found = await tx.simulations.step_output(simulation.workspace_id, simulation.id, SimulationStep.AGGREGATE)
        stored = await tx.backtests.get(simulation.workspace_id, simulation.campaign_id, 1)
    assert found["peers"] is None
    assert stored is not None
    assert stored.versions == {"seasonal_naive": "1", "window_average": "1"}


async def test_a_run_that_another_process_goes_on_with_ends_alike(young_world: World):
    """Peers are part of the checkpoint: what becomes of them meanwhile changes nothing."""
    await _grown(young_world)
    campaign = await _young(young_world, 4)
    whole = await _result(young_world, await young_world.completed(campaign))
    whole_paths = [point.median for point in whole.trajectories[0].points]
    for stop in (SimulationStep.AGGREGATE, SimulationStep.PREDICT, SimulationStep.ENSEMBLE):
        simulation = await young_world.a_simulation(campaign, 10 + list(SimulationStep).index(stop))
        handler, job = young_world.handler(), job_of(simulation)
        for step in SimulationStep:
            if not await handler.run(job, step):
                break
            if step is stop:
                handler = young_world.handler()
        result = await _result(young_world, simulation)
        assert result.quality == whole.quality
        assert result.notes == whole.notes
        points = [point.median for point in result.trajectories[0].points[:10]]
        assert points == pytest.approx(whole_paths, rel=0.02)
