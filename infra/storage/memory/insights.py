"""Insights in memory."""

from collections.abc import Sequence
from uuid import UUID

from domain.insights.model import Insight, InsightFilter
from domain.paging import Page, PageRequest
from domain.ports.insights import InsightRepository
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.paging import page_of
from infra.storage.pages import id_key, moment_key


class MemoryInsights(InsightRepository):
    """Insights."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, workspace_id: UUID, additions: Sequence[Insight]) -> None:
        """Store and number insights; the lock for writing makes those who add wait for each other."""
        tables = await self._session.write()
        for insight in additions:
            refuse_naive(insight)
            campaign = tables.campaigns.get(insight.campaign_id)
            if campaign is None or campaign.workspace_id != workspace_id:
                raise contradiction()
            number = tables.insight_numbers[workspace_id] = tables.insight_numbers.get(workspace_id, 0) + 1
            tables.insights.setdefault(insight.id, (number, insight))

    async def get(self, workspace_id: UUID, insight_id: UUID) -> Insight | None:
        """Return an insight."""
        return next((one for _, one in self._of(workspace_id, None) if one.id == insight_id), None)

    async def list(self, workspace_id: UUID, page: PageRequest, restrict: InsightFilter) -> Page[Insight]:
        """Return insights, newest first."""
        found = [
            one
            for _, one in self._of(workspace_id, restrict.campaign_id)
            if (not restrict.kinds or one.kind in restrict.kinds)
            and (not restrict.severities or one.severity in restrict.severities)
        ]
        return page_of(found, (moment_key("at"), id_key()), lambda one: (one.at, one.id), page, descending=True)

    async def newest_number(self, workspace_id: UUID) -> int:
        """Return the highest number that was given out; 0 for none."""
        return self._session.read().insight_numbers.get(workspace_id, 0)

    async def between(
        self, workspace_id: UUID, campaign_id: UUID | None, after: int, upto: int | None, most: int
    ) -> Sequence[tuple[int, Insight]]:
        """Return the first insights behind a number, up to another one, with their numbers, ascending."""
        found = self._of(workspace_id, campaign_id)
        return [pair for pair in found if after < pair[0] and (upto is None or pair[0] <= upto)][:most]

    async def latest(
        self, workspace_id: UUID, campaign_id: UUID | None, upto: int, most: int
    ) -> Sequence[tuple[int, Insight]]:
        """Return the last insights up to a number, with their numbers, ascending."""
        return [pair for pair in self._of(workspace_id, campaign_id) if pair[0] <= upto][-most:]

    def _of(self, workspace_id: UUID, campaign_id: UUID | None) -> Sequence[tuple[int, Insight]]:
        tables = self._session.read()
        return sorted(
            (
                (number, one)
                for number, one in tables.insights.values()
                if one.workspace_id == workspace_id
                and (campaign_id is None or one.campaign_id == campaign_id)
                and tables.campaign(workspace_id, one.campaign_id) is not None
            ),
            key=lambda pair: pair[0],
        )
