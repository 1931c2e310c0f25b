"""Numeric work in a pool of processes that can be killed."""

import asyncio
import logging
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.synchronize import Semaphore
from typing import TypeVar, cast

from pebble import ProcessExpired, ProcessPool

from domain.ports.forecasting import Compute, ComputeLost
from infra.compute.worker import call, prepare

Result = TypeVar("Result")

_log = logging.getLogger(__name__)
# How often a wait in a thread looks up to see whether the pool was closed meanwhile, in seconds.
_GLANCE = 0.2


class ProcessCompute(Compute):
    """Runs functions in spawned processes; a cancelled or overdue one is killed and its process replaced.

    The time limit counts from the moment a process takes the work. No more work is handed over than there are
    processes, so cancelling what still waits costs nothing. Processes start with the first use, or with ``warm``.
    """

    def __init__(self, max_workers: int = 2) -> None:
        if max_workers < 1:
            raise ValueError("a pool needs at least one process")
        self._max_workers = max_workers
        # Spawned, not forked: the parent has threads and an event loop, whose locks a fork would copy half-held.
        self._context = multiprocessing.get_context("spawn")
        self._warm: tuple[Callable[[], None], ...] = ()
        self._pool: ProcessPool | None = None
        self._ready: Semaphore = self._context.Semaphore(0)
        self._places = asyncio.Semaphore(max_workers)
        self._starting = asyncio.Lock()
        self._running: set[asyncio.Future[object]] = set()
        self._closed = False

    async def run(
        self,
        function: Callable[..., Result],
        *arguments: object,
        time_limit: float | None = None,
    ) -> Result:
        """Call the function in a process; see the port."""
        async with self._places:
            pool = await self._started()
            try:
                handed_over = pool.schedule(call, args=(function, arguments), timeout=time_limit)
            except RuntimeError as error:
                raise ComputeLost("the pool of processes is closed or broken") from error
            future: asyncio.Future[object] = asyncio.wrap_future(handed_over)
            self._running.add(future)
            try:
                return cast("Result", await future)
            except (ProcessExpired, BrokenProcessPool) as error:
                raise ComputeLost("the process that ran the work died") from error
            except asyncio.CancelledError:
                if self._closed and not _being_cancelled():
                    raise ComputeLost("the pool of processes was closed") from None
                raise
            finally:
                self._running.discard(future)

    async def warm(self, functions: Sequence[Callable[[], None]]) -> None:
        """Run each function in every process, and from now on in every process that replaces one.

        Returns when all processes are ready. Work that runs already is finished by the processes that have it.
        """
        async with self._starting:
            former, self._pool = self._pool, None
            self._warm = tuple(functions)
        retired = [asyncio.to_thread(_retire, former)] if former is not None else []
        await self._started()
        await asyncio.gather(asyncio.to_thread(self._await_ready), *retired)

    async def close(self) -> None:
        """Kill all processes and give up what they ran; whoever awaits it gets ``ComputeLost``."""
        self._closed = True
        for future in tuple(self._running):
            future.cancel()
        async with self._starting:
            pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(_stop, pool)

    async def _started(self) -> ProcessPool:
        """Return a pool that takes work; a broken one is replaced."""
        async with self._starting:
            if self._closed:
                raise ComputeLost("the pool of processes is closed")
            if self._pool is not None and self._pool.active:
                return self._pool
            broken, self._pool = self._pool, None
            if broken is not None:
                _log.warning("the pool of processes broke and is replaced")
                await asyncio.to_thread(_stop, broken)
            self._pool = await asyncio.to_thread(self._new_pool)
            return self._pool

    def _new_pool(self) -> ProcessPool:
        self._ready = self._context.Semaphore(0)
        pool = ProcessPool(
            max_workers=self._max_workers,
            initializer=prepare,
            initargs=(self._warm, self._ready),
            context=self._context,
        )
        if not pool.active:  # asking starts the processes
            raise ComputeLost("the pool of processes could not be started")
        return pool

    def _await_ready(self) -> None:
        for _ in range(self._max_workers):
            while not self._ready.acquire(timeout=_GLANCE):
                if self._closed:
                    return


def _being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _retire(pool: ProcessPool) -> None:
    """Let a pool finish what it has, then end its processes."""
    pool.close()  # type: ignore[no-untyped-call]
    pool.join()


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
