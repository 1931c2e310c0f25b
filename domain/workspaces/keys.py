"""API keys of a workspace."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.audit.record import record
from domain.errors import Forbidden, Refused, invalid, not_found
from domain.paging import Page, PageRequest
from domain.ports.clock import Clock, Ids
from domain.ports.keys import KeyVault
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import ApiKey, Principal, Role
from domain.workspaces.permissions import Action, require


@dataclass(frozen=True, slots=True)
class ApiKeyService:
    """Issues, lists and revokes API keys."""

    open: OpenUnitOfWork
    vault: KeyVault
    clock: Clock
    ids: Ids

    async def get(self, principal: Principal, key_id: UUID) -> ApiKey | None:
        """Return a key without its secret."""
        require(principal, Action.READ_KEYS)
        async with self.open() as tx:
            return await tx.api_keys.get(principal.workspace_id, key_id)

    async def list(self, principal: Principal, page: PageRequest) -> Page[ApiKey]:
        """Return keys, newest first."""
        require(principal, Action.READ_KEYS)
        async with self.open() as tx:
            return await tx.api_keys.list(principal.workspace_id, page)

    async def create(
        self, principal: Principal, name: str, role: Role, expires_at: datetime | None
    ) -> tuple[str, ApiKey]:
        """Issue a key that acts for the principal and return its secret, which cannot be had again.

        Raises:
            Forbidden: The principal may not, or the role is above the own one.
            Refused: Bad name, or an expiry that is past.
        """
        require(principal, Action.MANAGE_KEYS)
        if not role.at_most(principal.role):
            raise Forbidden(f"A key cannot be more powerful than you are ({principal.role}).", (role.value,))
        name, now = name.strip(), self.clock.now()
        faults = []
        if not 1 <= len(name) <= 200:
            faults.append(invalid("A name has 1 to 200 characters.", "name"))
        if expires_at is not None and expires_at <= now:
            faults.append(invalid("The expiry is in the past.", "expiresAt", hint="Leave it out for a lasting key."))
        if faults:
            raise Refused(*faults)
        secret, prefix, digest = self.vault.issue()
        key = ApiKey(
            self.ids.new(), principal.workspace_id, principal.member_id, name, role, prefix, digest, now, expires_at
        )
        async with self.open() as tx:
            await tx.api_keys.add(key)
            await record(tx, principal, "key.create", key.id, clock=self.clock, ids=self.ids, role=role.value)
            await tx.commit()
        return secret, key

    async def revoke(self, principal: Principal, key_id: UUID) -> ApiKey:
        """Make a key useless, at once and for good.

        Raises:
            Forbidden: The principal may not, or the key is more powerful than the principal.
            Refused: No such key.
        """
        require(principal, Action.MANAGE_KEYS)
        async with self.open() as tx:
            key = await tx.api_keys.get(principal.workspace_id, key_id)
            if key is None:
                raise not_found("API key", "keyId")
            if not key.role.at_most(principal.role):
                raise Forbidden("This key is more powerful than you are.", (key.role.value,))
            revoked = replace(key, revoked_at=key.revoked_at or self.clock.now())
            await tx.api_keys.revoke(principal.workspace_id, key_id, revoked.revoked_at or self.clock.now())
            await record(tx, principal, "key.revoke", key_id, clock=self.clock, ids=self.ids)
            await tx.commit()
        return revoked
