"""Rules on SQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.paging import Page, PageRequest
from domain.ports.rules import RuleRepository
from domain.rules.model import Rule
from infra.storage.codec.documents import from_document, to_document
from infra.storage.pages import id_key, moment_key
from infra.storage.schema.rules import rules
from infra.storage.sql.paging import read_page
from infra.storage.sql.statements import AnyRow, Statements

_COLUMNS = rules.c


class SqlRules(RuleRepository):
    """Rules."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, rule: Rule) -> None:
        """Store a new rule."""
        values = {
            "id": rule.id,
            "workspace_id": rule.workspace_id,
            "created_at": rule.created_at,
            "document": to_document(rule),
        }
        await self._statements.run(rules.insert(), values)

    async def get(self, workspace_id: UUID, rule_id: UUID) -> Rule | None:
        """Return a rule."""
        query = select(rules).where(_COLUMNS.workspace_id == workspace_id, _COLUMNS.id == rule_id)
        row = await self._statements.first(query)
        return None if row is None else _rule(row)

    async def list(self, workspace_id: UUID, page: PageRequest) -> Page[Rule]:
        """Return rules, newest first."""
        query = select(rules).where(_COLUMNS.workspace_id == workspace_id)
        keys = (moment_key("created_at"), id_key())
        return await read_page(self._statements, query, rules, keys, page, _rule, descending=True)

    async def all(self, workspace_id: UUID, most: int) -> Sequence[Rule]:
        """Return the oldest rules, oldest first."""
        query = select(rules).where(_COLUMNS.workspace_id == workspace_id)
        rows = await self._statements.rows(query.order_by(_COLUMNS.created_at, _COLUMNS.id).limit(most))
        return [_rule(row) for row in rows]

    async def update(self, rule: Rule) -> None:
        """Replace everything but identity and creation."""
        mine = (_COLUMNS.workspace_id == rule.workspace_id) & (_COLUMNS.id == rule.id)
        await self._statements.run(rules.update().where(mine).values(document=to_document(rule)))

    async def remove(self, workspace_id: UUID, rule_id: UUID) -> bool:
        """Remove a rule; return whether there was one."""
        mine = (_COLUMNS.workspace_id == workspace_id) & (_COLUMNS.id == rule_id)
        return await self._statements.count(rules.delete().where(mine)) == 1


def _rule(row: AnyRow) -> Rule:
    return from_document(Rule, row.document)
