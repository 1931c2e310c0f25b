"""What both ways to run numeric work promise, and what only the killable one does."""

import asyncio
import operator
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from domain.ports.forecasting import Compute, ComputeLost
from infra.compute.inline import InlineCompute
from infra.compute.pool import ProcessCompute
from tests.contract.compute import compute_functions as work


@pytest_asyncio.fixture(scope="module", params=["inline", "processes"], loop_scope="module")
async def compute(request: pytest.FixtureRequest) -> AsyncIterator[Compute]:
    if request.param == "inline":
        yield InlineCompute()
        return
    pool = ProcessCompute(max_workers=2)
    yield pool
    await pool.close()


@pytest.fixture
async def pool() -> AsyncIterator[ProcessCompute]:
    pool = ProcessCompute(max_workers=1)
    yield pool
    await pool.close()


async def eventually(condition, seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(0.02)


def alive(process_id: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.asyncio(loop_scope="module")
class TestBothWays:
    async def test_returns_what_the_function_returns(self, compute):
        assert await compute.run(operator.add, 2, 3) == 5

    async def test_raises_what_the_function_raises(self, compute):
        with pytest.raises(ValueError, match="no such thing"):
            await compute.run(work.refuse, "no such thing")

    async def test_overdue_work_is_a_timeout(self, compute, tmp_path):
        with pytest.raises(TimeoutError):
            await compute.run(work.beat, str(tmp_path / "beat"), 3.0, time_limit=0.2)

    async def test_leaves_the_event_loop_free_meanwhile(self, compute, tmp_path):
        running = asyncio.create_task(compute.run(work.beat, str(tmp_path / "beat"), 0.4))
        turns = 0
        while not running.done():
            await asyncio.sleep(0)
            turns += 1
        assert running.result() == "finished"
        assert turns > 10

    async def test_more_work_than_places_is_all_done(self, compute):
        assert await asyncio.gather(*(compute.run(operator.mul, n, n) for n in range(8))) == [n * n for n in range(8)]

    async def test_cancelling_the_caller_frees_the_caller(self, compute, tmp_path):
        running = asyncio.create_task(compute.run(work.beat, str(tmp_path / "beat"), 2.0))
        await asyncio.sleep(0.1)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert await compute.run(operator.add, 1, 1) == 2

    async def test_warming_up_runs_and_survives_a_failing_function(self, compute):
        if isinstance(compute, InlineCompute):
            await compute.warm([work.leave_mark])
        else:
            await compute.warm([work.fail_to_warm, work.leave_mark])
        assert await compute.run(operator.add, 1, 1) == 2


async def test_cancelling_kills_the_process_and_its_place_is_filled_again(pool, tmp_path):
    path = tmp_path / "beat"
    running = asyncio.create_task(pool.run(work.beat, str(path), 30.0))
    await eventually(lambda: path.exists() and path.read_text())
    worker = int(path.read_text().split()[0])
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await eventually(lambda: not alive(worker))
    assert await pool.run(os.getpid) != worker


async def test_cancelling_kills_a_process_that_is_deep_in_a_long_call(pool):
    worker = await pool.run(os.getpid)
    running = asyncio.create_task(pool.run(work.sort_for_ages))
    await asyncio.sleep(0.3)
    running.cancel()
    await eventually(lambda: not alive(worker))


async def test_overdue_work_is_really_stopped(pool, tmp_path):
    path = tmp_path / "beat"
    with pytest.raises(TimeoutError):
        await pool.run(work.beat, str(path), 30.0, time_limit=0.3)
    worker = int(path.read_text().split()[0])
    await eventually(lambda: not alive(worker))


async def test_work_whose_process_dies_is_lost_and_the_next_work_runs(pool):
    with pytest.raises(ComputeLost):
        await pool.run(work.die)
    assert await pool.run(operator.add, 1, 1) == 2


async def test_an_idle_process_that_dies_is_replaced(pool):
    worker = await pool.run(os.getpid)
    os.kill(worker, 9)
    await eventually(lambda: not alive(worker))
    for _ in range(3):
        try:
            assert await pool.run(os.getpid) != worker
            break
        except ComputeLost:
            continue
    else:
        pytest.fail("the pool did not recover")


async def test_an_exception_that_cannot_travel_is_told_in_words(pool):
    with pytest.raises(RuntimeError, match="awkward but told"):
        await pool.run(work.raise_awkwardly)


async def test_every_process_is_warmed_and_so_is_a_replacement(tmp_path, monkeypatch):
    monkeypatch.setenv("COMPUTE_MARKS", str(tmp_path))
    pool = ProcessCompute(max_workers=2)
    try:
        await pool.warm([work.leave_mark])
        assert len(list(tmp_path.iterdir())) == 2
        with pytest.raises(ComputeLost):
            await pool.run(work.die)
        await eventually(lambda: len(list(tmp_path.iterdir())) == 3)
    finally:
        await pool.close()


async def test_closing_ends_the_work_and_the_processes(tmp_path):
    pool = ProcessCompute(max_workers=1)
    path = tmp_path / "beat"
    running = asyncio.create_task(pool.run(work.beat, str(path), 30.0))
    await eventually(lambda: path.exists() and path.read_text())
    worker = int(path.read_text().split()[0])
    await pool.close()
    with pytest.raises(ComputeLost):
        await running
    assert not alive(worker)
    with pytest.raises(ComputeLost):
        await pool.run(operator.add, 1, 1)


PARENT = """
import asyncio, sys
from infra.compute.pool import ProcessCompute
from tests.contract.compute import compute_functions as work

async def main():
    await ProcessCompute(max_workers=1).run(work.beat, sys.argv[1], 60.0)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_processes_die_with_a_parent_that_is_killed(tmp_path):
    script, path = tmp_path / "parent.py", tmp_path / "beat"
    script.write_text(PARENT)
    root = Path(__file__).parents[3]
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, str(script), str(path)), env={**os.environ, "PYTHONPATH": str(root)}
    )
    await eventually(lambda: path.exists() and path.read_text(), 30.0)
    worker = int(path.read_text().split()[0])
    parent.kill()
    await parent.wait()
    await eventually(lambda: not alive(worker))
