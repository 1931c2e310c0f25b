"""What was observed of e-mail, audiences and content, on SQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, func, select

from domain.audiences.batches.model import BatchRow, PredictionBatch
from domain.audiences.model import (
    AudienceHistory,
    AudienceKind,
    AudienceWeek,
    ContentDay,
    ContentFormat,
    ContentKind,
    ContentPiece,
    EmailSend,
    ListHealth,
)
from domain.campaigns.model import Channel
from domain.paging import Page, PageRequest
from domain.ports.audiences import AudienceRepository
from infra.storage.codec.documents import from_document, to_document
from infra.storage.errors import contradiction
from infra.storage.pages import id_key, moment_key, number_key
from infra.storage.schema.audiences import (
    audience_weeks,
    batch_rows,
    content_days,
    content_pieces,
    email_sends,
    prediction_batches,
)
from infra.storage.sql.paging import read_page
from infra.storage.sql.statements import AnyRow, Statements

_CLOCKS: Mapping[AudienceKind, Column[Any]] = {
    AudienceKind.EMAIL: email_sends.c.at,
    AudienceKind.AUDIENCE: audience_weeks.c.week,
    AudienceKind.CONTENT: content_days.c.day,
}


class SqlAudiences(AudienceRepository):
    """Sends, audience weeks, content, and batches of predictions."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def put(self, workspace_id: UUID, history: AudienceHistory) -> int:
        """Store rows, replacing those with the same key."""
        await self._own(workspace_id, [send.id for send in history.sends])
        parts: tuple[tuple[Table, list[dict[str, object]]], ...] = (
            (email_sends, [_send_values(one) for one in history.sends]),
            (audience_weeks, [_values(one, audience_weeks) for one in history.weeks]),
            (content_pieces, [_values(one, content_pieces) for one in history.pieces]),
            (content_days, [_values(one, content_days) for one in history.days]),
        )
        for table, rows in parts:
            await self._statements.put(table, [{"workspace_id": workspace_id} | row for row in rows])
        return sum(len(rows) for _, rows in parts)

    async def history(self, workspace_id: UUID, kind: AudienceKind, days: int) -> AudienceHistory:
        """Return what was observed of a kind, within so many days before its last observation."""
        clock = _CLOCKS[kind]
        table = clock.table
        mine = table.c.workspace_id == workspace_id
        last = await self._statements.scalar(select(func.max(clock)).where(mine))
        query = select(table).where(mine).order_by(clock, *_rest(table, clock))
        if last is not None:
            query = query.where(clock > last - timedelta(days=days))
        rows = await self._statements.rows(query)
        if kind is AudienceKind.EMAIL:
            return AudienceHistory(sends=[_send(row) for row in rows])
        if kind is AudienceKind.AUDIENCE:
            return AudienceHistory(weeks=[_week(row) for row in rows])
        pieces = select(content_pieces).where(content_pieces.c.workspace_id == workspace_id)
        found = await self._statements.rows(pieces.order_by(content_pieces.c.published, content_pieces.c.key))
        return AudienceHistory(pieces=[_piece(row) for row in found], days=[_day(row) for row in rows])

    async def counts(self, workspace_id: UUID) -> dict[AudienceKind, int]:
        """Return how many rows of each kind there are."""
        counted = [
            select(func.count()).select_from(clock.table).where(clock.table.c.workspace_id == workspace_id)
            for clock in _CLOCKS.values()
        ]
        row = await self._statements.first(select(*(one.scalar_subquery() for one in counted)))
        return {kind: int(count) for kind, count in zip(_CLOCKS, row or (0, 0, 0), strict=True)}

    async def add_batch(self, batch: PredictionBatch) -> None:
        """Store a new batch."""
        await self._statements.run(prediction_batches.insert(), _batch_values(batch))

    async def batch(self, workspace_id: UUID, batch_id: UUID) -> PredictionBatch | None:
        """Return a batch."""
        columns = prediction_batches.c
        query = select(prediction_batches).where(columns.workspace_id == workspace_id, columns.id == batch_id)
        row = await self._statements.first(query)
        return None if row is None else _batch(row)

    async def many_batches(self, workspace_id: UUID, batch_ids: Collection[UUID]) -> dict[UUID, PredictionBatch]:
        """Return those of the batches that exist, by id."""
        columns = prediction_batches.c
        query = select(prediction_batches).where(columns.workspace_id == workspace_id, columns.id.in_(batch_ids))
        return {row.id: _batch(row) for row in await self._statements.rows(query)}

    async def batches(self, workspace_id: UUID, page: PageRequest) -> Page[PredictionBatch]:
        """Return batches, newest first."""
        query = select(prediction_batches).where(prediction_batches.c.workspace_id == workspace_id)
        keys = (moment_key("created_at"), id_key())
        return await read_page(self._statements, query, prediction_batches, keys, page, _batch, descending=True)

    async def save_chunk(self, batch: PredictionBatch, rows: Sequence[BatchRow]) -> None:
        """Store rows of a batch and how far it is."""
        columns = prediction_batches.c
        mine = (columns.workspace_id == batch.workspace_id) & (columns.id == batch.id)
        changed = prediction_batches.update().where(mine).values(document=to_document(batch))
        if await self._statements.count(changed) != 1:
            raise contradiction()
        written: list[dict[str, object]] = [
            {
                "batch_id": batch.id,
                "number": row.number,
                "workspace_id": batch.workspace_id,
                "document": to_document(row),
            }
            for row in rows
        ]
        await self._statements.put(batch_rows, written)

    async def batch_rows(self, workspace_id: UUID, batch_id: UUID, page: PageRequest) -> Page[BatchRow]:
        """Return the rows of a batch, by number."""
        columns = batch_rows.c
        query = select(batch_rows).where(columns.workspace_id == workspace_id, columns.batch_id == batch_id)
        keys = (number_key("number"),)
        return await read_page(self._statements, query, batch_rows, keys, page, _batch_row, descending=False)

    async def _own(self, workspace_id: UUID, ids: Sequence[UUID]) -> None:
        """Let pass ids of sends that no other workspace has."""
        for first in range(0, len(ids), 500):
            some = email_sends.c.id.in_(ids[first : first + 500])
            foreign = select(email_sends.c.id).where(some, email_sends.c.workspace_id != workspace_id)
            if await self._statements.first(foreign.limit(1)) is not None:
                raise contradiction()


def _rest(table: Table, clock: Column[Any]) -> list[Column[Any]]:
    return [column for column in table.primary_key if column is not clock and column.name != "workspace_id"]


def _values(one: object, table: Table) -> dict[str, object]:
    return {column.name: getattr(one, column.name) for column in table.columns if column.name != "workspace_id"}


def _send_values(send: EmailSend) -> dict[str, object]:
    health = send.health
    parts = {"list_size": health.size, "bounce_share": health.bounce_share, "inactive_share": health.inactive_share}
    plain = [name.name for name in email_sends.columns if name.name not in {*parts, "workspace_id"}]
    return {name: getattr(send, name) for name in plain} | parts


def _send(row: AnyRow) -> EmailSend:
    return EmailSend(
        row.id,
        row.at,
        row.segment,
        row.subject,
        ListHealth(row.list_size, row.bounce_share, row.inactive_share),
        row.delivered,
        row.opened,
        row.clicked,
        row.converted,
        row.campaign_id,
        row.preview,
    )


def _week(row: AnyRow) -> AudienceWeek:
    return AudienceWeek(
        row.segment, row.cohort, row.week, row.members, row.reached, row.exposures, row.engaged, row.churned
    )


def _piece(row: AnyRow) -> ContentPiece:
    kind, style, channel = ContentKind(row.kind), ContentFormat(row.format), Channel(row.channel)
    return ContentPiece(row.key, row.title, kind, row.topic, row.length, style, channel, row.published)


def _day(row: AnyRow) -> ContentDay:
    return ContentDay(row.key, row.day, row.impressions, row.engagements, row.conversions)


def _batch_values(batch: PredictionBatch) -> dict[str, object]:
    return {
        "id": batch.id,
        "workspace_id": batch.workspace_id,
        "created_at": batch.created_at,
        "document": to_document(batch),
    }


def _batch(row: AnyRow) -> PredictionBatch:
    return from_document(PredictionBatch, row.document)


def _batch_row(row: AnyRow) -> BatchRow:
    return from_document(BatchRow, row.document)
