"""Simulations and their checkpoints on SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from domain.errors import conflict
from domain.paging import Page, PageRequest
from domain.simulations.model import (
    Simulation,
    SimulationFailure,
    SimulationRequest,
    SimulationStatus,
    SimulationStep,
    StepRecord,
)
from infra.storage.codec.documents import from_document, to_document
from infra.storage.pages import id_key, moment_key
from infra.storage.schema.simulations import simulation_steps, simulations
from infra.storage.sql.paging import read_page
from infra.storage.sql.statements import AnyRow, Statements

_COLUMNS = simulations.c
_LIVE = (SimulationStatus.QUEUED.value, SimulationStatus.RUNNING.value)


class SqlRuns:
    """The part of the simulation repository that knows runs."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, simulation: Simulation) -> None:
        """Store a new simulation."""
        if not await self._statements.insert_if_free(simulations, _values(simulation)):
            raise conflict("There is already a simulation with this idempotency key.", "idempotencyKey")

    async def get(self, workspace_id: UUID, simulation_id: UUID) -> Simulation | None:
        """Return a simulation."""
        return await self._one(_of(workspace_id).where(_COLUMNS.id == simulation_id))

    async def many(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, Simulation]:
        """Return those of the simulations that exist, by id, in one query."""
        query = _of(workspace_id).where(_COLUMNS.id.in_(simulation_ids))
        return {row.id: _simulation(row) for row in await self._statements.rows(query)}

    async def by_idempotency_key(self, workspace_id: UUID, key: str) -> Simulation | None:
        """Return the simulation that was started with this key."""
        return await self._one(_of(workspace_id).where(_COLUMNS.idempotency_key == key))

    async def completed_twin(self, workspace_id: UUID, fingerprint: str, since: datetime) -> Simulation | None:
        """Return the newest completed, not cached simulation with this fingerprint that completed after ``since``."""
        query = _of(workspace_id).where(
            _COLUMNS.fingerprint == fingerprint,
            _COLUMNS.status == SimulationStatus.COMPLETED.value,
            _COLUMNS.cached.is_(False),
            _COLUMNS.completed_at > since,
        )
        return await self._one(query.order_by(_COLUMNS.completed_at.desc(), _COLUMNS.id.desc()).limit(1))

    async def running_twin(self, workspace_id: UUID, fingerprint: str) -> Simulation | None:
        """Return the oldest queued or running simulation with this fingerprint."""
        query = _of(workspace_id).where(_COLUMNS.fingerprint == fingerprint, _COLUMNS.status.in_(_LIVE))
        return await self._one(query.order_by(_COLUMNS.created_at, _COLUMNS.id).limit(1))

    async def list(self, workspace_id: UUID, campaign_id: UUID, page: PageRequest) -> Page[Simulation]:
        """Return simulations of a campaign, newest first."""
        query = _of(workspace_id).where(_COLUMNS.campaign_id == campaign_id)
        keys = (moment_key("created_at"), id_key())
        return await read_page(self._statements, query, simulations, keys, page, _simulation, descending=True)

    async def latest(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, Simulation]:
        """Return the newest completed simulation of each campaign, in one query."""
        place = (
            func.row_number()
            .over(partition_by=_COLUMNS.campaign_id, order_by=(_COLUMNS.completed_at.desc(), _COLUMNS.id.desc()))
            .label("place")
        )
        ranked = (
            select(_COLUMNS.id, place)
            .where(
                _COLUMNS.workspace_id == workspace_id,
                _COLUMNS.campaign_id.in_(campaign_ids),
                _COLUMNS.status == SimulationStatus.COMPLETED.value,
            )
            .subquery()
        )
        query = select(simulations).join(ranked, (ranked.c.id == _COLUMNS.id) & (ranked.c.place == 1))
        return {row.campaign_id: _simulation(row) for row in await self._statements.rows(query)}

    async def transition(
        self,
        workspace_id: UUID,
        simulation_id: UUID,
        *,
        from_statuses: Collection[SimulationStatus],
        to: SimulationStatus,
        at: datetime,
        failure: SimulationFailure | None = None,
    ) -> bool:
        """Move to another status if it is in one of ``from_statuses`` now; return whether it moved."""
        values: dict[str, object] = {
            "status": to.value,
            "failure": None if failure is None else to_document(failure),
        }
        if to is SimulationStatus.RUNNING:
            values["started_at"] = func.coalesce(_COLUMNS.started_at, at, type_=_COLUMNS.started_at.type)
        if to.ended:
            values["completed_at"] = at
        if to is SimulationStatus.QUEUED:
            values |= {"attempt": _COLUMNS.attempt + 1, "completed_at": None, "steps_done": 0, "step": None}
            values |= {"queued_at": at, "cached": False, "source_id": None}
        allowed = [status.value for status in from_statuses]
        moved = await self._change(workspace_id, simulation_id, values, _COLUMNS.status.in_(allowed))
        if moved and to is SimulationStatus.QUEUED:
            await self._statements.run(delete(simulation_steps).where(*_steps_of(workspace_id, simulation_id)))
        return moved

    async def begin_step(self, workspace_id: UUID, simulation_id: UUID, step: SimulationStep) -> bool:
        """Note the step at work if the simulation is RUNNING; return whether it is."""
        return await self._change(workspace_id, simulation_id, {"step": step.value}, *_running())

    async def finish_step(self, workspace_id: UUID, record: StepRecord, steps_done: int) -> bool:
        """Store a checkpoint and the count of finished steps, if the simulation is RUNNING in that attempt."""
        conditions = (*_running(), _COLUMNS.attempt == record.attempt)
        if not await self._change(workspace_id, record.simulation_id, {"steps_done": steps_done}, *conditions):
            return False
        values = {
            "workspace_id": workspace_id,
            "simulation_id": record.simulation_id,
            "attempt": record.attempt,
            "step": record.step.value,
            "finished_at": record.finished_at,
            "seconds": record.seconds,
            "message": record.message,
            "output": record.output,
        }
        await self._statements.put(simulation_steps, [values])
        return True

    async def steps(self, workspace_id: UUID, simulation_id: UUID) -> Sequence[StepRecord]:
        """Return the finished steps of the present attempt, in the order of the steps, without their outputs."""
        columns = simulation_steps.c
        query = (
            select(columns.simulation_id, columns.attempt, columns.step, columns.finished_at)
            .add_columns(columns.seconds, columns.message)
            .join_from(simulation_steps, simulations, _present_attempt())
            .where(*_steps_of(workspace_id, simulation_id))
        )
        records = [
            StepRecord(
                row.simulation_id,
                row.attempt,
                SimulationStep(row.step),
                row.finished_at,
                row.seconds,
                row.message,
                None,
            )
            for row in await self._statements.rows(query)
        ]
        order = list(SimulationStep)
        return sorted(records, key=lambda record: order.index(record.step))

    async def step_output(self, workspace_id: UUID, simulation_id: UUID, step: SimulationStep) -> object | None:
        """Return what a finished step of the present attempt left for later ones."""
        query = (
            select(simulation_steps.c.output)
            .join_from(simulation_steps, simulations, _present_attempt())
            .where(*_steps_of(workspace_id, simulation_id), simulation_steps.c.step == step.value)
        )
        output: object | None = await self._statements.scalar(query)
        return output

    async def queue_position(self, workspace_id: UUID, simulation_id: UUID) -> int | None:
        """Return 1 for the queued simulation that runs next, over all workspaces; none if it is not queued."""
        queued = SimulationStatus.QUEUED.value
        mine = select(_COLUMNS.queued_at).where(
            _COLUMNS.workspace_id == workspace_id, _COLUMNS.id == simulation_id, _COLUMNS.status == queued
        )
        since = await self._statements.scalar(mine)
        if since is None:
            return None
        earlier = or_(_COLUMNS.queued_at < since, (_COLUMNS.queued_at == since) & (_COLUMNS.id <= simulation_id))
        query = select(func.count()).select_from(simulations).where(_COLUMNS.status == queued, earlier)
        return int(await self._statements.scalar(query))

    async def queue_positions(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return the positions of several simulations in one query; those that are not queued are missing."""
        place = func.row_number().over(order_by=(_COLUMNS.queued_at, _COLUMNS.id))
        queue = (
            select(_COLUMNS.id, _COLUMNS.workspace_id, place.label("place"))
            .where(_COLUMNS.status == SimulationStatus.QUEUED.value)
            .subquery()
        )
        query = select(queue.c.id, queue.c.place).where(
            queue.c.workspace_id == workspace_id, queue.c.id.in_(simulation_ids)
        )
        return {row.id: int(row.place) for row in await self._statements.rows(query)}

    async def recent_step_seconds(self, limit: int) -> dict[SimulationStep, float]:
        """Return the median wall time of each step over the last ``limit`` finished runs of all workspaces."""
        recent = (
            select(_COLUMNS.id, _COLUMNS.attempt)
            .where(_COLUMNS.status == SimulationStatus.COMPLETED.value, _COLUMNS.cached.is_(False))
            .order_by(_COLUMNS.completed_at.desc(), _COLUMNS.id.desc())
            .limit(limit)
            .subquery()
        )
        columns = simulation_steps.c
        query = select(columns.step, columns.seconds).join(
            recent, (recent.c.id == columns.simulation_id) & (recent.c.attempt == columns.attempt)
        )
        times: dict[SimulationStep, list[float]] = {}
        for step, seconds in await self._statements.rows(query):
            times.setdefault(SimulationStep(step), []).append(seconds)
        return {step: median(values) for step, values in times.items()}

    async def _one(self, query: Select[Any]) -> Simulation | None:
        row = await self._statements.first(query)
        return None if row is None else _simulation(row)

    async def _change(
        self, workspace_id: UUID, simulation_id: UUID, values: dict[str, object], *conditions: ColumnElement[bool]
    ) -> bool:
        statement = update(simulations).where(
            _COLUMNS.workspace_id == workspace_id, _COLUMNS.id == simulation_id, *conditions
        )
        return await self._statements.count(statement.values(**values)) == 1


def _of(workspace_id: UUID) -> Select[Any]:
    return select(simulations).where(_COLUMNS.workspace_id == workspace_id)


def _running() -> tuple[ColumnElement[bool]]:
    return (_COLUMNS.status == SimulationStatus.RUNNING.value,)


def _steps_of(workspace_id: UUID, simulation_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return simulation_steps.c.workspace_id == workspace_id, simulation_steps.c.simulation_id == simulation_id


def _present_attempt() -> ColumnElement[bool]:
    return (_COLUMNS.id == simulation_steps.c.simulation_id) & (_COLUMNS.attempt == simulation_steps.c.attempt)


def _values(simulation: Simulation) -> dict[str, object]:
    return {
        "id": simulation.id,
        "workspace_id": simulation.workspace_id,
        "campaign_id": simulation.campaign_id,
        "request": to_document(simulation.request),
        "fingerprint": simulation.fingerprint,
        "status": simulation.status.value,
        "created_at": simulation.created_at,
        "created_by": simulation.created_by,
        "queued_at": simulation.created_at,
        "started_at": simulation.started_at,
        "completed_at": simulation.completed_at,
        "cached": simulation.cached,
        "source_id": simulation.source_id,
        "attempt": simulation.attempt,
        "idempotency_key": simulation.idempotency_key,
        "steps_done": simulation.steps_done,
        "step": None if simulation.step is None else simulation.step.value,
        "failure": None if simulation.failure is None else to_document(simulation.failure),
    }


def _simulation(row: AnyRow) -> Simulation:
    return Simulation(
        id=row.id,
        workspace_id=row.workspace_id,
        campaign_id=row.campaign_id,
        request=from_document(SimulationRequest, row.request),
        fingerprint=row.fingerprint,
        status=SimulationStatus(row.status),
        created_at=row.created_at,
        created_by=row.created_by,
        started_at=row.started_at,
        completed_at=row.completed_at,
        cached=row.cached,
        source_id=row.source_id,
        attempt=row.attempt,
        idempotency_key=row.idempotency_key,
        steps_done=row.steps_done,
        step=None if row.step is None else SimulationStep(row.step),
        failure=None if row.failure is None else from_document(SimulationFailure, row.failure),
    )
