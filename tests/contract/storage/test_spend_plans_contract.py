"""What every storage guarantees about planned spend."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from domain.campaigns.model import Campaign, Channel, PlannedSpend, PlanQuery
from domain.errors import ErrorCode, Refused
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from tests.fixtures.records import FIRST_DAY, NOON, a_campaign, a_workspace

EVERYTHING = PlanQuery()


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def _rows(channel: Channel, **amounts: str) -> list[PlannedSpend]:
    return [PlannedSpend(channel, _day(int(day[1:])), Decimal(amount)) for day, amount in amounts.items()]


async def _campaigns(tx: Transaction, count: int) -> list[Campaign]:
    workspace = a_workspace(uuid7().hex)
    await tx.workspaces.add(workspace)
    made = [a_campaign(workspace.id) for _ in range(count)]
    for campaign in made:
        await tx.campaigns.add(campaign)
    return made


async def _put(tx: Transaction, campaign: Campaign, rows: list[PlannedSpend]) -> None:
    amounts = {one.day: one.amount for one in rows}
    await tx.spend_plans.put(campaign.workspace_id, campaign.id, rows[0].channel, amounts)


async def test_amounts_come_back_exactly_by_day_and_channel(storage: OpenUnitOfWork):
    x, google = _rows(Channel.X, d1="0", d0="10.10"), _rows(Channel.GOOGLE, d1="12345678901234.123456789")
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, 1)
        await _put(tx, campaign, x)
        await _put(tx, campaign, google)
        await tx.commit()
    async with storage() as tx:
        found = await tx.spend_plans.read_many(campaign.workspace_id, [campaign.id], EVERYTHING)
    assert found == {campaign.id: [x[1], google[0], x[0]]}
    assert [str(one.amount) for one in found[campaign.id]] == ["10.10", "12345678901234.123456789", "0"]


async def test_the_days_given_are_replaced_and_the_others_stay(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, 1)
        await _put(tx, campaign, _rows(Channel.X, d0="1", d1="2"))
        await _put(tx, campaign, _rows(Channel.GOOGLE, d1="7"))
        await _put(tx, campaign, _rows(Channel.X, d1="3", d2="4"))
        found = await tx.spend_plans.read_many(
            campaign.workspace_id, [campaign.id], replace(EVERYTHING, channel=Channel.X)
        )
        assert found[campaign.id] == _rows(Channel.X, d0="1", d1="3", d2="4")


async def test_a_query_restricts_days_and_channel(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, 1)
        await _put(tx, campaign, _rows(Channel.X, d0="1", d1="2", d2="3"))
        await _put(tx, campaign, _rows(Channel.GOOGLE, d1="7"))
        where, which = campaign.workspace_id, [campaign.id]
        within = await tx.spend_plans.read_many(where, which, PlanQuery(_day(1), _day(1)))
        assert within[campaign.id] == [*_rows(Channel.GOOGLE, d1="7"), *_rows(Channel.X, d1="2")]
        late = await tx.spend_plans.read_many(where, which, PlanQuery(start=_day(2), channel=Channel.GOOGLE))
        assert late == {}


async def test_days_are_cleared_on_one_channel(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, 1)
        await _put(tx, campaign, _rows(Channel.X, d0="1", d1="2"))
        await _put(tx, campaign, _rows(Channel.GOOGLE, d0="7"))
        gone = await tx.spend_plans.clear(campaign.workspace_id, campaign.id, Channel.X, [_day(0), _day(5)])
        assert gone == 1
        assert await tx.spend_plans.clear(campaign.workspace_id, campaign.id, Channel.X, [_day(0)]) == 0
        found = await tx.spend_plans.read_many(campaign.workspace_id, [campaign.id], EVERYTHING)
        assert found[campaign.id] == [*_rows(Channel.GOOGLE, d0="7"), *_rows(Channel.X, d1="2")]


async def test_the_plans_of_several_campaigns_do_not_mix(storage: OpenUnitOfWork):
    async with storage() as tx:
        first, second, without = await _campaigns(tx, 3)
        await _put(tx, first, _rows(Channel.X, d0="1"))
        await _put(tx, second, _rows(Channel.X, d0="2"))
        ids = [first.id, second.id, without.id]
        found = await tx.spend_plans.read_many(first.workspace_id, ids, EVERYTHING)
        assert found == {first.id: _rows(Channel.X, d0="1"), second.id: _rows(Channel.X, d0="2")}


async def test_a_foreign_campaign_reads_as_an_unknown_one(storage: OpenUnitOfWork):
    async with storage() as tx:
        (ours,), (theirs,) = await _campaigns(tx, 1), await _campaigns(tx, 1)
        await _put(tx, theirs, _rows(Channel.X, d0="1"))
        assert await tx.spend_plans.read_many(ours.workspace_id, [theirs.id], EVERYTHING) == {}
        assert await tx.spend_plans.clear(ours.workspace_id, theirs.id, Channel.X, [_day(0)]) == 0
        with pytest.raises(Refused) as refusal:
            await tx.spend_plans.put(ours.workspace_id, theirs.id, Channel.X, {_day(0): Decimal(9)})
        assert refusal.value.faults[0].code is ErrorCode.NOT_FOUND
        found = await tx.spend_plans.read_many(theirs.workspace_id, [theirs.id], EVERYTHING)
        assert found[theirs.id] == _rows(Channel.X, d0="1")


async def test_nothing_is_planned_for_a_deleted_campaign(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, 1)
        await _put(tx, campaign, _rows(Channel.X, d0="1"))
        await tx.campaigns.delete(campaign.workspace_id, campaign.id, NOON)
        assert await tx.spend_plans.read_many(campaign.workspace_id, [campaign.id], EVERYTHING) == {}
        assert await tx.spend_plans.clear(campaign.workspace_id, campaign.id, Channel.X, [_day(0)]) == 0
        with pytest.raises(Refused):
            await _put(tx, campaign, _rows(Channel.X, d0="1"))


async def test_what_was_not_committed_is_not_planned(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, 1)
        await tx.commit()
    async with storage() as tx:
        await _put(tx, campaign, _rows(Channel.X, d0="1"))
    async with storage() as tx:
        assert await tx.spend_plans.read_many(campaign.workspace_id, [campaign.id], EVERYTHING) == {}
