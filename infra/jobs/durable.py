"""Durable jobs on DBOS, in the product's own database."""

import asyncio
import logging
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Unavailable
from domain.ports.jobs import Job, JobHandler, JobKind, JobRunner, Jobs
from domain.ports.unit_of_work import Transaction
from infra.jobs.dbos_settings import WORKFLOW, configuration, queues, system_address
from infra.jobs.lease import LeaseKeeper
from infra.jobs.ledger import JobLedger, job_from_json
from infra.jobs.slots import ExecutorSlots, Slot
from infra.jobs.step import Patience
from infra.jobs.walker import JobWalker
from infra.storage.errors import domain_errors

_log = logging.getLogger(__name__)
# Seconds that cancelling waits for the database.
_PATIENCE = 10.0


class DurableJobs(Jobs, JobRunner):
    """Jobs that survive their process; each finished step is a checkpoint.

    Handlers run on the event loop that called ``start``. A process can run one of these at a time, because DBOS is one
    per process; accepting and cancelling needs no running one, only ``connect``.

    Args:
        database_url: The database that the transactions of ``enqueue`` write to.
        concurrency: Simulations that this process runs at once.
        patience: How steps wait for what is unavailable.
        stale_after: Seconds after which a silent process on another host counts as dead.
        renew_every: Seconds between two signs of life, and two looks for dead processes.
        most_starts: Starts after which a job that never ends counts as what kills its process, and fails.
    """

    def __init__(
        self,
        database_url: str,
        *,
        concurrency: int = 2,
        patience: Patience | None = None,
        stale_after: float = 30.0,
        renew_every: float = 5.0,
        most_starts: int = 10,
    ) -> None:
        self._address = system_address(database_url)
        self._queues = queues(concurrency)
        self._ledger = JobLedger(self._address, self._queues)
        self._engine = sa.create_engine(self._address, poolclass=sa.NullPool)
        self._slots = ExecutorSlots(self._engine, stale_after)
        self._patience = patience or Patience()
        self._renew_every = renew_every
        self._most_starts = most_starts
        self._connecting = asyncio.Lock()
        self._handlers: dict[JobKind, JobHandler] | None = None
        self._walker: JobWalker | None = None
        self._slot: Slot | None = None
        self._keeper: LeaseKeeper | None = None
        self._changing = asyncio.Lock()
        self._restart: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Bring the tables of the jobs up to date and connect; once is enough. Takes about a second the first time.

        Not to be called within a transaction that writes: on SQLite both would wait for each other.

        Raises:
            Unavailable: The database cannot be reached.
        """
        async with self._connecting:
            if self._ledger.is_open:
                return
            with domain_errors():
                await asyncio.to_thread(self._slots.create)
                await asyncio.to_thread(self._ledger.open)

    async def close(self) -> None:
        """Stop and disconnect."""
        await self.stop()
        await asyncio.to_thread(self._ledger.close)

    async def enqueue(self, transaction: Transaction, job: Job) -> None:
        """Accept a job as part of the transaction, which has to be one on this very database; see the port.

        Raises:
            Unavailable: Background work is not connected yet.
        """
        connection = getattr(transaction, "connection", None)
        if not isinstance(connection, AsyncConnection):
            raise TypeError("a durable job needs a transaction on the database that the jobs live in")
        if not self._ledger.is_open:
            raise Unavailable("background work is still starting")
        await self._ledger.add(connection, job)

    async def cancel(self, job_id: UUID) -> None:
        """Stop a job here or in another process; see the port.

        Raises:
            Unavailable: The database did not answer in time; the job is cancelled once it does.
        """
        await self.connect()
        try:
            async with asyncio.timeout(_PATIENCE):
                with domain_errors():
                    await self._ledger.cancel(job_id)
        except TimeoutError as error:
            raise Unavailable("the database did not answer in time") from error
        if self._walker is not None:
            self._walker.cancel(job_id)

    async def start(self, handlers: dict[JobKind, JobHandler]) -> None:
        """Begin to run jobs of the given kinds; see the port."""
        async with self._changing:
            if self._walker is not None:
                raise RuntimeError("jobs run already")
            self._handlers = dict(handlers)
            await self._begin()

    async def stop(self) -> None:
        """Stop promptly; see the port."""
        restart, self._restart = self._restart, None
        if restart is not None:
            restart.cancel()
            await asyncio.gather(restart, return_exceptions=True)
        async with self._changing:
            await self._end()

    async def _begin(self) -> None:
        await self.connect()
        handlers = cast("dict[JobKind, JobHandler]", self._handlers)
        self._slot = slot = await asyncio.to_thread(self._slots.claim)
        self._walker = walker = JobWalker(handlers, self._ledger, self._patience, self._most_starts)
        try:
            listen_to = [self._queues[kind].name for kind in handlers]
            await asyncio.to_thread(_launch, self._address, slot.executor_id, walker, listen_to)
        except BaseException:
            await self._end()
            raise
        loop = asyncio.get_running_loop()

        def lost() -> None:
            loop.call_soon_threadsafe(self._lost)

        self._keeper = LeaseKeeper(self._slots, self._ledger, slot, self._renew_every, lost)
        self._keeper.start()

    async def _end(self) -> None:
        walker, self._walker = self._walker, None
        keeper, self._keeper = self._keeper, None
        slot, self._slot = self._slot, None
        if walker is not None:
            await walker.stop()
            await asyncio.to_thread(_destroy)
        if keeper is not None:
            await asyncio.to_thread(keeper.stop)
        if slot is not None:
            await asyncio.to_thread(self._slots.release, slot)

    def _lost(self) -> None:
        if self._walker is not None and self._restart is None:
            self._restart = asyncio.create_task(self._start_over(), name="restart jobs")

    async def _start_over(self) -> None:
        """Run under a new slot; somebody took ours, because this process was silent for too long."""
        _log.warning("the executor slot was taken over by another process; starting over with a new one")
        async with self._changing:
            await self._end()
            while self._walker is None:
                try:
                    await self._begin()
                except Exception:  # noqa: BLE001 - logged and tried again; nobody awaits this task
                    _log.exception("jobs could not be started again")
                    await asyncio.sleep(self._renew_every)
        self._restart = None


def _launch(address: str, executor_id: str, walker: JobWalker, listen_to: list[str]) -> None:
    """Start this process's DBOS. Blocks; runs in a thread without an event loop, so that DBOS adopts none."""
    from dbos import DBOS  # noqa: PLC0415 - takes more than a second to import

    DBOS(config=configuration(address, executor_id))

    @DBOS.workflow(name=WORKFLOW)
    def run_job(document: dict[str, str | int]) -> str:
        return walker.walk(job_from_json(document), lambda step, body: DBOS.run_step({"name": step}, body))

    DBOS.listen_queues(listen_to)
    try:
        DBOS.launch()
    except BaseException:
        _destroy()
        raise


def _destroy() -> None:
    from dbos import DBOS  # noqa: PLC0415 - imported by now

    DBOS.destroy(destroy_registry=True)


def create_durable_jobs(database_url: str, *, concurrency: int = 2) -> DurableJobs:
    """Return the product's durable jobs on its database; ``connect`` or ``start`` comes next."""
    return DurableJobs(database_url, concurrency=concurrency)
