"""What durable work promises: in memory, on SQLite, and on PostgreSQL."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from domain.errors import Unavailable
from domain.ports.jobs import Job, JobHandler, JobKind


def a_job(priority: int = 10, kind: JobKind = JobKind.SIMULATION) -> Job:
    return Job(uuid.uuid4(), kind, uuid.uuid4(), uuid.uuid4(), priority)


async def eventually(condition: Callable[[], object], seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the condition has no event to wait for
            await asyncio.sleep(0.01)


class Script(JobHandler):
    """Does what a test says, and keeps a diary."""

    def __init__(self, *steps: str, act: Callable[[Job, str], Awaitable[bool]] | None = None) -> None:
        self._steps = steps or ("only",)
        self._act = act
        self.diary: list[tuple[uuid.UUID, str]] = []
        self.interrupted: list[tuple[uuid.UUID, str]] = []
        self.failures: list[tuple[uuid.UUID, str, str]] = []
        self.told_cancelled: list[uuid.UUID] = []
        self.running = 0
        self.most_running = 0

    def steps(self) -> tuple[str, ...]:
        return self._steps

    async def run(self, job: Job, step: str) -> bool:
        self.diary.append((job.id, step))
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            return True if self._act is None else await self._act(job, step)
        except asyncio.CancelledError:
            self.interrupted.append((job.id, step))
            raise
        finally:
            self.running -= 1

    async def failed(self, job: Job, step: str, error: Exception) -> None:
        self.failures.append((job.id, step, f"{type(error).__name__}: {error}"))

    async def cancelled(self, job: Job) -> None:
        self.told_cancelled.append(job.id)

    def steps_of(self, job: Job) -> list[str]:
        return [step for job_id, step in self.diary if job_id == job.id]


async def put(desk, *jobs: Job) -> None:
    for job in jobs:
        async with desk.transaction() as transaction:
            await desk.jobs.enqueue(transaction, job)
            await transaction.commit()


async def forever(_job: Job, _step: str) -> bool:
    await asyncio.Event().wait()
    return True


async def test_a_job_comes_to_its_handler_as_it_was_given(desk):
    came: list[Job] = []

    async def take(job: Job, _step: str) -> bool:
        came.append(job)
        return True

    await desk.jobs.start({JobKind.SIMULATION: Script(act=take)})
    given = [a_job(), replace(a_job(), requested_by=uuid.uuid4())]
    await put(desk, *given)
    await eventually(lambda: len(came) == 2)
    assert {job.id: job for job in came} == {job.id: job for job in given}


async def test_steps_run_in_order_and_once(desk):
    script, job = Script("first", "second", "third"), a_job()
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, job)
    await eventually(lambda: len(script.diary) == 3)
    assert script.steps_of(job) == ["first", "second", "third"]


async def test_handlers_run_on_the_loop_that_started_the_jobs(desk):
    loops = []

    async def note_loop(_job: Job, _step: str) -> bool:
        loops.append(asyncio.get_running_loop())
        return True

    await desk.jobs.start({JobKind.SIMULATION: Script(act=note_loop)})
    await put(desk, a_job())
    await eventually(lambda: loops)
    assert loops == [asyncio.get_running_loop()]


async def test_a_job_keeps_everything_it_was_given(desk):
    seen = []

    async def note_job(job: Job, _step: str) -> bool:
        seen.append(job)
        return True

    job = a_job(priority=3)
    await desk.jobs.start({JobKind.SIMULATION: Script(act=note_job)})
    await put(desk, job)
    await eventually(lambda: seen)
    assert seen == [job]


async def test_a_job_exists_exactly_if_its_transaction_commits(desk):
    script, rolled_back, committed = Script(), a_job(), a_job()
    await desk.jobs.start({JobKind.SIMULATION: script})
    async with desk.transaction() as transaction:
        await desk.jobs.enqueue(transaction, rolled_back)
    await put(desk, committed)
    await eventually(lambda: script.steps_of(committed))
    assert script.steps_of(rolled_back) == []


async def test_a_job_that_waits_for_its_commit_does_not_run(desk):
    script, open_job, other = Script(), a_job(), a_job()
    await put(desk, other)
    async with desk.transaction() as transaction:
        await desk.jobs.enqueue(transaction, open_job)
        assert script.diary == []
        await transaction.commit()
    await desk.jobs.start({JobKind.SIMULATION: script})
    await eventually(lambda: len(script.diary) == 2)


async def test_the_same_id_twice_is_one_job(desk):
    script, job, last = Script(), a_job(priority=1), a_job(priority=20)
    await put(desk, job, job)
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, last)
    await eventually(lambda: script.steps_of(last))
    await put(desk, job)
    after = a_job(priority=30)
    await put(desk, after)
    await eventually(lambda: script.steps_of(after))
    assert script.steps_of(job) == ["only"]


async def test_lower_priorities_run_first_and_equal_ones_by_arrival(desk):
    jobs = [a_job(priority) for priority in (10, 30, 20, 1, 10)]
    held = {a_job(1): asyncio.Event() for _ in range(2)}
    gates = {job.id: gate for job, gate in held.items()}

    async def hold(job: Job, _step: str) -> bool:
        if job.id in gates:
            await gates[job.id].wait()
        return True

    script = Script(act=hold)
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, *held)
    await eventually(lambda: script.running == 2)
    for job in jobs:
        await put(desk, job)
        await asyncio.sleep(0.005)  # arrival is told apart by the millisecond
    first, last = gates.values()
    first.set()  # one of the two goes on being busy, so that the others run one after another
    await eventually(lambda: len(script.diary) == 7)
    last.set()
    order = [next(index for index, job in enumerate(jobs) if job.id == job_id) for job_id, _ in script.diary[2:]]
    assert order == [3, 0, 4, 2, 1]


async def test_no_more_than_the_limit_run_at_once(desk):
    async def linger(_job: Job, _step: str) -> bool:
        await asyncio.sleep(0.05)
        return True

    script = Script(act=linger)
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, *(a_job() for _ in range(5)))
    await eventually(lambda: len(script.diary) == 5)
    assert script.most_running == 2


async def test_a_cancelled_queued_job_never_runs(desk):
    script, cancelled, last = Script(), a_job(priority=1), a_job(priority=2)
    await put(desk, cancelled, last)
    await desk.jobs.cancel(cancelled.id)
    await desk.jobs.start({JobKind.SIMULATION: script})
    await eventually(lambda: script.steps_of(last))
    assert script.steps_of(cancelled) == []


async def test_cancelling_a_running_job_cancels_its_step_and_the_later_ones_never_run(desk):
    script, job = Script("long", "never", act=forever), a_job()
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, job)
    await eventually(lambda: script.running)
    await desk.jobs.cancel(job.id)
    await eventually(lambda: script.told_cancelled)
    assert script.interrupted == [(job.id, "long")]
    assert set(script.told_cancelled) == {job.id}
    assert script.steps_of(job) == ["long"]
    assert script.failures == []


async def test_a_cancelled_job_makes_room_for_the_next(desk):
    endless = [a_job(1), a_job(1)]

    async def act(job: Job, step: str) -> bool:
        return await forever(job, step) if job in endless else True

    script, waiting = Script(act=act), a_job()
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, *endless, waiting)
    await eventually(lambda: script.running == 2)
    await desk.jobs.cancel(endless[0].id)
    await eventually(lambda: script.steps_of(waiting))
    await desk.jobs.cancel(endless[1].id)
    await eventually(lambda: len(set(script.told_cancelled)) == 2)


async def test_cancelling_what_is_unknown_or_ended_does_nothing(desk):
    script, job = Script(), a_job()
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, job)
    await eventually(lambda: script.diary)
    await desk.jobs.cancel(uuid.uuid4())
    last = a_job()
    await put(desk, last)
    await eventually(lambda: script.steps_of(last))
    await desk.jobs.cancel(job.id)
    assert script.told_cancelled == []
    assert script.steps_of(job) == ["only"]


async def test_a_step_that_raises_fails_its_job_and_the_handler_is_told(desk):
    async def break_down(_job: Job, step: str) -> bool:
        if step == "second":
            raise ValueError("does not add up")
        return True

    script, job = Script("first", "second", "third", act=break_down), a_job()
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, job)
    await eventually(lambda: script.failures)
    assert script.failures == [(job.id, "second", "ValueError: does not add up")]
    other = a_job()
    await put(desk, other)
    await eventually(lambda: len(script.failures) == 2)
    assert script.steps_of(job) == ["first", "second"]


async def test_what_is_unavailable_for_a_moment_is_tried_again(desk):
    async def answer_late(job: Job, _step: str) -> bool:
        if len(script.steps_of(job)) < 3:
            raise Unavailable("not yet")
        return True

    script, job = Script("flaky", "after"), a_job()
    script._act = answer_late
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, job)
    await eventually(lambda: (job.id, "after") in script.diary)
    assert script.steps_of(job) == ["flaky", "flaky", "flaky", "after"]
    assert script.failures == []


async def test_what_stays_unavailable_fails_the_job(desk):
    async def never_answer(_job: Job, _step: str) -> bool:
        raise Unavailable("gone")

    script, job = Script(act=never_answer), a_job()
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, job)
    await eventually(lambda: script.failures)
    assert script.steps_of(job) == ["only"] * 3
    assert script.failures == [(job.id, "only", "Unavailable: gone")]


async def test_a_step_may_end_the_job_early(desk):
    async def enough(_job: Job, step: str) -> bool:
        return step != "enough"

    script, job, last = Script("first", "enough", "never", act=enough), a_job(), a_job(priority=20)
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, job)
    await eventually(lambda: (job.id, "enough") in script.diary)
    await put(desk, last)
    await eventually(lambda: (last.id, "enough") in script.diary)
    assert script.steps_of(job) == ["first", "enough"]
    assert script.failures == []


async def test_stopping_interrupts_a_job_and_the_next_start_goes_on_with_the_same_step(desk):
    async def stop_at_second(_job: Job, step: str) -> bool:
        if step == "second":
            await asyncio.Event().wait()
        return True

    script, job = Script("first", "second", "third", act=stop_at_second), a_job()
    await desk.jobs.start({JobKind.SIMULATION: script})
    await put(desk, job)
    await eventually(lambda: (job.id, "second") in script.diary)
    await desk.jobs.stop()
    assert script.interrupted == [(job.id, "second")]
    assert script.failures == []
    assert script.told_cancelled == []

    second = Script("first", "second", "third")
    await desk.again().start({JobKind.SIMULATION: second})
    await eventually(lambda: (job.id, "third") in second.diary)
    assert second.steps_of(job) == ["second", "third"]


async def test_each_kind_goes_to_its_own_handler(desk):
    simulations, backtests = Script(), Script()
    simulation, backtest = a_job(), a_job(kind=JobKind.BACKTEST)
    await put(desk, simulation, backtest)
    await desk.jobs.start({JobKind.SIMULATION: simulations, JobKind.BACKTEST: backtests})
    await eventually(lambda: simulations.diary and backtests.diary)
    assert simulations.diary == [(simulation.id, "only")]
    assert backtests.diary == [(backtest.id, "only")]


async def test_a_transaction_of_another_kind_is_refused(desk):
    with pytest.raises(TypeError):
        await desk.jobs.enqueue(object(), a_job())
