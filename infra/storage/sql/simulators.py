"""Simulators on SQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from domain.errors import conflict, not_found
from domain.marketplace.history.model import HourBlock
from domain.marketplace.scenarios.model import ScenarioDefinition
from domain.marketplace.timeline.model import Command
from domain.ports.simulators import SimulatorRepository
from domain.simulators.model import SavedEngine, SavedScenario, SimulatorRecord
from infra.storage.codec.documents import from_document, to_document
from infra.storage.schema.simulators import (
    simulator_commands,
    simulator_engines,
    simulator_hours,
    simulator_scenarios,
    simulators,
)
from infra.storage.sql.simulator_leases import SqlLeases, SqlRequests
from infra.storage.sql.simulator_tails import SqlTails
from infra.storage.sql.statements import AnyRow, Statements


class SqlSimulators(SimulatorRepository):
    """Simulators, at most one for each workspace."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self.tail = SqlTails(statements)
        self.leases = SqlLeases(statements)
        self.requests = SqlRequests(statements)

    async def add(self, record: SimulatorRecord) -> None:
        """Store a new simulator."""
        values = {name: getattr(record, name) for name in SimulatorRecord.__slots__}
        if not await self._statements.insert_if_free(simulators, values):
            hint = "Use that one; resetSimulator takes away what was done to it."
            raise conflict("The workspace has a simulator already.", hint=hint)

    async def get(self, workspace_id: UUID) -> SimulatorRecord | None:
        """Return the simulator of a workspace."""
        row = await self._statements.first(select(simulators).where(simulators.c.workspace_id == workspace_id))
        return None if row is None else _record(row)

    async def everyone(self) -> Sequence[SimulatorRecord]:
        """Return all simulators, oldest first."""
        query = select(simulators).order_by(simulators.c.created_at, simulators.c.workspace_id)
        return [_record(row) for row in await self._statements.rows(query)]

    async def set_speed(self, workspace_id: UUID, speed: float) -> None:
        """Remember the speed."""
        await self._change(workspace_id, speed=speed)

    async def append(self, workspace_id: UUID, command: Command) -> None:
        """Add a command to the log."""
        values = {"workspace_id": workspace_id, "number": command.number, "document": to_document(command)}
        if not await self._statements.insert_if_free(simulator_commands, values):
            raise conflict(f"There is a command {command.number} already.", hint="Read the state again and repeat.")

    async def commands(self, workspace_id: UUID) -> Sequence[Command]:
        """Return the log in the order of the numbers."""
        query = (
            select(simulator_commands.c.document)
            .where(simulator_commands.c.workspace_id == workspace_id)
            .order_by(simulator_commands.c.number)
        )
        return [from_document(Command, row[0]) for row in await self._statements.rows(query)]

    async def reach(self, workspace_id: UUID, position: datetime, due_at: datetime) -> None:
        """Remember up to where events may be published, and when that is due."""
        await self._change(workspace_id, position=position, due_at=due_at)

    async def save_engine(self, workspace_id: UUID, saved: SavedEngine) -> None:
        """Replace the saved engine."""
        values = {
            "workspace_id": workspace_id,
            "position": saved.position,
            "command": saved.command,
            "content": saved.content,
        }
        await self._statements.put(simulator_engines, [values])

    async def engine(self, workspace_id: UUID) -> SavedEngine | None:
        """Return the saved engine."""
        columns = simulator_engines.c
        query = select(columns.position, columns.command, columns.content).where(columns.workspace_id == workspace_id)
        row = await self._statements.first(query)
        return None if row is None else SavedEngine(row.position, row.command, bytes(row.content))

    async def add_hours(self, workspace_id: UUID, hours: Sequence[HourBlock]) -> None:
        """Store counted hours."""
        values = [
            {"workspace_id": workspace_id, "begin": hour.begin, "document": to_document(hour)}
            for hour in {hour.begin: hour for hour in hours}.values()
        ]
        await self._statements.put(simulator_hours, values)

    async def hours(self, workspace_id: UUID, begin: int, end: int) -> Sequence[HourBlock]:
        """Return the counted hours between two moments, ascending."""
        columns = simulator_hours.c
        query = (
            select(columns.document)
            .where(columns.workspace_id == workspace_id, columns.begin >= begin, columns.begin < end)
            .order_by(columns.begin)
        )
        return [from_document(HourBlock, row[0]) for row in await self._statements.rows(query)]

    async def save_scenario(self, saved: SavedScenario) -> None:
        """Store a scenario in place of one with its id."""
        values = {
            "workspace_id": saved.workspace_id,
            "id": saved.definition.id,
            "document": to_document(saved.definition),
            "saved_by": saved.saved_by,
            "saved_at": saved.saved_at,
        }
        await self._statements.put(simulator_scenarios, [values])

    async def delete_scenario(self, workspace_id: UUID, scenario_id: str) -> bool:
        """Remove a scenario; return whether there was one."""
        columns = simulator_scenarios.c
        statement = delete(simulator_scenarios).where(columns.workspace_id == workspace_id, columns.id == scenario_id)
        return await self._statements.count(statement) == 1

    async def scenarios(self, workspace_id: UUID) -> Sequence[SavedScenario]:
        """Return the scenarios of the workspace by id."""
        columns = simulator_scenarios.c
        query = (
            select(columns.document, columns.saved_by, columns.saved_at)
            .where(columns.workspace_id == workspace_id)
            .order_by(columns.id)
        )
        return [
            SavedScenario(workspace_id, from_document(ScenarioDefinition, row.document), row.saved_by, row.saved_at)
            for row in await self._statements.rows(query)
        ]

    async def _change(self, workspace_id: UUID, **values: object) -> None:
        statement = update(simulators).where(simulators.c.workspace_id == workspace_id).values(values)
        if await self._statements.count(statement) == 0:
            raise not_found("simulator")


def _record(row: AnyRow) -> SimulatorRecord:
    return SimulatorRecord(**{name: getattr(row, name) for name in SimulatorRecord.__slots__})
