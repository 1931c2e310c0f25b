"""Reading how good forecasts were."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from domain.performance.model import Scope, ScoreRange
from domain.performance.tables import (
    AccuracyPeriod,
    MetricPerformance,
    ModelPerformance,
    accuracy_over_time,
    model_table,
)
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require


@dataclass(frozen=True, slots=True)
class PerformanceService:
    """Performance of the models in the principal's workspace."""

    open: OpenUnitOfWork

    async def models(self, principal: Principal, within: ScoreRange) -> tuple[ModelPerformance, ...]:
        """Return how good each model was over the series of a range's forecasts, the ensemble first.

        What was published is not among it: it has to be asked for, see ``published``.
        """
        return await self._table(principal, replace(within, scope=Scope.SERIES))

    async def published(self, principal: Principal, within: ScoreRange) -> dict[str, tuple[MetricPerformance, ...]]:
        """Return how good the published metrics of campaigns were, by model: of the ensemble only."""
        found = await self._table(principal, replace(within, scope=Scope.CAMPAIGN))
        return {one.model: one.published for one in found}

    async def _table(self, principal: Principal, within: ScoreRange) -> tuple[ModelPerformance, ...]:
        require(principal, Action.READ)
        async with self.open() as tx:
            scores = await tx.forecasts.totals(principal.workspace_id, within)
        return await asyncio.to_thread(model_table, scores)

    async def over_time(self, principal: Principal, within: ScoreRange) -> dict[str, tuple[AccuracyPeriod, ...]]:
        """Return accuracy over time by model."""
        require(principal, Action.READ)
        async with self.open() as tx:
            scores = await tx.forecasts.course(principal.workspace_id, within)
        return await asyncio.to_thread(accuracy_over_time, scores)

    async def of_simulations(
        self, principal: Principal, simulation_ids: Collection[UUID]
    ) -> dict[UUID, tuple[ModelPerformance, ...]]:
        """Return how good the forecasts of runs were, of those of which a day has been observed."""
        require(principal, Action.READ)
        async with self.open() as tx:
            found = await tx.forecasts.of_simulations(principal.workspace_id, simulation_ids)
        return {simulation_id: model_table(scores) for simulation_id, scores in found.items() if scores}
