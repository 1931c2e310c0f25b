"""The first workspace and its owner."""

from dataclasses import dataclass

from domain.errors import Refused
from domain.ports.clock import Clock, Ids
from domain.ports.keys import KeyVault
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.workspaces.model import ApiKey, Member, Principal, Role, Workspace

OWNER_KEY_NAME = "Owner key"


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What a start found or made.

    Attributes:
        owner: The owner of the first workspace.
        secret: The owner key, in clear, only where this start generated it.
        created: Whether the workspace was made now.
    """

    workspace: Workspace
    owner: Principal
    secret: str | None
    created: bool


@dataclass(frozen=True, slots=True)
class Provisioning:
    """Makes sure that somebody can sign in."""

    open: OpenUnitOfWork
    vault: KeyVault
    clock: Clock
    ids: Ids

    async def first_workspace(
        self, name: str, slug: str, owner: tuple[str, str], *, demo: bool, owner_key: str | None
    ) -> Provisioned:
        """Create the first workspace with an owner and an owner key, unless there is one; safe to call at each start.

        ``owner`` is the e-mail address and name of the owner where there is none.

        An ``owner_key`` chosen by the operator is accepted from then on, also when the workspace exists already.
        """
        try:
            return await self._ensure(name, slug, owner, demo=demo, owner_key=owner_key)
        except Refused:
            # Another process that starts at the same time was quicker; what it made is there now.
            return await self._ensure(name, slug, owner, demo=demo, owner_key=owner_key)

    async def owner_of(self, slug: str) -> Principal | None:
        """Return the owner of a workspace, as whom the operator of the machine acts; none when there is no such one."""
        async with self.open() as tx:
            workspace = await tx.workspaces.by_slug(slug)
            owner = None if workspace is None else await _first_owner(tx, workspace)
        return None if owner is None else _principal(owner)

    async def _ensure(
        self, name: str, slug: str, owner: tuple[str, str], *, demo: bool, owner_key: str | None
    ) -> Provisioned:
        async with self.open() as tx:
            workspace = next(iter(await tx.workspaces.everyone()), None)
            created = workspace is None
            if workspace is None:
                workspace = Workspace(self.ids.new(), name, slug, self.clock.now(), demo)
                await tx.workspaces.add(workspace)
            member = await self._owner(tx, workspace, owner)
            secret = await self._owner_key(tx, member, owner_key, created=created)
            await tx.commit()
        return Provisioned(workspace, _principal(member), secret, created)

    async def _owner(self, tx: Transaction, workspace: Workspace, told: tuple[str, str]) -> Member:
        found = await _first_owner(tx, workspace)
        if found is not None:
            return found
        email, name = told
        owner = Member(self.ids.new(), workspace.id, email, name, Role.OWNER, self.clock.now())
        await tx.workspaces.add_member(owner)
        return owner

    async def _owner_key(self, tx: Transaction, owner: Member, chosen: str | None, *, created: bool) -> str | None:
        if chosen is not None:
            prefix, digest = self.vault.adopt(chosen)
            if await tx.api_keys.by_prefix(prefix) is None:
                await tx.api_keys.add(self._key(owner, prefix, digest))
            return None
        if not created:
            return None
        secret, prefix, digest = self.vault.issue()
        await tx.api_keys.add(self._key(owner, prefix, digest))
        return secret

    def _key(self, owner: Member, prefix: str, digest: bytes) -> ApiKey:
        return ApiKey(
            self.ids.new(), owner.workspace_id, owner.id, OWNER_KEY_NAME, Role.OWNER, prefix, digest, self.clock.now()
        )


async def _first_owner(tx: Transaction, workspace: Workspace) -> Member | None:
    members = await tx.workspaces.members(workspace.id)
    return next((member for member in members if member.role is Role.OWNER), None)


def _principal(owner: Member) -> Principal:
    return Principal(owner.workspace_id, owner.id, owner.name, owner.role)
