"""The jobs as they stand in the database, through DBOS's public client."""

import asyncio
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ports.jobs import Job, JobKind
from infra.jobs.dbos_settings import APPLICATION, VERSION, WORKFLOW, QueueSettings, serializer, silence
from infra.storage.errors import domain_errors

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions, WorkflowStatus

_MOST_FORGOTTEN = 1_000


class JobLedger:
    """Writes and reads jobs; runs none. What is not a coroutine blocks: call it from a thread."""

    def __init__(self, address: str, queues: dict[JobKind, QueueSettings]) -> None:
        self._address = address
        self._queues = queues
        self._client: DBOSClient | None = None

    def open(self) -> None:
        """Bring the tables of DBOS up to date and connect."""
        from dbos import DBOS, DBOSClient  # noqa: PLC0415 - takes more than a second to import

        silence()
        self._prepare_sqlite()
        DBOS.migrate(self._address)
        client = DBOSClient(system_database_url=self._address, serializer=serializer(), application_name=APPLICATION)
        for queue in self._queues.values():
            client.register_queue(queue.name, worker_concurrency=queue.concurrency, polling_interval_sec=queue.poll)
        self._client = client

    def close(self) -> None:
        """Disconnect."""
        client, self._client = self._client, None
        if client is not None:
            client.destroy()

    @property
    def is_open(self) -> bool:
        """Whether jobs can be written."""
        return self._client is not None

    async def add(self, connection: AsyncConnection, job: Job) -> None:
        """Write a job in the transaction of the connection; one with a known id is left as it is."""
        client = self._opened()
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": self._queues[job.kind].name,
            "workflow_id": str(job.id),
            "priority": job.priority,
            "app_version": VERSION,
        }
        with domain_errors():
            await connection.run_sync(lambda sync: client.enqueue_in_transaction(sync, options, _to_json(job)) and None)

    async def cancel(self, job_id: UUID) -> None:
        """Mark a job that has not ended as cancelled."""
        await asyncio.to_thread(self._opened().cancel_workflow, str(job_id))

    async def cancelled_among(self, job_ids: Iterable[UUID]) -> list[UUID]:
        """Return those of the jobs that are cancelled."""
        found = await asyncio.to_thread(self._look_up, job_ids)
        return [UUID(job.workflow_id) for job in found if job.status == "CANCELLED"]

    async def open_among(self, job_ids: Iterable[UUID]) -> list[UUID]:
        """Return those of the jobs whose end is not written down yet."""
        found = await asyncio.to_thread(self._look_up, job_ids)
        return [UUID(job.workflow_id) for job in found if job.status == "PENDING"]

    def is_cancelled(self, job_id: UUID) -> bool:
        """Tell whether a job is cancelled."""
        return any(job.status == "CANCELLED" for job in self._look_up([job_id]))

    def starts(self, job_id: UUID) -> int:
        """Return how often a job was started, this time included."""
        return sum(job.recovery_attempts or 0 for job in self._look_up([job_id]))

    def executors_with_work(self) -> set[str]:
        """Return the executors that have jobs begun and not ended."""
        return {str(job.executor_id) for job in self._begun(None)}

    def hand_over(self, executor_id: str) -> int:
        """Put the begun jobs of a dead executor back into their queues, for whoever is first; return how many."""
        jobs = self._begun(executor_id)
        names = {queue.name for queue in self._queues.values()}
        for name in names:
            mine = [job.workflow_id for job in jobs if job.queue_name == name]
            if mine:
                self._opened().resume_workflows(mine, queue_name=name)
        return len(jobs)

    def forget(self, before: float) -> None:
        """Delete jobs that ended before a moment, given in seconds since 1970; at most a thousand at a time."""
        ended = self._opened().list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            name=WORKFLOW,
            completed_before=datetime.fromtimestamp(before, UTC).isoformat(),
            limit=_MOST_FORGOTTEN,
            load_input=False,
            load_output=False,
        )
        if ended:
            self._opened().delete_workflows([job.workflow_id for job in ended])

    def _look_up(self, job_ids: Iterable[UUID]) -> Sequence["WorkflowStatus"]:
        return self._opened().list_workflows(
            workflow_ids=[str(job_id) for job_id in job_ids], load_input=False, load_output=False
        )

    def _begun(self, executor_id: str | None) -> Sequence["WorkflowStatus"]:
        return self._opened().list_workflows(
            status="PENDING",
            name=WORKFLOW,
            app_version=VERSION,
            executor_id=executor_id,
            load_input=False,
            load_output=False,
        )

    def _opened(self) -> "DBOSClient":
        if self._client is None:
            raise RuntimeError("the job ledger is not open")
        return self._client

    def _prepare_sqlite(self) -> None:
        url = sa.make_url(self._address)
        if url.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(url.database or "", timeout=30)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")


def _to_json(job: Job) -> dict[str, str | int | None]:
    return {
        "id": str(job.id),
        "kind": job.kind.value,
        "workspace_id": str(job.workspace_id),
        "subject_id": str(job.subject_id),
        "priority": job.priority,
        "requested_by": None if job.requested_by is None else str(job.requested_by),
    }


def job_from_json(document: Mapping[str, str | int | None]) -> Job:
    """Read a job as the ledger writes it; earlier versions did not write who asked for it."""
    requested_by = document.get("requested_by")
    return Job(
        id=UUID(str(document["id"])),
        kind=JobKind(str(document["kind"])),
        workspace_id=UUID(str(document["workspace_id"])),
        subject_id=UUID(str(document["subject_id"])),
        priority=int(document["priority"] or 0),
        requested_by=None if requested_by is None else UUID(str(requested_by)),
    )
