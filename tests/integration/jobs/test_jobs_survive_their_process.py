"""Jobs outlive the process that runs them, on SQLite and on PostgreSQL."""

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from infra.jobs.durable import DurableJobs

ROOT = Path(__file__).parents[3]
WORKER = Path(__file__).parent / "worker_process.py"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'jobs.sqlite'}"
    make: Callable[[], str] = request.getfixturevalue("make_postgresql")
    return make()


class Workers:
    """Worker processes on one database with one journal."""

    def __init__(self, address: str, journal: Path) -> None:
        self._address = address
        self._journal = journal
        self._journal.touch()
        self._processes: list[asyncio.subprocess.Process] = []

    async def start(self, second: str, *job_ids: uuid.UUID, stale_after: float = 30.0) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(WORKER), self._address, str(self._journal), second, str(stale_after)),
            *map(str, job_ids),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self._processes.append(process)
        return process

    def entries(self, process: asyncio.subprocess.Process | None = None) -> list[str]:
        lines = [line.split(" ", 1) for line in self._journal.read_text().splitlines()]
        return [word for pid, word in lines if word != "started" and (process is None or int(pid) == process.pid)]

    def has_started(self, process: asyncio.subprocess.Process) -> bool:
        return f"{process.pid} started" in self._journal.read_text()

    async def end(self) -> None:
        for process in self._processes:
            if process.returncode is None:
                process.kill()
                await process.wait()


@asynccontextmanager
async def workers_on(address: str, folder: Path) -> AsyncIterator[Workers]:
    workers = Workers(address, folder / "journal")
    try:
        yield workers
    finally:
        await workers.end()


@pytest.fixture
async def workers(address: str, tmp_path: Path) -> AsyncIterator[Workers]:
    async with workers_on(address, tmp_path) as workers:
        yield workers


async def eventually(condition: Callable[[], object], seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - another process brings it about
            await asyncio.sleep(0.02)


async def test_a_restart_after_kill_9_goes_on_after_the_last_finished_step(workers):
    first = await workers.start("hang", uuid.uuid4())
    await eventually(lambda: "second" in workers.entries(first))
    first.kill()
    await first.wait()

    second = await workers.start("go")
    async with asyncio.timeout(30):
        assert await second.wait() == 0
    assert workers.entries(first) == ["first", "second"]
    assert workers.entries(second) == ["second", "third"]


async def test_a_living_worker_takes_over_from_a_dead_one(workers):
    first = await workers.start("hang", uuid.uuid4())
    await eventually(lambda: "second" in workers.entries(first))
    second = await workers.start("go")
    await eventually(lambda: workers.has_started(second))
    assert workers.entries(second) == []
    first.kill()
    await first.wait()
    async with asyncio.timeout(30):
        assert await second.wait() == 0
    assert workers.entries(second) == ["second", "third"]


async def test_what_a_stopped_worker_left_is_taken_over_and_it_does_not_interfere_when_it_wakes(workers):
    first = await workers.start("hang", uuid.uuid4(), stale_after=1.0)
    await eventually(lambda: "second" in workers.entries(first))
    first.send_signal(signal.SIGSTOP)
    second = await workers.start("go", stale_after=1.0)
    async with asyncio.timeout(30):
        assert await second.wait() == 0
    assert workers.entries(second) == ["second", "third"]
    first.send_signal(signal.SIGCONT)
    await eventually(lambda: "interrupted" in workers.entries(first))
    assert workers.entries() == ["first", "second", "second", "third", "interrupted"]


async def test_a_job_that_another_process_runs_is_cancelled(workers, address):
    job_id = uuid.uuid4()
    worker = await workers.start("hang", job_id)
    await eventually(lambda: "second" in workers.entries(worker))
    jobs = DurableJobs(address)
    await jobs.cancel(job_id)
    await jobs.close()
    async with asyncio.timeout(30):
        assert await worker.wait() == 0
    assert workers.entries(worker) == ["first", "second", "interrupted", "cancelled"]
