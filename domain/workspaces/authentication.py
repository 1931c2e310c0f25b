"""From a presented secret to the one who asks."""

import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import SessionEnded, Unauthenticated, Unavailable
from domain.ports.clock import Clock
from domain.ports.keys import KeyVault
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.workspaces.model import ApiKey, Member, Principal, Session

log = logging.getLogger(__name__)

LAST_USE_RESOLUTION = timedelta(minutes=1)
"""Last use is stored at most this often, so that reading does not become writing."""


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Recognises API keys and sessions."""

    open: OpenUnitOfWork
    vault: KeyVault
    clock: Clock

    async def authenticate(self, secret: str) -> Principal:
        """Return who the secret of an API key stands for.

        Raises:
            Unauthenticated: No such key, or it is revoked or expired; the message does not tell unknown from wrong.
        """
        now = self.clock.now()
        async with self.open() as tx:
            key = await tx.api_keys.by_prefix(self.vault.prefix_of(secret))
            if key is None or not self.vault.matches(secret, key.digest):
                raise Unauthenticated("This API key is not known.")
            if not key.usable(now):
                raise Unauthenticated("This API key was revoked or has expired; ask an owner or admin for another.")
            member = await tx.workspaces.member(key.workspace_id, key.member_id)
            if member is None:
                raise Unauthenticated("This API key is not known.")
            if key.last_used_at is None or now - key.last_used_at >= LAST_USE_RESOLUTION:
                await _note_use(tx, tx.api_keys.touch(key.workspace_id, key.id, now), f"key {key.prefix}")
        return _principal(member, key)

    async def authenticate_session(self, secret: str) -> Principal:
        """Return who the secret of a session stands for.

        Member and key are looked up each time: a lower role, a removed member and a revoked key count at once.

        Raises:
            SessionEnded: No such session, or it has expired, or the key that it was begun with is no longer good.
        """
        now = self.clock.now()
        async with self.open() as tx:
            session = await tx.sessions.by_digest(self.vault.digest_of(secret))
            if session is None or not session.usable(now):
                raise _ended()
            key = await _key_of(tx, session, now)
            member = await tx.workspaces.member(session.workspace_id, session.member_id)
            if member is None:
                raise _ended()
            if now - session.last_used_at >= LAST_USE_RESOLUTION:
                touch = tx.sessions.touch(session.workspace_id, session.id, now)
                await _note_use(tx, touch, f"session {session.id}")
        return _principal(member, key, session)


async def _key_of(tx: Transaction, session: Session, now: datetime) -> ApiKey | None:
    if session.api_key_id is None:
        return None
    key = await tx.api_keys.get(session.workspace_id, session.api_key_id)
    if key is None or not key.usable(now):
        raise _ended()
    return key


def _principal(member: Member, key: ApiKey | None, session: Session | None = None) -> Principal:
    role = key.role if key is not None and key.role.at_most(member.role) else member.role
    return Principal(
        member.workspace_id,
        member.id,
        member.name,
        role,
        None if key is None else key.id,
        None if session is None else session.id,
    )


def _ended() -> SessionEnded:
    return SessionEnded("This session has ended; sign in again.")


async def _note_use(tx: Transaction, touch: Awaitable[None], what: str) -> None:
    """Note a use; while somebody else writes for long, such as an import, it goes unnoted until the next."""
    try:
        await touch
        await tx.commit()
    except Unavailable as error:
        log.info("the use of %s was not noted: %s", what, error)
