"""Writing to the audit log in the transaction of the deed."""

from uuid import UUID

from domain.audit.model import AuditEntry
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import Transaction
from domain.workspaces.model import Principal


async def record(
    tx: Transaction,
    principal: Principal,
    action: str,
    subject_id: UUID | None,
    *,
    clock: Clock,
    ids: Ids,
    **details: str,
) -> None:
    """Note that the principal did something, as part of the same transaction."""
    entry = AuditEntry(
        ids.new(), principal.workspace_id, principal.member_id, action, subject_id, clock.now(), dict(details)
    )
    await tx.audit.append(entry)
