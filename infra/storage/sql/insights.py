"""Insights on SQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from domain.insights.model import Insight, InsightFilter
from domain.paging import Page, PageRequest
from domain.ports.insights import InsightRepository
from infra.storage.codec.documents import from_document, to_document
from infra.storage.pages import id_key, moment_key
from infra.storage.schema.campaigns import campaigns
from infra.storage.schema.insights import insight_numbers, insights
from infra.storage.sql.paging import read_page
from infra.storage.sql.statements import AnyRow, Statements

_COLUMNS = insights.c


class SqlInsights(InsightRepository):
    """Insights."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, workspace_id: UUID, additions: Sequence[Insight]) -> None:
        """Store and number insights; the lock on the last number makes those who add wait for each other."""
        insert = self._statements.insert(insight_numbers).values(workspace_id=workspace_id, last=len(additions))
        counted = insert.on_conflict_do_update(
            index_elements=["workspace_id"], set_={"last": insight_numbers.c.last + len(additions)}
        ).returning(insight_numbers.c.last)
        first = int(await self._statements.scalar(counted)) - len(additions) + 1
        for number, insight in enumerate(additions, first):
            values = {
                "id": insight.id,
                "workspace_id": workspace_id,
                "campaign_id": insight.campaign_id,
                "number": number,
                "at": insight.at,
                "kind": insight.kind.value,
                "severity": insight.severity.value,
                "document": to_document(insight),
            }
            await self._statements.insert_if_free(insights, values)

    async def get(self, workspace_id: UUID, insight_id: UUID) -> Insight | None:
        """Return an insight."""
        row = await self._statements.first(_of(workspace_id, None).where(_COLUMNS.id == insight_id))
        return None if row is None else _insight(row)

    async def list(self, workspace_id: UUID, page: PageRequest, restrict: InsightFilter) -> Page[Insight]:
        """Return insights, newest first."""
        query = _of(workspace_id, restrict.campaign_id)
        if restrict.kinds:
            query = query.where(_COLUMNS.kind.in_([kind.value for kind in restrict.kinds]))
        if restrict.severities:
            query = query.where(_COLUMNS.severity.in_([severity.value for severity in restrict.severities]))
        keys = (moment_key("at"), id_key())
        return await read_page(self._statements, query, insights, keys, page, _insight, descending=True)

    async def newest_number(self, workspace_id: UUID) -> int:
        """Return the highest number that was given out; 0 for none."""
        query = select(insight_numbers.c.last).where(insight_numbers.c.workspace_id == workspace_id)
        return int(await self._statements.scalar(query) or 0)

    async def between(
        self, workspace_id: UUID, campaign_id: UUID | None, after: int, upto: int | None, most: int
    ) -> Sequence[tuple[int, Insight]]:
        """Return the first insights behind a number, up to another one, with their numbers, ascending."""
        query = _of(workspace_id, campaign_id).where(_COLUMNS.number > after)
        if upto is not None:
            query = query.where(_COLUMNS.number <= upto)
        rows = await self._statements.rows(query.order_by(_COLUMNS.number).limit(most))
        return [(int(row.number), _insight(row)) for row in rows]

    async def latest(
        self, workspace_id: UUID, campaign_id: UUID | None, upto: int, most: int
    ) -> Sequence[tuple[int, Insight]]:
        """Return the last insights up to a number, with their numbers, ascending."""
        query = _of(workspace_id, campaign_id).where(_COLUMNS.number <= upto)
        rows = await self._statements.rows(query.order_by(_COLUMNS.number.desc()).limit(most))
        return [(int(row.number), _insight(row)) for row in reversed(rows)]


def _of(workspace_id: UUID, campaign_id: UUID | None) -> Select[Any]:
    there = select(campaigns.c.id).where(campaigns.c.id == _COLUMNS.campaign_id, campaigns.c.deleted_at.is_(None))
    query = select(insights).where(_COLUMNS.workspace_id == workspace_id, there.exists())
    return query if campaign_id is None else query.where(_COLUMNS.campaign_id == campaign_id)


def _insight(row: AnyRow) -> Insight:
    return from_document(Insight, row.document)
