"""Outlooks on SQL."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, delete, select

from domain.outlook.model import Outlook, OutlookBatch
from domain.ports.outlooks import OutlookRepository
from infra.storage.codec.documents import from_document, to_document
from infra.storage.errors import contradiction
from infra.storage.schema.campaigns import campaigns
from infra.storage.schema.outlooks import outlook_batches, outlooks
from infra.storage.sql.statements import AnyRow, Statements

_BATCHES = outlook_batches.c


class SqlOutlooks(OutlookRepository):
    """The latest outlook of each campaign, and the batches that are to make some."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add_batch(self, batch: OutlookBatch) -> None:
        """Store a new batch."""
        values = {"id": batch.id, "workspace_id": batch.workspace_id, "created_at": batch.created_at}
        await self._statements.run(outlook_batches.insert(), values | {"document": to_document(batch)})

    async def batch(self, workspace_id: UUID, batch_id: UUID) -> OutlookBatch | None:
        """Return a batch."""
        row = await self._statements.first(_mine(workspace_id).where(_BATCHES.id == batch_id))
        return None if row is None else _batch(row)

    async def batches(self, workspace_id: UUID) -> Sequence[OutlookBatch]:
        """Return the batches that were not dropped, oldest first."""
        rows = await self._statements.rows(_mine(workspace_id).order_by(_BATCHES.created_at, _BATCHES.id))
        return [_batch(row) for row in rows]

    async def save_chunk(self, batch: OutlookBatch, made: Sequence[Outlook]) -> None:
        """Store how far a batch is, and outlooks in place of those that their campaigns had."""
        mine = (_BATCHES.workspace_id == batch.workspace_id) & (_BATCHES.id == batch.id)
        changed = outlook_batches.update().where(mine).values(document=to_document(batch))
        if await self._statements.count(changed) != 1:
            raise contradiction()
        owned = select(campaigns.c.id).where(
            campaigns.c.workspace_id == batch.workspace_id,
            campaigns.c.id.in_([one.campaign_id for one in made]),
            campaigns.c.deleted_at.is_(None),
        )
        there = {row.id for row in await self._statements.rows(owned)}
        rows = [
            {"workspace_id": batch.workspace_id, "campaign_id": one.campaign_id, "document": to_document(one)}
            for one in made
            if one.campaign_id in there
        ]
        await self._statements.put(outlooks, rows)

    async def drop_batch(self, workspace_id: UUID, batch_id: UUID) -> None:
        """Forget a batch; one that is not there is left alone."""
        mine = (_BATCHES.workspace_id == workspace_id) & (_BATCHES.id == batch_id)
        await self._statements.run(delete(outlook_batches).where(mine))

    async def of_campaigns(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, Outlook]:
        """Return the outlooks of several campaigns; campaigns without one are missing."""
        query = (
            select(outlooks.c.campaign_id, outlooks.c.document)
            .join(campaigns, campaigns.c.id == outlooks.c.campaign_id)
            .where(
                outlooks.c.workspace_id == workspace_id,
                outlooks.c.campaign_id.in_(campaign_ids),
                campaigns.c.deleted_at.is_(None),
            )
        )
        rows = await self._statements.rows(query)
        return {row.campaign_id: from_document(Outlook, row.document) for row in rows}


def _mine(workspace_id: UUID) -> Select[tuple[object]]:
    return select(_BATCHES.document).where(_BATCHES.workspace_id == workspace_id)


def _batch(row: AnyRow) -> OutlookBatch:
    return from_document(OutlookBatch, row.document)
