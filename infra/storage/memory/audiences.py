"""What was observed of e-mail, audiences and content, in memory."""

from collections.abc import Collection, Sequence
from uuid import UUID

from domain.audiences.batches.model import BatchRow, PredictionBatch
from domain.audiences.model import AudienceHistory, AudienceKind
from domain.paging import Page, PageRequest
from domain.ports.audiences import AudienceRepository
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession, Tables
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.paging import page_of
from infra.storage.pages import id_key, moment_key, number_key


class MemoryAudiences(AudienceRepository):
    """Sends, audience weeks, content, and batches of predictions."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def put(self, workspace_id: UUID, history: AudienceHistory) -> int:
        """Store rows, replacing those with the same key."""
        for send in history.sends:
            refuse_naive(send)
        tables = await self._session.write()
        _require_known(tables, workspace_id, history)
        tables.sends |= {one.id: (workspace_id, one) for one in history.sends}
        tables.audience_weeks |= {(workspace_id, one.week, one.segment, one.cohort): one for one in history.weeks}
        tables.content_pieces |= {(workspace_id, one.key): one for one in history.pieces}
        tables.content_days |= {(workspace_id, one.day, one.key): one for one in history.days}
        return len(history.sends) + len(history.weeks) + len(history.pieces) + len(history.days)

    async def history(self, workspace_id: UUID, kind: AudienceKind, days: int) -> AudienceHistory:
        """Return what was observed of a kind, within so many days before its last observation."""
        tables = self._session.read()
        if kind is AudienceKind.EMAIL:
            sends = sorted(
                (one for owner, one in tables.sends.values() if owner == workspace_id), key=lambda one: (one.at, one.id)
            )
            return AudienceHistory(sends=sends).latest(days)
        if kind is AudienceKind.AUDIENCE:
            weeks = [tables.audience_weeks[key] for key in sorted(tables.audience_weeks) if key[0] == workspace_id]
            return AudienceHistory(weeks=weeks).latest(days)
        found = [tables.content_days[key] for key in sorted(tables.content_days) if key[0] == workspace_id]
        pieces = [one for (owner, _), one in tables.content_pieces.items() if owner == workspace_id]
        pieces.sort(key=lambda one: (one.published, one.key))
        return AudienceHistory(pieces=pieces, days=found).latest(days)

    async def counts(self, workspace_id: UUID) -> dict[AudienceKind, int]:
        """Return how many rows of each kind there are."""
        tables = self._session.read()
        return {
            AudienceKind.EMAIL: sum(owner == workspace_id for owner, _ in tables.sends.values()),
            AudienceKind.AUDIENCE: sum(key[0] == workspace_id for key in tables.audience_weeks),
            AudienceKind.CONTENT: sum(key[0] == workspace_id for key in tables.content_days),
        }

    async def add_batch(self, batch: PredictionBatch) -> None:
        """Store a new batch."""
        refuse_naive(batch)
        tables = await self._session.write()
        if batch.workspace_id not in tables.workspaces or batch.id in tables.batches:
            raise contradiction()
        tables.batches[batch.id] = batch

    async def batch(self, workspace_id: UUID, batch_id: UUID) -> PredictionBatch | None:
        """Return a batch."""
        found = self._session.read().batches.get(batch_id)
        return found if found is not None and found.workspace_id == workspace_id else None

    async def many_batches(self, workspace_id: UUID, batch_ids: Collection[UUID]) -> dict[UUID, PredictionBatch]:
        """Return those of the batches that exist, by id."""
        found = [await self.batch(workspace_id, one) for one in batch_ids]
        return {one.id: one for one in found if one is not None}

    async def batches(self, workspace_id: UUID, page: PageRequest) -> Page[PredictionBatch]:
        """Return batches, newest first."""
        found = [one for one in self._session.read().batches.values() if one.workspace_id == workspace_id]
        keys = (moment_key("created_at"), id_key())
        return page_of(found, keys, lambda one: (one.created_at, one.id), page, descending=True)

    async def save_chunk(self, batch: PredictionBatch, rows: Sequence[BatchRow]) -> None:
        """Store rows of a batch and how far it is."""
        tables = await self._session.write()
        stored = tables.batches.get(batch.id)
        if stored is None or stored.workspace_id != batch.workspace_id:
            raise contradiction()
        tables.batches[batch.id] = batch
        tables.batch_rows |= {(batch.id, row.number): row for row in rows}

    async def batch_rows(self, workspace_id: UUID, batch_id: UUID, page: PageRequest) -> Page[BatchRow]:
        """Return the rows of a batch, by number."""
        mine = await self.batch(workspace_id, batch_id) is not None
        stored = self._session.read().batch_rows
        found = [one for (owner, _), one in stored.items() if mine and owner == batch_id]
        return page_of(found, (number_key("number"),), lambda one: (one.number,), page, descending=False)


def _require_known(tables: Tables, workspace_id: UUID, history: AudienceHistory) -> None:
    for send in history.sends:
        owner = tables.sends.get(send.id, (workspace_id, send))[0]
        campaign = None if send.campaign_id is None else tables.campaigns.get(send.campaign_id)
        foreign = send.campaign_id is not None and (campaign is None or campaign.workspace_id != workspace_id)
        if owner != workspace_id or foreign:
            raise contradiction()
    known = {key for owner, key in tables.content_pieces if owner == workspace_id} | {p.key for p in history.pieces}
    if workspace_id not in tables.workspaces or any(one.key not in known for one in history.days):
        raise contradiction()
