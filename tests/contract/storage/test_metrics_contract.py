"""What every storage guarantees about observed metric points and backtests."""

import asyncio
import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from uuid_utils.compat import uuid7

from domain.campaigns.model import Campaign, Channel
from domain.errors import ErrorCode, Refused
from domain.forecasting.model import Backtest, BacktestScore, BacktestWindow
from domain.metrics.model import OBSERVED, MetricQuery, MetricType
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from tests.fixtures.records import FIRST_DAY, NOON, a_campaign, a_point, a_workspace


async def _campaign(tx: Transaction, slug: str = "acme") -> Campaign:
    workspace = a_workspace(slug)
    await tx.workspaces.add(workspace)
    campaign = a_campaign(workspace.id)
    await tx.campaigns.add(campaign)
    return campaign


async def _read(tx: Transaction, campaign: Campaign, **query):
    return list(await tx.metrics.read(campaign.workspace_id, campaign.id, MetricQuery(**query)))


async def test_points_come_ordered_by_channel_metric_and_day(storage: OpenUnitOfWork):
    points = [
        a_point(day, value=day / 3, channel=channel, metric=metric)
        for channel in (Channel.EMAIL, Channel.GOOGLE, Channel.X)
        for metric in (MetricType.CLICKS, MetricType.SPEND)
        for day in range(3)
    ]
    async with storage() as tx:
        campaign = await _campaign(tx)
        where = (campaign.workspace_id, campaign.id)
        assert await tx.metrics.upsert(*where, points[::-1]) == len(points)
        await tx.commit()
    async with storage() as tx:
        assert await _read(tx, campaign) == points


async def test_each_field_of_the_query_restricts(storage: OpenUnitOfWork):
    points = [
        a_point(day, channel=channel, metric=metric)
        for channel in (Channel.GOOGLE, Channel.X)
        for metric in (MetricType.CLICKS, MetricType.SPEND)
        for day in range(4)
    ]
    async with storage() as tx:
        campaign = await _campaign(tx)
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, points)
        first, last = FIRST_DAY + timedelta(days=1), FIRST_DAY + timedelta(days=2)
        assert await _read(tx, campaign, start=first) == [p for p in points if p.day >= first]
        assert await _read(tx, campaign, end=last) == [p for p in points if p.day <= last]
        assert await _read(tx, campaign, channel=Channel.X) == [p for p in points if p.channel is Channel.X]
        spend = await _read(tx, campaign, metrics=(MetricType.SPEND, MetricType.REACH), start=first, end=first)
        assert spend == [p for p in points if p.metric is MetricType.SPEND and p.day == first]


async def test_the_highest_version_wins_whatever_order_they_arrive_in(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        where = (campaign.workspace_id, campaign.id)
        assert await tx.metrics.upsert(*where, [a_point(0, 1.0, version=2), a_point(1, 1.0, version=2)]) == 2
        # A late copy of an older import: the first point stays; a day that was missing is taken.
        assert await tx.metrics.upsert(*where, [a_point(0, 7.0, version=1), a_point(2, 7.0, version=1)]) == 1
        # The same version again restates it, a higher one too.
        assert await tx.metrics.upsert(*where, [a_point(0, 5.0, version=2), a_point(1, 6.0, version=9)]) == 2
        assert await _read(tx, campaign) == [
            a_point(0, 5.0, version=2),
            a_point(1, 6.0, version=9),
            a_point(2, 7.0, version=1),
        ]


async def test_nothing_is_written_when_there_is_nothing(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        assert await tx.metrics.upsert(campaign.workspace_id, campaign.id, []) == 0
        assert await _read(tx, campaign) == []


async def test_values_are_kept_to_the_last_bit(storage: OpenUnitOfWork):
    values = [0.1, 1 / 3, 1e-300, 1.7976931348623157e308, 123456789.123456789, math.pi, 0.0, -2.5]
    async with storage() as tx:
        campaign = await _campaign(tx)
        points = [a_point(day, value) for day, value in enumerate(values)]
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, points)
        assert [point.value for point in await _read(tx, campaign)] == values


async def test_many_points_arrive_in_one_call(storage: OpenUnitOfWork):
    points = [
        a_point(day, float(day), channel=channel, metric=metric)
        for day in range(400)
        for channel in list(Channel)[:5]
        for metric in OBSERVED
    ]
    async with storage() as tx:
        campaign = await _campaign(tx)
        assert await tx.metrics.upsert(campaign.workspace_id, campaign.id, points) == 14_000
        assert len(await _read(tx, campaign)) == 14_000


async def test_a_series_may_begin_late_in_a_long_call(storage: OpenUnitOfWork):
    points = [a_point(day, float(day)) for day in range(12_000)]
    late = a_point(0, 7.0, channel=Channel.X)
    async with storage() as tx:
        campaign = await _campaign(tx)
        assert await tx.metrics.upsert(campaign.workspace_id, campaign.id, [*points, late]) == 12_001
        assert await _read(tx, campaign, channel=Channel.X) == [late]
        assert await _read(tx, campaign, channel=Channel.GOOGLE) == points


async def test_imports_that_meet_the_same_new_series_at_once_share_it(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        await tx.commit()

    async def bring(day: int) -> None:
        async with storage() as tx:
            await tx.metrics.upsert(campaign.workspace_id, campaign.id, [a_point(day), a_point(day, channel=Channel.X)])
            await asyncio.sleep(0.005)
            await tx.commit()

    await asyncio.gather(*(bring(day) for day in range(5)))
    async with storage() as tx:
        assert await _read(tx, campaign, channel=Channel.X) == [a_point(day, channel=Channel.X) for day in range(5)]
        assert len(await _read(tx, campaign)) == 10


async def test_points_stay_in_their_workspace_and_campaign(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _campaign(tx, "here"), await _campaign(tx, "there")
        sister = a_campaign(here.workspace_id)
        empty = a_campaign(here.workspace_id)
        for campaign in (sister, empty):
            await tx.campaigns.add(campaign)
        for number, campaign in enumerate((here, there, sister)):
            await tx.metrics.upsert(campaign.workspace_id, campaign.id, [a_point(0, float(number))])
        ids = [here.id, there.id, sister.id, empty.id, uuid7()]
        found = await tx.metrics.read_many(here.workspace_id, ids, MetricQuery())
        assert {key: list(points) for key, points in found.items()} == {
            here.id: [a_point(0, 0.0)],
            sister.id: [a_point(0, 2.0)],
        }
        assert list(await tx.metrics.read(here.workspace_id, there.id, MetricQuery())) == []


@pytest.mark.parametrize("which", ["foreign", "unknown", "deleted"])
async def test_points_of_a_campaign_that_is_not_there_are_refused(storage: OpenUnitOfWork, which):
    async with storage() as tx:
        here, there = await _campaign(tx, "here"), await _campaign(tx, "there")
        if which == "deleted":
            await tx.campaigns.delete(here.workspace_id, here.id, NOON)
        target = {"foreign": there.id, "unknown": uuid7(), "deleted": here.id}[which]
        with pytest.raises(Refused) as refusal:
            await tx.metrics.upsert(here.workspace_id, target, [a_point()])
        assert refusal.value.faults[0].code is ErrorCode.NOT_FOUND
        assert await _read(tx, there) == []


async def test_points_of_a_deleted_campaign_are_not_read(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, [a_point()])
        await tx.campaigns.delete(campaign.workspace_id, campaign.id, NOON)
        assert await _read(tx, campaign) == []


async def test_the_last_day_of_a_campaign_is_that_of_its_longest_series(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, empty, there = await _campaign(tx, "here"), await _campaign(tx, "empty"), await _campaign(tx, "there")
        first = a_point()
        later = replace(first, metric=MetricType.SPEND, day=first.day + timedelta(days=9))
        await tx.metrics.upsert(here.workspace_id, here.id, [first, later])
        await tx.metrics.upsert(there.workspace_id, there.id, [first])
        ids = [here.id, empty.id, there.id]
        assert await tx.metrics.last_days(here.workspace_id, ids) == {here.id: later.day}
        await tx.campaigns.delete(here.workspace_id, here.id, NOON)
        assert await tx.metrics.last_days(here.workspace_id, ids) == {}


async def test_a_rollback_forgets_points_and_their_series(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        await tx.commit()
        where = (campaign.workspace_id, campaign.id)
        await tx.metrics.upsert(*where, [a_point(0, 1.0)])
        await tx.rollback()
        assert await _read(tx, campaign) == []
        await tx.metrics.upsert(*where, [a_point(1, 2.0)])
        assert await _read(tx, campaign) == [a_point(1, 2.0)]


def _backtest(value: float = 1.0) -> Backtest:
    actual = np.array([value, math.nan, 3.0])
    window = BacktestWindow("GOOGLE/CTR", 60, actual, {"theta": np.linspace(0, value, 21).reshape(3, 7)})
    score = BacktestScore("theta", "GOOGLE/CTR", 0, 2, 0.1, 0.2, math.nan, 0.3, 0.05, (0.5, 0.8, 0.95))
    return Backtest((window,), (score,), {"theta": "1"})


async def test_a_backtest_comes_back_bit_for_bit(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        await tx.backtests.save(campaign.workspace_id, campaign.id, 1, _backtest(1 / 3))
        await tx.commit()
    async with storage() as tx:
        stored = await tx.backtests.get(campaign.workspace_id, campaign.id, 1)
    assert stored is not None
    np.testing.assert_array_equal(stored.windows[0].actual, _backtest(1 / 3).windows[0].actual)
    np.testing.assert_array_equal(stored.windows[0].forecasts["theta"], _backtest(1 / 3).windows[0].forecasts["theta"])
    assert math.isnan(stored.scores[0].mase)
    assert stored.scores[0].coverage == (0.5, 0.8, 0.95)
    assert stored.versions == {"theta": "1"}


async def test_only_the_latest_backtest_of_a_campaign_is_kept(storage: OpenUnitOfWork):
    async with storage() as tx:
        campaign = await _campaign(tx)
        where = (campaign.workspace_id, campaign.id)
        await tx.backtests.save(*where, 1, _backtest(1.0))
        await tx.backtests.save(*where, 2, _backtest(2.0))
        await tx.backtests.save(*where, 2, _backtest(4.0))
        assert await tx.backtests.get(*where, 1) is None
        stored = await tx.backtests.get(*where, 2)
        assert stored is not None
        assert stored.windows[0].actual[0] == 4.0


async def test_a_foreign_backtest_is_neither_read_nor_replaced(storage: OpenUnitOfWork):
    async with storage() as tx:
        here, there = await _campaign(tx, "here"), await _campaign(tx, "there")
        await tx.backtests.save(there.workspace_id, there.id, 1, _backtest())
        assert await tx.backtests.get(here.workspace_id, there.id, 1) is None
        with pytest.raises(Refused) as refusal:
            await tx.backtests.save(here.workspace_id, there.id, 1, _backtest(9.0))
        assert refusal.value.faults[0].code is ErrorCode.NOT_FOUND
        stored = await tx.backtests.get(there.workspace_id, there.id, 1)
        assert stored is not None
        assert stored.windows[0].actual[0] == 1.0
