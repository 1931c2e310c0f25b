"""What every storage guarantees about campaigns."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from uuid_utils.compat import uuid7

from domain.campaigns.model import (
    Campaign,
    CampaignFilter,
    CampaignOrder,
    CampaignOrderField,
    CampaignStatus,
    Channel,
)
from domain.errors import ErrorCode, Refused
from domain.paging import PageRequest
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from tests.fixtures.records import FIRST_DAY, NOON, a_campaign, a_workspace, minutes

BY_NAME = CampaignOrder(CampaignOrderField.NAME, descending=False)


async def _stored(tx: Transaction, *campaigns: Campaign) -> None:
    for campaign in campaigns:
        if await tx.workspaces.get(campaign.workspace_id) is None:
            await tx.workspaces.add(a_workspace(campaign.workspace_id.hex, id=campaign.workspace_id))
        await tx.campaigns.add(campaign)


async def _names(tx: Transaction, workspace_id, restrict: CampaignFilter = CampaignFilter()) -> list[str]:  # noqa: B008
    page = await tx.campaigns.list(workspace_id, PageRequest(), restrict, BY_NAME)
    return [campaign.name for _, campaign in page.rows]


async def test_a_campaign_comes_back_exactly_as_it_was(storage: OpenUnitOfWork):
    full = a_campaign(uuid7(), end_date=FIRST_DAY + timedelta(days=40), budget_capped=True)
    bare = a_campaign(full.workspace_id, industry=None, medium=None, tags=(), channels=())
    async with storage() as tx:
        await _stored(tx, full, bare)
        await tx.commit()
    async with storage() as tx:
        stored = await tx.campaigns.get(full.workspace_id, full.id)
        assert stored == full
        assert stored is not None
        assert str(stored.budget.amount) == "12345678901234.10"
        assert await tx.campaigns.get(bare.workspace_id, bare.id) == bare


async def test_a_foreign_campaign_reads_as_an_unknown_one(storage: OpenUnitOfWork):
    here, there = a_campaign(uuid7()), a_campaign(uuid7())
    async with storage() as tx:
        await _stored(tx, here, there)
        assert await tx.campaigns.get(here.workspace_id, there.id) is None
        found = await tx.campaigns.many(here.workspace_id, [here.id, there.id, uuid7()])
        assert found == {here.id: here}
        assert await _names(tx, here.workspace_id) == [here.name]
        for change in (
            tx.campaigns.update(replace(there, workspace_id=here.workspace_id)),
            tx.campaigns.delete(here.workspace_id, there.id, NOON),
            tx.campaigns.advance_data_version(here.workspace_id, there.id),
        ):
            with pytest.raises(Refused) as refusal:
                await change
            assert refusal.value.faults[0].code is ErrorCode.NOT_FOUND
        assert await tx.campaigns.get(there.workspace_id, there.id) == there


async def test_an_id_is_taken_once(storage: OpenUnitOfWork):
    campaign = a_campaign(uuid7())
    async with storage() as tx:
        await _stored(tx, campaign)
        with pytest.raises(Refused):
            await tx.campaigns.add(campaign)


async def test_an_update_leaves_identity_watermark_and_creation_alone(storage: OpenUnitOfWork):
    campaign = a_campaign(uuid7())
    async with storage() as tx:
        await _stored(tx, campaign)
        await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        changed = replace(
            campaign, name="Summer", status=CampaignStatus.RUNNING, tags=("b",), medium=None, updated_at=minutes(9)
        )
        await tx.campaigns.update(replace(changed, data_version=99, created_at=minutes(1), created_by=uuid7()))
        assert await tx.campaigns.get(campaign.workspace_id, campaign.id) == replace(changed, data_version=1)
        assert await _names(tx, campaign.workspace_id, CampaignFilter(search="summer")) == ["Summer"]


async def test_a_deleted_campaign_is_gone_for_everybody(storage: OpenUnitOfWork):
    campaign = a_campaign(uuid7())
    where = (campaign.workspace_id, campaign.id)
    async with storage() as tx:
        await _stored(tx, campaign)
        await tx.campaigns.delete(*where, minutes(1))
        assert await tx.campaigns.get(*where) is None
        assert await tx.campaigns.many(campaign.workspace_id, [campaign.id]) == {}
        assert await _names(tx, campaign.workspace_id) == []
        for change in (
            tx.campaigns.update(campaign),
            tx.campaigns.delete(*where, minutes(2)),
            tx.campaigns.advance_data_version(*where),
        ):
            with pytest.raises(Refused):
                await change


async def test_the_filter_restricts_by_each_of_its_fields(storage: OpenUnitOfWork):
    workspace_id = uuid7()
    spring = a_campaign(workspace_id, "Spring ÖFFNUNG 100%", channels=(Channel.X,), end_date=date(2026, 1, 31))
    summer = a_campaign(
        workspace_id,
        "summer_sale",
        status=CampaignStatus.RUNNING,
        channels=(Channel.SNAPCHAT, Channel.EMAIL),
        start_date=date(2026, 6, 1),
        industry="retail",
    )
    async with storage() as tx:
        await _stored(tx, spring, summer)

        async def names(**fields) -> list[str]:
            return await _names(tx, workspace_id, CampaignFilter(**fields))

        assert await names() == [spring.name, summer.name]
        assert await names(search="öffnung") == [spring.name]
        assert await names(search="100%") == [spring.name]
        assert await names(search="_SALE") == [summer.name]
        assert await names(search="r%s") == []
        assert await names(statuses=(CampaignStatus.RUNNING, CampaignStatus.PAUSED)) == [summer.name]
        assert await names(channel=Channel.X) == [spring.name]
        assert await names(channel=Channel.EMAIL) == [summer.name]
        assert await names(industry="retail") == [summer.name]
        assert await names(industry="retail", search="spring") == []


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2026, 1, 31), date(2026, 2, 5), ["closed"]),
        (date(2026, 2, 1), date(2026, 5, 31), []),
        (date(2026, 1, 1), date(2026, 6, 1), ["closed", "open"]),
        (date(2030, 1, 1), date(2030, 1, 1), ["open"]),
        (date(2025, 1, 1), date(2025, 12, 31), []),
    ],
)
async def test_campaigns_that_run_on_a_day_of_the_range(storage: OpenUnitOfWork, first, last, found):
    workspace_id = uuid7()
    closed = a_campaign(workspace_id, "closed", start_date=date(2026, 1, 1), end_date=date(2026, 1, 31))
    unending = a_campaign(workspace_id, "open", start_date=date(2026, 6, 1), end_date=None)
    async with storage() as tx:
        await _stored(tx, closed, unending)
        assert await _names(tx, workspace_id, CampaignFilter(overlapping=(first, last))) == found


async def test_names_sort_alike_everywhere_without_regard_to_case(storage: OpenUnitOfWork):
    workspace_id = uuid7()
    async with storage() as tx:
        await _stored(tx, *(a_campaign(workspace_id, name) for name in ("b", "Ä", "a-z", "A a", "Zz", "_x", "ab")))
        assert await _names(tx, workspace_id) == ["_x", "A a", "a-z", "ab", "b", "Zz", "Ä"]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", list(CampaignOrderField))
async def test_every_order_walks_the_whole_list_in_both_directions(storage: OpenUnitOfWork, field, descending):
    workspace_id = uuid7()
    campaigns = [
        a_campaign(
            workspace_id,
            # Ties on every field, so that only the id tells rows apart.
            name=f"name {number // 2}",
            created_at=minutes(number // 3),
            updated_at=minutes(-(number // 2)),
            start_date=FIRST_DAY + timedelta(days=number % 3),
        )
        for number in range(7)
    ]
    order = CampaignOrder(field, descending)
    async with storage() as tx:
        await _stored(tx, *campaigns)
        whole = await tx.campaigns.list(workspace_id, PageRequest(size=100), CampaignFilter(), order)
        expected = [position for position, _ in whole.rows]
        key = {
            CampaignOrderField.NAME: lambda c: (c.name, c.id),
            CampaignOrderField.CREATED_AT: lambda c: (c.created_at, c.id),
            CampaignOrderField.UPDATED_AT: lambda c: (c.updated_at, c.id),
            CampaignOrderField.START_DATE: lambda c: (c.start_date, c.id),
        }[field]
        assert [c for _, c in whole.rows] == sorted(campaigns, key=key, reverse=descending)
        forward, after = [], None
        while True:
            page = await tx.campaigns.list(workspace_id, PageRequest(3, after=after), CampaignFilter(), order)
            forward += [position for position, _ in page.rows]
            after = forward[-1]
            if not page.has_next:
                break
        assert forward == expected
        backward, before = [], None
        while True:
            request = PageRequest(3, before=before, backward=True)
            page = await tx.campaigns.list(workspace_id, request, CampaignFilter(), order)
            backward = [position for position, _ in page.rows] + backward
            before = backward[0]
            if not page.has_previous:
                break
        assert backward == expected
