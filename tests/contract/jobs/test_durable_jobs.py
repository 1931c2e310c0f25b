"""What only durable jobs promise."""

import asyncio
import uuid

import pytest

from domain.errors import Unavailable
from domain.ports.jobs import Job, JobHandler, JobKind
from infra.jobs.durable import DurableJobs
from infra.jobs.ledger import JobLedger
from infra.jobs.slots import ExecutorSlots
from infra.jobs.step import Patience, StepOutcome
from infra.jobs.walker import JobWalker
from infra.storage.engine import create_storage_engine
from infra.storage.unit_of_work import SqlUnitOfWork

A_LONG_TIME = 3_000_000_000.0


class Stuck(JobHandler):
    """Never ends by itself."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.error: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def steps(self) -> tuple[str, ...]:
        return ("only",)

    async def run(self, _job: Job, _step: str) -> bool:
        self.begun.set()
        await asyncio.Event().wait()
        return True

    async def failed(self, _job: Job, _step: str, error: Exception) -> None:
        self.error.set_result(str(error))

    async def cancelled(self, _job: Job) -> None:
        raise AssertionError("nobody cancelled it")


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'jobs.sqlite'}"


async def put(address: str, jobs: DurableJobs, job: Job) -> None:
    engine = create_storage_engine(address)
    async with SqlUnitOfWork(engine) as transaction:
        await jobs.enqueue(transaction, job)
        await transaction.commit()
    await engine.dispose()


async def test_a_job_that_keeps_ending_its_process_fails_in_the_end(address):
    jobs = DurableJobs(address, most_starts=2)
    await jobs.connect()
    await put(address, jobs, Job(uuid.uuid4(), JobKind.SIMULATION, uuid.uuid4(), uuid.uuid4()))
    for _ in range(2):
        handler = Stuck()
        await jobs.start({JobKind.SIMULATION: handler})
        async with asyncio.timeout(10):
            await handler.begun.wait()
        await jobs.stop()
    handler = Stuck()
    await jobs.start({JobKind.SIMULATION: handler})
    async with asyncio.timeout(10):
        assert "ended 2 times" in await handler.error
    assert not handler.begun.is_set()
    await jobs.close()


class Brief(JobHandler):
    """Ends at once."""

    def steps(self) -> tuple[str, ...]:
        return ("only",)

    async def run(self, _job: Job, _step: str) -> bool:
        return True

    async def failed(self, _job: Job, _step: str, error: Exception) -> None:
        raise AssertionError("nothing failed") from error

    async def cancelled(self, _job: Job) -> None:
        raise AssertionError("nobody cancelled it")


class SlowLedger(JobLedger):
    """Knows of an end only when it was asked three times."""

    def __init__(self) -> None:
        super().__init__("", {})
        self.asked = 0

    def starts(self, job_id: uuid.UUID) -> int:
        return 1

    async def open_among(self, job_ids) -> list[uuid.UUID]:
        self.asked += 1
        return list(job_ids) if self.asked < 3 else []


async def test_who_stops_when_a_job_has_just_ended_waits_until_its_end_is_written_down():
    ledger, job = SlowLedger(), Job(uuid.uuid4(), JobKind.SIMULATION, uuid.uuid4(), uuid.uuid4())
    walker = JobWalker({JobKind.SIMULATION: Brief()}, ledger, Patience(), most_starts=2)
    assert await asyncio.to_thread(walker.walk, job, lambda _step, body: body()) == StepOutcome.ENDED
    await walker.stop()
    assert ledger.asked == 3


async def test_a_job_is_refused_while_background_work_is_not_connected(address):
    jobs = DurableJobs(address)
    with pytest.raises(Unavailable):
        await put(address, jobs, Job(uuid.uuid4(), JobKind.SIMULATION, uuid.uuid4(), uuid.uuid4()))


async def test_jobs_that_ended_long_ago_are_forgotten_and_others_are_not(address):
    jobs = DurableJobs(address)
    await jobs.connect()
    ended, waiting = (Job(uuid.uuid4(), JobKind.SIMULATION, uuid.uuid4(), uuid.uuid4()) for _ in range(2))
    await put(address, jobs, ended)
    await put(address, jobs, waiting)
    await jobs.cancel(ended.id)
    ledger: JobLedger = jobs._ledger
    await asyncio.to_thread(ledger.forget, 0.0)
    assert await ledger.cancelled_among([ended.id]) == [ended.id]
    await asyncio.to_thread(ledger.forget, A_LONG_TIME)
    assert await ledger.cancelled_among([ended.id]) == []
    assert len(await asyncio.to_thread(ledger._look_up, [ended.id, waiting.id])) == 1
    await jobs.close()


async def test_two_that_start_at_once_hold_different_slots_and_a_freed_one_is_taken_again(address):
    jobs = DurableJobs(address)
    await jobs.connect()
    slots: ExecutorSlots = jobs._slots
    first, second = await asyncio.gather(asyncio.to_thread(slots.claim), asyncio.to_thread(slots.claim))
    assert {first.number, second.number} == {1, 2}
    slots.release(first)
    assert not slots.renew(first)
    assert slots.renew(second)
    assert slots.claim().number == first.number
    await jobs.close()


async def test_only_one_takes_an_abandoned_slot(address):
    jobs = DurableJobs(address)
    await jobs.connect()
    slots: ExecutorSlots = jobs._slots
    slots.release(slots.claim())
    (seen,) = slots.all()
    assert slots.take(seen) is not None
    assert slots.take(seen) is None
    await jobs.close()
