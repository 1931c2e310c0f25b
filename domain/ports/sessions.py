"""Storage of sessions and of the one-time tokens that begin them.

As with all storage, the workspace comes first and nothing outside it is seen. The exceptions say so.
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.workspaces.model import Session, SignInToken


class SessionRepository(Protocol):
    """Sessions. They go with their member and with the key that they were begun with."""

    async def add(self, session: Session) -> None:
        """Store a new session.

        Raises:
            Refused: With CONFLICT when its member or key is gone or belongs to another workspace.
        """
        ...

    async def by_digest(self, digest: bytes) -> Session | None:
        """Find the session of a presented secret; across workspaces, for authentication only."""
        ...

    async def touch(self, workspace_id: UUID, session_id: UUID, at: datetime) -> None:
        """Note when a session was last used; one that is gone meanwhile is left alone."""
        ...

    async def remove(self, workspace_id: UUID, session_id: UUID) -> bool:
        """End a session; return whether there was one."""
        ...

    async def remove_ended(self, workspace_id: UUID, now: datetime, idle_since: datetime) -> int:
        """Remove sessions that expire at ``now`` or before, or were last used at ``idle_since`` or before.

        Returns how many there were.
        """
        ...

    async def keep_newest(self, workspace_id: UUID, member_id: UUID, most: int) -> int:
        """Remove a member's sessions but the newest ``most``; return how many were removed."""
        ...


class SignInTokenRepository(Protocol):
    """One-time tokens. They go with their member."""

    async def add(self, token: SignInToken) -> None:
        """Store a new token.

        Raises:
            Refused: With CONFLICT when its member is gone or belongs to another workspace.
        """
        ...

    async def consume(self, digest: bytes) -> SignInToken | None:
        """Remove and return the token of a presented secret; across workspaces, for authentication only.

        Of two transactions that do so at once, one gets it.
        """
        ...

    async def remove_expired(self, workspace_id: UUID, now: datetime) -> int:
        """Remove tokens that expire at ``now`` or before; return how many there were."""
        ...
