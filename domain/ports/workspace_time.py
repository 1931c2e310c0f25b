"""What time it is for a workspace."""

from datetime import datetime
from typing import Protocol
from uuid import UUID


class WorkspaceTime(Protocol):
    """Tells the time that a workspace lives in: simulation time where it has a simulator, else real time.

    It serves what is judged by the day: how fresh data are, and which dates lie in the future. When something was
    stored or is due is real time everywhere.
    """

    async def now(self, workspace_id: UUID) -> datetime:
        """Return the present moment of the workspace, aware, in UTC."""
        ...
