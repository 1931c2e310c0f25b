"""The audit log in memory."""

from dataclasses import replace
from uuid import UUID

from domain.audit.model import AuditEntry
from domain.paging import Page, PageRequest
from domain.ports.repositories import AuditLog
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.paging import page_of
from infra.storage.pages import id_key, moment_key


class MemoryAuditLog(AuditLog):
    """The unchangeable record of what was done."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def append(self, entry: AuditEntry) -> None:
        """Add an entry."""
        refuse_naive(entry)
        tables = await self._session.write()
        if entry.id in tables.audit or entry.workspace_id not in tables.workspaces:
            raise contradiction()
        tables.audit[entry.id] = replace(entry, details=dict(entry.details))

    async def list(self, workspace_id: UUID, page: PageRequest) -> Page[AuditEntry]:
        """Return entries, newest first."""
        entries = [entry for entry in self._session.read().audit.values() if entry.workspace_id == workspace_id]
        found = [replace(entry, details=dict(entry.details)) for entry in entries]
        keys = (moment_key("at"), id_key())
        return page_of(found, keys, lambda entry: (entry.at, entry.id), page, descending=True)
