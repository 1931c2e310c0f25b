"""What the forecaster of campaigns learns from: series of all campaigns, the same rows always in the same order."""

from datetime import timedelta

import numpy as np
import pytest

from domain.models.panels import LEAST_DAYS, LONGEST, PanelSource, panel_of
from domain.models.training import TrainingSet, Untrainable
from tests.fixtures.product import LAST_DAY, World


async def collected(world: World) -> TrainingSet | Untrainable:
    async with world.storage() as tx:
        return await PanelSource().collect(tx, world.here.workspace.id)


async def enough(world: World) -> TrainingSet:
    found = await collected(world)
    assert isinstance(found, TrainingSet)
    return found


async def test_series_of_all_campaigns_are_collected_with_what_they_are(world: World):
    first, second = await world.a_campaign("First", industry="retail"), await world.a_campaign("Second")
    await world.observe(first, 60)
    await world.observe(second, 30, last=LAST_DAY - timedelta(days=10))
    training = await enough(world)
    columns = training.columns
    assert training.series == 20
    assert training.until == LAST_DAY
    assert training.observations == 10 * 60 + 10 * 30
    assert set(columns["campaigns"]) == {str(first.id), str(second.id)}
    assert set(columns["industries"][columns["campaigns"] == str(first.id)]) == {"retail"}
    assert set(columns["channels"]) == {"GOOGLE", "FACEBOOK"}
    assert len(set(columns["keys"])) == 20
    panel = panel_of(training)
    assert {one.end for one in panel.series} == {LAST_DAY}
    ended = [one for one in panel.series if one.key.startswith(str(second.id))]
    assert len(ended) == 10
    assert all(np.isnan(one.values[-10:]).all() and not np.isnan(one.values[-11]) for one in ended)


async def test_the_same_data_have_the_same_hash_and_a_corrected_day_another(sql_world: World):
    campaign = await sql_world.a_campaign()
    await sql_world.observe(campaign, 40)
    first = await enough(sql_world)
    assert (await enough(sql_world)).data_hash == first.data_hash
    await sql_world.observe(campaign, 1, factor=1.5)
    assert (await enough(sql_world)).data_hash != first.data_hash


async def test_campaigns_of_other_workspaces_and_deleted_ones_teach_nothing(world: World):
    await world.observe(await world.a_campaign(tenant=world.there), 60)
    gone = await world.a_campaign()
    await world.observe(gone, 60)
    async with world.storage() as tx:
        await tx.campaigns.delete(gone.workspace_id, gone.id, world.clock.now())
        await tx.commit()
    assert isinstance(await collected(world), Untrainable)


@pytest.mark.parametrize(("days", "trainable"), [(LEAST_DAYS - 1, False), (LEAST_DAYS, True)])
async def test_a_series_teaches_from_its_fourteenth_day_on(world: World, days: int, trainable: bool):
    await world.observe(await world.a_campaign(), days)
    assert isinstance(await collected(world), TrainingSet) is trainable


async def test_more_campaigns_than_a_page_or_a_batch_are_all_read(world: World):
    for number in range(101):
        await world.observe(await world.a_campaign(f"Campaign {number:03}"), 14)
    training = await enough(world)
    assert len(set(training.columns["campaigns"])) == 101


async def test_two_years_are_learnt_from_and_no_more(world: World):
    await world.observe(await world.a_campaign(), LONGEST + 100)
    training = await enough(world)
    assert set(training.columns["lengths"]) == {LONGEST}
    assert training.observations == LONGEST * training.series


async def test_totals_of_weeks_teach_nothing(world: World):
    daily, weekly = await world.a_campaign("Daily"), await world.a_campaign("By the week")
    await world.observe(daily, 60)
    for week in range(20):
        await world.observe(weekly, 1, last=LAST_DAY - timedelta(days=7 * week), factor=7.0)
    assert set((await enough(world)).columns["campaigns"]) == {str(daily.id)}
