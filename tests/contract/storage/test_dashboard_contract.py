"""What every storage guarantees about what dashboards are added up from."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from uuid_utils.compat import uuid7

from domain.campaigns.model import Campaign, CampaignFilter, CampaignStatus, Channel, Money
from domain.dashboard.keeping import CampaignDays
from domain.dashboard.model import COUNTED, MONTH_DAYS, Analysis, CampaignMonth
from domain.metrics.model import MetricPoint, MetricType
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.severity import Severity
from domain.simulations.model import SimulationStatus
from tests.fixtures.records import FIRST_DAY, NOON, a_campaign, a_result, a_risk, a_simulation, a_workspace

ALL = CampaignFilter()
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


async def _campaigns(tx: Transaction, *values: dict[str, object]) -> list[Campaign]:
    workspace = a_workspace(uuid7().hex)
    await tx.workspaces.add(workspace)
    made = [a_campaign(workspace.id, **each) for each in values]
    for campaign in made:
        await tx.campaigns.add(campaign)
    return made


def _month(campaign: Campaign, month: date = MAY, value: float = 1.5) -> CampaignMonth:
    values = np.full((2, len(COUNTED), MONTH_DAYS), np.nan)
    values[0, 3, 0], values[1, 4, 30] = value, 1e-300
    return CampaignMonth(campaign.id, month, (Channel.X, Channel.GOOGLE), values)


async def test_months_come_back_bit_for_bit_and_in_order(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, {})
        where = campaign.workspace_id
        await tx.dashboard.keep(where, {campaign.id: 3}, [_month(campaign, JUNE), _month(campaign, MAY)])
        await tx.commit()
    async with storage() as tx:
        found = await tx.dashboard.months(where, ALL, MAY, JUNE)
        assert [one.month for one in found] == [MAY, JUNE]
        assert [one.channels for one in found] == [(Channel.X, Channel.GOOGLE)] * 2
        assert np.array_equal(found[0].values, _month(campaign).values, equal_nan=True)
        assert [one.month for one in await tx.dashboard.months(where, ALL, JUNE, JUNE)] == [JUNE]
        assert [one.month for one in await tx.dashboard.months_of(where, [campaign.id], MAY, MAY)] == [MAY]
        assert await tx.dashboard.months_of(where, [uuid7()], MAY, JUNE) == []


async def test_what_is_kept_again_replaces_what_was_kept(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, {})
        where = campaign.workspace_id
        await tx.dashboard.keep(where, {campaign.id: 1}, [_month(campaign), _month(campaign, JUNE)])
        await tx.dashboard.keep(where, {campaign.id: 2}, [_month(campaign, value=7.0)])
        found = await tx.dashboard.months(where, ALL, MAY, JUNE)
        assert [one.values[0, 3, 0] for one in found] == [7.0, 1.5]
        assert [line.kept_version for line in await tx.dashboard.lines(where, ALL)] == [2]


async def test_lines_tell_what_counting_takes(storage: OpenUnitOfWork):
    budget = Money(Decimal("12.345678901234567890"), "EUR")
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, {"budget": budget, "end_date": None})
        where = campaign.workspace_id
        version = await tx.campaigns.advance_data_version(where, campaign.id)
        (line,) = await tx.dashboard.lines(where, ALL)
        assert (line.id, line.status, line.budget) == (campaign.id, campaign.status, budget)
        assert (line.start_date, line.end_date, line.created_at) == (
            campaign.start_date,
            None,
            campaign.created_at,
        )
        assert (line.data_version, line.kept_version, line.stale) == (version, 0, True)
        await tx.dashboard.keep(where, {campaign.id: version}, [])
        (line,) = await tx.dashboard.lines_of(where, [campaign.id, uuid7()])
        assert not line.stale


async def test_a_filter_restricts_lines_months_and_analyses_alike(storage: OpenUnitOfWork):
    async with storage() as tx:
        draft, running = await _campaigns(
            tx, {"status": CampaignStatus.DRAFT, "name": "One"}, {"status": CampaignStatus.RUNNING, "name": "Two"}
        )
        where = draft.workspace_id
        await tx.dashboard.keep(where, {}, [_month(draft), _month(running)])
        await _completed(tx, draft)
        await _completed(tx, running)
        for restrict in (CampaignFilter(statuses=(CampaignStatus.RUNNING,)), CampaignFilter(search="tWo")):
            assert [line.id for line in await tx.dashboard.lines(where, restrict)] == [running.id]
            assert [one.campaign_id for one in await tx.dashboard.months(where, restrict, MAY, JUNE)] == [running.id]
            assert list(await tx.dashboard.analyses(where, restrict, FIRST_DAY)) == [running.id]


async def test_deleted_and_foreign_campaigns_have_nothing(storage: OpenUnitOfWork):
    async with storage() as tx:
        gone, there = await _campaigns(tx, {}, {})
        (foreign,) = await _campaigns(tx, {})
        where = gone.workspace_id
        await tx.dashboard.keep(where, {gone.id: 1, there.id: 1}, [_month(gone), _month(there)])
        await _completed(tx, gone)
        await tx.campaigns.delete(where, gone.id, NOON)
        await tx.dashboard.keep(where, {gone.id: 2, foreign.id: 2}, [_month(gone), _month(foreign)])
        await tx.commit()
    async with storage() as tx:
        assert [line.id for line in await tx.dashboard.lines(where, ALL)] == [there.id]
        assert [line.kept_version for line in await tx.dashboard.lines(foreign.workspace_id, ALL)] == [0]
        assert await tx.dashboard.lines_of(where, [foreign.id, gone.id]) == []
        assert [one.campaign_id for one in await tx.dashboard.months(where, ALL, MAY, JUNE)] == [there.id]
        assert await tx.dashboard.months(foreign.workspace_id, ALL, MAY, JUNE) == []
        assert await tx.dashboard.months_of(where, [foreign.id, gone.id], MAY, JUNE) == []
        assert await tx.dashboard.analyses(where, ALL, FIRST_DAY) == {}


async def _completed(tx: Transaction, campaign: Campaign, *severities: Severity, hours: int = 0, **values: object):
    run = a_simulation(campaign, **values)
    await tx.simulations.add(run)
    end = {"end": FIRST_DAY + timedelta(days=6)}
    found = tuple(a_risk(severity=severity, **end) for severity in severities)
    await tx.simulations.save_result(campaign.workspace_id, run.id, replace(a_result(), risks=found))
    await tx.simulations.transition(
        campaign.workspace_id,
        run.id,
        from_statuses=[run.status],
        to=SimulationStatus.COMPLETED,
        at=NOON + timedelta(hours=hours),
    )
    return run


async def test_an_analysis_is_the_newest_completed_run_with_its_standing_risks(storage: OpenUnitOfWork):
    last_day = FIRST_DAY + timedelta(days=6)
    async with storage() as tx:
        campaign, calm, never = await _campaigns(tx, {}, {}, {})
        where = campaign.workspace_id
        await _completed(tx, campaign, Severity.CRITICAL)
        await _completed(tx, campaign, Severity.HIGH, Severity.MEDIUM, Severity.CRITICAL, hours=1)
        await _completed(tx, calm, Severity.HIGH)
        await _completed(tx, calm, Severity.LOW, hours=1)
        await tx.simulations.add(a_simulation(never))
        await tx.commit()
    async with storage() as tx:
        later = NOON + timedelta(hours=1)
        assert await tx.dashboard.analyses(where, ALL, last_day) == {
            campaign.id: Analysis(campaign.id, later, 2, Severity.CRITICAL),
            calm.id: Analysis(calm.id, later),
        }
        over = await tx.dashboard.analyses(where, ALL, last_day + timedelta(days=1))
        assert over[campaign.id] == Analysis(campaign.id, later)


async def test_a_cached_run_has_the_risks_of_its_origin(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, {})
        where = campaign.workspace_id
        origin = await _completed(tx, campaign, Severity.HIGH)
        cached = a_simulation(campaign)
        await tx.simulations.add(cached)
        await tx.simulations.adopt_result(where, cached.id, origin.id)
        at = NOON + timedelta(hours=2)
        await tx.simulations.transition(
            where, cached.id, from_statuses=[cached.status], to=SimulationStatus.COMPLETED, at=at
        )
        found = await tx.dashboard.analyses(where, ALL, FIRST_DAY)
        assert found == {campaign.id: Analysis(campaign.id, at, 1, Severity.HIGH)}


async def _import(storage: OpenUnitOfWork, campaign: Campaign, *points: tuple[Channel, MetricType, date, float]):
    async with storage() as tx:
        version = await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        made = [MetricPoint(*one, version) for one in points]
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, made)
        await tx.commit()


async def _observed(storage: OpenUnitOfWork, campaign: Campaign) -> dict[tuple[Channel, MetricType, date], float]:
    """Return everything that the kept months say was observed."""
    async with storage() as tx:
        months = await tx.dashboard.months(campaign.workspace_id, ALL, date(2000, 1, 1), date(2100, 1, 1))
    return {
        (channel, metric, one.month + timedelta(days=day)): one.values[row, place, day]
        for one in months
        for row, channel in enumerate(one.channels)
        for place, metric in enumerate(COUNTED)
        for day in range(MONTH_DAYS)
        if not np.isnan(one.values[row, place, day])
    }


async def test_kept_months_follow_imports_and_corrections(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, {})
        await tx.commit()
    days, where = CampaignDays(storage), campaign.workspace_id
    spend, last = MetricType.SPEND, date(2026, 5, 31)
    await _import(storage, campaign, (Channel.X, spend, MAY, 1.0), (Channel.X, MetricType.REACH, MAY, 9.0))
    await days.refresh(where, [campaign.id])
    assert await _observed(storage, campaign) == {(Channel.X, spend, MAY): 1.0}
    await _import(
        storage, campaign, (Channel.X, spend, MAY, 2.0), (Channel.WEB, spend, last, 3.0), (Channel.X, spend, JUNE, 0.0)
    )
    await days.refresh(where, [campaign.id])
    assert await _observed(storage, campaign) == {
        (Channel.X, spend, MAY): 2.0,
        (Channel.WEB, spend, last): 3.0,
        (Channel.X, spend, JUNE): 0.0,
    }
    async with storage() as tx:
        assert not any(line.stale for line in await tx.dashboard.lines(where, ALL))


async def test_many_who_keep_at_once_lose_nothing_of_what_is_imported_meanwhile(storage: OpenUnitOfWork):
    async with storage() as tx:
        (campaign,) = await _campaigns(tx, {})
        await tx.commit()
    days, wanted = CampaignDays(storage), {}

    async def bring(number: int) -> None:
        key = (Channel.X, MetricType.SPEND, MAY + timedelta(days=7 * number))
        wanted[key] = float(number)
        await _import(storage, campaign, (*key, float(number)))
        await days.refresh(campaign.workspace_id, [campaign.id])

    await asyncio.gather(*(bring(number) for number in range(8)))
    await days.refresh(campaign.workspace_id, [campaign.id])
    assert await _observed(storage, campaign) == wanted


async def test_points_newer_than_a_watermark_come_as_arrays(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign, other = await _campaigns(tx, {}, {})
        await tx.commit()
    spend = MetricType.SPEND
    await _import(storage, campaign, (Channel.X, spend, JUNE, 1.0), (Channel.X, MetricType.REACH, JUNE, 5.0))
    await _import(storage, campaign, (Channel.X, spend, MAY, 0.1), (Channel.GOOGLE, MetricType.CLICKS, MAY, 3.0))
    where, both = campaign.workspace_id, [campaign.id, other.id]
    async with storage() as tx:
        for known, values in (
            (0, {(Channel.X, spend): ([MAY, JUNE], [0.1, 1.0]), (Channel.GOOGLE, MetricType.CLICKS): ([MAY], [3.0])}),
            (1, {(Channel.X, spend): ([MAY], [0.1]), (Channel.GOOGLE, MetricType.CLICKS): ([MAY], [3.0])}),
        ):
            found = await tx.dashboard.observed(where, both, known)
            assert list(found) == [campaign.id]
            told = {(one.channel, one.metric): (one.days.tolist(), one.values.tolist()) for one in found[campaign.id]}
            assert told == values
        assert await tx.dashboard.observed(where, both, 2) == {}
        assert await tx.dashboard.observed(uuid7(), both, 0) == {}
