"""Results of simulations on SQL, and the whole simulation repository."""

import asyncio
from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, func, select, update

from domain.errors import not_found
from domain.ports.repositories import SimulationRepository
from domain.recommendations.model import Recommendation
from domain.risk.model import Risk
from domain.simulations.model import SimulationResult
from infra.storage.codec.documents import from_document, to_document
from infra.storage.schema.campaigns import campaigns
from infra.storage.schema.simulations import recommendations, risks, simulation_results, simulations
from infra.storage.sql.runs import SqlRuns

Finding = TypeVar("Finding", Risk, Recommendation)


class SqlSimulations(SqlRuns, SimulationRepository):
    """Simulations, their steps, and their results."""

    async def save_result(self, workspace_id: UUID, simulation_id: UUID, result: SimulationResult) -> None:
        """Store the result with its risks and recommendations; storing it again replaces it."""
        await self._require(workspace_id, simulation_id)
        # A long result takes tens of milliseconds to write or read, which the event loop does not have.
        document = await asyncio.to_thread(to_document, result)
        values = {"workspace_id": workspace_id, "simulation_id": simulation_id, "document": document}
        await self._statements.put(simulation_results, [values])
        await self._replace(risks, workspace_id, simulation_id, result.risks)
        await self._replace(recommendations, workspace_id, simulation_id, result.advice.recommendations)

    async def adopt_result(self, workspace_id: UUID, simulation_id: UUID, source_id: UUID) -> None:
        """Give a cached simulation the result of another, or of the one that that one has it from."""
        columns = simulations.c
        query = select(func.coalesce(columns.source_id, columns.id, type_=columns.id.type)).where(
            columns.workspace_id == workspace_id, columns.id == source_id
        )
        origin = await self._statements.scalar(query)
        if origin is None:
            raise not_found("simulation")
        statement = (
            update(simulations)
            .where(columns.workspace_id == workspace_id, columns.id == simulation_id)
            .values(cached=True, source_id=origin)
        )
        if await self._statements.count(statement) == 0:
            raise not_found("simulation")

    async def result(self, workspace_id: UUID, simulation_id: UUID) -> SimulationResult | None:
        """Return the result, of the source where it is cached."""
        return (await self.results(workspace_id, [simulation_id])).get(simulation_id)

    async def results(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, SimulationResult]:
        """Return the results of several simulations, in one query."""
        query = (
            select(simulations.c.id, simulation_results.c.simulation_id, simulation_results.c.document)
            .join_from(simulations, simulation_results, _has_result())
            .where(simulations.c.workspace_id == workspace_id, simulations.c.id.in_(simulation_ids))
        )
        read: dict[UUID, SimulationResult] = {}
        found: dict[UUID, SimulationResult] = {}
        for simulation_id, source_id, document in await self._statements.rows(query):
            if source_id not in read:
                read[source_id] = await asyncio.to_thread(from_document, SimulationResult, document)
            found[simulation_id] = read[source_id]
        return found

    async def risk(self, workspace_id: UUID, risk_id: UUID) -> Risk | None:
        """Return a risk of any simulation."""
        return await self._finding(risks, Risk, workspace_id, risk_id)

    async def recommendation(self, workspace_id: UUID, recommendation_id: UUID) -> Recommendation | None:
        """Return a recommendation of any simulation."""
        return await self._finding(recommendations, Recommendation, workspace_id, recommendation_id)

    async def _require(self, workspace_id: UUID, simulation_id: UUID) -> None:
        query = select(simulations.c.id).where(
            simulations.c.workspace_id == workspace_id, simulations.c.id == simulation_id
        )
        if await self._statements.scalar(query) is None:
            raise not_found("simulation")

    async def _replace(
        self, table: Table, workspace_id: UUID, simulation_id: UUID, findings: Sequence[Risk | Recommendation]
    ) -> None:
        await self._statements.run(
            delete(table).where(table.c.workspace_id == workspace_id, table.c.simulation_id == simulation_id)
        )
        values = [
            {
                "id": finding.id,
                "workspace_id": workspace_id,
                "simulation_id": simulation_id,
                "kind": finding.kind.value,
                "document": to_document(finding),
            }
            for finding in findings
        ]
        if values:
            await self._statements.run(self._statements.insert(table), values)

    async def _finding(self, table: Table, kind: type[Finding], workspace_id: UUID, finding_id: UUID) -> Finding | None:
        query = (
            select(table.c.document)
            .join(simulations, simulations.c.id == table.c.simulation_id)
            .join(campaigns, campaigns.c.id == simulations.c.campaign_id)
            .where(table.c.workspace_id == workspace_id, table.c.id == finding_id, campaigns.c.deleted_at.is_(None))
        )
        document = await self._statements.scalar(query)
        return None if document is None else from_document(kind, document)


def _has_result() -> ColumnElement[bool]:
    source = func.coalesce(simulations.c.source_id, simulations.c.id)
    return (simulation_results.c.simulation_id == source) & (
        simulation_results.c.workspace_id == simulations.c.workspace_id
    )
