"""Writing to the audit log in the transaction of the deed."""

from uuid import UUID

from domain.audit.model import Actor, AuditEntry
from domain.ports.clock import Clock, Ids
from domain.ports.unit_of_work import Transaction


async def record(
    tx: Transaction,
    actor: Actor,
    action: str,
    subject_id: UUID | None,
    *,
    clock: Clock,
    ids: Ids,
    **details: str,
) -> None:
    """Note that somebody did something, as part of the same transaction."""
    entry = AuditEntry(ids.new(), actor.workspace_id, actor.member_id, action, subject_id, clock.now(), dict(details))
    await tx.audit.append(entry)
