"""Simulators in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.errors import conflict, not_found
from domain.marketplace.history.model import HourBlock
from domain.marketplace.timeline.model import Command
from domain.ports.simulators import SimulatorRepository
from domain.simulators.model import SavedEngine, SavedScenario, SimulatorRecord
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.simulator_sharing import MemoryLeases, MemoryRequests, MemoryTails


class MemorySimulators(SimulatorRepository):
    """Simulators, at most one for each workspace."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session
        self.tail = MemoryTails(session)
        self.leases = MemoryLeases(session)
        self.requests = MemoryRequests(session)

    async def add(self, record: SimulatorRecord) -> None:
        """Store a new simulator."""
        refuse_naive(record)
        tables = await self._session.write()
        if record.workspace_id in tables.simulators:
            hint = "Use that one; resetSimulator takes away what was done to it."
            raise conflict("The workspace has a simulator already.", hint=hint)
        if record.workspace_id not in tables.workspaces:
            raise contradiction()
        tables.simulators[record.workspace_id] = record

    async def get(self, workspace_id: UUID) -> SimulatorRecord | None:
        """Return the simulator of a workspace."""
        return self._session.read().simulators.get(workspace_id)

    async def everyone(self) -> Sequence[SimulatorRecord]:
        """Return all simulators, oldest first."""
        found = self._session.read().simulators.values()
        return sorted(found, key=lambda one: (one.created_at, one.workspace_id))

    async def set_speed(self, workspace_id: UUID, speed: float) -> None:
        """Remember the speed."""
        record = await self._there(workspace_id)
        (await self._session.write()).simulators[workspace_id] = replace(record, speed=speed)

    async def append(self, workspace_id: UUID, command: Command) -> None:
        """Add a command to the log."""
        tables = await self._session.write()
        if workspace_id not in tables.simulators:
            raise contradiction()
        if (workspace_id, command.number) in tables.commands:
            raise conflict(f"There is a command {command.number} already.", hint="Read the state again and repeat.")
        tables.commands[workspace_id, command.number] = command

    async def commands(self, workspace_id: UUID) -> Sequence[Command]:
        """Return the log in the order of the numbers."""
        stored = self._session.read().commands
        return [stored[key] for key in sorted(stored) if key[0] == workspace_id]

    async def reach(self, workspace_id: UUID, position: datetime, due_at: datetime) -> None:
        """Remember up to where events may be published, and when that is due."""
        record = replace(await self._there(workspace_id), position=position, due_at=due_at)
        refuse_naive(record)
        (await self._session.write()).simulators[workspace_id] = record

    async def save_engine(self, workspace_id: UUID, saved: SavedEngine) -> None:
        """Replace the saved engine."""
        refuse_naive(saved)
        tables = await self._session.write()
        if workspace_id not in tables.simulators:
            raise contradiction()
        tables.engines[workspace_id] = saved

    async def engine(self, workspace_id: UUID) -> SavedEngine | None:
        """Return the saved engine."""
        return self._session.read().engines.get(workspace_id)

    async def add_hours(self, workspace_id: UUID, hours: Sequence[HourBlock]) -> None:
        """Store counted hours."""
        if not hours:
            return
        tables = await self._session.write()
        if workspace_id not in tables.simulators:
            raise contradiction()
        for hour in hours:
            tables.hours[workspace_id, hour.begin] = hour

    async def hours(self, workspace_id: UUID, begin: int, end: int) -> Sequence[HourBlock]:
        """Return the counted hours between two moments, ascending."""
        stored = self._session.read().hours
        return [stored[key] for key in sorted(stored) if key[0] == workspace_id and begin <= key[1] < end]

    async def save_scenario(self, saved: SavedScenario) -> None:
        """Store a scenario in place of one with its id."""
        refuse_naive(saved)
        tables = await self._session.write()
        if saved.workspace_id not in tables.workspaces:
            raise contradiction()
        tables.scenarios[saved.workspace_id, saved.definition.id] = saved

    async def delete_scenario(self, workspace_id: UUID, scenario_id: str) -> bool:
        """Remove a scenario; return whether there was one."""
        tables = await self._session.write()
        return tables.scenarios.pop((workspace_id, scenario_id), None) is not None

    async def scenarios(self, workspace_id: UUID) -> Sequence[SavedScenario]:
        """Return the scenarios of the workspace by id."""
        stored = self._session.read().scenarios
        return [stored[key] for key in sorted(stored) if key[0] == workspace_id]

    async def _there(self, workspace_id: UUID) -> SimulatorRecord:
        record = (await self._session.write()).simulators.get(workspace_id)
        if record is None:
            raise not_found("simulator")
        return record
