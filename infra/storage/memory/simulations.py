"""Simulations in memory."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median
from uuid import UUID

import orjson

from domain.errors import conflict, not_found
from domain.paging import Page, PageRequest
from domain.ports.repositories import SimulationRepository
from domain.recommendations.model import Recommendation
from domain.risk.model import Risk
from domain.simulations.model import (
    Simulation,
    SimulationFailure,
    SimulationResult,
    SimulationStatus,
    SimulationStep,
    StepRecord,
)
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession, Tables
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.paging import page_of
from infra.storage.pages import id_key, moment_key


class _MemoryRuns:
    """The part of the simulation repository that knows runs."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, simulation: Simulation) -> None:
        """Store a new simulation."""
        refuse_naive(simulation)
        tables = await self._session.write()
        key = simulation.idempotency_key
        taken = key is not None and await self.by_idempotency_key(simulation.workspace_id, key) is not None
        if taken or simulation.id in tables.simulations:
            raise conflict("There is already a simulation with this idempotency key.", "idempotencyKey")
        campaign = tables.campaigns.get(simulation.campaign_id)
        if campaign is None or campaign.workspace_id != simulation.workspace_id:
            raise contradiction()
        tables.simulations[simulation.id] = simulation
        tables.queued_at[simulation.id] = simulation.created_at

    async def get(self, workspace_id: UUID, simulation_id: UUID) -> Simulation | None:
        """Return a simulation."""
        return self._session.read().simulation(workspace_id, simulation_id)

    async def many(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, Simulation]:
        """Return those of the simulations that exist, by id."""
        return {s.id: s for s in self._of(workspace_id) if s.id in simulation_ids}

    async def by_idempotency_key(self, workspace_id: UUID, key: str) -> Simulation | None:
        """Return the simulation that was started with this key."""
        return next((s for s in self._of(workspace_id) if s.idempotency_key == key), None)

    async def completed_twin(self, workspace_id: UUID, fingerprint: str, since: datetime) -> Simulation | None:
        """Return the newest completed, not cached simulation with this fingerprint that completed after ``since``."""
        twins = [s for s in self._of(workspace_id) if s.fingerprint == fingerprint and not s.cached]
        recent = [pair for pair in _completed(twins) if pair[0] > since]
        return max(recent, key=lambda pair: (pair[0], pair[1].id))[1] if recent else None

    async def running_twin(self, workspace_id: UUID, fingerprint: str) -> Simulation | None:
        """Return the oldest queued or running simulation with this fingerprint."""
        live = {SimulationStatus.QUEUED, SimulationStatus.RUNNING}
        twins = [s for s in self._of(workspace_id) if s.fingerprint == fingerprint and s.status in live]
        return min(twins, key=lambda s: (s.created_at, s.id), default=None)

    async def list(self, workspace_id: UUID, campaign_id: UUID, page: PageRequest) -> Page[Simulation]:
        """Return simulations of a campaign, newest first."""
        found = [s for s in self._of(workspace_id) if s.campaign_id == campaign_id]
        keys = (moment_key("created_at"), id_key())
        return page_of(found, keys, lambda s: (s.created_at, s.id), page, descending=True)

    async def latest(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, Simulation]:
        """Return the newest completed simulation of each campaign."""
        pairs = _completed(s for s in self._of(workspace_id) if s.campaign_id in campaign_ids)
        # Later ones overwrite earlier ones.
        return {s.campaign_id: s for _, s in sorted(pairs, key=lambda pair: (pair[0], pair[1].id))}

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
        tables = await self._session.write()
        stored = tables.simulation(workspace_id, simulation_id)
        if stored is None or stored.status not in from_statuses:
            return False
        moved = replace(stored, status=to, failure=failure)
        if to is SimulationStatus.RUNNING:
            moved = replace(moved, started_at=stored.started_at or at)
        if to.ended:
            moved = replace(moved, completed_at=at)
        if to is SimulationStatus.QUEUED:
            moved = replace(moved, attempt=stored.attempt + 1, completed_at=None, steps_done=0, step=None)
            moved = replace(moved, cached=False, source_id=None)
            tables.queued_at[simulation_id] = at
            _clear_steps(tables, simulation_id)
        tables.simulations[simulation_id] = moved
        return True

    async def begin_step(self, workspace_id: UUID, simulation_id: UUID, step: SimulationStep) -> bool:
        """Note the step at work if the simulation is RUNNING; return whether it is."""
        tables = await self._session.write()
        stored = tables.simulation(workspace_id, simulation_id)
        if stored is None or stored.status is not SimulationStatus.RUNNING:
            return False
        tables.simulations[simulation_id] = replace(stored, step=step)
        return True

    async def finish_step(self, workspace_id: UUID, record: StepRecord, steps_done: int) -> bool:
        """Store a checkpoint and the count of finished steps, if the simulation is RUNNING in that attempt."""
        refuse_naive(record)
        tables = await self._session.write()
        stored = tables.simulation(workspace_id, record.simulation_id)
        if stored is None or stored.status is not SimulationStatus.RUNNING or stored.attempt != record.attempt:
            return False
        key = (record.simulation_id, record.attempt, record.step)
        tables.simulations[stored.id] = replace(stored, steps_done=steps_done)
        tables.steps[key] = replace(record, output=None)
        tables.outputs[key] = orjson.dumps(record.output)
        return True

    async def steps(self, workspace_id: UUID, simulation_id: UUID) -> Sequence[StepRecord]:
        """Return the finished steps of the present attempt, in the order of the steps, without their outputs."""
        tables = self._session.read()
        stored = tables.simulation(workspace_id, simulation_id)
        if stored is None:
            return []
        keys = [(simulation_id, stored.attempt, step) for step in SimulationStep]
        return [tables.steps[key] for key in keys if key in tables.steps]

    async def step_output(self, workspace_id: UUID, simulation_id: UUID, step: SimulationStep) -> object | None:
        """Return what a finished step of the present attempt left for later ones."""
        tables = self._session.read()
        stored = tables.simulation(workspace_id, simulation_id)
        text = None if stored is None else tables.outputs.get((simulation_id, stored.attempt, step))
        output: object | None = None if text is None else orjson.loads(text)
        return output

    async def queue_position(self, workspace_id: UUID, simulation_id: UUID) -> int | None:
        """Return 1 for the queued simulation that runs next, over all workspaces; none if it is not queued."""
        tables = self._session.read()
        stored = tables.simulation(workspace_id, simulation_id)
        if stored is None or stored.status is not SimulationStatus.QUEUED:
            return None
        mine = (tables.queued_at[simulation_id], simulation_id)
        queued = [s.id for s in tables.simulations.values() if s.status is SimulationStatus.QUEUED]
        return sum(1 for other in queued if (tables.queued_at[other], other) <= mine)

    async def queue_positions(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return the positions of several simulations; those that are not queued are missing."""
        positions = {each: await self.queue_position(workspace_id, each) for each in simulation_ids}
        return {each: position for each, position in positions.items() if position is not None}

    async def recent_step_seconds(self, limit: int) -> dict[SimulationStep, float]:
        """Return the median wall time of each step over the last ``limit`` finished runs of all workspaces."""
        tables = self._session.read()
        pairs = _completed(s for s in tables.simulations.values() if not s.cached)
        newest = sorted(pairs, key=lambda pair: (pair[0], pair[1].id), reverse=True)[:limit]
        attempts = {(s.id, s.attempt) for _, s in newest}
        times: dict[SimulationStep, list[float]] = {}
        for (simulation_id, attempt, step), record in tables.steps.items():
            if (simulation_id, attempt) in attempts:
                times.setdefault(step, []).append(record.seconds)
        return {step: median(values) for step, values in times.items()}

    def _of(self, workspace_id: UUID) -> Sequence[Simulation]:
        return [s for s in self._session.read().simulations.values() if s.workspace_id == workspace_id]


class MemorySimulations(_MemoryRuns, SimulationRepository):
    """Simulations, their steps, and their results."""

    async def save_result(self, workspace_id: UUID, simulation_id: UUID, result: SimulationResult) -> None:
        """Store the result with its risks and recommendations; storing it again replaces it."""
        tables = await self._session.write()
        if tables.simulation(workspace_id, simulation_id) is None:
            raise not_found("simulation")
        tables.results[simulation_id] = result
        kept_risks = {key: found for key, found in tables.risks.items() if found[0] != simulation_id}
        tables.risks = kept_risks | {risk.id: (simulation_id, risk) for risk in result.risks}
        kept = {key: found for key, found in tables.recommendations.items() if found[0] != simulation_id}
        tables.recommendations = kept | {each.id: (simulation_id, each) for each in result.advice.recommendations}

    async def adopt_result(self, workspace_id: UUID, simulation_id: UUID, source_id: UUID) -> None:
        """Give a cached simulation the result of another, or of the one that that one has it from."""
        tables = await self._session.write()
        stored, source = tables.simulation(workspace_id, simulation_id), tables.simulation(workspace_id, source_id)
        if stored is None or source is None:
            raise not_found("simulation")
        tables.simulations[simulation_id] = replace(stored, cached=True, source_id=source.source_id or source.id)

    async def result(self, workspace_id: UUID, simulation_id: UUID) -> SimulationResult | None:
        """Return the result, of the source where it is cached."""
        return (await self.results(workspace_id, [simulation_id])).get(simulation_id)

    async def results(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, SimulationResult]:
        """Return the results of several simulations."""
        tables = self._session.read()
        found: dict[UUID, SimulationResult] = {}
        for simulation_id in simulation_ids:
            stored = tables.simulation(workspace_id, simulation_id)
            result = None if stored is None else tables.results.get(stored.source_id or stored.id)
            if result is not None:
                found[simulation_id] = result
        return found

    async def risk(self, workspace_id: UUID, risk_id: UUID) -> Risk | None:
        """Return a risk of any simulation."""
        tables = self._session.read()
        found = tables.risks.get(risk_id)
        return None if found is None or not _visible(tables, workspace_id, found[0]) else found[1]

    async def recommendation(self, workspace_id: UUID, recommendation_id: UUID) -> Recommendation | None:
        """Return a recommendation of any simulation."""
        tables = self._session.read()
        found = tables.recommendations.get(recommendation_id)
        return None if found is None or not _visible(tables, workspace_id, found[0]) else found[1]


def _visible(tables: Tables, workspace_id: UUID, simulation_id: UUID) -> bool:
    simulation = tables.simulation(workspace_id, simulation_id)
    return simulation is not None and tables.campaign(workspace_id, simulation.campaign_id) is not None


def _completed(simulations: Iterable[Simulation]) -> list[tuple[datetime, Simulation]]:
    return [
        (s.completed_at, s)
        for s in simulations
        if s.status is SimulationStatus.COMPLETED and s.completed_at is not None
    ]


def _clear_steps(tables: Tables, simulation_id: UUID) -> None:
    for key in [key for key in tables.steps if key[0] == simulation_id]:
        del tables.steps[key]
        del tables.outputs[key]
