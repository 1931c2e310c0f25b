"""Batches of outlooks as jobs: what becomes of each campaign, and of a batch that is cut off."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.campaigns.model import CampaignStatus, Money
from domain.metrics.model import MetricQuery, MetricType
from domain.outlook.subject import FAILED
from domain.ports.jobs import Job
from tests.fixtures.product import LAST_DAY, WAIT, World, drive
from tests.unit.outlook.conftest import Bureau


async def test_every_campaign_gets_totals_of_every_metric_that_follows_from_what_is_observed(bureau: Bureau):
    small, large = await bureau.observed("Small", "Large")
    job = await bureau.make()
    found = await bureau.outlooks()
    assert set(found) == {small.id, large.id}
    for outlook in found.values():
        assert (outlook.job_id, outlook.horizon_days, outlook.days, outlook.reason) == (job.id, 14, 14, None)
        assert (outlook.start, outlook.made_at) == (LAST_DAY + timedelta(days=1), bureau.world.clock.now())
        assert [one.metric for one in outlook.totals] == [
            metric for metric in MetricType if metric not in {MetricType.REACH, MetricType.ENGAGEMENT}
        ]
        assert sum(member.weight for member in outlook.members) == pytest.approx(1.0)
        assert {member.name for member in outlook.members} <= {"seasonal_naive", "window_average"}
        for total in outlook.totals:
            (low80, high80), (low95, high95) = ((one.lower, one.upper) for one in total.intervals)
            assert 0 <= low95 <= low80 <= total.median <= high80 <= high95
    assert (await bureau.record(job)).note == "2 campaigns forecast."


async def test_totals_are_those_of_the_days_ahead_and_previous_those_of_as_many_days_before(bureau: Bureau):
    (campaign,) = await bureau.observed("Spring")
    await bureau.make(horizon=28)
    totals = {one.metric: one for one in (await bureau.outlooks())[campaign.id].totals}
    async with bureau.world.storage() as tx:
        points = (await tx.metrics.read_many(campaign.workspace_id, [campaign.id], _since(28)))[campaign.id]
    clicks, shown = (
        sum(one.value for one in points if one.metric is metric)
        for metric in (MetricType.CLICKS, MetricType.IMPRESSIONS)
    )
    assert totals[MetricType.CLICKS].previous == pytest.approx(clicks)
    assert totals[MetricType.CTR].previous == pytest.approx(clicks / shown)
    # The made-up course neither grows nor falls.
    assert totals[MetricType.CLICKS].median == pytest.approx(clicks, rel=0.1)
    assert totals[MetricType.CTR].median == pytest.approx(clicks / shown, rel=0.05)


async def test_who_cannot_be_forecast_is_told_why(bureau: Bureau):
    world = bureau.world
    await bureau.observed("Usual")
    reasons = {
        (await world.a_campaign("Done", status=CampaignStatus.COMPLETED)).id: "It is completed.",
        (await world.a_campaign("Old", status=CampaignStatus.ARCHIVED)).id: "It is archived.",
        (await world.a_campaign("Empty")).id: "It has no metrics.",
    }
    young = await world.a_campaign("Young")
    await world.observe(young, 13)
    reasons[young.id] = "It has 13 observed days; an outlook takes 14."
    ended = await world.a_campaign("Ended", end_date=LAST_DAY)
    await world.observe(ended, 60)
    reasons[ended.id] = f"It ended on {LAST_DAY}: nothing is ahead of it."
    stale, last = await world.a_campaign("Stale"), LAST_DAY - timedelta(days=29)
    await world.observe(stale, 60, last=last)
    reasons[stale.id] = f"Its metrics end on {last}, 29 days before the newest ones of the workspace."
    silent = await world.a_campaign("Silent")
    await world.observe(silent, 60, factor=0.0)
    reasons[silent.id] = "Every channel has been silent for 28 days or more."
    job = await bureau.make()
    found = await bureau.outlooks()
    assert {each: outlook.reason for each, outlook in found.items() if outlook.reason} == reasons
    assert all(
        (one.totals, one.members, one.start, one.days) == ((), (), None, 0) for one in found.values() if one.reason
    )
    assert (await bureau.record(job)).note == "1 campaign forecast, 7 left out; the outlook of each says why."


async def test_a_campaign_that_ends_soon_is_told_for_its_last_days_only(bureau: Bureau):
    ending = await bureau.world.a_campaign("Ending", end_date=LAST_DAY + timedelta(days=7))
    (going,) = await bureau.observed("Going")
    await bureau.world.observe(ending, 60)
    await bureau.make()
    found = await bureau.outlooks()
    assert (found[ending.id].days, found[going.id].days) == (7, 14)
    short, whole = (
        next(one for one in found[each.id].totals if one.metric is MetricType.CLICKS) for each in (ending, going)
    )
    assert short.median == pytest.approx(whole.median / 2, rel=0.05)
    assert short.previous is not None
    assert whole.previous is not None
    assert short.previous == pytest.approx(whole.previous / 2, rel=0.1)


async def test_a_cap_on_the_budget_holds(bureau: Bureau):
    (free,) = await bureau.observed("Free")
    await bureau.make()
    spend = next(one for one in (await bureau.outlooks())[free.id].totals if one.metric is MetricType.SPEND)
    async with bureau.world.storage() as tx:
        points = (await tx.metrics.read_many(free.workspace_id, [free.id], _since(60)))[free.id]
        spent = sum(one.value for one in points if one.metric is MetricType.SPEND)
        left = round(spend.median / 2, 2)
        budget = replace(free.budget, amount=Decimal(str(round(spent + left, 2))))
        await tx.campaigns.update(replace(free, budget=budget, budget_capped=True))
        await tx.commit()
    await bureau.make()
    held = next(one for one in (await bureau.outlooks())[free.id].totals if one.metric is MetricType.SPEND)
    assert held.intervals[-1].upper == pytest.approx(left, rel=1e-3)


async def test_campaigns_that_were_observed_to_different_days_are_forecast_each_from_its_own(bureau: Bureau):
    (newest,) = await bureau.observed("Newest")
    behind = await bureau.world.a_campaign("Behind")
    await bureau.world.observe(behind, 60, last=LAST_DAY - timedelta(days=3))
    await bureau.make()
    found = await bureau.outlooks()
    assert found[newest.id].start == LAST_DAY + timedelta(days=1)
    assert found[behind.id].start == LAST_DAY - timedelta(days=2)


async def test_a_campaign_that_cannot_be_made_ready_does_not_keep_the_others(
    bureau: Bureau, caplog: pytest.LogCaptureFixture
):
    (fine,) = await bureau.observed("Fine")
    odd = await bureau.world.a_campaign("Odd", budget=Money(Decimal("NaN"), "EUR"), budget_capped=True)
    await bureau.world.observe(odd, 60)
    await bureau.make()
    found = await bureau.outlooks()
    assert found[fine.id].reason is None
    assert (found[odd.id].reason, found[odd.id].totals) == (FAILED, ())
    assert str(odd.id) in caplog.text


async def test_a_piece_of_work_whose_process_dies_does_not_keep_the_others(bureau: Bureau):
    made = await bureau.observed("One", "Two", "Three")
    bureau.compute.fatal = made[0].id
    job = await bureau.make()
    found = await bureau.outlooks()
    assert [found[one.id].reason for one in made] == [FAILED, FAILED, None]
    assert (await bureau.record(job)).note == "1 campaign forecast, 2 left out; the outlook of each says why."


async def test_the_same_data_give_the_same_outlooks(bureau: Bureau):
    await bureau.observed("One", "Two", "Three")
    await bureau.make()
    first = await bureau.outlooks()
    job = await bureau.make()
    again = await bureau.outlooks()
    assert again == {each: replace(one, job_id=job.id) for each, one in first.items()}


async def test_a_batch_that_was_cut_off_goes_on_behind_its_last_chunk(bureau: Bureau):
    made = await bureau.observed("One", "Two", "Three", "Four", "Five")
    await bureau.make()
    whole = await bureau.outlooks()
    bureau.world.clock.advance(hours=1)
    job = await bureau.ask()
    await _cut_off(bureau, job, chunks=1)
    kept = {each: one for each, one in (await bureau.outlooks()).items() if one.job_id == job.id}
    assert len(kept) == 2
    bureau.world.clock.advance(hours=1)
    bureau.engine.asked.clear()
    await drive(bureau.handler(), job)
    found = await bureau.outlooks()
    assert {each: found[each] for each in kept} == kept
    assert {each: one.totals for each, one in found.items()} == {each: one.totals for each, one in whole.items()}
    assert {one.job_id for one in found.values()} == {job.id}
    assert set(found) == {one.id for one in made}
    # Two chunks are left of three, each asked of both members.
    assert len(bureau.engine.asked) == 4
    assert (await bureau.record(job)).note == "5 campaigns forecast."


async def test_a_batch_that_is_cancelled_keeps_what_it_has_and_is_forgotten(bureau: Bureau):
    await bureau.observed("One", "Two", "Three")
    job = await bureau.ask()
    await _cut_off(bureau, job, chunks=1)
    await bureau.handler().cancelled(job)
    assert len(await bureau.outlooks()) == 2
    assert not await bureau.handler().run(job, "FORECAST")
    assert len(await bureau.outlooks()) == 2


async def test_progress_is_told_chunk_by_chunk(bureau: Bureau):
    await bureau.observed("One", "Two", "Three", "Four")
    job = await bureau.ask()
    await _cut_off(bureau, job, chunks=1)
    record = await bureau.record(job)
    assert (record.step, record.progress) == ("FORECAST", pytest.approx(0.55))
    await drive(bureau.handler(), job)
    assert (await bureau.record(job)).progress == 1.0


async def test_a_member_that_fails_is_left_out(bureau: Bureau):
    (campaign,) = await bureau.observed("One")
    bureau.engine.failing["window_average"] = TimeoutError()
    await bureau.make()
    outlook = (await bureau.outlooks())[campaign.id]
    assert [(one.name, one.weight) for one in outlook.members] == [("seasonal_naive", pytest.approx(1.0))]
    assert outlook.totals


async def test_a_workspace_without_campaigns_has_nothing_to_forecast(bureau: Bureau):
    job = await bureau.make()
    assert (await bureau.record(job)).note == "0 campaigns forecast."


async def test_a_campaign_that_is_deleted_meanwhile_is_not_mentioned(bureau: Bureau):
    kept, gone = await bureau.observed("Kept", "Gone")
    job = await bureau.ask(kept, gone)
    async with bureau.world.storage() as tx:
        await tx.campaigns.delete(gone.workspace_id, gone.id, bureau.world.clock.now())
        await tx.commit()
    await drive(bureau.handler(), job)
    assert set(await bureau.outlooks()) == {kept.id}
    assert (await bureau.record(job)).note == "1 campaign forecast."


async def test_nobody_else_is_forecast(bureau: Bureau, world: World):
    foreign = await world.a_campaign("Foreign", tenant=world.there)
    await world.observe(foreign, 60)
    (mine,) = await bureau.observed("Mine")
    await bureau.make()
    async with world.storage() as tx:
        assert await tx.outlooks.of_campaigns(world.there.workspace.id, [foreign.id, mine.id]) == {}


async def _cut_off(bureau: Bureau, job: Job, chunks: int) -> None:
    """Let a process die when some chunks are stored, in the midst of the next one."""
    handler = bureau.handler()
    work = asyncio.create_task(handler.run(job, "FORECAST"))
    async with asyncio.timeout(WAIT):
        while True:
            await asyncio.sleep(0)
            async with bureau.world.storage() as tx:
                batch = await tx.outlooks.batch(job.workspace_id, job.id)
            if batch is not None and batch.done == chunks:
                bureau.engine.gate.clear()
                bureau.engine.entered.clear()
                break
        await bureau.engine.entered.wait()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    bureau.engine.gate.set()


def _since(days: int) -> MetricQuery:
    return MetricQuery(start=LAST_DAY - timedelta(days=days - 1))
