"""Where insights are kept."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from domain.insights.model import Insight, InsightFilter
from domain.paging import Page, PageRequest


class InsightRepository(Protocol):
    """Insights. Those of deleted campaigns are never returned.

    Each has a number within its workspace. Numbers become visible in ascending order: who has seen one will see no
    lower one that was not there before.
    """

    async def add(self, workspace_id: UUID, additions: Sequence[Insight]) -> None:
        """Store and number insights, in the order given; those with a known id are left as they are.

        Others who add to the workspace wait until this transaction has ended.
        """
        ...

    async def get(self, workspace_id: UUID, insight_id: UUID) -> Insight | None:
        """Return an insight."""
        ...

    async def list(self, workspace_id: UUID, page: PageRequest, restrict: InsightFilter) -> Page[Insight]:
        """Return insights, newest first."""
        ...

    async def newest_number(self, workspace_id: UUID) -> int:
        """Return the highest number that was given out; 0 for none."""
        ...

    async def between(
        self, workspace_id: UUID, campaign_id: UUID | None, after: int, upto: int | None, most: int
    ) -> Sequence[tuple[int, Insight]]:
        """Return the first insights behind a number, up to another one, with their numbers, ascending."""
        ...

    async def latest(
        self, workspace_id: UUID, campaign_id: UUID | None, upto: int, most: int
    ) -> Sequence[tuple[int, Insight]]:
        """Return the last insights up to a number, with their numbers, ascending."""
        ...
