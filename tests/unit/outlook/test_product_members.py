"""The members that the product asks, the trained one among them."""

from dataclasses import replace

import pytest

from domain.jobs.model import JobKind
from domain.outlook.model import Outlook
from domain.ports.jobs import Job
from domain.workspaces.model import Role
from infra.compute.inline import InlineCompute
from ml.members.registry import MEMBERS
from ml.outlook import BATCH_MEMBERS, batch_engine
from ml.training.global_trees import NAME
from tests.fixtures.product import World, drive
from tests.unit.orchestrator.test_trained_member import train


async def _made(world: World) -> dict[str, Outlook]:
    owner = world.here.principals[Role.OWNER]
    job_id = await world.product.services.outlooks.forecast(owner, None, 14)
    where = owner.workspace_id
    await drive(world.product.handlers[JobKind.OUTLOOK], Job(job_id, JobKind.OUTLOOK, where, where))
    async with world.storage() as tx:
        campaigns = list(world.storage.database.committed.campaigns.values())  # type: ignore[attr-defined]
        found = await tx.outlooks.of_campaigns(where, [one.id for one in campaigns])
    return {one.name: found[one.id] for one in campaigns if one.id in found}


async def test_the_forecaster_that_the_workspace_trained_takes_part_with_a_weight_it_earned(world: World):
    campaign = await world.a_campaign("Long")
    await world.observe(campaign, 120)
    await train(world, campaign, number=3)
    (outlook,) = (await _made(world)).values()
    weights = {member.name: (member.version, member.weight) for member in outlook.members}
    assert weights[NAME][0] == "3"
    assert 0 < weights[NAME][1] < 1


async def test_one_that_cannot_be_read_is_left_out(world: World):
    campaign = await world.a_campaign("Long")
    await world.observe(campaign, 60)
    await train(world, campaign, artefact=b"no artefact")
    (outlook,) = (await _made(world)).values()
    assert outlook.reason is None
    assert NAME not in {member.name for member in outlook.members}


def test_batches_ask_members_of_the_ensemble_in_pieces_of_bounded_size():
    known = {member.info.name: member for member in MEMBERS}
    for member in BATCH_MEMBERS:
        assert member.chunk is not None
        assert replace(member, chunk=None) == replace(known[member.info.name], chunk=None)
    assert "auto_theta" not in {info.name for info in batch_engine(InlineCompute()).members()}


async def test_the_median_is_near_that_of_a_simulation_of_all_members(world: World):
    campaign = await world.a_campaign("One")
    await world.observe(campaign, 120)
    simulation = await world.completed(campaign, 14)
    outlook = (await _made(world))["One"]
    async with world.storage() as tx:
        result = await tx.simulations.result(simulation.workspace_id, simulation.id)
    assert result is not None
    for course in result.trajectories:
        total = next(one for one in outlook.totals if one.metric is course.metric)
        medians = [point.median for point in course.points]
        expected = sum(medians) if course.metric.value in {"CLICKS", "SPEND", "REVENUE"} else None
        if expected is not None:
            assert total.median == pytest.approx(expected, rel=0.05)
