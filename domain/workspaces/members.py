"""Members of a workspace and their roles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.audit.record import record
from domain.errors import ErrorCode, Fault, Forbidden, Refused, invalid, not_found
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.workspaces.model import Member, Principal, Role, Workspace
from domain.workspaces.permissions import Action, require

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class MemberService:
    """Adds, changes and removes members. Nobody grants or touches a role above the own one."""

    open: OpenUnitOfWork
    clock: Clock
    ids: Ids

    async def workspace(self, principal: Principal) -> Workspace:
        """Return the principal's workspace."""
        async with self.open() as tx:
            workspace = await tx.workspaces.get(principal.workspace_id)
        if workspace is None:
            raise not_found("workspace")
        return workspace

    async def get(self, principal: Principal, member_id: UUID) -> Member | None:
        """Return a member of the principal's workspace."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.workspaces.member(principal.workspace_id, member_id)

    async def list(self, principal: Principal) -> Sequence[Member]:
        """Return all members, oldest first."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.workspaces.members(principal.workspace_id)

    async def add(self, principal: Principal, email: str, name: str, role: Role) -> Member:
        """Add a member.

        Raises:
            Forbidden: The principal may not, or the role is above the own one.
            Refused: Bad e-mail address or name, or the address is a member already.
        """
        require(principal, Action.MANAGE_MEMBERS)
        _require_rank(principal, role)
        email, name = email.strip().lower(), name.strip()
        faults = []
        if not _EMAIL.fullmatch(email) or len(email) > 320:
            faults.append(invalid("This is not an e-mail address.", "email", hint="Use the form name@example.com."))
        if not 1 <= len(name) <= 200:
            faults.append(invalid("A name has 1 to 200 characters.", "name"))
        if faults:
            raise Refused(*faults)
        member = Member(self.ids.new(), principal.workspace_id, email, name, role, self.clock.now())
        async with self.open() as tx:
            if any(other.email == email for other in await tx.workspaces.members(principal.workspace_id)):
                raise Refused(Fault(ErrorCode.CONFLICT, f"{email} is a member already.", ("email",)))
            await tx.workspaces.add_member(member)
            await record(tx, principal, "member.add", member.id, clock=self.clock, ids=self.ids, role=role.value)
            await tx.commit()
        return member

    async def change_role(self, principal: Principal, member_id: UUID, role: Role) -> Member:
        """Give a member another role.

        Raises:
            Forbidden: The principal may not, or the old or new role is above the own one.
            Refused: No such member, or the workspace would have no owner left.
        """
        require(principal, Action.MANAGE_MEMBERS)
        _require_rank(principal, role)
        async with self.open() as tx:
            await tx.workspaces.hold(principal.workspace_id)
            member = await self._changeable(tx, principal, member_id, stays_owner=role is Role.OWNER)
            changed = replace(member, role=role)
            await tx.workspaces.update_member(changed)
            await record(
                tx, principal, "member.change_role", member_id, clock=self.clock, ids=self.ids, role=role.value
            )
            await tx.commit()
        return changed

    async def remove(self, principal: Principal, member_id: UUID) -> None:
        """Remove a member with all API keys.

        Raises:
            Forbidden: The principal may not, or the member's role is above the own one.
            Refused: No such member, or it is the last owner.
        """
        require(principal, Action.MANAGE_MEMBERS)
        async with self.open() as tx:
            await tx.workspaces.hold(principal.workspace_id)
            await self._changeable(tx, principal, member_id, stays_owner=False)
            await tx.workspaces.remove_member(principal.workspace_id, member_id)
            await record(tx, principal, "member.remove", member_id, clock=self.clock, ids=self.ids)
            await tx.commit()

    async def _changeable(self, tx: Transaction, principal: Principal, member_id: UUID, *, stays_owner: bool) -> Member:
        members = await tx.workspaces.members(principal.workspace_id)
        member = next((one for one in members if one.id == member_id), None)
        if member is None:
            raise not_found("member", "memberId")
        _require_rank(principal, member.role)
        owners = [one for one in members if one.role is Role.OWNER]
        if member.role is Role.OWNER and not stays_owner and len(owners) == 1:
            raise Refused(
                Fault(
                    ErrorCode.CONFLICT,
                    "This is the workspace's last owner.",
                    ("memberId",),
                    "Make somebody else an owner first.",
                )
            )
        return member


def _require_rank(principal: Principal, role: Role) -> None:
    if not role.at_most(principal.role):
        raise Forbidden(f"A role above {principal.role} is not yours to give or to change.", (Role.OWNER.value,))
