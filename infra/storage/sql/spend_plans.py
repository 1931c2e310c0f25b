"""Planned spend on SQL."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from domain.campaigns.model import Channel, PlannedSpend, PlanQuery
from domain.errors import not_found
from domain.ports.spend_plans import SpendPlanRepository
from infra.storage.schema.campaigns import campaigns
from infra.storage.schema.spend_plans import planned_spend
from infra.storage.sql.statements import Statements

_COLUMNS = planned_spend.c


class SqlSpendPlans(SpendPlanRepository):
    """What is planned to be spent on campaigns."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def put(
        self, workspace_id: UUID, campaign_id: UUID, channel: Channel, amounts: Mapping[date, Decimal]
    ) -> None:
        """Store the amounts of these days in place of those that were there."""
        owned = select(campaigns.c.id).where(
            campaigns.c.workspace_id == workspace_id, campaigns.c.id == campaign_id, campaigns.c.deleted_at.is_(None)
        )
        if await self._statements.scalar(owned) is None:
            raise not_found("campaign")
        fixed = {"workspace_id": workspace_id, "campaign_id": campaign_id, "channel": channel.value}
        rows = [{**fixed, "day": day, "amount": amount} for day, amount in amounts.items()]
        await self._statements.put(planned_spend, rows)

    async def clear(self, workspace_id: UUID, campaign_id: UUID, channel: Channel, days: Collection[date]) -> int:
        """Forget what is planned for these days; return for how many something was."""
        return await self._statements.count(
            delete(planned_spend).where(
                _COLUMNS.workspace_id == workspace_id,
                _COLUMNS.campaign_id == campaign_id,
                _COLUMNS.channel == channel.value,
                _COLUMNS.day.in_(days),
                _COLUMNS.campaign_id.in_(select(campaigns.c.id).where(campaigns.c.deleted_at.is_(None))),
            )
        )

    async def read_many(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], query: PlanQuery | None = None
    ) -> dict[UUID, Sequence[PlannedSpend]]:
        """Return what is planned for several campaigns, by day, then channel."""
        statement = (
            select(_COLUMNS.campaign_id, _COLUMNS.channel, _COLUMNS.day, _COLUMNS.amount)
            .join(campaigns, campaigns.c.id == _COLUMNS.campaign_id)
            .where(
                _COLUMNS.workspace_id == workspace_id,
                _COLUMNS.campaign_id.in_(campaign_ids),
                campaigns.c.deleted_at.is_(None),
            )
            .order_by(_COLUMNS.day, _COLUMNS.channel)
        )
        statement = statement.where(*_conditions(query or PlanQuery()))
        found: dict[UUID, list[PlannedSpend]] = defaultdict(list)
        for row in await self._statements.rows(statement):
            found[row.campaign_id].append(PlannedSpend(Channel(row.channel), row.day, row.amount))
        return dict(found)


def _conditions(query: PlanQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.start is not None:
        conditions.append(_COLUMNS.day >= query.start)
    if query.end is not None:
        conditions.append(_COLUMNS.day <= query.end)
    if query.channel is not None:
        conditions.append(_COLUMNS.channel == query.channel.value)
    return conditions
