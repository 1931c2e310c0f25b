"""Durable tails of simulators on SQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from domain.ports.simulators import TailRepository
from domain.simulators.model import TailBatch, TailMark
from infra.storage.schema.simulators import simulator_tail
from infra.storage.sql.statements import Statements

_columns = simulator_tail.c


class SqlTails(TailRepository):
    """What simulators published of late, in numbered batches."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def append(self, workspace_id: UUID, batches: Sequence[TailBatch]) -> None:
        """Store batches; one whose number is there already is left as it is."""
        for batch in batches:
            values = {
                "workspace_id": workspace_id,
                "number": batch.number,
                "published": batch.published,
                "size": len(batch.content),
                "positions": None if batch.positions is None else dict(batch.positions),
                "content": batch.content,
            }
            await self._statements.insert_if_free(simulator_tail, values)

    async def outline(self, workspace_id: UUID) -> Sequence[TailMark]:
        """Return where the batches are, by number."""
        query = select(_columns.number, _columns.published, _columns.size)
        query = query.where(_columns.workspace_id == workspace_id).order_by(_columns.number)
        return [TailMark(row.number, row.published, row.size) for row in await self._statements.rows(query)]

    async def keys(self, workspace_id: UUID) -> Sequence[TailBatch]:
        """Return the batches from which reading can begin, without their content."""
        query = select(_columns.number, _columns.published, _columns.positions)
        query = query.where(_columns.workspace_id == workspace_id, _columns.positions.is_not(None))
        rows = await self._statements.rows(query.order_by(_columns.number))
        return [TailBatch(row.number, row.published, b"", row.positions) for row in rows]

    async def read(self, workspace_id: UUID, after: int, most: int) -> Sequence[TailBatch]:
        """Return at most so many batches behind a number, by number."""
        query = select(_columns.number, _columns.published, _columns.content, _columns.positions)
        query = query.where(_columns.workspace_id == workspace_id, _columns.number > after)
        rows = await self._statements.rows(query.order_by(_columns.number).limit(most))
        return [TailBatch(row.number, row.published, bytes(row.content), row.positions) for row in rows]

    async def trim(self, workspace_id: UUID, before: int) -> None:
        """Remove the batches before a number."""
        statement = delete(simulator_tail).where(_columns.workspace_id == workspace_id, _columns.number < before)
        await self._statements.run(statement)
