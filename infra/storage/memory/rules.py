"""Rules in memory."""

from collections.abc import Sequence
from uuid import UUID

from domain.paging import Page, PageRequest
from domain.ports.rules import RuleRepository
from domain.rules.model import Rule
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.paging import page_of
from infra.storage.pages import id_key, moment_key


class MemoryRules(RuleRepository):
    """Rules."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, rule: Rule) -> None:
        """Store a new rule."""
        refuse_naive(rule)
        tables = await self._session.write()
        if rule.workspace_id not in tables.workspaces or rule.id in tables.rules:
            raise contradiction()
        tables.rules[rule.id] = rule

    async def get(self, workspace_id: UUID, rule_id: UUID) -> Rule | None:
        """Return a rule."""
        found = self._session.read().rules.get(rule_id)
        return found if found is not None and found.workspace_id == workspace_id else None

    async def list(self, workspace_id: UUID, page: PageRequest) -> Page[Rule]:
        """Return rules, newest first."""
        keys = (moment_key("created_at"), id_key())
        return page_of(self._of(workspace_id), keys, lambda one: (one.created_at, one.id), page, descending=True)

    async def all(self, workspace_id: UUID, most: int) -> Sequence[Rule]:
        """Return the oldest rules, oldest first."""
        return sorted(self._of(workspace_id), key=lambda one: (one.created_at, one.id))[:most]

    async def update(self, rule: Rule) -> None:
        """Replace everything but identity and creation."""
        if await self.get(rule.workspace_id, rule.id) is not None:
            (await self._session.write()).rules[rule.id] = rule

    async def remove(self, workspace_id: UUID, rule_id: UUID) -> bool:
        """Remove a rule; return whether there was one."""
        if await self.get(workspace_id, rule_id) is None:
            return False
        del (await self._session.write()).rules[rule_id]
        return True

    def _of(self, workspace_id: UUID) -> Sequence[Rule]:
        return [one for one in self._session.read().rules.values() if one.workspace_id == workspace_id]
