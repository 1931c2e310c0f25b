"""Assessing the data of campaigns."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from domain.metrics.history import history_of
from domain.metrics.recent import recent_points
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.ports.workspace_time import WorkspaceTime
from domain.quality.assess import assess
from domain.quality.model import DataQualityReport
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require


@dataclass(frozen=True, slots=True)
class QualityService:
    """Tells how far the data of campaigns can be trusted now."""

    open: OpenUnitOfWork
    time: WorkspaceTime

    async def reports(self, principal: Principal, campaign_ids: Collection[UUID]) -> dict[UUID, DataQualityReport]:
        """Return the report of each campaign that exists, in two queries."""
        require(principal, Action.READ)
        async with self.open() as tx:
            campaigns = await tx.campaigns.many(principal.workspace_id, campaign_ids)
            points = await recent_points(tx, principal.workspace_id, list(campaigns))
        today = (await self.time.now(principal.workspace_id)).date()

        def reports() -> dict[UUID, DataQualityReport]:
            return {
                identity: assess(history_of(points.get(identity, ())), campaign, today)
                for identity, campaign in campaigns.items()
            }

        return await asyncio.to_thread(reports)
