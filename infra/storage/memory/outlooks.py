"""Outlooks in memory."""

from collections.abc import Collection, Sequence
from uuid import UUID

from domain.outlook.model import Outlook, OutlookBatch
from domain.ports.outlooks import OutlookRepository
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive


class MemoryOutlooks(OutlookRepository):
    """The latest outlook of each campaign, and the batches that are to make some."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add_batch(self, batch: OutlookBatch) -> None:
        """Store a new batch."""
        refuse_naive(batch)
        tables = await self._session.write()
        if batch.workspace_id not in tables.workspaces or batch.id in tables.outlook_batches:
            raise contradiction()
        tables.outlook_batches[batch.id] = batch

    async def batch(self, workspace_id: UUID, batch_id: UUID) -> OutlookBatch | None:
        """Return a batch."""
        found = self._session.read().outlook_batches.get(batch_id)
        return found if found is not None and found.workspace_id == workspace_id else None

    async def batches(self, workspace_id: UUID) -> Sequence[OutlookBatch]:
        """Return the batches that were not dropped, oldest first."""
        stored = self._session.read().outlook_batches.values()
        found = [one for one in stored if one.workspace_id == workspace_id]
        return sorted(found, key=lambda one: (one.created_at, one.id))

    async def save_chunk(self, batch: OutlookBatch, made: Sequence[Outlook]) -> None:
        """Store how far a batch is, and outlooks in place of those that their campaigns had."""
        tables = await self._session.write()
        if await self.batch(batch.workspace_id, batch.id) is None:
            raise contradiction()
        tables.outlook_batches[batch.id] = batch
        there = [one for one in made if tables.campaign(batch.workspace_id, one.campaign_id) is not None]
        tables.outlooks |= {one.campaign_id: one for one in there}

    async def drop_batch(self, workspace_id: UUID, batch_id: UUID) -> None:
        """Forget a batch; one that is not there is left alone."""
        if await self.batch(workspace_id, batch_id) is not None:
            del (await self._session.write()).outlook_batches[batch_id]

    async def of_campaigns(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, Outlook]:
        """Return the outlooks of several campaigns; campaigns without one are missing."""
        tables = self._session.read()
        return {
            each: tables.outlooks[each]
            for each in campaign_ids
            if each in tables.outlooks and tables.campaign(workspace_id, each) is not None
        }
