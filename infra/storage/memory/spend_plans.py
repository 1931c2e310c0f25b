"""Planned spend in memory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.campaigns.model import Channel, PlannedSpend, PlanQuery
from domain.errors import not_found
from domain.ports.spend_plans import SpendPlanRepository
from infra.storage.memory.database import MemorySession


class MemorySpendPlans(SpendPlanRepository):
    """What is planned to be spent on campaigns."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def put(
        self, workspace_id: UUID, campaign_id: UUID, channel: Channel, amounts: Mapping[date, Decimal]
    ) -> None:
        """Store the amounts of these days in place of those that were there."""
        tables = await self._session.write()
        if tables.campaign(workspace_id, campaign_id) is None:
            raise not_found("campaign")
        given = {(day, channel): amount for day, amount in amounts.items()}
        tables.planned_spend[campaign_id] = tables.planned_spend.get(campaign_id, {}) | given

    async def clear(self, workspace_id: UUID, campaign_id: UUID, channel: Channel, days: Collection[date]) -> int:
        """Forget what is planned for these days; return for how many something was."""
        tables = await self._session.write()
        if tables.campaign(workspace_id, campaign_id) is None:
            return 0
        stored, gone = tables.planned_spend.get(campaign_id, {}), {(day, channel) for day in days}
        kept = {key: amount for key, amount in stored.items() if key not in gone}
        tables.planned_spend[campaign_id] = kept
        return len(stored) - len(kept)

    async def read_many(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], query: PlanQuery | None = None
    ) -> dict[UUID, Sequence[PlannedSpend]]:
        """Return what is planned for several campaigns, by day, then channel."""
        tables = self._session.read()
        found: dict[UUID, Sequence[PlannedSpend]] = {}
        for campaign_id in campaign_ids:
            if tables.campaign(workspace_id, campaign_id) is None:
                continue
            stored = tables.planned_spend.get(campaign_id, {})
            rows = [PlannedSpend(channel, day, stored[day, channel]) for day, channel in sorted(stored)]
            asked = [one for one in rows if _asked_for(one, query or PlanQuery())]
            if asked:
                found[campaign_id] = asked
        return found


def _asked_for(one: PlannedSpend, query: PlanQuery) -> bool:
    return (
        (query.start is None or one.day >= query.start)
        and (query.end is None or one.day <= query.end)
        and (query.channel is None or one.channel is query.channel)
    )
