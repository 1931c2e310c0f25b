"""What every storage guarantees about transactions."""

import asyncio
from datetime import datetime

import pytest

from domain.campaigns.model import CampaignFilter, CampaignOrder
from domain.errors import Refused
from domain.paging import PageRequest
from domain.ports.unit_of_work import OpenUnitOfWork
from tests.fixtures.records import a_campaign, a_workspace


async def test_what_is_not_committed_is_forgotten(storage: OpenUnitOfWork):
    async with storage() as tx:
        await tx.workspaces.add(a_workspace())
    async with storage() as tx:
        assert list(await tx.workspaces.everyone()) == []


async def test_an_exception_rolls_back_and_is_passed_on(storage: OpenUnitOfWork):
    async def fail() -> None:
        async with storage() as tx:
            await tx.workspaces.add(a_workspace())
            raise RuntimeError("something else")

    with pytest.raises(RuntimeError, match="something else"):
        await fail()
    async with storage() as tx:
        assert list(await tx.workspaces.everyone()) == []


async def test_a_transaction_sees_its_own_writes_and_others_do_not(storage: OpenUnitOfWork):
    workspace = a_workspace()
    async with storage() as writer, storage() as reader:
        await writer.workspaces.add(workspace)
        assert await writer.workspaces.get(workspace.id) == workspace
        assert await reader.workspaces.get(workspace.id) is None
        await writer.commit()
        assert await reader.workspaces.get(workspace.id) == workspace


async def test_work_goes_on_after_a_rollback(storage: OpenUnitOfWork):
    workspace = a_workspace()
    campaign = a_campaign(workspace.id)
    async with storage() as tx:
        await tx.workspaces.add(a_workspace("wrong"))
        await tx.rollback()
        await tx.workspaces.add(workspace)
        await tx.campaigns.add(campaign)
        await tx.commit()
    async with storage() as tx:
        assert list(await tx.workspaces.everyone()) == [workspace]
        assert await tx.campaigns.get(workspace.id, campaign.id) == campaign


async def test_work_goes_on_after_a_commit(storage: OpenUnitOfWork):
    first, second = a_workspace("first"), a_workspace("second")
    async with storage() as tx:
        await tx.workspaces.add(first)
        await tx.commit()
        await tx.workspaces.add(second)
    async with storage() as tx:
        assert list(await tx.workspaces.everyone()) == [first]


async def test_work_goes_on_after_a_refused_reference_and_a_rollback(storage: OpenUnitOfWork):
    workspace = a_workspace()
    async with storage() as tx:
        with pytest.raises(Refused):
            await tx.campaigns.add(a_campaign(workspace.id))
        await tx.rollback()
        await tx.workspaces.add(workspace)
        await tx.commit()
    async with storage() as tx:
        assert await tx.workspaces.get(workspace.id) == workspace


async def test_callbacks_run_once_after_a_commit_that_succeeds(storage: OpenUnitOfWork):
    told: list[str] = []
    async with storage() as tx:
        tx.after_commit.append(lambda: told.append("forgotten"))
        await tx.rollback()
        tx.after_commit.append(lambda: told.append("first"))
        await tx.workspaces.add(a_workspace())
        assert told == []
        await tx.commit()
        await tx.commit()
    async with storage() as tx:
        tx.after_commit.append(lambda: told.append("never committed"))
    assert told == ["first"]


async def test_a_transaction_that_read_first_may_write_after_somebody_else_wrote(storage: OpenUnitOfWork):
    workspace = a_workspace()
    campaign = a_campaign(workspace.id)
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.campaigns.add(campaign)
        await tx.commit()
    async with storage() as slow, storage() as quick:
        assert await slow.campaigns.get(workspace.id, campaign.id) == campaign
        await quick.campaigns.advance_data_version(workspace.id, campaign.id)
        await quick.commit()
        assert await slow.campaigns.advance_data_version(workspace.id, campaign.id) == 2
        await slow.commit()


async def test_concurrent_imports_each_get_a_data_version_of_their_own(storage: OpenUnitOfWork):
    workspace = a_workspace()
    campaign = a_campaign(workspace.id)
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.campaigns.add(campaign)
        await tx.commit()

    async def advance() -> int:
        async with storage() as tx:
            await tx.campaigns.get(workspace.id, campaign.id)
            version = await tx.campaigns.advance_data_version(workspace.id, campaign.id)
            await asyncio.sleep(0.005)
            await tx.commit()
            return version

    versions = await asyncio.gather(*(advance() for _ in range(6)))
    assert sorted(versions) == [1, 2, 3, 4, 5, 6]


async def test_the_second_of_two_imports_waits_for_the_first(storage: OpenUnitOfWork):
    workspace = a_workspace()
    campaign = a_campaign(workspace.id)
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.campaigns.add(campaign)
        await tx.commit()

    async def second() -> int:
        async with storage() as tx:
            version = await tx.campaigns.advance_data_version(workspace.id, campaign.id)
            await tx.commit()
            return version

    async with storage() as first:
        assert await first.campaigns.advance_data_version(workspace.id, campaign.id) == 1
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await first.rollback()
    # The first was forgotten, so that the second is the first.
    assert await waiting == 1


async def test_a_cancelled_writer_is_forgotten_and_lets_others_write(storage: OpenUnitOfWork):
    workspace = a_workspace()
    campaign = a_campaign(workspace.id)
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.campaigns.add(campaign)
        await tx.commit()
    writing = asyncio.Event()

    async def write_and_wait() -> None:
        async with storage() as tx:
            await tx.campaigns.advance_data_version(workspace.id, campaign.id)
            writing.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_and_wait())
    await writing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), storage() as tx:
        assert await tx.campaigns.advance_data_version(workspace.id, campaign.id) == 1


async def test_writers_cancelled_at_any_moment_leave_nothing_behind(storage: OpenUnitOfWork):
    workspace = a_workspace()
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.commit()

    async def write() -> None:
        async with storage() as tx:
            for _ in range(20):
                await tx.campaigns.add(a_campaign(workspace.id))

    for turns in range(0, 30, 3):
        task = asyncio.create_task(write())
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(5), storage() as tx:
        campaign = a_campaign(workspace.id)
        await tx.campaigns.add(campaign)
        page = await tx.campaigns.list(workspace.id, PageRequest(), CampaignFilter(), CampaignOrder())
        assert [found for _, found in page.rows] == [campaign]


async def test_a_moment_without_a_time_zone_is_refused(storage: OpenUnitOfWork):
    async with storage() as tx:
        with pytest.raises(ValueError, match="needs a time zone"):
            await tx.workspaces.add(a_workspace(created_at=datetime(2026, 1, 1)))  # noqa: DTZ001


async def test_a_unit_of_work_is_entered_once(storage: OpenUnitOfWork):
    unit = storage()
    async with unit:
        with pytest.raises(RuntimeError):
            await unit.__aenter__()
