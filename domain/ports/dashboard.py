"""Storage of what dashboards are added up from."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.campaigns.model import CampaignFilter
from domain.dashboard.model import Analysis, CampaignLine, CampaignMonth, ObservedDays


class DashboardRepository(Protocol):
    """Months of campaigns, kept beside the observed points that they follow from; nothing of deleted campaigns."""

    async def lines(self, workspace_id: UUID, restrict: CampaignFilter) -> Sequence[CampaignLine]:
        """Return what counting takes to know of all campaigns of a filter, in one query; in no order."""
        ...

    async def lines_of(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> Sequence[CampaignLine]:
        """Return the same of several campaigns; those that the workspace does not have are missing."""
        ...

    async def analyses(self, workspace_id: UUID, restrict: CampaignFilter, today: date) -> dict[UUID, Analysis]:
        """Return the newest completed simulation of each campaign of a filter, in one query.

        Risks are those of high or critical severity whose window ends on ``today`` or later.
        """
        ...

    async def observed(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], newer_than: int
    ) -> dict[UUID, Sequence[ObservedDays]]:
        """Return the points, of the metrics that are counted, which came with data watermarks above ``newer_than``.

        Campaigns without any are missing.
        """
        ...

    async def months(
        self, workspace_id: UUID, restrict: CampaignFilter, first: date, last: date
    ) -> Sequence[CampaignMonth]:
        """Return the kept months that begin in ``first`` … ``last``, inclusive, of all campaigns of a filter.

        In one query, ascending by month.
        """
        ...

    async def months_of(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], first: date, last: date
    ) -> Sequence[CampaignMonth]:
        """Return the same of several campaigns."""
        ...

    async def keep(self, workspace_id: UUID, versions: Mapping[UUID, int], months: Sequence[CampaignMonth]) -> None:
        """Store months in place of those that were kept, and the data watermarks that campaigns are kept up to.

        What is of no campaign of the workspace is left out.
        """
        ...
