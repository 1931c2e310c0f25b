"""Observed metrics by the hour in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from domain.errors import not_found
from domain.metrics.model import HourlyPoint, HourlyQuery
from domain.ports.simulators import HourlyMetricRepository
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive


class MemoryHourlyMetrics(HourlyMetricRepository):
    """Observed metrics by the hour."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def upsert(self, workspace_id: UUID, campaign_id: UUID, points: Sequence[HourlyPoint]) -> int:
        """Store points by (channel, metric, hour) and return how many were written."""
        for point in points:
            refuse_naive(point)
        tables = await self._session.write()
        if tables.campaign(workspace_id, campaign_id) is None:
            raise not_found("campaign")
        latest = {(point.channel, point.metric, point.hour): point for point in points}
        tables.hourly[workspace_id, campaign_id] = {**tables.hourly.get((workspace_id, campaign_id), {}), **latest}
        return len(latest)

    async def read_many(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], query: HourlyQuery
    ) -> dict[UUID, Sequence[HourlyPoint]]:
        """Return points of several campaigns."""
        tables = self._session.read()
        found: dict[UUID, Sequence[HourlyPoint]] = {}
        for campaign_id in campaign_ids:
            if tables.campaign(workspace_id, campaign_id) is None:
                continue
            stored = tables.hourly.get((workspace_id, campaign_id), {})
            points = [stored[key] for key in sorted(stored) if _asked_for(stored[key], query)]
            if points:
                found[campaign_id] = points
        return found

    async def last_hours(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, datetime]:
        """Return the last hour with a point of each campaign."""
        found = await self.read_many(workspace_id, campaign_ids, HourlyQuery())
        return {owner: max(point.hour for point in points) for owner, points in found.items()}

    async def forget(self, workspace_id: UUID, campaign_ids: Collection[UUID], before: datetime) -> None:
        """Remove the points of hours that began before a moment."""
        tables = await self._session.write()
        for campaign_id in campaign_ids:
            stored = tables.hourly.get((workspace_id, campaign_id), {})
            tables.hourly[workspace_id, campaign_id] = {key: one for key, one in stored.items() if one.hour >= before}


def _asked_for(point: HourlyPoint, query: HourlyQuery) -> bool:
    return (
        (query.start is None or point.hour >= query.start)
        and (query.end is None or point.hour < query.end)
        and (query.channel is None or point.channel is query.channel)
        and (not query.metrics or point.metric in query.metrics)
    )
