"""The time that workspaces live in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.marketplace.moments import moment
from domain.ports.clock import Clock
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.ports.workspace_time import WorkspaceTime
from domain.simulators.host import SimulatorHost


@dataclass(frozen=True, slots=True)
class SimulatedTime(WorkspaceTime):
    """Simulation time where a workspace has a simulator; a process that runs none asks storage how far it is."""

    host: SimulatorHost
    open: OpenUnitOfWork
    clock: Clock

    async def now(self, workspace_id: UUID) -> datetime:
        """Return the present moment of the workspace, aware, in UTC."""
        live = self.host.live(workspace_id)
        if live is not None:
            return moment(live.position)
        now = self.clock.now()
        if self.host.running:
            return now
        async with self.open() as tx:
            record = await tx.simulators.get(workspace_id)
        if record is None:
            return now
        # An announced position is at most a few seconds ahead; the day is what matters here.
        return max(record.epoch, record.position + (now - record.due_at) * record.speed)
