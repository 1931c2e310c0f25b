"""Sessions and one-time tokens in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.ports.sessions import SessionRepository, SignInTokenRepository
from domain.workspaces.model import Session, SignInToken
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession, Tables
from infra.storage.memory.moments import refuse_naive


class MemorySessions(SessionRepository):
    """Sessions."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, session: Session) -> None:
        """Store a new session."""
        refuse_naive(session)
        tables = await self._session.write()
        if session.id in tables.sessions or await self.by_digest(session.digest) is not None:
            raise contradiction()
        _require_member(tables, session.workspace_id, session.member_id)
        if session.api_key_id is not None:
            key = tables.api_keys.get(session.api_key_id)
            if key is None or key.workspace_id != session.workspace_id:
                raise contradiction()
        tables.sessions[session.id] = session

    async def by_digest(self, digest: bytes) -> Session | None:
        """Find the session of a presented secret."""
        return next((one for one in self._session.read().sessions.values() if one.digest == digest), None)

    async def touch(self, workspace_id: UUID, session_id: UUID, at: datetime) -> None:
        """Note when a session was last used."""
        tables = await self._session.write()
        stored = tables.sessions.get(session_id)
        if stored is not None and stored.workspace_id == workspace_id:
            tables.sessions[session_id] = replace(stored, last_used_at=at)

    async def remove(self, workspace_id: UUID, session_id: UUID) -> bool:
        """End a session."""
        stored = (await self._session.write()).sessions.get(session_id)
        if stored is None or stored.workspace_id != workspace_id:
            return False
        return await self._remove([stored]) == 1

    async def remove_ended(self, workspace_id: UUID, now: datetime, idle_since: datetime) -> int:
        """Remove sessions that have expired or were idle for too long."""
        mine = [one for one in self._session.read().sessions.values() if one.workspace_id == workspace_id]
        return await self._remove([one for one in mine if one.expires_at <= now or one.last_used_at <= idle_since])

    async def keep_newest(self, workspace_id: UUID, member_id: UUID, most: int) -> int:
        """Remove a member's sessions but the newest ones."""
        rows = self._session.read().sessions.values()
        theirs = [one for one in rows if one.workspace_id == workspace_id and one.member_id == member_id]
        return await self._remove(sorted(theirs, key=lambda one: (one.created_at, one.id), reverse=True)[most:])

    async def _remove(self, gone: Iterable[Session]) -> int:
        tables, rows = await self._session.write(), list(gone)
        for one in rows:
            del tables.sessions[one.id]
        return len(rows)


class MemorySignInTokens(SignInTokenRepository):
    """One-time tokens."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, token: SignInToken) -> None:
        """Store a new token."""
        refuse_naive(token)
        tables = await self._session.write()
        _require_member(tables, token.workspace_id, token.member_id)
        if token.digest in tables.sign_in_tokens:
            raise contradiction()
        tables.sign_in_tokens[token.digest] = token

    async def consume(self, digest: bytes) -> SignInToken | None:
        """Remove and return the token of a presented secret."""
        return (await self._session.write()).sign_in_tokens.pop(digest, None)

    async def remove_expired(self, workspace_id: UUID, now: datetime) -> int:
        """Remove tokens that have expired."""
        tables = await self._session.write()
        rows = [one for one in tables.sign_in_tokens.values() if one.workspace_id == workspace_id]
        expired = [one.digest for one in rows if one.expires_at <= now]
        for digest in expired:
            del tables.sign_in_tokens[digest]
        return len(expired)


def _require_member(tables: Tables, workspace_id: UUID, member_id: UUID) -> None:
    member = tables.members.get(member_id)
    if member is None or member.workspace_id != workspace_id:
        raise contradiction()
