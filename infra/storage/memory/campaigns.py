"""Campaigns, metric points and backtests in memory."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.campaigns.model import Campaign, CampaignFilter, CampaignOrder, CampaignOrderField
from domain.errors import conflict, not_found
from domain.forecasting.model import Backtest
from domain.metrics.model import MetricPoint, MetricQuery
from domain.paging import Page, PageRequest
from domain.ports.repositories import BacktestRepository, CampaignRepository, MetricRepository
from infra.storage.codec.documents import from_blob, to_blob
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.paging import page_of
from infra.storage.pages import SortKey, day_key, id_key, moment_key, text_key

_SORT: dict[CampaignOrderField, SortKey] = {
    CampaignOrderField.CREATED_AT: moment_key("created_at"),
    CampaignOrderField.UPDATED_AT: moment_key("updated_at"),
    CampaignOrderField.NAME: text_key("name"),
    CampaignOrderField.START_DATE: day_key("start_date"),
}


class MemoryCampaigns(CampaignRepository):
    """Campaigns. Deleted ones are never returned."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, campaign: Campaign) -> None:
        """Store a new campaign."""
        refuse_naive(campaign)
        tables = await self._session.write()
        if campaign.id in tables.campaigns:
            raise conflict("There is already a campaign with this id.")
        if campaign.workspace_id not in tables.workspaces:
            raise contradiction()
        tables.campaigns[campaign.id] = campaign

    async def get(self, workspace_id: UUID, campaign_id: UUID) -> Campaign | None:
        """Return a campaign."""
        return self._session.read().campaign(workspace_id, campaign_id)

    async def many(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, Campaign]:
        """Return those of the campaigns that exist, by id."""
        tables = self._session.read()
        found = (tables.campaign(workspace_id, campaign_id) for campaign_id in campaign_ids)
        return {campaign.id: campaign for campaign in found if campaign is not None}

    async def list(
        self, workspace_id: UUID, page: PageRequest, restrict: CampaignFilter, order: CampaignOrder
    ) -> Page[Campaign]:
        """Return campaigns."""
        tables = self._session.read()
        present = (tables.campaign(workspace_id, campaign_id) for campaign_id in tables.campaigns)
        found = [campaign for campaign in present if campaign is not None and matches(campaign, restrict)]
        key = _SORT[order.field]

        def sort_values(campaign: Campaign) -> tuple[Any, ...]:
            value = getattr(campaign, key.name)
            return (value.casefold() if order.field is CampaignOrderField.NAME else value, campaign.id)

        return page_of(found, (key, id_key()), sort_values, page, descending=order.descending)

    async def update(self, campaign: Campaign) -> None:
        """Replace everything but identity, data version and creation."""
        refuse_naive(campaign)
        tables = await self._session.write()
        stored = tables.campaign(campaign.workspace_id, campaign.id)
        if stored is None:
            raise not_found("campaign")
        tables.campaigns[campaign.id] = replace(
            campaign,
            data_version=stored.data_version,
            created_at=stored.created_at,
            created_by=stored.created_by,
            deleted_at=stored.deleted_at,
        )

    async def delete(self, workspace_id: UUID, campaign_id: UUID, at: datetime) -> None:
        """Mark a campaign as deleted; what its runs forecast counts no longer."""
        tables = await self._session.write()
        stored = tables.campaign(workspace_id, campaign_id)
        if stored is None:
            raise not_found("campaign")
        tables.campaigns[campaign_id] = replace(stored, deleted_at=at)
        for simulation_id, row in [*tables.forecasts.items()]:
            if row.campaign_id == campaign_id:
                del tables.forecasts[simulation_id]
                tables.forecast_scores.pop(simulation_id, None)

    async def advance_data_version(self, workspace_id: UUID, campaign_id: UUID) -> int:
        """Raise the data watermark by one and return it."""
        tables = await self._session.write()
        stored = tables.campaign(workspace_id, campaign_id)
        if stored is None:
            raise not_found("campaign")
        tables.campaigns[campaign_id] = replace(stored, data_version=stored.data_version + 1)
        return stored.data_version + 1


class MemoryMetrics(MetricRepository):
    """Observed metric points."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def upsert(self, workspace_id: UUID, campaign_id: UUID, points: Sequence[MetricPoint]) -> int:
        """Store points by (channel, metric, day) and return how many were written."""
        tables = await self._session.write()
        if tables.campaign(workspace_id, campaign_id) is None:
            raise not_found("campaign")
        stored = dict(tables.points.get((workspace_id, campaign_id), {}))
        written = 0
        for point in points:
            present = stored.get((point.channel, point.metric, point.day))
            if present is None or point.version >= present.version:
                stored[point.channel, point.metric, point.day] = point
                written += 1
        tables.points[workspace_id, campaign_id] = stored
        return written

    async def read(self, workspace_id: UUID, campaign_id: UUID, query: MetricQuery) -> Sequence[MetricPoint]:
        """Return points ordered by channel, metric and day."""
        return (await self.read_many(workspace_id, [campaign_id], query)).get(campaign_id, [])

    async def read_many(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], query: MetricQuery
    ) -> dict[UUID, Sequence[MetricPoint]]:
        """Return points of several campaigns."""
        tables = self._session.read()
        found: dict[UUID, Sequence[MetricPoint]] = {}
        for campaign_id in campaign_ids:
            if tables.campaign(workspace_id, campaign_id) is None:
                continue
            stored = tables.points.get((workspace_id, campaign_id), {})
            points = [stored[key] for key in sorted(stored) if _asked_for(stored[key], query)]
            if points:
                found[campaign_id] = points
        return found

    async def last_days(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, date]:
        """Return the last day with a point of each campaign."""
        found = await self.read_many(workspace_id, campaign_ids, MetricQuery())
        return {campaign_id: max(point.day for point in points) for campaign_id, points in found.items()}


class MemoryBacktests(BacktestRepository):
    """Backtests, one per campaign and data watermark; kept in the stored form, because arrays can be changed."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def save(self, workspace_id: UUID, campaign_id: UUID, data_version: int, backtest: Backtest) -> None:
        """Store a backtest in place of any other of the campaign."""
        blob = await asyncio.to_thread(to_blob, backtest)
        tables = await self._session.write()
        if tables.campaign(workspace_id, campaign_id) is None:
            raise not_found("campaign")
        tables.backtests[campaign_id] = (data_version, blob)

    async def get(self, workspace_id: UUID, campaign_id: UUID, data_version: int) -> Backtest | None:
        """Return the backtest of exactly this watermark."""
        tables = self._session.read()
        stored = tables.backtests.get(campaign_id)
        if stored is None or stored[0] != data_version or tables.campaign(workspace_id, campaign_id) is None:
            return None
        return await asyncio.to_thread(from_blob, Backtest, stored[1])


def matches(campaign: Campaign, restrict: CampaignFilter) -> bool:
    """Return whether a filter lets a campaign pass."""
    conditions = [
        restrict.search is None or restrict.search.casefold() in campaign.name.casefold(),
        not restrict.statuses or campaign.status in restrict.statuses,
        restrict.channel is None or restrict.channel in campaign.channels,
        restrict.industry is None or campaign.industry == restrict.industry,
    ]
    if restrict.overlapping is not None:
        first, last = restrict.overlapping
        conditions.append(campaign.start_date <= last and (campaign.end_date is None or campaign.end_date >= first))
    return all(conditions)


def _asked_for(point: MetricPoint, query: MetricQuery) -> bool:
    return (
        (query.start is None or point.day >= query.start)
        and (query.end is None or point.day <= query.end)
        and (query.channel is None or point.channel is query.channel)
        and (not query.metrics or point.metric in query.metrics)
    )
