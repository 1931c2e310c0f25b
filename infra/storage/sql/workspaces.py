"""Workspaces and members on SQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select, update

from domain.errors import conflict, not_found
from domain.ports.repositories import WorkspaceRepository
from domain.workspaces.model import Member, Role, Workspace
from infra.storage.schema.workspaces import members, workspaces
from infra.storage.sql.statements import AnyRow, Statements


class SqlWorkspaces(WorkspaceRepository):
    """Workspaces and their members."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, workspace: Workspace) -> None:
        """Store a new workspace."""
        values = {
            "id": workspace.id,
            "name": workspace.name,
            "slug": workspace.slug,
            "demo": workspace.demo,
            "created_at": workspace.created_at,
        }
        if not await self._statements.insert_if_free(workspaces, values):
            raise conflict(f"There is already a workspace {workspace.slug!r}.", "slug")

    async def get(self, workspace_id: UUID) -> Workspace | None:
        """Return a workspace."""
        row = await self._statements.first(select(workspaces).where(workspaces.c.id == workspace_id))
        return None if row is None else _workspace(row)

    async def by_slug(self, slug: str) -> Workspace | None:
        """Return a workspace by its slug."""
        row = await self._statements.first(select(workspaces).where(workspaces.c.slug == slug))
        return None if row is None else _workspace(row)

    async def everyone(self) -> Sequence[Workspace]:
        """Return all workspaces, oldest first."""
        query = select(workspaces).order_by(workspaces.c.created_at, workspaces.c.id)
        return [_workspace(row) for row in await self._statements.rows(query)]

    async def demo(self) -> Workspace | None:
        """Return the demo workspace."""
        query = select(workspaces).where(workspaces.c.demo.is_(True))
        row = await self._statements.first(query.order_by(workspaces.c.created_at, workspaces.c.id).limit(1))
        return None if row is None else _workspace(row)

    async def hold(self, workspace_id: UUID) -> None:
        """Hold the workspace: PostgreSQL locks its row, which readers and foreign keys pass, SQLite the database."""
        statement = update(workspaces).where(workspaces.c.id == workspace_id).values(slug=workspaces.c.slug)
        await self._statements.run(statement)

    async def add_member(self, member: Member) -> None:
        """Store a new member."""
        values = {
            "id": member.id,
            "workspace_id": member.workspace_id,
            "email": member.email,
            "email_key": member.email.casefold(),
            "name": member.name,
            "role": member.role.value,
            "created_at": member.created_at,
        }
        if not await self._statements.insert_if_free(members, values):
            raise conflict(f"{member.email} is a member already.", "email")

    async def member(self, workspace_id: UUID, member_id: UUID) -> Member | None:
        """Return a member."""
        row = await self._statements.first(
            select(members).where(members.c.workspace_id == workspace_id, members.c.id == member_id)
        )
        return None if row is None else _member(row)

    async def members(self, workspace_id: UUID) -> Sequence[Member]:
        """Return all members, oldest first."""
        query = select(members).where(members.c.workspace_id == workspace_id)
        rows = await self._statements.rows(query.order_by(members.c.created_at, members.c.id))
        return [_member(row) for row in rows]

    async def update_member(self, member: Member) -> None:
        """Replace a member's name and role."""
        statement = (
            update(members)
            .where(members.c.workspace_id == member.workspace_id, members.c.id == member.id)
            .values(name=member.name, role=member.role.value)
        )
        if await self._statements.count(statement) == 0:
            raise not_found("member")

    async def remove_member(self, workspace_id: UUID, member_id: UUID) -> None:
        """Remove a member; foreign keys take API keys, sessions and one-time tokens along."""
        statement = delete(members).where(members.c.workspace_id == workspace_id, members.c.id == member_id)
        if await self._statements.count(statement) == 0:
            raise not_found("member")


def _workspace(row: AnyRow) -> Workspace:
    return Workspace(row.id, row.name, row.slug, row.created_at, row.demo)


def _member(row: AnyRow) -> Member:
    return Member(row.id, row.workspace_id, row.email, row.name, Role(row.role), row.created_at)
