"""What every storage guarantees about outlooks."""

from dataclasses import replace
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from domain.campaigns.model import Campaign
from domain.ensemble.model import Interval
from domain.errors import ErrorCode, Refused
from domain.metrics.model import MetricType
from domain.outlook.model import Outlook, OutlookBatch, OutlookMember, OutlookTotal
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from tests.fixtures.records import FIRST_DAY, NOON, a_campaign, a_workspace, minutes

BANDS = (Interval(0.8, 9.5, 11.5), Interval(0.95, 9.0, 12.25))
TOTALS = (
    OutlookTotal(MetricType.CLICKS, 10.5, BANDS, 8.0),
    OutlookTotal(MetricType.CTR, 0.02, (Interval(0.8, 0.01, 0.03), Interval(0.95, 0.005, 0.04)), None),
)
MEMBERS = (OutlookMember("gradient_boosting", "2", 0.75), OutlookMember("seasonal_naive", "1", 0.25))


def _batch(workspace_id: UUID, minute: float = 0, **values: object) -> OutlookBatch:
    return replace(OutlookBatch(uuid7(), workspace_id, minutes(minute), 30), **values)  # type: ignore[arg-type]


def _outlook(campaign: Campaign, batch: OutlookBatch, **values: object) -> Outlook:
    made = Outlook(campaign.id, batch.id, NOON, 3, 30, FIRST_DAY, 28, TOTALS, MEMBERS)
    return replace(made, **values)  # type: ignore[arg-type]


async def _campaigns(tx: Transaction, count: int) -> list[Campaign]:
    workspace = a_workspace(uuid7().hex)
    await tx.workspaces.add(workspace)
    made = [a_campaign(workspace.id) for _ in range(count)]
    for campaign in made:
        await tx.campaigns.add(campaign)
    return made


async def test_outlooks_come_back_as_they_were_and_only_to_their_workspace(storage: OpenUnitOfWork):
    async with storage() as tx:
        first, second, third = await _campaigns(tx, 3)
        (foreign,) = await _campaigns(tx, 1)
        batch = _batch(first.workspace_id)
        await tx.outlooks.add_batch(batch)
        skipped = Outlook(second.id, batch.id, NOON, 0, 30, reason="It has no metrics.")
        await tx.outlooks.save_chunk(batch, [_outlook(first, batch), skipped])
        await tx.commit()
    everyone = [first.id, second.id, third.id]
    async with storage() as tx:
        found = await tx.outlooks.of_campaigns(first.workspace_id, everyone)
        assert found == {first.id: _outlook(first, batch), second.id: skipped}
        assert await tx.outlooks.of_campaigns(foreign.workspace_id, everyone) == {}
        assert await tx.outlooks.of_campaigns(first.workspace_id, [third.id]) == {}


async def test_the_latest_outlook_of_a_campaign_takes_the_place_of_the_one_before(storage: OpenUnitOfWork):
    async with storage() as tx:
        one, other = await _campaigns(tx, 2)
        batch = _batch(one.workspace_id)
        await tx.outlooks.add_batch(batch)
        await tx.outlooks.save_chunk(batch, [_outlook(one, batch), _outlook(other, batch)])
        await tx.outlooks.save_chunk(batch, [_outlook(one, batch, reason="It is archived.", totals=(), members=())])
        await tx.commit()
    async with storage() as tx:
        found = await tx.outlooks.of_campaigns(one.workspace_id, [one.id, other.id])
    assert (found[one.id].reason, found[one.id].totals) == ("It is archived.", ())
    assert found[other.id] == _outlook(other, batch)


async def test_campaigns_that_are_gone_or_foreign_get_none(storage: OpenUnitOfWork):
    async with storage() as tx:
        kept, deleted, unmade = await _campaigns(tx, 3)
        (foreign,) = await _campaigns(tx, 1)
        batch = _batch(kept.workspace_id)
        await tx.outlooks.add_batch(batch)
        await tx.outlooks.save_chunk(batch, [_outlook(deleted, batch)])
        await tx.campaigns.delete(deleted.workspace_id, deleted.id, NOON)
        unknown = replace(unmade, id=uuid7())
        told = [_outlook(one, batch) for one in (kept, deleted, foreign, unknown)]
        await tx.outlooks.save_chunk(batch, told)
        await tx.commit()
    async with storage() as tx:
        ids = [one.id for one in (kept, deleted, foreign, unknown)]
        assert set(await tx.outlooks.of_campaigns(kept.workspace_id, ids)) == {kept.id}
        assert await tx.outlooks.of_campaigns(foreign.workspace_id, ids) == {}


async def test_a_batch_tells_how_far_it_is_until_it_is_dropped(storage: OpenUnitOfWork):
    async with storage() as tx:
        one, other = await _campaigns(tx, 2)
        (foreign,) = await _campaigns(tx, 1)
        where = one.workspace_id
        later, earlier = _batch(where, 1, campaign_ids=(one.id,)), _batch(where)
        for batch in (later, earlier):
            await tx.outlooks.add_batch(batch)
        begun = replace(earlier, chunks=((one.id, other.id), (one.id,)), done=1, forecast=2, skipped=4)
        await tx.outlooks.save_chunk(begun, [])
        await tx.commit()
    async with storage() as tx:
        assert await tx.outlooks.batch(where, earlier.id) == begun
        assert list(await tx.outlooks.batches(where)) == [begun, later]
        assert await tx.outlooks.batch(foreign.workspace_id, earlier.id) is None
        await tx.outlooks.drop_batch(foreign.workspace_id, earlier.id)
        await tx.outlooks.drop_batch(where, later.id)
        await tx.outlooks.drop_batch(where, later.id)
        await tx.commit()
    async with storage() as tx:
        assert list(await tx.outlooks.batches(where)) == [begun]


async def test_nothing_is_stored_for_a_batch_that_is_not_there(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, 1)
        batch = _batch(campaign.workspace_id)
        with pytest.raises(Refused) as refusal:
            await tx.outlooks.save_chunk(batch, [_outlook(campaign, batch)])
        await tx.rollback()
    assert [fault.code for fault in refusal.value.faults] == [ErrorCode.CONFLICT]
    async with storage() as tx:
        assert await tx.outlooks.of_campaigns(campaign.workspace_id, [campaign.id]) == {}
