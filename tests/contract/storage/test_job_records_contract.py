"""What every storage guarantees about the records of jobs."""

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from domain.errors import Refused
from domain.jobs.model import JobFilter, JobKind, JobRecord, JobStatus
from domain.paging import PageRequest
from domain.ports.unit_of_work import OpenUnitOfWork
from tests.fixtures.records import minutes, two_workspaces


def a_record(workspace_id: UUID, minute: float = 0, **values: object) -> JobRecord:
    defaults: dict[str, object] = {
        "id": uuid7(),
        "workspace_id": workspace_id,
        "kind": JobKind.SIMULATION,
        "subject_id": uuid7(),
        "priority": 10,
        "status": JobStatus.QUEUED,
        "created_at": minutes(minute),
        "changed_at": minutes(minute),
    }
    return JobRecord(**defaults | values)  # type: ignore[arg-type]


async def test_a_record_comes_back_as_it_was_and_only_to_its_workspace(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    record = a_record(
        here,
        status=JobStatus.FAILED,
        attempts=2,
        started_at=minutes(1),
        finished_at=minutes(2),
        failure="Größe.",
        step="FIT",
        progress=0.25,
        note="Nothing came of it.",
        requested_by=uuid7(),
    )
    async with storage() as tx:
        await tx.jobs.add(record)
        await tx.commit()
    async with storage() as tx:
        assert await tx.jobs.get(here, record.id) == record
        assert await tx.jobs.get(there, record.id) is None
        assert await tx.jobs.workspace_of(record.id) == here
        assert await tx.jobs.workspace_of(uuid7()) is None


async def test_how_far_it_is_is_noted_until_it_has_ended(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    record = a_record(here)
    async with storage() as tx:
        await tx.jobs.add(record)
        assert await tx.jobs.begin(here, record.id, minutes(1))
        assert await tx.jobs.advance(here, record.id, minutes(2), step="FIT", progress=0.25)
        assert await tx.jobs.advance(here, record.id, minutes(3), note="Learnt.")
        assert not await tx.jobs.advance(there, record.id, minutes(4), note="Of others.")
        await tx.commit()
    async with storage() as tx:
        found = await tx.jobs.get(here, record.id)
        assert found is not None
        assert (found.step, found.progress, found.note) == ("FIT", 0.25, "Learnt.")
        assert (found.status, found.changed_at) == (JobStatus.RUNNING, minutes(3))
        assert await tx.jobs.end(here, record.id, JobStatus.SUCCEEDED, minutes(5))
        assert not await tx.jobs.advance(here, record.id, minutes(6), note="Too late.")
        ended = await tx.jobs.get(here, record.id)
        assert ended is not None
        assert ended.note == "Learnt."


async def test_a_job_without_a_workspace_is_refused(storage: OpenUnitOfWork):
    async with storage() as tx:
        with pytest.raises(Refused):
            await tx.jobs.add(a_record(uuid7()))


async def test_the_same_job_twice_is_one_as_it_was_first(storage: OpenUnitOfWork):
    here, _ = await two_workspaces(storage)
    record = a_record(here)
    async with storage() as tx:
        await tx.jobs.add(record)
        await tx.jobs.begin(here, record.id, minutes(1))
        await tx.jobs.add(record)
        found = await tx.jobs.get(here, record.id)
        assert found is not None
        assert found.status is JobStatus.RUNNING


async def test_a_job_begins_again_after_a_crash_and_ends_once(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    record = a_record(here)
    async with storage() as tx:
        await tx.jobs.add(record)
        assert not await tx.jobs.begin(there, record.id, minutes(1))
        assert await tx.jobs.begin(here, record.id, minutes(1))
        assert await tx.jobs.begin(here, record.id, minutes(2))
        assert not await tx.jobs.end(there, record.id, JobStatus.FAILED, minutes(3))
        assert await tx.jobs.end(here, record.id, JobStatus.SUCCEEDED, minutes(3))
        assert not await tx.jobs.end(here, record.id, JobStatus.FAILED, minutes(4), "too late")
        assert not await tx.jobs.begin(here, record.id, minutes(5))
        await tx.commit()
    async with storage() as tx:
        found = await tx.jobs.get(here, record.id)
    assert found is not None
    assert (found.status, found.attempts, found.failure) == (JobStatus.SUCCEEDED, 2, None)
    assert (found.started_at, found.finished_at, found.changed_at) == (minutes(1), minutes(3), minutes(3))


async def test_lists_are_newest_first_and_restricted(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    records = [
        a_record(here, 0),
        a_record(here, 1, kind=JobKind.BACKTEST),
        a_record(here, 2, status=JobStatus.DEAD),
        a_record(there, 3),
    ]
    async with storage() as tx:
        for record in records:
            await tx.jobs.add(record)
        await tx.commit()

    async def ids(**restrict: object) -> list[UUID]:
        async with storage() as tx:
            page = await tx.jobs.list(here, PageRequest(), JobFilter(**restrict))  # type: ignore[arg-type]
        return [record.id for _, record in page.rows]

    assert await ids() == [records[2].id, records[1].id, records[0].id]
    assert await ids(kinds=(JobKind.BACKTEST,)) == [records[1].id]
    assert await ids(statuses=(JobStatus.DEAD, JobStatus.FAILED)) == [records[2].id]
    assert await ids(kinds=(JobKind.BACKTEST,), statuses=(JobStatus.DEAD,)) == []
    async with storage() as tx:
        first = await tx.jobs.list(here, PageRequest(size=2), JobFilter())
        rest = await tx.jobs.list(here, PageRequest(size=2, after=first.rows[-1][0]), JobFilter())
    assert [record.id for _, record in rest.rows] == [records[0].id]


async def test_astir_is_what_has_not_ended_or_changed_of_late(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    old, fresh, waiting = (
        a_record(here, 0, status=JobStatus.FAILED),
        a_record(here, 1, status=JobStatus.SUCCEEDED, changed_at=minutes(9)),
        a_record(here, 2),
    )
    async with storage() as tx:
        for record in (waiting, fresh, old, a_record(there, 1)):
            await tx.jobs.add(record)
        found = await tx.jobs.astir(here, minutes(5), 10)
        assert [record.id for record in found] == [fresh.id, waiting.id]
        assert [record.id for record in await tx.jobs.astir(here, minutes(5), 1)] == [fresh.id]
        assert [record.id for record in await tx.jobs.astir(here, minutes(10), 10)] == [waiting.id]


async def test_places_count_all_workspaces_and_each_kind_for_itself(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    first, urgent, mine = a_record(there, 0), a_record(here, 2, priority=1), a_record(here, 1)
    backtest, begun = a_record(here, 0, kind=JobKind.BACKTEST), a_record(here, 0, status=JobStatus.RUNNING)
    async with storage() as tx:
        for record in (first, urgent, mine, backtest, begun):
            await tx.jobs.add(record)
        asked = [record.id for record in (first, urgent, mine, backtest, begun)]
        assert await tx.jobs.queue_positions(here, asked) == {urgent.id: 1, mine.id: 3, backtest.id: 1}


async def test_usual_time_is_the_median_of_the_latest_successes(storage: OpenUnitOfWork):
    here, there = await two_workspaces(storage)
    seconds = [100.0, 4.0, 2.0, 6.0]
    async with storage() as tx:
        assert await tx.jobs.usual_seconds(3) == {}
        for number, taken in enumerate(seconds):
            began = minutes(10 * number)
            await tx.jobs.add(
                a_record(
                    (here, there)[number % 2],
                    number,
                    status=JobStatus.SUCCEEDED,
                    started_at=began,
                    finished_at=began + timedelta(seconds=taken),
                )
            )
        ended = a_record(here, 90, status=JobStatus.FAILED, started_at=minutes(90), finished_at=minutes(99))
        await tx.jobs.add(ended)
        assert await tx.jobs.usual_seconds(3) == {JobKind.SIMULATION: 4.0}
