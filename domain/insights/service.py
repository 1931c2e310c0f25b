"""Reading insights, once and live."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from domain.errors import not_found
from domain.insights.making import topic_of
from domain.insights.model import Insight, InsightFilter
from domain.paging import Page, PageRequest
from domain.ports.broadcast import Broadcast
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

TOLD_FIRST = 20
"""Latest insights that somebody is told who begins to follow."""

READ_AT_ONCE = 100
REFRESH_SECONDS = 5.0
"""Who follows looks at least this often, as signals may be lost."""


@dataclass(frozen=True, slots=True)
class InsightService:
    """Insights of the principal's workspace."""

    open: OpenUnitOfWork
    broadcast: Broadcast

    async def get(self, principal: Principal, insight_id: UUID) -> Insight | None:
        """Return an insight, or none when the workspace has no such one or its campaign was deleted."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.insights.get(principal.workspace_id, insight_id)

    async def list(self, principal: Principal, page: PageRequest, restrict: InsightFilter) -> Page[Insight]:
        """Return insights, newest first.

        Raises:
            Refused: There is no such campaign.
        """
        require(principal, Action.READ)
        async with self.open() as tx:
            await _require_campaign(tx, principal, restrict.campaign_id)
            return await tx.insights.list(principal.workspace_id, page, restrict)

    def watch(self, principal: Principal, campaign_id: UUID | None = None) -> "InsightSource":
        """Return insights to follow: first the latest, then each new one; none is lost or told twice.

        Raises:
            Forbidden: The role does not allow it.
        """
        require(principal, Action.READ)
        return InsightSource(self, principal, campaign_id)


@dataclass(frozen=True, slots=True)
class InsightSource:
    """Insights that are followed; places are their numbers."""

    service: InsightService
    principal: Principal
    campaign_id: UUID | None = None
    newest_only: bool = False

    @asynccontextmanager
    async def live(self) -> AsyncIterator["LiveInsights"]:
        """Follow from now on."""
        workspace_id = self.principal.workspace_id
        async with self.service.broadcast.subscribe(topic_of(workspace_id)) as signals:
            async with self.service.open() as tx:
                await _require_campaign(tx, self.principal, self.campaign_id)
                place = await tx.insights.newest_number(workspace_id)
            yield LiveInsights(self, place, signals)

    async def before(self, place: int, since: int | None) -> AsyncGenerator[tuple[int, Insight], None]:
        """Tell the latest up to a place, or to who was there before everything since then."""
        workspace_id = self.principal.workspace_id
        if since is None:
            async with self.service.open() as tx:
                latest = await tx.insights.latest(workspace_id, self.campaign_id, place, TOLD_FIRST)
            for pair in latest:
                yield pair
            return
        while found := await self.behind(since, place):
            for pair in found:
                yield pair
            since = found[-1][0]

    async def behind(self, after: int, upto: int | None = None) -> list[tuple[int, Insight]]:
        """Read some of what is behind a place."""
        async with self.service.open() as tx:
            where, campaign = self.principal.workspace_id, self.campaign_id
            return list(await tx.insights.between(where, campaign, after, upto, READ_AT_ONCE))


class LiveInsights:
    """The insights that are made from a moment on."""

    def __init__(self, source: InsightSource, place: int, signals: AsyncIterator[bytes]) -> None:
        self._source = source
        self._signals = signals
        self.place = place

    async def __aiter__(self) -> AsyncIterator[tuple[int, Insight]]:
        """Tell each new one, without an end."""
        while True:
            found = await self._source.behind(self.place)
            for number, insight in found:
                self.place = number
                yield number, insight
            if len(found) < READ_AT_ONCE:
                await _next(self._signals)


async def _require_campaign(tx: Transaction, principal: Principal, campaign_id: UUID | None) -> None:
    if campaign_id is not None and await tx.campaigns.get(principal.workspace_id, campaign_id) is None:
        raise not_found("campaign", "campaignId")


async def _next(signals: AsyncIterator[bytes]) -> None:
    """Wait for a signal, but not longer than until the next refresh, also when signals have ceased for good."""
    with suppress(TimeoutError):
        async with asyncio.timeout(REFRESH_SECONDS):
            try:
                await anext(signals)
            except StopAsyncIteration:
                await asyncio.Event().wait()
