"""API keys on SQL."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from domain.errors import conflict, not_found
from domain.paging import Page, PageRequest
from domain.ports.repositories import ApiKeyRepository
from domain.workspaces.model import ApiKey, Role
from infra.storage.pages import id_key, moment_key
from infra.storage.schema.workspaces import api_keys
from infra.storage.sql.paging import read_page
from infra.storage.sql.statements import AnyRow, Statements


class SqlApiKeys(ApiKeyRepository):
    """API keys."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, key: ApiKey) -> None:
        """Store a new key."""
        values = asdict(key) | {"role": key.role.value}
        if not await self._statements.insert_if_free(api_keys, values):
            raise conflict("There is already a key with this prefix.")

    async def by_prefix(self, prefix: str) -> ApiKey | None:
        """Find the key that a presented secret claims to be."""
        row = await self._statements.first(select(api_keys).where(api_keys.c.prefix == prefix))
        return None if row is None else _key(row)

    async def get(self, workspace_id: UUID, key_id: UUID) -> ApiKey | None:
        """Return a key."""
        row = await self._statements.first(
            select(api_keys).where(api_keys.c.workspace_id == workspace_id, api_keys.c.id == key_id)
        )
        return None if row is None else _key(row)

    async def list(self, workspace_id: UUID, page: PageRequest) -> Page[ApiKey]:
        """Return keys, newest first."""
        query = select(api_keys).where(api_keys.c.workspace_id == workspace_id)
        keys = (moment_key("created_at"), id_key())
        return await read_page(self._statements, query, api_keys, keys, page, _key, descending=True)

    async def revoke(self, workspace_id: UUID, key_id: UUID, at: datetime) -> None:
        """Mark a key as revoked."""
        moment = func.coalesce(api_keys.c.revoked_at, at, type_=api_keys.c.revoked_at.type)
        if await self._change(workspace_id, key_id, {"revoked_at": moment}) == 0:
            raise not_found("API key")

    async def touch(self, workspace_id: UUID, key_id: UUID, at: datetime) -> None:
        """Note when a key was last used; one that is gone meanwhile is left alone."""
        await self._change(workspace_id, key_id, {"last_used_at": at})

    async def _change(self, workspace_id: UUID, key_id: UUID, values: dict[str, object]) -> int:
        statement = update(api_keys).where(api_keys.c.workspace_id == workspace_id, api_keys.c.id == key_id)
        return await self._statements.count(statement.values(**values))


def _key(row: AnyRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        name=row.name,
        role=Role(row.role),
        prefix=row.prefix,
        digest=bytes(row.digest),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
