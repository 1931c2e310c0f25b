"""Records of jobs on SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from statistics import median
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update

from domain.jobs.model import OPEN, JobFilter, JobKind, JobRecord, JobStatus
from domain.paging import Page, PageRequest
from domain.ports.job_records import JobRepository
from infra.storage.pages import id_key, moment_key
from infra.storage.schema.jobs import job_records
from infra.storage.sql.paging import read_page
from infra.storage.sql.statements import AnyRow, Statements

_COLUMNS = job_records.c
_OPEN = [status.value for status in OPEN]


class SqlJobs(JobRepository):
    """Records of jobs."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, record: JobRecord) -> None:
        """Store a record; one with a known id is left as it is."""
        values = {
            "id": record.id,
            "workspace_id": record.workspace_id,
            "kind": record.kind.value,
            "subject_id": record.subject_id,
            "priority": record.priority,
            "status": record.status.value,
            "created_at": record.created_at,
            "changed_at": record.changed_at,
            "attempts": record.attempts,
            "started_at": record.started_at,
            "finished_at": record.finished_at,
            "failure": record.failure,
            "step": record.step,
            "progress": record.progress,
            "note": record.note,
            "requested_by": record.requested_by,
        }
        await self._statements.insert_if_free(job_records, values)

    async def get(self, workspace_id: UUID, job_id: UUID) -> JobRecord | None:
        """Return a record."""
        query = select(job_records).where(_COLUMNS.workspace_id == workspace_id, _COLUMNS.id == job_id)
        row = await self._statements.first(query)
        return None if row is None else _record(row)

    async def list(self, workspace_id: UUID, page: PageRequest, restrict: JobFilter) -> Page[JobRecord]:
        """Return records, newest first."""
        query = select(job_records).where(_COLUMNS.workspace_id == workspace_id)
        if restrict.statuses:
            query = query.where(_COLUMNS.status.in_([status.value for status in restrict.statuses]))
        if restrict.kinds:
            query = query.where(_COLUMNS.kind.in_([kind.value for kind in restrict.kinds]))
        keys = (moment_key("created_at"), id_key())
        return await read_page(self._statements, query, job_records, keys, page, _record, descending=True)

    async def astir(self, workspace_id: UUID, since: datetime, most: int) -> Sequence[JobRecord]:
        """Return the records that are queued or running, or changed since a moment; at most so many, oldest first."""
        query = (
            select(job_records)
            .where(_COLUMNS.workspace_id == workspace_id, or_(_COLUMNS.status.in_(_OPEN), _COLUMNS.changed_at >= since))
            .order_by(_COLUMNS.created_at, _COLUMNS.id)
            .limit(most)
        )
        return [_record(row) for row in await self._statements.rows(query)]

    async def begin(self, workspace_id: UUID, job_id: UUID, at: datetime) -> bool:
        """Note that its work begins, if it has not ended; return whether it was noted."""
        values: dict[str, object] = {
            "status": JobStatus.RUNNING.value,
            "attempts": _COLUMNS.attempts + 1,
            "started_at": func.coalesce(_COLUMNS.started_at, at, type_=_COLUMNS.started_at.type),
            "changed_at": at,
        }
        return await self._change(workspace_id, job_id, values)

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
        told = {"step": step, "progress": progress, "note": note}
        values: dict[str, object] = {name: value for name, value in told.items() if value is not None}
        return await self._change(workspace_id, job_id, values | {"changed_at": at})

    async def end(
        self, workspace_id: UUID, job_id: UUID, status: JobStatus, at: datetime, failure: str | None = None
    ) -> bool:
        """Note how it ended, if it had not ended before; return whether it was noted."""
        values: dict[str, object] = {
            "status": status.value,
            "finished_at": at,
            "changed_at": at,
            "failure": failure,
        }
        return await self._change(workspace_id, job_id, values)

    async def workspace_of(self, job_id: UUID) -> UUID | None:
        """Return whose job it is."""
        found: UUID | None = await self._statements.scalar(select(_COLUMNS.workspace_id).where(_COLUMNS.id == job_id))
        return found

    async def queue_positions(self, workspace_id: UUID, job_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return 1 for what runs next of each kind, over all workspaces, in one query; those not queued are missing."""
        place = func.row_number().over(
            partition_by=_COLUMNS.kind, order_by=(_COLUMNS.priority, _COLUMNS.created_at, _COLUMNS.id)
        )
        queue = (
            select(_COLUMNS.id, _COLUMNS.workspace_id, place.label("place"))
            .where(_COLUMNS.status == JobStatus.QUEUED.value)
            .subquery()
        )
        query = select(queue.c.id, queue.c.place).where(queue.c.workspace_id == workspace_id, queue.c.id.in_(job_ids))
        return {row.id: int(row.place) for row in await self._statements.rows(query)}

    async def usual_seconds(self, most: int) -> dict[JobKind, float]:
        """Return by kind the median time of work of the last ``most`` jobs that succeeded, of all workspaces."""
        place = func.row_number().over(
            partition_by=_COLUMNS.kind, order_by=(_COLUMNS.finished_at.desc(), _COLUMNS.id.desc())
        )
        recent = (
            select(_COLUMNS.kind, _COLUMNS.started_at, _COLUMNS.finished_at, place.label("place"))
            .where(_COLUMNS.status == JobStatus.SUCCEEDED.value, _COLUMNS.started_at.is_not(None))
            .subquery()
        )
        query = select(recent.c.kind, recent.c.started_at, recent.c.finished_at).where(recent.c.place <= most)
        times: dict[JobKind, list[float]] = {}
        for kind, started_at, finished_at in await self._statements.rows(query):
            times.setdefault(JobKind(kind), []).append((finished_at - started_at).total_seconds())
        return {kind: median(seconds) for kind, seconds in times.items()}

    async def _change(self, workspace_id: UUID, job_id: UUID, values: dict[str, object]) -> bool:
        open_one: tuple[ColumnElement[bool], ...] = (
            _COLUMNS.workspace_id == workspace_id,
            _COLUMNS.id == job_id,
            _COLUMNS.status.in_(_OPEN),
        )
        return await self._statements.count(update(job_records).where(*open_one).values(**values)) == 1


def _record(row: AnyRow) -> JobRecord:
    return JobRecord(
        id=row.id,
        workspace_id=row.workspace_id,
        kind=JobKind(row.kind),
        subject_id=row.subject_id,
        priority=row.priority,
        status=JobStatus(row.status),
        created_at=row.created_at,
        changed_at=row.changed_at,
        attempts=row.attempts,
        started_at=row.started_at,
        finished_at=row.finished_at,
        failure=row.failure,
        step=row.step,
        progress=row.progress,
        note=row.note,
        requested_by=row.requested_by,
    )
