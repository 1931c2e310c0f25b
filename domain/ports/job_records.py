"""What is written down about jobs, for people to see. Who runs them keeps books of its own."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.jobs.model import JobFilter, JobKind, JobRecord, JobStatus
from domain.paging import Page, PageRequest


class JobRepository(Protocol):
    """Records of jobs."""

    async def add(self, record: JobRecord) -> None:
        """Store a record; one with a known id is left as it is."""
        ...

    async def get(self, workspace_id: UUID, job_id: UUID) -> JobRecord | None:
        """Return a record."""
        ...

    async def list(self, workspace_id: UUID, page: PageRequest, restrict: JobFilter) -> Page[JobRecord]:
        """Return records, newest first."""
        ...

    async def astir(self, workspace_id: UUID, since: datetime, most: int) -> Sequence[JobRecord]:
        """Return the records that are queued or running, or changed since a moment; at most so many, oldest first."""
        ...

    async def begin(self, workspace_id: UUID, job_id: UUID, at: datetime) -> bool:
        """Note that its work begins, if it has not ended; return whether it was noted.

        Adds one to ``attempts``; keeps the first ``started_at``.
        """
        ...

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
        """Note how far it is, if it has not ended; return whether it was noted. What is none stays as it was."""
        ...

    async def end(
        self, workspace_id: UUID, job_id: UUID, status: JobStatus, at: datetime, failure: str | None = None
    ) -> bool:
        """Note how it ended, if it had not ended before; return whether it was noted."""
        ...

    async def workspace_of(self, job_id: UUID) -> UUID | None:
        """Return whose job it is; for background work, not for requests."""
        ...

    async def queue_positions(self, workspace_id: UUID, job_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return 1 for what runs next of each kind, over all workspaces, in one query; those not queued are missing.

        Lower priority numbers come first, then those that have waited longest.
        """
        ...

    async def usual_seconds(self, most: int) -> dict[JobKind, float]:
        """Return by kind the median time of work of the last ``most`` jobs that succeeded, of all workspaces."""
        ...
