"""Observed metric points on SQL, in the drivers' own words because there are hundreds of thousands of them."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, type_coerce
from sqlalchemy.types import NullType

from domain.campaigns.model import Channel
from domain.errors import not_found
from domain.metrics.model import MetricPoint, MetricQuery, MetricType
from domain.ports.repositories import MetricRepository
from infra.storage.schema.campaigns import campaigns, metric_points, metric_series
from infra.storage.sql.statements import Statements

_BATCH = 10_000
"""Points that go to the driver at once: few enough that the event loop breathes in between."""

_READ_BATCH = 2_000
"""Points that are made of rows at once, in about 10 ms."""

_SQLITE_UPSERT = (
    "INSERT INTO metric_points (series_id, day, workspace_id, value, version) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (series_id, day) DO UPDATE SET value = excluded.value, version = excluded.version "
    "WHERE excluded.version >= metric_points.version"
)

_POSTGRESQL_UPSERT = (
    "INSERT INTO metric_points (series_id, day, workspace_id, value, version) "
    "SELECT s, d, $5::uuid, v, n FROM unnest($1::int[], $2::date[], $3::float8[], $4::bigint[]) AS t(s, d, v, n) "
    "ORDER BY s, d "
    "ON CONFLICT (series_id, day) DO UPDATE SET value = excluded.value, version = excluded.version "
    "WHERE excluded.version >= metric_points.version"
)

Series = tuple[Channel, MetricType]


class SqlMetrics(MetricRepository):
    """Observed metric points."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._series: dict[tuple[UUID, UUID], dict[Series, int]] = {}

    async def upsert(self, workspace_id: UUID, campaign_id: UUID, points: Sequence[MetricPoint]) -> int:
        """Store points by (channel, metric, day) and return how many were written."""
        written = 0
        for first in range(0, len(points), _BATCH):
            batch = points[first : first + _BATCH]
            known = await self.series(workspace_id, campaign_id, {(point.channel, point.metric) for point in batch})
            written += await self._write(workspace_id, known, batch)
        return written

    async def series(self, workspace_id: UUID, campaign_id: UUID, wanted: Collection[Series]) -> dict[Series, int]:
        """Return the numbers of a campaign's series; those that are wanted and new get one.

        Raises:
            Refused: With NOT_FOUND when there is no such campaign.
        """
        known = await self._known_series(workspace_id, campaign_id)
        missing = set(wanted) - known.keys()
        if missing:
            await self._add_series(workspace_id, campaign_id, missing)
            known = await self._read_series(workspace_id, campaign_id)
        return known

    async def read(self, workspace_id: UUID, campaign_id: UUID, query: MetricQuery) -> Sequence[MetricPoint]:
        """Return points ordered by channel, metric and day."""
        found = await self.read_many(workspace_id, [campaign_id], query)
        return found.get(campaign_id, [])

    async def read_many(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], query: MetricQuery
    ) -> dict[UUID, Sequence[MetricPoint]]:
        """Return points of several campaigns in one query."""
        series, points = metric_series.c, metric_points.c
        # The campaign's id as the driver has it: to make an object of it for each of thousands of rows takes longer
        # than the query.
        owner = type_coerce(series.campaign_id, NullType()).label("owner")
        statement = (
            select(owner, series.channel, series.metric, points.day, points.value, points.version)
            .join_from(metric_series, metric_points, points.series_id == series.id)
            .join(campaigns, (campaigns.c.workspace_id == series.workspace_id) & (campaigns.c.id == series.campaign_id))
            .where(series.workspace_id == workspace_id, series.campaign_id.in_(campaign_ids), *_conditions(query))
            .order_by(series.campaign_id, series.channel, series.metric, points.day)
        )
        channels, metrics = {c.value: c for c in Channel}, {m.value: m for m in MetricType}
        found: dict[UUID, list[MetricPoint]] = {}
        async for batch in self._statements.batches(statement, _READ_BATCH):
            for raw, rows in groupby(batch, key=itemgetter(0)):
                campaign_id = raw if isinstance(raw, UUID) else UUID(raw)
                found.setdefault(campaign_id, []).extend(
                    MetricPoint(channels[channel], metrics[metric], day, value, version)
                    for _, channel, metric, day, value, version in rows
                )
        return dict(found)

    async def last_days(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, date]:
        """Return the last day with a point of each campaign."""
        series = metric_series.c
        # One look at the end of each series instead of a walk over all points.
        last = select(func.max(metric_points.c.day)).where(metric_points.c.series_id == series.id).scalar_subquery()
        statement = (
            select(series.campaign_id, func.max(last))
            .join(campaigns, (campaigns.c.workspace_id == series.workspace_id) & (campaigns.c.id == series.campaign_id))
            .where(
                series.workspace_id == workspace_id, series.campaign_id.in_(campaign_ids), *_conditions(MetricQuery())
            )
            .group_by(series.campaign_id)
        )
        return {owner: day for owner, day in await self._statements.rows(statement) if day is not None}

    async def _known_series(self, workspace_id: UUID, campaign_id: UUID) -> dict[Series, int]:
        known = self._series.get((workspace_id, campaign_id))
        if known is not None:
            return known
        present = select(campaigns.c.id).where(
            campaigns.c.workspace_id == workspace_id,
            campaigns.c.id == campaign_id,
            campaigns.c.deleted_at.is_(None),
        )
        if await self._statements.scalar(present) is None:
            raise not_found("campaign")
        return await self._read_series(workspace_id, campaign_id)

    async def _read_series(self, workspace_id: UUID, campaign_id: UUID) -> dict[Series, int]:
        query = select(metric_series.c.channel, metric_series.c.metric, metric_series.c.id).where(
            metric_series.c.workspace_id == workspace_id, metric_series.c.campaign_id == campaign_id
        )
        rows = await self._statements.rows(query)
        known = {(Channel(channel), MetricType(metric)): number for channel, metric, number in rows}
        self._series[workspace_id, campaign_id] = known
        return known

    async def _add_series(self, workspace_id: UUID, campaign_id: UUID, missing: Collection[Series]) -> None:
        statement = self._statements.insert(metric_series).on_conflict_do_nothing()
        # One order for everybody, so that two imports cannot wait for each other in a circle.
        values = [
            {"workspace_id": workspace_id, "campaign_id": campaign_id, "channel": channel.value, "metric": metric.value}
            for channel, metric in sorted(missing)
        ]
        await self._statements.run(statement, values)

    async def _write(self, workspace_id: UUID, known: dict[Series, int], points: Sequence[MetricPoint]) -> int:
        if self._statements.postgresql:
            columns: list[list[Any]] = [
                [known[point.channel, point.metric] for point in points],
                [point.day for point in points],
                [point.value for point in points],
                [point.version for point in points],
            ]
            return (await self._statements.driver(_POSTGRESQL_UPSERT, [*columns, workspace_id])).rowcount
        owner, text = workspace_id.hex, date.isoformat
        rows = [
            (known[point.channel, point.metric], text(point.day), owner, point.value, point.version) for point in points
        ]
        # Neighbours in the table one after the other: the database then finds its place again more quickly.
        rows.sort()
        return (await self._statements.driver(_SQLITE_UPSERT, rows)).rowcount

    def forget(self) -> None:
        """Forget what was learnt about series; after a rollback they may be gone."""
        self._series.clear()


def _conditions(query: MetricQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [campaigns.c.deleted_at.is_(None)]
    if query.start is not None:
        conditions.append(metric_points.c.day >= query.start)
    if query.end is not None:
        conditions.append(metric_points.c.day <= query.end)
    if query.channel is not None:
        conditions.append(metric_series.c.channel == query.channel.value)
    if query.metrics:
        conditions.append(metric_series.c.metric.in_([metric.value for metric in query.metrics]))
    return conditions
