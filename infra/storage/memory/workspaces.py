"""Workspaces, members and API keys in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.errors import conflict, not_found
from domain.paging import Page, PageRequest
from domain.ports.repositories import ApiKeyRepository, WorkspaceRepository
from domain.workspaces.model import ApiKey, Member, Workspace
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.paging import page_of
from infra.storage.pages import id_key, moment_key


class MemoryWorkspaces(WorkspaceRepository):
    """Workspaces and their members."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, workspace: Workspace) -> None:
        """Store a new workspace."""
        refuse_naive(workspace)
        tables = await self._session.write()
        if workspace.id in tables.workspaces or await self.by_slug(workspace.slug) is not None:
            raise conflict(f"There is already a workspace {workspace.slug!r}.", "slug")
        tables.workspaces[workspace.id] = workspace

    async def get(self, workspace_id: UUID) -> Workspace | None:
        """Return a workspace."""
        return self._session.read().workspaces.get(workspace_id)

    async def by_slug(self, slug: str) -> Workspace | None:
        """Return a workspace by its slug."""
        return next((w for w in self._session.read().workspaces.values() if w.slug == slug), None)

    async def everyone(self) -> Sequence[Workspace]:
        """Return all workspaces, oldest first."""
        return sorted(self._session.read().workspaces.values(), key=lambda w: (w.created_at, w.id))

    async def demo(self) -> Workspace | None:
        """Return the demo workspace."""
        return next((workspace for workspace in await self.everyone() if workspace.demo), None)

    async def hold(self, workspace_id: UUID) -> None:
        """Hold the workspace, with everything else."""
        await self._session.write()

    async def add_member(self, member: Member) -> None:
        """Store a new member."""
        refuse_naive(member)
        tables = await self._session.write()
        address = member.email.casefold()
        same = (m for m in tables.members.values() if m.workspace_id == member.workspace_id)
        if member.id in tables.members or any(m.email.casefold() == address for m in same):
            raise conflict(f"{member.email} is a member already.", "email")
        if member.workspace_id not in tables.workspaces:
            raise contradiction()
        tables.members[member.id] = member

    async def member(self, workspace_id: UUID, member_id: UUID) -> Member | None:
        """Return a member."""
        found = self._session.read().members.get(member_id)
        return found if found is not None and found.workspace_id == workspace_id else None

    async def members(self, workspace_id: UUID) -> Sequence[Member]:
        """Return all members, oldest first."""
        found = [m for m in self._session.read().members.values() if m.workspace_id == workspace_id]
        return sorted(found, key=lambda m: (m.created_at, m.id))

    async def update_member(self, member: Member) -> None:
        """Replace a member's name and role."""
        tables = await self._session.write()
        stored = await self.member(member.workspace_id, member.id)
        if stored is None:
            raise not_found("member")
        tables.members[member.id] = replace(stored, name=member.name, role=member.role)

    async def remove_member(self, workspace_id: UUID, member_id: UUID) -> None:
        """Remove a member with the member's API keys, sessions and one-time tokens."""
        tables = await self._session.write()
        if await self.member(workspace_id, member_id) is None:
            raise not_found("member")
        del tables.members[member_id]
        for key in [key for key in tables.api_keys.values() if key.member_id == member_id]:
            del tables.api_keys[key.id]
        for session in [one for one in tables.sessions.values() if one.member_id == member_id]:
            del tables.sessions[session.id]
        for token in [one for one in tables.sign_in_tokens.values() if one.member_id == member_id]:
            del tables.sign_in_tokens[token.digest]


class MemoryApiKeys(ApiKeyRepository):
    """API keys."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, key: ApiKey) -> None:
        """Store a new key."""
        refuse_naive(key)
        tables = await self._session.write()
        if key.id in tables.api_keys or await self.by_prefix(key.prefix) is not None:
            raise conflict("There is already a key with this prefix.")
        owner = tables.members.get(key.member_id)
        if owner is None or owner.workspace_id != key.workspace_id:
            raise contradiction()
        tables.api_keys[key.id] = key

    async def by_prefix(self, prefix: str) -> ApiKey | None:
        """Find the key that a presented secret claims to be."""
        return next((key for key in self._session.read().api_keys.values() if key.prefix == prefix), None)

    async def get(self, workspace_id: UUID, key_id: UUID) -> ApiKey | None:
        """Return a key."""
        found = self._session.read().api_keys.get(key_id)
        return found if found is not None and found.workspace_id == workspace_id else None

    async def list(self, workspace_id: UUID, page: PageRequest) -> Page[ApiKey]:
        """Return keys, newest first."""
        found = [key for key in self._session.read().api_keys.values() if key.workspace_id == workspace_id]
        keys = (moment_key("created_at"), id_key())
        return page_of(found, keys, lambda key: (key.created_at, key.id), page, descending=True)

    async def revoke(self, workspace_id: UUID, key_id: UUID, at: datetime) -> None:
        """Mark a key as revoked."""
        tables = await self._session.write()
        stored = await self.get(workspace_id, key_id)
        if stored is None:
            raise not_found("API key")
        tables.api_keys[key_id] = replace(stored, revoked_at=stored.revoked_at or at)

    async def touch(self, workspace_id: UUID, key_id: UUID, at: datetime) -> None:
        """Note when a key was last used; one that is gone meanwhile is left alone."""
        tables = await self._session.write()
        stored = await self.get(workspace_id, key_id)
        if stored is not None:
            tables.api_keys[key_id] = replace(stored, last_used_at=at)
