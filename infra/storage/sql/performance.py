"""Stored forecasts and their scores on SQL."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update

from domain.errors import not_found
from domain.performance.model import (
    SUM_NAMES,
    DatedScore,
    DueForecast,
    Scope,
    Score,
    ScoreKey,
    ScoreRange,
    StoredForecast,
    Sums,
)
from domain.ports.performance import ForecastRepository
from domain.severity import Severity
from infra.storage.codec.forecasts import pack_forecast, unpack_forecast
from infra.storage.schema.campaigns import campaigns, metric_points, metric_series
from infra.storage.schema.performance import (
    forecast_alerts,
    forecast_documents,
    forecast_scores,
    forecasts,
    scored_series,
)
from infra.storage.schema.simulations import simulations
from infra.storage.sql.statements import AnyRow, Statements

_KEY = (
    scored_series.c.model,
    scored_series.c.version,
    scored_series.c.scope,
    scored_series.c.metric,
    scored_series.c.unit,
    scored_series.c.block,
)
_SUMS = tuple(forecast_scores.c[name] for name in SUM_NAMES)


class SqlForecasts(ForecastRepository):
    """Stored forecasts and their scores."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        # Many forecasts are scored in one transaction; numbers never change, so they are read once in it.
        self._numbers: dict[UUID, dict[ScoreKey, int]] = {}

    async def save(self, workspace_id: UUID, forecast: StoredForecast) -> None:
        """Store what a run forecast; storing it again replaces it and forgets its scores."""
        columns = simulations.c
        owned = select(columns.id).where(
            columns.workspace_id == workspace_id,
            columns.id == forecast.simulation_id,
            columns.campaign_id == forecast.campaign_id,
        )
        if await self._statements.scalar(owned) is None:
            raise not_found("simulation")
        values = {
            "workspace_id": workspace_id,
            "simulation_id": forecast.simulation_id,
            "campaign_id": forecast.campaign_id,
            "start": forecast.start,
            "last": forecast.last,
            "seen_version": forecast.data_version,
        }
        document = {
            "workspace_id": workspace_id,
            "simulation_id": forecast.simulation_id,
            "document": await asyncio.to_thread(pack_forecast, forecast),
        }
        await self._statements.put(forecasts, [values])
        await self._statements.put(forecast_documents, [document])
        await self._forget(forecast.simulation_id)

    async def load(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, StoredForecast]:
        """Return what runs forecast."""
        query = (
            select(forecasts.c.simulation_id, forecast_documents.c.document)
            .join_from(forecasts, forecast_documents, forecast_documents.c.simulation_id == forecasts.c.simulation_id)
            .join(campaigns, _of_present_campaign(forecasts.c.campaign_id))
            .where(forecasts.c.workspace_id == workspace_id, forecasts.c.simulation_id.in_(simulation_ids))
        )
        return {
            simulation_id: await asyncio.to_thread(unpack_forecast, bytes(blob))
            for simulation_id, blob in await self._statements.rows(query)
        }

    async def due(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> Sequence[DueForecast]:
        """Return the forecasts of campaigns whose data has changed since they were last looked at."""
        columns = forecasts.c
        query = (
            select(columns.simulation_id, columns.campaign_id, columns.start, columns.last, columns.seen_version)
            .add_columns(campaigns.c.data_version)
            .join_from(forecasts, campaigns, _of_present_campaign(columns.campaign_id))
            .where(
                columns.workspace_id == workspace_id,
                columns.campaign_id.in_(campaign_ids),
                columns.seen_version < campaigns.c.data_version,
            )
            .order_by(columns.campaign_id, columns.start, columns.simulation_id)
        )
        rows = await self._statements.rows(query)
        if not rows:
            return []
        changed = await self._changed_days(workspace_id, {row.campaign_id for row in rows})
        return [
            DueForecast(
                row.simulation_id,
                row.campaign_id,
                row.start,
                row.last,
                row.data_version,
                touched=any(
                    row.start <= day <= row.last and version > row.seen_version
                    for day, version in changed.get(row.campaign_id, ())
                ),
            )
            for row in rows
        ]

    async def _changed_days(
        self, workspace_id: UUID, campaign_ids: Collection[UUID]
    ) -> dict[UUID, list[tuple[date, int]]]:
        """Return days with points that are newer than what some forecast of their campaign was held against."""
        oldest = (
            select(forecasts.c.campaign_id, func.min(forecasts.c.start).label("first"))
            .add_columns(func.min(forecasts.c.seen_version).label("seen"))
            .where(forecasts.c.workspace_id == workspace_id, forecasts.c.campaign_id.in_(campaign_ids))
            .group_by(forecasts.c.campaign_id)
            .subquery()
        )
        series, points = metric_series.c, metric_points.c
        query = (
            select(series.campaign_id, points.day, func.max(points.version))
            .join_from(metric_series, oldest, oldest.c.campaign_id == series.campaign_id)
            .join(metric_points, points.series_id == series.id)
            .where(series.workspace_id == workspace_id, points.day >= oldest.c.first, points.version > oldest.c.seen)
            .group_by(series.campaign_id, points.day)
        )
        found: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
        for campaign_id, day, version in await self._statements.rows(query):
            found[campaign_id].append((day, version))
        return found

    async def put_scores(
        self, workspace_id: UUID, simulation_id: UUID, data_version: int, scores: Sequence[Score]
    ) -> bool:
        """Replace the scores of a forecast, unless it was looked at with this version of the data or a later one."""
        if await self._see(workspace_id, [simulation_id], data_version) == 0:
            return False
        await self._forget(simulation_id)
        if not scores:
            return True
        start = await self._statements.scalar(
            select(forecasts.c.start).where(forecasts.c.simulation_id == simulation_id)
        )
        numbers = await self._series(workspace_id, {score.key for score in scores})
        rows = [
            {
                "series_id": numbers[score.key],
                "start": start,
                "simulation_id": simulation_id,
                "workspace_id": workspace_id,
                **dict(zip(SUM_NAMES, score.sums.values, strict=True)),
            }
            for score in scores
        ]
        await self._statements.run(self._statements.insert(forecast_scores), rows)
        return True

    async def pass_over(self, workspace_id: UUID, simulation_ids: Collection[UUID], data_version: int) -> None:
        """Note that forecasts were looked at with this version of the data and nothing in it concerns them."""
        if simulation_ids:
            await self._see(workspace_id, simulation_ids, data_version)

    async def totals(self, workspace_id: UUID, within: ScoreRange) -> Sequence[Score]:
        """Return the sums over all forecasts of a range by what they are of, in one query."""
        # First by series: scores lie together by series, so each is one walk and nothing is sorted.
        sums = (
            select(forecast_scores.c.series_id, *(func.sum(column).label(column.name) for column in _SUMS))
            .where(*_within(workspace_id, within))
            .group_by(forecast_scores.c.series_id)
            .subquery()
        )
        query = (
            select(*_KEY, *(func.sum(sums.c[name]) for name in SUM_NAMES))
            .join_from(scored_series, sums, sums.c.series_id == scored_series.c.id)
            .group_by(*_KEY)
            .order_by(*_KEY)
        )
        return [_score(row) for row in await self._statements.rows(query)]

    async def course(self, workspace_id: UUID, within: ScoreRange) -> Sequence[DatedScore]:
        """Return the sums over the first horizon block of all series, by model and first day, ascending."""
        first_blocks = (scored_series.c.scope == Scope.SERIES.value, scored_series.c.block == 0)
        model, by = scored_series.c.model, (forecast_scores.c.series_id, forecast_scores.c.start)
        sums = (
            select(*by, *(func.sum(column).label(column.name) for column in _SUMS))
            .where(*_within(workspace_id, within, *first_blocks))
            .group_by(*by)
            .subquery()
        )
        query = (
            select(model, sums.c.start, *(func.sum(sums.c[name]) for name in SUM_NAMES))
            .join_from(scored_series, sums, sums.c.series_id == scored_series.c.id)
            .group_by(model, sums.c.start)
            .order_by(model, sums.c.start)
        )
        return [DatedScore(row[0], row[1], Sums(*row[2:])) for row in await self._statements.rows(query)]

    async def of_simulations(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, Sequence[Score]]:
        """Return the scores of runs, those of the source where a result was adopted, in one query."""
        source = func.coalesce(simulations.c.source_id, simulations.c.id)
        query = (
            select(*_KEY, *_SUMS, simulations.c.id.label("owner"))
            .join_from(simulations, forecast_scores, forecast_scores.c.simulation_id == source)
            .join(scored_series, scored_series.c.id == forecast_scores.c.series_id)
            .join(campaigns, _of_present_campaign(simulations.c.campaign_id))
            .where(simulations.c.workspace_id == workspace_id, simulations.c.id.in_(simulation_ids))
            .order_by(*_KEY)
        )
        found: dict[UUID, list[Score]] = defaultdict(list)
        for row in await self._statements.rows(query):
            found[row.owner].append(_score(row[:-1]))
        return dict(found)

    async def alerts(self, workspace_id: UUID, campaign_id: UUID) -> dict[str, Severity]:
        """Return which alerts stand for a campaign, by kind."""
        query = select(forecast_alerts.c.kind, forecast_alerts.c.severity).where(*_alerts_of(workspace_id, campaign_id))
        return {kind: Severity(severity) for kind, severity in await self._statements.rows(query)}

    async def set_alerts(self, workspace_id: UUID, campaign_id: UUID, alerts: dict[str, Severity]) -> None:
        """Replace the alerts that stand for a campaign."""
        await self._statements.run(delete(forecast_alerts).where(*_alerts_of(workspace_id, campaign_id)))
        owner = {"workspace_id": workspace_id, "campaign_id": campaign_id}
        rows = [{**owner, "kind": kind, "severity": severity.value} for kind, severity in alerts.items()]
        if rows:
            await self._statements.run(self._statements.insert(forecast_alerts), rows)

    async def _see(self, workspace_id: UUID, simulation_ids: Collection[UUID], data_version: int) -> int:
        columns = forecasts.c
        statement = update(forecasts).where(
            columns.workspace_id == workspace_id,
            columns.simulation_id.in_(simulation_ids),
            columns.seen_version < data_version,
        )
        return await self._statements.count(statement.values(seen_version=data_version))

    async def _forget(self, simulation_id: UUID) -> None:
        await self._statements.run(delete(forecast_scores).where(forecast_scores.c.simulation_id == simulation_id))

    async def _series(self, workspace_id: UUID, wanted: Collection[ScoreKey]) -> dict[ScoreKey, int]:
        """Return the numbers of scored series; those that are wanted and new get one."""
        known = self._numbers.get(workspace_id) or await self._read_series(workspace_id)
        missing = set(wanted) - known.keys()
        if missing:
            # One order for everybody, so that two who add cannot wait for each other in a circle.
            rows = sorted((_columns(key) for key in missing), key=lambda row: tuple(map(str, row.values())))
            statement = self._statements.insert(scored_series).on_conflict_do_nothing()
            await self._statements.run(statement, [{"workspace_id": workspace_id} | row for row in rows])
            known = await self._read_series(workspace_id)
        return known

    async def _read_series(self, workspace_id: UUID) -> dict[ScoreKey, int]:
        query = select(*_KEY, scored_series.c.id).where(scored_series.c.workspace_id == workspace_id)
        known = {_key(row): row[-1] for row in await self._statements.rows(query)}
        self._numbers[workspace_id] = known
        return known


def _within(workspace_id: UUID, within: ScoreRange, *of_series: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Return conditions on scores: by series, or for a campaign by its forecasts, which are few."""
    found: list[ColumnElement[bool]] = []
    if within.scope is not None:
        of_series = (*of_series, scored_series.c.scope == within.scope.value)
    if within.campaign_id is not None:
        owner = (forecasts.c.workspace_id == workspace_id, forecasts.c.campaign_id == within.campaign_id)
        found.append(forecast_scores.c.simulation_id.in_(select(forecasts.c.simulation_id).where(*owner)))
    if within.campaign_id is None or of_series:
        series = select(scored_series.c.id).where(scored_series.c.workspace_id == workspace_id, *of_series)
        found.append(forecast_scores.c.series_id.in_(series))
    if within.first is not None:
        found.append(forecast_scores.c.start >= within.first)
    if within.last is not None:
        found.append(forecast_scores.c.start <= within.last)
    return found


def _of_present_campaign(campaign_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return (campaigns.c.id == campaign_id) & campaigns.c.deleted_at.is_(None)


def _alerts_of(workspace_id: UUID, campaign_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return forecast_alerts.c.workspace_id == workspace_id, forecast_alerts.c.campaign_id == campaign_id


def _columns(key: ScoreKey) -> dict[str, object]:
    return {
        "model": key.model,
        "version": key.version,
        "scope": key.scope.value,
        "metric": key.metric,
        "unit": key.unit,
        "block": key.block,
    }


def _key(row: AnyRow | Sequence[Any]) -> ScoreKey:
    model, version, scope, metric, unit, block = row[:6]
    return ScoreKey(model, version, Scope(scope), metric, unit, block)


def _score(row: AnyRow | Sequence[Any]) -> Score:
    return Score(_key(row), Sums(*row[6:]))
