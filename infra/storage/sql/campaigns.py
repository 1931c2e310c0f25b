"""Campaigns on SQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, delete, or_, select, update

from domain.campaigns.model import (
    ApprovalState,
    Campaign,
    CampaignFilter,
    CampaignOrder,
    CampaignOrderField,
    CampaignStatus,
    Channel,
    Medium,
    Money,
)
from domain.errors import conflict, not_found
from domain.paging import Page, PageRequest
from domain.ports.repositories import CampaignRepository
from infra.storage.pages import SortKey, day_key, id_key, moment_key, text_key
from infra.storage.schema.campaigns import campaigns
from infra.storage.schema.performance import forecasts
from infra.storage.sql.paging import read_page
from infra.storage.sql.statements import AnyRow, Statements

_SORT: dict[CampaignOrderField, SortKey] = {
    CampaignOrderField.CREATED_AT: moment_key("created_at"),
    CampaignOrderField.UPDATED_AT: moment_key("updated_at"),
    CampaignOrderField.NAME: text_key("name_key"),
    CampaignOrderField.START_DATE: day_key("start_date"),
}

_FIXED = frozenset({"id", "workspace_id", "data_version", "created_at", "created_by", "deleted_at"})
"""What an update leaves alone; deletion has a method of its own."""


class SqlCampaigns(CampaignRepository):
    """Campaigns. Deleted ones are never returned."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, campaign: Campaign) -> None:
        """Store a new campaign."""
        if not await self._statements.insert_if_free(campaigns, _values(campaign)):
            raise conflict("There is already a campaign with this id.")

    async def get(self, workspace_id: UUID, campaign_id: UUID) -> Campaign | None:
        """Return a campaign."""
        row = await self._statements.first(_present(workspace_id).where(campaigns.c.id == campaign_id))
        return None if row is None else _campaign(row)

    async def many(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, Campaign]:
        """Return those of the campaigns that exist, by id."""
        rows = await self._statements.rows(_present(workspace_id).where(campaigns.c.id.in_(campaign_ids)))
        return {row.id: _campaign(row) for row in rows}

    async def list(
        self, workspace_id: UUID, page: PageRequest, restrict: CampaignFilter, order: CampaignOrder
    ) -> Page[Campaign]:
        """Return campaigns."""
        query = _present(workspace_id).where(*conditions_of(restrict))
        keys = (_SORT[order.field], id_key())
        return await read_page(self._statements, query, campaigns, keys, page, _campaign, descending=order.descending)

    async def update(self, campaign: Campaign) -> None:
        """Replace everything but identity, data version and creation."""
        values = {name: value for name, value in _values(campaign).items() if name not in _FIXED}
        if await self._change(campaign.workspace_id, campaign.id, values) == 0:
            raise not_found("campaign")

    async def delete(self, workspace_id: UUID, campaign_id: UUID, at: datetime) -> None:
        """Mark a campaign as deleted; what its runs forecast counts no longer."""
        if await self._change(workspace_id, campaign_id, {"deleted_at": at}) == 0:
            raise not_found("campaign")
        # Here and not where scores are added up, which is asked more often. Whoever scores them now waits for the rows.
        owner = (forecasts.c.workspace_id == workspace_id, forecasts.c.campaign_id == campaign_id)
        await self._statements.run(delete(forecasts).where(*owner))

    async def advance_data_version(self, workspace_id: UUID, campaign_id: UUID) -> int:
        """Raise the data watermark by one; the lock on the row makes concurrent imports wait for each other."""
        statement = (
            update(campaigns)
            .where(*_is(workspace_id, campaign_id))
            .values(data_version=campaigns.c.data_version + 1)
            .returning(campaigns.c.data_version)
        )
        version = await self._statements.scalar(statement)
        if version is None:
            raise not_found("campaign")
        return int(version)

    async def _change(self, workspace_id: UUID, campaign_id: UUID, values: dict[str, object]) -> int:
        return await self._statements.count(update(campaigns).where(*_is(workspace_id, campaign_id)).values(**values))


def _present(workspace_id: UUID) -> Select[Any]:
    return select(campaigns).where(campaigns.c.workspace_id == workspace_id, campaigns.c.deleted_at.is_(None))


def _is(workspace_id: UUID, campaign_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        campaigns.c.workspace_id == workspace_id,
        campaigns.c.id == campaign_id,
        campaigns.c.deleted_at.is_(None),
    )


def conditions_of(restrict: CampaignFilter) -> list[ColumnElement[bool]]:
    """Return what a filter asks of the rows of campaigns."""
    conditions: list[ColumnElement[bool]] = []
    if restrict.search is not None:
        conditions.append(campaigns.c.name_key.contains(restrict.search.casefold(), autoescape=True))
    if restrict.statuses:
        conditions.append(campaigns.c.status.in_([status.value for status in restrict.statuses]))
    if restrict.channel is not None:
        # The names of channels hold no quotes, so that a quoted name occurs in the array's text exactly if it is in it.
        conditions.append(cast(campaigns.c.channels, Text).contains(f'"{restrict.channel.value}"', autoescape=True))
    if restrict.industry is not None:
        conditions.append(campaigns.c.industry == restrict.industry)
    if restrict.overlapping is not None:
        first, last = restrict.overlapping
        conditions.append(campaigns.c.start_date <= last)
        conditions.append(or_(campaigns.c.end_date.is_(None), campaigns.c.end_date >= first))
    return conditions


def _values(campaign: Campaign) -> dict[str, object]:
    return {
        "id": campaign.id,
        "workspace_id": campaign.workspace_id,
        "name": campaign.name,
        "name_key": campaign.name.casefold(),
        "objective": campaign.objective,
        "status": campaign.status.value,
        "approval": campaign.approval.value,
        "channels": [channel.value for channel in campaign.channels],
        "budget_amount": campaign.budget.amount,
        "budget_currency": campaign.budget.currency,
        "budget_capped": campaign.budget_capped,
        "start_date": campaign.start_date,
        "end_date": campaign.end_date,
        "industry": campaign.industry,
        "medium": None if campaign.medium is None else campaign.medium.value,
        "tags": list(campaign.tags),
        "data_version": campaign.data_version,
        "created_at": campaign.created_at,
        "updated_at": campaign.updated_at,
        "created_by": campaign.created_by,
        "deleted_at": campaign.deleted_at,
    }


def _campaign(row: AnyRow) -> Campaign:
    return Campaign(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        objective=row.objective,
        status=CampaignStatus(row.status),
        approval=ApprovalState(row.approval),
        channels=tuple(Channel(channel) for channel in row.channels),
        budget=Money(row.budget_amount, row.budget_currency),
        start_date=row.start_date,
        end_date=row.end_date,
        created_at=row.created_at,
        updated_at=row.updated_at,
        created_by=row.created_by,
        industry=row.industry,
        medium=None if row.medium is None else Medium(row.medium),
        tags=tuple(row.tags),
        budget_capped=row.budget_capped,
        data_version=row.data_version,
        deleted_at=row.deleted_at,
    )
