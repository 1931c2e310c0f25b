"""What every storage guarantees about insights."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from domain.campaigns.model import Campaign, Money
from domain.errors import Refused
from domain.insights.model import Insight, InsightFilter, InsightKind
from domain.metrics.model import MetricType
from domain.paging import PageRequest
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.risk.model import Evidence
from domain.severity import Severity
from infra.storage.unit_of_work import SqlStorage
from tests.fixtures.records import FIRST_DAY, a_campaign, a_workspace, minutes


def an_insight(campaign: Campaign, minute: float = 0, **values: Any) -> Insight:
    defaults: dict[str, Any] = {
        "id": uuid7(),
        "workspace_id": campaign.workspace_id,
        "campaign_id": campaign.id,
        "at": minutes(minute),
        "kind": InsightKind.ANOMALY,
        "severity": Severity.HIGH,
        "title": "Clicks fell",
        "text": "By half, größtenteils.",
        "evidence": (Evidence("Clicks", 10.0, "count", 20.0, "metrics"),),
        "money_at_stake": Money(Decimal("12.50"), "EUR"),
        "confidence": 0.99,
        "metric": MetricType.CLICKS,
        "day": FIRST_DAY,
    }
    return Insight(**defaults | values)


async def _campaigns(storage: OpenUnitOfWork) -> tuple[Campaign, Campaign, Campaign]:
    """Two campaigns here and one there."""
    here, there = a_workspace("here"), a_workspace("there")
    made = a_campaign(here.id, "A"), a_campaign(here.id, "B"), a_campaign(there.id, "C")
    async with storage() as tx:
        await tx.workspaces.add(here)
        await tx.workspaces.add(there)
        for campaign in made:
            await tx.campaigns.add(campaign)
        await tx.commit()
    return made


async def _add(storage: OpenUnitOfWork, *insights: Insight) -> None:
    async with storage() as tx:
        await tx.insights.add(insights[0].workspace_id, insights)
        await tx.commit()


async def test_an_insight_comes_back_as_it_was_and_only_to_its_workspace(storage: OpenUnitOfWork):
    ours, _, theirs = await _campaigns(storage)
    full, bare = an_insight(ours), an_insight(ours, money_at_stake=None, confidence=None, metric=None, day=None)
    await _add(storage, full, bare)
    async with storage() as tx:
        assert await tx.insights.get(ours.workspace_id, full.id) == full
        assert await tx.insights.get(ours.workspace_id, bare.id) == bare
        assert await tx.insights.get(theirs.workspace_id, full.id) is None


async def test_the_same_finding_twice_is_one_insight_as_it_was_first(storage: OpenUnitOfWork):
    ours, _, _ = await _campaigns(storage)
    first = an_insight(ours)
    await _add(storage, first)
    await _add(storage, an_insight(ours, 5, id=first.id, title="Again"), an_insight(ours, 5))
    async with storage() as tx:
        page = await tx.insights.list(ours.workspace_id, PageRequest(), InsightFilter())
        assert await tx.insights.get(ours.workspace_id, first.id) == first
    assert page.total == 2


async def test_a_campaign_of_another_workspace_is_refused(storage: OpenUnitOfWork):
    ours, _, theirs = await _campaigns(storage)
    async with storage() as tx:
        with pytest.raises(Refused):
            await tx.insights.add(ours.workspace_id, [an_insight(theirs, workspace_id=ours.workspace_id)])


async def test_lists_are_newest_first_and_restricted(storage: OpenUnitOfWork):
    ours, other, theirs = await _campaigns(storage)
    made = [
        an_insight(ours, 0),
        an_insight(ours, 1, kind=InsightKind.RISK, severity=Severity.CRITICAL),
        an_insight(other, 2, severity=Severity.LOW),
    ]
    await _add(storage, *made)
    await _add(storage, an_insight(theirs, 3))

    async def ids(**restrict: Any) -> list[UUID]:
        async with storage() as tx:
            page = await tx.insights.list(ours.workspace_id, PageRequest(), InsightFilter(**restrict))
        return [one.id for _, one in page.rows]

    assert await ids() == [made[2].id, made[1].id, made[0].id]
    assert await ids(campaign_id=ours.id) == [made[1].id, made[0].id]
    assert await ids(campaign_id=theirs.id) == []
    assert await ids(kinds=(InsightKind.RISK,)) == [made[1].id]
    assert await ids(severities=(Severity.LOW, Severity.HIGH)) == [made[2].id, made[0].id]
    async with storage() as tx:
        first = await tx.insights.list(ours.workspace_id, PageRequest(size=2), InsightFilter())
        after = PageRequest(size=2, after=first.rows[-1][0])
        rest = await tx.insights.list(ours.workspace_id, after, InsightFilter())
    assert [one.id for _, one in rest.rows] == [made[0].id]


async def test_numbers_ascend_within_a_workspace_and_lead_on(storage: OpenUnitOfWork):
    ours, other, theirs = await _campaigns(storage)
    async with storage() as tx:
        assert await tx.insights.newest_number(ours.workspace_id) == 0
    made = [an_insight((ours, other)[number % 2], number) for number in range(6)]
    for insight in made:
        await _add(storage, insight)
        await _add(storage, an_insight(theirs))
    where = ours.workspace_id
    async with storage() as tx:
        every = await tx.insights.between(where, None, 0, None, 100)
        assert [one.id for _, one in every] == [one.id for one in made]
        numbers = [number for number, _ in every]
        assert numbers == sorted(set(numbers))
        assert await tx.insights.newest_number(where) == numbers[-1]
        assert await tx.insights.between(where, None, numbers[1], numbers[3], 100) == every[2:4]
        assert await tx.insights.between(where, None, numbers[1], None, 2) == every[2:4]
        assert await tx.insights.between(where, ours.id, numbers[1], None, 100) == [every[2], every[4]]
        assert await tx.insights.latest(where, None, numbers[4], 2) == every[3:5]
        assert await tx.insights.latest(where, other.id, numbers[5], 2) == [every[3], every[5]]


async def test_insights_of_deleted_campaigns_are_gone(storage: OpenUnitOfWork):
    ours, _, _ = await _campaigns(storage)
    insight = an_insight(ours)
    await _add(storage, insight)
    async with storage() as tx:
        await tx.campaigns.delete(ours.workspace_id, ours.id, minutes(1))
        await tx.commit()
    async with storage() as tx:
        assert await tx.insights.get(ours.workspace_id, insight.id) is None
        assert (await tx.insights.list(ours.workspace_id, PageRequest(), InsightFilter())).total == 0
        assert await tx.insights.between(ours.workspace_id, None, 0, None, 9) == []


async def test_what_becomes_visible_later_has_a_higher_number(sql_storage: SqlStorage):
    """Whoever adds waits for those who added before, so a reader who has seen a number has missed no lower one."""
    ours, _, _ = await _campaigns(sql_storage)
    seen: list[int] = []

    async def add(count: int) -> None:
        for _ in range(count):
            async with sql_storage() as tx:
                await tx.insights.add(ours.workspace_id, [an_insight(ours), an_insight(ours)])
                await asyncio.sleep(0.002)
                await tx.commit()

    async def watch() -> None:
        while len(seen) < 60:
            async with sql_storage() as tx:
                found = await tx.insights.between(ours.workspace_id, None, seen[-1] if seen else 0, None, 100)
            seen.extend(number for number, _ in found)

    async with asyncio.timeout(60):
        await asyncio.gather(*(add(10) for _ in range(3)), watch())
    assert seen == sorted(seen)
    assert len(set(seen)) == 60
