"""Where rules are kept."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from domain.paging import Page, PageRequest
from domain.rules.model import Rule


class RuleRepository(Protocol):
    """Rules. Every method takes the workspace first and sees nothing outside it."""

    async def add(self, rule: Rule) -> None:
        """Store a new rule."""
        ...

    async def get(self, workspace_id: UUID, rule_id: UUID) -> Rule | None:
        """Return a rule."""
        ...

    async def list(self, workspace_id: UUID, page: PageRequest) -> Page[Rule]:
        """Return rules, newest first."""
        ...

    async def all(self, workspace_id: UUID, most: int) -> Sequence[Rule]:
        """Return the oldest rules, oldest first."""
        ...

    async def update(self, rule: Rule) -> None:
        """Replace everything but identity and creation; one that is gone stays gone."""
        ...

    async def remove(self, workspace_id: UUID, rule_id: UUID) -> bool:
        """Remove a rule; return whether there was one."""
        ...
