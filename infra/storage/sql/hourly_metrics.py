"""Observed metrics by the hour on SQL, in the drivers' own words because there are hundreds of thousands of them."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select

from domain.campaigns.model import Channel
from domain.metrics.model import HourlyPoint, HourlyQuery, MetricType
from domain.ports.simulators import HourlyMetricRepository
from infra.storage.schema.campaigns import campaigns, metric_series
from infra.storage.schema.simulators import metric_hours
from infra.storage.sql.metrics import SqlMetrics
from infra.storage.sql.statements import Statements

_BATCH = 5_000

_SQLITE_UPSERT = (
    "INSERT INTO metric_hours (series_id, hour, workspace_id, value) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (series_id, hour) DO UPDATE SET value = excluded.value"
)

_POSTGRESQL_UPSERT = (
    "INSERT INTO metric_hours (series_id, hour, workspace_id, value) "
    "SELECT s, h, $4::uuid, v FROM unnest($1::int[], $2::timestamptz[], $3::float8[]) AS t(s, h, v) ORDER BY s, h "
    "ON CONFLICT (series_id, hour) DO UPDATE SET value = excluded.value"
)


class SqlHourlyMetrics(HourlyMetricRepository):
    """Observed metrics by the hour; they share their series with those by the day."""

    def __init__(self, statements: Statements, metrics: SqlMetrics) -> None:
        self._statements = statements
        self._metrics = metrics

    async def upsert(self, workspace_id: UUID, campaign_id: UUID, points: Sequence[HourlyPoint]) -> int:
        """Store points by (channel, metric, hour) and return how many were written."""
        wanted = {(point.channel, point.metric) for point in points}
        known = await self._metrics.series(workspace_id, campaign_id, wanted)
        latest = {(known[point.channel, point.metric], point.hour): point.value for point in points}
        rows = sorted((number, hour, value) for (number, hour), value in latest.items())
        for first in range(0, len(rows), _BATCH):
            await self._write(workspace_id, rows[first : first + _BATCH])
        return len(rows)

    async def _write(self, workspace_id: UUID, rows: Sequence[tuple[int, datetime, float]]) -> None:
        if self._statements.postgresql:
            columns = [list(column) for column in zip(*rows, strict=True)]
            await self._statements.driver(_POSTGRESQL_UPSERT, [*columns, workspace_id])
            return
        owner = workspace_id.hex
        # As the column's type writes moments, so that they compare with those of queries.
        texts = {hour: f"{hour.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" for hour in {hour for _, hour, _ in rows}}
        await self._statements.driver(
            _SQLITE_UPSERT, [(number, texts[hour], owner, value) for number, hour, value in rows]
        )

    async def read_many(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], query: HourlyQuery
    ) -> dict[UUID, Sequence[HourlyPoint]]:
        """Return points of several campaigns in one query."""
        series, hours = metric_series.c, metric_hours.c
        statement = (
            select(series.campaign_id, series.channel, series.metric, hours.hour, hours.value)
            .join_from(metric_series, metric_hours, hours.series_id == series.id)
            .join(campaigns, (campaigns.c.workspace_id == series.workspace_id) & (campaigns.c.id == series.campaign_id))
            .where(series.workspace_id == workspace_id, series.campaign_id.in_(campaign_ids), *_conditions(query))
            .order_by(series.campaign_id, series.channel, series.metric, hours.hour)
        )
        found: dict[UUID, list[HourlyPoint]] = {}
        async for batch in self._statements.batches(statement, _BATCH):
            for owner, channel, metric, hour, value in batch:
                found.setdefault(owner, []).append(HourlyPoint(Channel(channel), MetricType(metric), hour, value))
        return dict(found)

    async def last_hours(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, datetime]:
        """Return the last hour with a point of each campaign."""
        series = metric_series.c
        # One look at the end of each series instead of a walk over all points.
        last = select(func.max(metric_hours.c.hour)).where(metric_hours.c.series_id == series.id).scalar_subquery()
        statement = (
            select(series.campaign_id, func.max(last))
            .join(campaigns, (campaigns.c.workspace_id == series.workspace_id) & (campaigns.c.id == series.campaign_id))
            .where(
                series.workspace_id == workspace_id, series.campaign_id.in_(campaign_ids), *_conditions(HourlyQuery())
            )
            .group_by(series.campaign_id)
        )
        return {owner: hour for owner, hour in await self._statements.rows(statement) if hour is not None}

    async def forget(self, workspace_id: UUID, campaign_ids: Collection[UUID], before: datetime) -> None:
        """Remove the points of hours that began before a moment."""
        series = metric_series.c
        owned = select(series.id).where(series.workspace_id == workspace_id, series.campaign_id.in_(campaign_ids))
        hours = metric_hours.c
        await self._statements.run(delete(metric_hours).where(hours.series_id.in_(owned), hours.hour < before))


def _conditions(query: HourlyQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [campaigns.c.deleted_at.is_(None)]
    if query.start is not None:
        conditions.append(metric_hours.c.hour >= query.start)
    if query.end is not None:
        conditions.append(metric_hours.c.hour < query.end)
    if query.channel is not None:
        conditions.append(metric_series.c.channel == query.channel.value)
    if query.metrics:
        conditions.append(metric_series.c.metric.in_([metric.value for metric in query.metrics]))
    return conditions
