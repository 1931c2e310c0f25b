"""The audit log on SQL."""

from uuid import UUID

from sqlalchemy import insert, select

from domain.audit.model import AuditEntry
from domain.paging import Page, PageRequest
from domain.ports.repositories import AuditLog
from infra.storage.pages import id_key, moment_key
from infra.storage.schema.audit import audit_log
from infra.storage.sql.paging import read_page
from infra.storage.sql.statements import AnyRow, Statements


class SqlAuditLog(AuditLog):
    """The unchangeable record of what was done."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def append(self, entry: AuditEntry) -> None:
        """Add an entry."""
        await self._statements.run(
            insert(audit_log).values(
                id=entry.id,
                workspace_id=entry.workspace_id,
                actor_id=entry.actor_id,
                action=entry.action,
                subject_id=entry.subject_id,
                at=entry.at,
                details=dict(entry.details),
            )
        )

    async def list(self, workspace_id: UUID, page: PageRequest) -> Page[AuditEntry]:
        """Return entries, newest first."""
        query = select(audit_log).where(audit_log.c.workspace_id == workspace_id)
        keys = (moment_key("at"), id_key())
        return await read_page(self._statements, query, audit_log, keys, page, _entry, descending=True)


def _entry(row: AnyRow) -> AuditEntry:
    return AuditEntry(row.id, row.workspace_id, row.actor_id, row.action, row.subject_id, row.at, dict(row.details))
