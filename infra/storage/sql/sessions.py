"""Sessions and one-time tokens on SQL."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from domain.ports.sessions import SessionRepository, SignInTokenRepository
from domain.workspaces.model import Session, SignInToken
from infra.storage.schema.sessions import sessions, sign_in_tokens
from infra.storage.sql.statements import AnyRow, Statements


class SqlSessions(SessionRepository):
    """Sessions."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, session: Session) -> None:
        """Store a new session."""
        await self._statements.run(sessions.insert(), asdict(session))

    async def by_digest(self, digest: bytes) -> Session | None:
        """Find the session of a presented secret."""
        row = await self._statements.first(select(sessions).where(sessions.c.digest == digest))
        return None if row is None else _session(row)

    async def touch(self, workspace_id: UUID, session_id: UUID, at: datetime) -> None:
        """Note when a session was last used."""
        mine = (sessions.c.workspace_id == workspace_id) & (sessions.c.id == session_id)
        await self._statements.run(update(sessions).where(mine).values(last_used_at=at))

    async def remove(self, workspace_id: UUID, session_id: UUID) -> bool:
        """End a session."""
        mine = (sessions.c.workspace_id == workspace_id) & (sessions.c.id == session_id)
        return await self._statements.count(delete(sessions).where(mine)) == 1

    async def remove_ended(self, workspace_id: UUID, now: datetime, idle_since: datetime) -> int:
        """Remove sessions that have expired or were idle for too long."""
        ended = or_(sessions.c.expires_at <= now, sessions.c.last_used_at <= idle_since)
        return await self._statements.count(delete(sessions).where(sessions.c.workspace_id == workspace_id, ended))

    async def keep_newest(self, workspace_id: UUID, member_id: UUID, most: int) -> int:
        """Remove a member's sessions but the newest ones."""
        theirs = (sessions.c.workspace_id == workspace_id) & (sessions.c.member_id == member_id)
        newest = select(sessions.c.id).where(theirs).order_by(sessions.c.created_at.desc(), sessions.c.id.desc())
        older = delete(sessions).where(theirs, sessions.c.id.not_in(newest.limit(most)))
        return await self._statements.count(older)


class SqlSignInTokens(SignInTokenRepository):
    """One-time tokens."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, token: SignInToken) -> None:
        """Store a new token."""
        await self._statements.run(sign_in_tokens.insert(), asdict(token))

    async def consume(self, digest: bytes) -> SignInToken | None:
        """Remove and return the token; PostgreSQL lets a second one wait for the row, SQLite for the database."""
        statement = delete(sign_in_tokens).where(sign_in_tokens.c.digest == digest).returning(*sign_in_tokens.c)
        row = await self._statements.first(statement)
        return None if row is None else SignInToken(row.workspace_id, row.member_id, bytes(row.digest), row.expires_at)

    async def remove_expired(self, workspace_id: UUID, now: datetime) -> int:
        """Remove tokens that have expired."""
        mine = sign_in_tokens.c.workspace_id == workspace_id
        return await self._statements.count(delete(sign_in_tokens).where(mine, sign_in_tokens.c.expires_at <= now))


def _session(row: AnyRow) -> Session:
    return Session(
        id=row.id,
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        api_key_id=row.api_key_id,
        digest=bytes(row.digest),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
