"""The workspace's own trained forecaster takes part in its simulations."""

from dataclasses import replace

import pytest

from domain.campaigns.model import Campaign
from domain.ensemble.model import EnsembleMember, MemberStatus
from domain.models.model import ModelStage, ModelVersion
from domain.models.panels import PanelSource
from domain.models.training import TrainingSet
from domain.simulations.model import Simulation, SimulationStatus
from ml.training.artefact import pack, unpack
from ml.training.forecaster import ForecasterTrainer
from ml.training.global_trees import NAME, VERSION
from tests.fixtures.product import World
from tests.fixtures.trained import a_version

TRAINER = ForecasterTrainer(most_rows=2_000)


TRAINED: dict[str, bytes] = {}
"""Artefacts by what they were made from: most tests train on the same data."""


def trained_on(training: TrainingSet) -> bytes:
    if training.data_hash not in TRAINED:
        TRAINED[training.data_hash] = TRAINER.fit(training, 7).artefact
    return TRAINED[training.data_hash]


async def train(world: World, campaign: Campaign, number: int = 1, artefact: bytes | None = None) -> ModelVersion:
    """Make a champion of the workspace as a training does, without its gate."""
    where = campaign.workspace_id
    async with world.storage() as tx:
        training = await PanelSource().collect(tx, where)
        former = await tx.models.champion(where, NAME)
        assert isinstance(training, TrainingSet)
        content = trained_on(training) if artefact is None else artefact
        key = await world.artefacts.put(where, NAME, content)
        if former is not None:
            await tx.models.move(where, former.id, ModelStage.RETIRED, None)
        version = replace(
            a_version(where, number),
            name=NAME,
            stage=ModelStage.CHAMPION,
            artefact=key,
            until=training.until,
            code_version=VERSION,
        )
        await tx.models.add(version)
        await tx.commit()
    return version


async def members_of(world: World, simulation: Simulation) -> dict[str, EnsembleMember]:
    async with world.storage() as tx:
        result = await tx.simulations.result(simulation.workspace_id, simulation.id)
    assert result is not None
    return {member.model: member for member in result.ensemble.members}


@pytest.fixture
async def campaign(world: World) -> Campaign:
    campaign = await world.a_campaign()
    await world.observe(campaign, 120)
    return campaign


async def test_it_earns_its_weight_as_every_other_member(world: World, campaign: Campaign):
    await train(world, campaign, number=3)
    members = await members_of(world, await world.completed(campaign))
    own = members[NAME]
    assert (own.version, own.status) == ("3", MemberStatus.USED)
    assert own.mase is not None
    assert 0 < own.weight < 1
    assert sum(member.weight for member in members.values()) == pytest.approx(1.0)


async def test_without_a_champion_nobody_misses_it(world: World, campaign: Campaign):
    assert NAME not in await members_of(world, await world.completed(campaign))


async def test_a_new_champion_asks_for_a_new_run_and_leaves_the_backtest_of_the_others(
    world: World, campaign: Campaign
):
    first = await world.completed(campaign)
    again = await world.a_simulation(campaign)
    assert (await world.stored(again)).cached
    await train(world, campaign)
    later = await world.completed(campaign)
    assert not (await world.stored(later)).cached
    assert later.fingerprint != first.fingerprint
    assert world.engine.backtests == 1


async def test_one_that_had_seen_all_of_the_past_is_not_measured_and_counts_nothing(world: World, campaign: Campaign):
    """An artefact without older trees could only be judged with hindsight."""

    kept = await world.artefacts.get((await train(world, campaign)).artefact or "")
    artefact = unpack(kept)
    blind = pack(replace(artefact, manifest={**artefact.manifest, "vintages": [0]}))
    await train(world, campaign, number=2, artefact=blind)
    own = (await members_of(world, await world.completed(campaign)))[NAME]
    assert (own.weight, own.mase) == (0.0, None)


async def test_one_that_cannot_be_read_fails_alone(world: World, campaign: Campaign):
    await train(world, campaign, artefact=b"no artefact")
    ended = await world.completed(campaign)
    own = (await members_of(world, ended))[NAME]
    assert (await world.stored(ended)).status is SimulationStatus.COMPLETED
    assert (own.status, own.weight) == (MemberStatus.FAILED, 0.0)
    assert "no artefact of a model" in own.reason


async def test_the_champion_of_another_workspace_takes_no_part(world: World, campaign: Campaign):
    theirs = await world.a_campaign("Autumn", tenant=world.there)
    await world.observe(theirs, 120)
    await train(world, theirs)
    assert NAME not in await members_of(world, await world.completed(campaign))


async def test_a_young_campaign_has_windows_as_far_as_its_past_reaches(world: World, campaign: Campaign):
    """Origins of a short history lie closer to its end than those of a long one."""
    young = await world.a_campaign("Young")
    await world.observe(young, 30)
    await train(world, campaign)
    own = (await members_of(world, await world.completed(young)))[NAME]
    assert own.mase is not None
