"""Keeps the months of campaigns up with their observed points."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from domain.dashboard.model import CampaignLine, CampaignMonth, ObservedDays
from domain.dashboard.packing import laid_over
from domain.ports.unit_of_work import OpenUnitOfWork

AT_ONCE = 50
"""Campaigns that are brought up to date in one transaction: some 135,000 points where nothing was kept."""


@dataclass(frozen=True, slots=True)
class CampaignDays:
    """Brings the kept months of campaigns up to date with what was imported since."""

    open: OpenUnitOfWork

    async def refresh(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> None:
        """Bring campaigns up to date; those that are up to date, and those that are gone, are left alone."""
        async with self.open() as tx:
            lines = await tx.dashboard.lines_of(workspace_id, campaign_ids)
        await self.follow(workspace_id, [line for line in lines if line.stale])

    async def follow(self, workspace_id: UUID, stale: Sequence[CampaignLine]) -> None:
        """Bring campaigns up to date from where they were when their lines were read.

        The workspace is held meanwhile: who puts months together from what was kept and what is new must not meet
        another who stores older ones in between. Points are read after the watermark that they are kept under, so that
        whatever is imported in between is kept too or comes again.
        """
        # Those of which nothing is kept together: the others then need only what is new.
        waiting = sorted(stale, key=lambda line: line.kept_version)
        for begin in range(0, len(waiting), AT_ONCE):
            await self._follow(workspace_id, [line.id for line in waiting[begin : begin + AT_ONCE]])

    async def _follow(self, workspace_id: UUID, campaign_ids: Sequence[UUID]) -> None:
        async with self.open() as tx:
            await tx.workspaces.hold(workspace_id)
            # Somebody else may have brought them up to date while this one waited.
            lines = [line for line in await tx.dashboard.lines_of(workspace_id, campaign_ids) if line.stale]
            if not lines:
                return
            known = min(line.kept_version for line in lines)
            found = await tx.dashboard.observed(workspace_id, [line.id for line in lines], known)
            kept: Sequence[CampaignMonth] = ()
            if found and known:
                kept = await tx.dashboard.months_of(workspace_id, list(found), *_months_around(found.values()))

            def packed() -> list[CampaignMonth]:
                stored = sorted(kept, key=lambda one: (one.campaign_id, one.month))
                own = {owner: list(months) for owner, months in groupby(stored, key=attrgetter("campaign_id"))}
                return [
                    month for owner in sorted(found) for month in laid_over(owner, own.get(owner, ()), found[owner])
                ]

            months = await asyncio.to_thread(packed)
            await tx.dashboard.keep(workspace_id, {line.id: line.data_version for line in lines}, months)
            await tx.commit()


def _months_around(found: Collection[Sequence[ObservedDays]]) -> tuple[date, date]:
    """Return the first days of the first and the last month that points fall in."""
    series = [one for owned in found for one in owned]
    first, last = min(one.days[0] for one in series), max(one.days[-1] for one in series)
    return first.astype(date).replace(day=1), last.astype(date).replace(day=1)
