"""From a presented secret to the one who asks."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import Unauthenticated, Unavailable
from domain.ports.clock import Clock
from domain.ports.keys import KeyVault
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.workspaces.model import ApiKey, Principal

log = logging.getLogger(__name__)

LAST_USE_RESOLUTION = timedelta(minutes=1)
"""Last use is stored at most this often, so that reading does not become writing."""


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Recognises API keys."""

    open: OpenUnitOfWork
    vault: KeyVault
    clock: Clock

    async def authenticate(self, secret: str) -> Principal:
        """Return who the secret stands for.

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
                await _note_use(tx, key, now)
        role = key.role if key.role.at_most(member.role) else member.role
        return Principal(key.workspace_id, member.id, member.name, role, key.id)


async def _note_use(tx: Transaction, key: ApiKey, now: datetime) -> None:
    """Note the use of a key; while somebody else writes for long, such as an import, it goes unnoted until the next."""
    try:
        await tx.api_keys.touch(key.workspace_id, key.id, now)
        await tx.commit()
    except Unavailable as error:
        log.info("the use of key %s was not noted: %s", key.prefix, error)
