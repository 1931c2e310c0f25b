"""Asking for batches, and reading them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from domain.audiences.batches.model import BatchRow, PredictionBatch
from domain.audiences.model import AudienceKind
from domain.audiences.predictions.questions import LONGEST_SUBJECT
from domain.audiences.predictions.service import AudienceChampions
from domain.audit.record import record
from domain.errors import Refused, invalid
from domain.jobs.model import JobKind
from domain.paging import Page, PageRequest
from domain.ports.clock import Clock, Ids
from domain.ports.jobs import Job, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.ports.workspace_time import WorkspaceTime
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

ASKED_FOR = 20
"""Priority of the job: somebody asked for it, and may do something else meanwhile."""


@dataclass(frozen=True, slots=True)
class BatchService:
    """Batches of predictions of the principal's workspace."""

    open: OpenUnitOfWork
    champions: AudienceChampions
    jobs: Jobs
    clock: Clock
    ids: Ids
    time: WorkspaceTime

    async def start(self, principal: Principal, kind: AudienceKind, subject: str | None = None) -> PredictionBatch:
        """Have everything of a kind predicted in the background, by the model that serves now.

        Args:
            principal: Who asks.
            kind: What is predicted.
            subject: Of the e-mails; that of the latest send to each segment when none.

        Raises:
            Forbidden: The role does not allow it.
            Refused: A subject that is too long or not for e-mail, or no model serves.
        """
        require(principal, Action.CREATE)
        if subject is not None and kind is not AudienceKind.EMAIL:
            raise Refused(invalid("Only e-mail has a subject.", "subject"))
        if subject is not None and (not 1 <= len(subject.strip()) <= LONGEST_SUBJECT or "\0" in subject):
            raise Refused(invalid(f"It must have from 1 to {LONGEST_SUBJECT} characters, none of them NUL.", "subject"))
        serving = await self.champions.of(principal.workspace_id, kind)
        batch = PredictionBatch(
            id=self.ids.new(),
            workspace_id=principal.workspace_id,
            kind=kind,
            job_id=self.ids.new(),
            created_by=principal.member_id,
            created_at=self.clock.now(),
            version_id=serving.version.id,
            version_number=serving.version.number,
            until=await self.time.now(principal.workspace_id),
            subject=subject,
        )
        async with self.open() as tx:
            await tx.audiences.add_batch(batch)
            where = batch.workspace_id
            job = Job(batch.job_id, JobKind.PREDICTION, where, batch.id, ASKED_FOR, batch.created_by)
            await self.jobs.enqueue(tx, job)
            await record(tx, principal, "prediction.start", batch.id, clock=self.clock, ids=self.ids, kind=kind.value)
            await tx.commit()
        return batch

    async def get(self, principal: Principal, batch_id: UUID) -> PredictionBatch | None:
        """Return a batch, or none when the workspace has no such one."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.audiences.batch(principal.workspace_id, batch_id)

    async def many(self, principal: Principal, batch_ids: Collection[UUID]) -> dict[UUID, PredictionBatch]:
        """Return those of the batches that the workspace has, by id."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.audiences.many_batches(principal.workspace_id, batch_ids)

    async def list(self, principal: Principal, page: PageRequest) -> Page[PredictionBatch]:
        """Return batches, newest first."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.audiences.batches(principal.workspace_id, page)

    async def rows(self, principal: Principal, batch_id: UUID, page: PageRequest) -> Page[BatchRow]:
        """Return the rows that a batch has so far, by number."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.audiences.batch_rows(principal.workspace_id, batch_id, page)

    async def cancel(self, principal: Principal, batch_id: UUID) -> PredictionBatch | None:
        """Stop a batch; rows that it has stay. One that has ended is left alone. None when there is no such one."""
        require(principal, Action.CREATE)
        batch = await self.get(principal, batch_id)
        if batch is not None and batch.finished_at is None:
            await self.jobs.cancel(batch.job_id)
        return batch
