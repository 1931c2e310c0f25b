"""Stored forecasts and their scores in memory."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.errors import not_found
from domain.performance.model import DatedScore, DueForecast, Scope, Score, ScoreKey, ScoreRange, StoredForecast, Sums
from domain.ports.performance import ForecastRepository
from domain.severity import Severity
from infra.storage.codec.forecasts import pack_forecast, unpack_forecast
from infra.storage.memory.database import MemorySession, StoredForecastRow


class MemoryForecasts(ForecastRepository):
    """Stored forecasts, kept in the stored form because arrays can be changed, and their scores."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def save(self, workspace_id: UUID, forecast: StoredForecast) -> None:
        """Store what a run forecast; storing it again replaces it and forgets its scores."""
        blob = await asyncio.to_thread(pack_forecast, forecast)
        tables = await self._session.write()
        simulation = tables.simulation(workspace_id, forecast.simulation_id)
        if simulation is None or simulation.campaign_id != forecast.campaign_id:
            raise not_found("simulation")
        tables.forecasts[forecast.simulation_id] = StoredForecastRow(
            workspace_id, forecast.campaign_id, forecast.start, forecast.last, forecast.data_version, blob
        )
        tables.forecast_scores.pop(forecast.simulation_id, None)

    async def load(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, StoredForecast]:
        """Return what runs forecast."""
        rows = {
            simulation_id: row for simulation_id, row in self._rows(workspace_id) if simulation_id in simulation_ids
        }
        return {identity: await asyncio.to_thread(unpack_forecast, row.blob) for identity, row in rows.items()}

    async def due(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> Sequence[DueForecast]:
        """Return the forecasts of campaigns whose data has changed since they were last looked at."""
        tables = self._session.read()
        found = []
        for simulation_id, row in self._rows(workspace_id):
            campaign = tables.campaign(workspace_id, row.campaign_id)
            if campaign is None or campaign.id not in campaign_ids or row.seen >= campaign.data_version:
                continue
            points = tables.points.get((workspace_id, row.campaign_id), {}).values()
            touched = any(row.start <= point.day <= row.last and point.version > row.seen for point in points)
            version = campaign.data_version
            found.append(DueForecast(simulation_id, row.campaign_id, row.start, row.last, version, touched))
        return sorted(found, key=lambda one: (one.campaign_id, one.start, one.simulation_id))

    async def put_scores(
        self, workspace_id: UUID, simulation_id: UUID, data_version: int, scores: Sequence[Score]
    ) -> bool:
        """Replace the scores of a forecast, unless it was looked at with this version of the data or a later one."""
        tables = await self._session.write()
        row = tables.forecasts.get(simulation_id)
        if row is None or row.workspace_id != workspace_id or row.seen >= data_version:
            return False
        tables.forecasts[simulation_id] = replace(row, seen=data_version)
        tables.forecast_scores[simulation_id] = tuple(scores)
        return True

    async def pass_over(self, workspace_id: UUID, simulation_ids: Collection[UUID], data_version: int) -> None:
        """Note that forecasts were looked at with this version of the data and nothing in it concerns them."""
        tables = await self._session.write()
        for simulation_id in simulation_ids:
            row = tables.forecasts.get(simulation_id)
            if row is not None and row.workspace_id == workspace_id and row.seen < data_version:
                tables.forecasts[simulation_id] = replace(row, seen=data_version)

    async def totals(self, workspace_id: UUID, within: ScoreRange) -> Sequence[Score]:
        """Return the sums over all forecasts of a range by what they are of."""
        found: dict[ScoreKey, list[Sums]] = defaultdict(list)
        for _, score in self._scores(workspace_id, within):
            found[score.key].append(score.sums)
        return [Score(key, Sums.total(found[key])) for key in sorted(found, key=_order)]

    async def course(self, workspace_id: UUID, within: ScoreRange) -> Sequence[DatedScore]:
        """Return the sums over the first horizon block of all series, by model and first day, ascending."""
        found: dict[tuple[str, date], list[Sums]] = defaultdict(list)
        for start, score in self._scores(workspace_id, within):
            if score.key.scope is Scope.SERIES and score.key.block == 0:
                found[score.key.model, start].append(score.sums)
        return [DatedScore(model, start, Sums.total(found[model, start])) for model, start in sorted(found)]

    async def of_simulations(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, Sequence[Score]]:
        """Return the scores of runs, those of the source where a result was adopted."""
        tables = self._session.read()
        there = dict(self._rows(workspace_id))
        found: dict[UUID, Sequence[Score]] = {}
        for simulation_id in simulation_ids:
            simulation = tables.simulation(workspace_id, simulation_id)
            source = None if simulation is None else simulation.source_id or simulation.id
            scores = tables.forecast_scores.get(source, ()) if source in there and source is not None else ()
            if scores:
                found[simulation_id] = sorted(scores, key=lambda score: _order(score.key))
        return found

    async def alerts(self, workspace_id: UUID, campaign_id: UUID) -> dict[str, Severity]:
        """Return which alerts stand for a campaign, by kind."""
        return dict(self._session.read().forecast_alerts.get((workspace_id, campaign_id), {}))

    async def set_alerts(self, workspace_id: UUID, campaign_id: UUID, alerts: dict[str, Severity]) -> None:
        """Replace the alerts that stand for a campaign."""
        tables = await self._session.write()
        tables.forecast_alerts[workspace_id, campaign_id] = dict(alerts)

    def _rows(self, workspace_id: UUID) -> Iterator[tuple[UUID, StoredForecastRow]]:
        tables = self._session.read()
        for simulation_id, row in tables.forecasts.items():
            if row.workspace_id == workspace_id and tables.campaign(workspace_id, row.campaign_id) is not None:
                yield simulation_id, row

    def _scores(self, workspace_id: UUID, within: ScoreRange) -> Iterator[tuple[date, Score]]:
        scores = self._session.read().forecast_scores
        for simulation_id, row in self._rows(workspace_id):
            early = within.first is not None and row.start < within.first
            late = within.last is not None and row.start > within.last
            if not early and not late and within.campaign_id in {None, row.campaign_id}:
                for score in scores.get(simulation_id, ()):
                    if within.scope in {None, score.key.scope}:
                        yield row.start, score


def _order(key: ScoreKey) -> tuple[str, str, str, str, str, int]:
    return key.model, key.version, key.scope.value, key.metric, key.unit, key.block
