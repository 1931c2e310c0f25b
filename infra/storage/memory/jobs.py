"""Records of jobs in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from domain.jobs.model import OPEN, JobFilter, JobKind, JobRecord, JobStatus
from domain.paging import Page, PageRequest
from domain.ports.job_records import JobRepository
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.paging import page_of
from infra.storage.pages import id_key, moment_key


class MemoryJobs(JobRepository):
    """Records of jobs."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, record: JobRecord) -> None:
        """Store a record; one with a known id is left as it is."""
        refuse_naive(record)
        tables = await self._session.write()
        if record.workspace_id not in tables.workspaces:
            raise contradiction()
        tables.job_records.setdefault(record.id, record)

    async def get(self, workspace_id: UUID, job_id: UUID) -> JobRecord | None:
        """Return a record."""
        found = self._session.read().job_records.get(job_id)
        return found if found is not None and found.workspace_id == workspace_id else None

    async def list(self, workspace_id: UUID, page: PageRequest, restrict: JobFilter) -> Page[JobRecord]:
        """Return records, newest first."""
        found = [
            one
            for one in self._of(workspace_id)
            if (not restrict.statuses or one.status in restrict.statuses)
            and (not restrict.kinds or one.kind in restrict.kinds)
        ]
        keys = (moment_key("created_at"), id_key())
        return page_of(found, keys, lambda one: (one.created_at, one.id), page, descending=True)

    async def astir(self, workspace_id: UUID, since: datetime, most: int) -> Sequence[JobRecord]:
        """Return the records that are queued or running, or changed since a moment; at most so many, oldest first."""
        found = [one for one in self._of(workspace_id) if one.status in OPEN or one.changed_at >= since]
        return sorted(found, key=lambda one: (one.created_at, one.id))[:most]

    async def begin(self, workspace_id: UUID, job_id: UUID, at: datetime) -> bool:
        """Note that its work begins, if it has not ended; return whether it was noted."""
        found = await self._open(workspace_id, job_id)
        if found is None:
            return False
        begun = replace(found, status=JobStatus.RUNNING, attempts=found.attempts + 1, changed_at=at)
        return await self._put(replace(begun, started_at=found.started_at or at))

    async def advance(
        self,
        workspace_id: UUID,
        job_id: UUID,
        at: datetime,
        *,
        step: str | None = None,
        progress: float | None = None,
        note: str | None = None,
    ) -> bool:
        """Note how far it is, if it has not ended; return whether it was noted."""
        found = await self._open(workspace_id, job_id)
        if found is None:
            return False
        told = {"step": step, "progress": progress, "note": note}
        kept: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
        return await self._put(replace(found, changed_at=at, **kept))

    async def end(
        self, workspace_id: UUID, job_id: UUID, status: JobStatus, at: datetime, failure: str | None = None
    ) -> bool:
        """Note how it ended, if it had not ended before; return whether it was noted."""
        found = await self._open(workspace_id, job_id)
        if found is None:
            return False
        return await self._put(replace(found, status=status, finished_at=at, changed_at=at, failure=failure))

    async def workspace_of(self, job_id: UUID) -> UUID | None:
        """Return whose job it is."""
        found = self._session.read().job_records.get(job_id)
        return None if found is None else found.workspace_id

    async def queue_positions(self, workspace_id: UUID, job_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return 1 for what runs next of each kind, over all workspaces; those not queued are missing."""
        queued = [one for one in self._session.read().job_records.values() if one.status is JobStatus.QUEUED]
        queued.sort(key=lambda one: (one.priority, one.created_at, one.id))
        passed: dict[JobKind, int] = {}
        places: dict[UUID, int] = {}
        for one in queued:
            passed[one.kind] = passed.get(one.kind, 0) + 1
            if one.workspace_id == workspace_id and one.id in job_ids:
                places[one.id] = passed[one.kind]
        return places

    async def usual_seconds(self, most: int) -> dict[JobKind, float]:
        """Return by kind the median time of work of the last ``most`` jobs that succeeded, of all workspaces."""
        done = [
            (one.finished_at, one.id, one.kind, (one.finished_at - one.started_at).total_seconds())
            for one in self._session.read().job_records.values()
            if one.status is JobStatus.SUCCEEDED and one.started_at is not None and one.finished_at is not None
        ]
        times: dict[JobKind, list[float]] = {}
        for _, _, kind, seconds in sorted(done, reverse=True):
            if len(times.setdefault(kind, [])) < most:
                times[kind].append(seconds)
        return {kind: median(seconds) for kind, seconds in times.items()}

    async def _open(self, workspace_id: UUID, job_id: UUID) -> JobRecord | None:
        await self._session.write()
        found = await self.get(workspace_id, job_id)
        return found if found is not None and found.status in OPEN else None

    async def _put(self, record: JobRecord) -> bool:
        (await self._session.write()).job_records[record.id] = record
        return True

    def _of(self, workspace_id: UUID) -> Sequence[JobRecord]:
        return [one for one in self._session.read().job_records.values() if one.workspace_id == workspace_id]
