"""Campaigns that several change at the same time."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.campaigns.draft import CampaignChange
from domain.campaigns.model import Money
from domain.errors import ErrorCode, Refused
from domain.imports.service import ImportRequest
from domain.workspaces.model import Role
from tests.fixtures.product import World

FILE = "date,channel,impressions,clicks,spend\n2026-01-01,google,100,5,2.50\n"


async def test_a_change_is_made_to_what_the_one_before_it_left(sql_world: World):
    owner, campaign = sql_world.here.principals[Role.OWNER], await sql_world.a_campaign("Spring")
    service = sql_world.product.services.campaigns
    async with sql_world.storage() as tx:
        await tx.workspaces.hold(owner.workspace_id)
        renaming = asyncio.create_task(service.update(owner, campaign.id, CampaignChange(name="Summer")))
        await asyncio.sleep(0.05)
        await tx.campaigns.update(replace(campaign, budget=Money(Decimal(5), "EUR")))
        await tx.commit()
    await renaming
    stored = await service.get(owner, campaign.id)
    assert stored is not None
    assert (stored.name, stored.budget) == ("Summer", Money(Decimal(5), "EUR"))


async def test_money_is_not_stored_in_a_currency_that_was_changed_while_the_file_was_read(world: World):
    owner, campaign = world.here.principals[Role.OWNER], await world.a_campaign()
    services, loop = world.product.services, asyncio.get_running_loop()
    change = CampaignChange(budget=Money(campaign.budget.amount, "USD"))

    def meanwhile(_done: int, _total: int) -> None:
        asyncio.run_coroutine_threadsafe(services.campaigns.update(owner, campaign.id, change), loop).result(10)

    with pytest.raises(Refused) as refused:
        await services.imports.run(owner, ImportRequest(campaign.id), FILE, meanwhile)
    assert [fault.code for fault in refused.value.faults] == [ErrorCode.CONFLICT]
    stored = await services.campaigns.get(owner, campaign.id)
    assert stored is not None
    assert stored.data_version == 0
