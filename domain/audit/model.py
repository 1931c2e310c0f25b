"""Entries of the audit log."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


class Actor(Protocol):
    """Somebody who does something in a workspace."""

    @property
    def workspace_id(self) -> UUID:
        """Where."""
        ...

    @property
    def member_id(self) -> UUID:
        """Who."""
        ...


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something that was done; never changed afterwards, never holding secrets.

    Attributes:
        actor_id: Member who did it; none for the product itself.
        action: Verb and noun, such as ``"campaign.create"``.
        subject_id: What it was done to.
        details: Plain values worth knowing.
    """

    id: UUID
    workspace_id: UUID
    actor_id: UUID | None
    action: str
    subject_id: UUID | None
    at: datetime
    details: dict[str, str] = field(default_factory=dict)
