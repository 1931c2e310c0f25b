"""Storage of planned spend."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.campaigns.model import Channel, PlannedSpend, PlanQuery


class SpendPlanRepository(Protocol):
    """What is planned to be spent on campaigns, by channel and day; nothing of deleted campaigns."""

    async def put(
        self, workspace_id: UUID, campaign_id: UUID, channel: Channel, amounts: Mapping[date, Decimal]
    ) -> None:
        """Store the amounts of these days in place of those that were there; other days stay.

        Raises:
            Refused: With NOT_FOUND when there is no such campaign in the workspace.
        """
        ...

    async def clear(self, workspace_id: UUID, campaign_id: UUID, channel: Channel, days: Collection[date]) -> int:
        """Forget what is planned for these days; return for how many something was."""
        ...

    async def read_many(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], query: PlanQuery | None = None
    ) -> dict[UUID, Sequence[PlannedSpend]]:
        """Return what is planned for several campaigns in one query, by day, then channel; all when none is given.

        Campaigns without any are missing.
        """
        ...
