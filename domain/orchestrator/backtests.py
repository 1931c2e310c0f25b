"""Backtests, computed once per data watermark and shared by all runs on it."""

import asyncio
import logging
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakValueDictionary

from domain.dashboard.keeping import CampaignDays
from domain.ensemble.drivers import build_panel
from domain.ensemble.known import known_of
from domain.forecasting.model import Backtest, Panel
from domain.insights.making import InsightMaker
from domain.metrics.history import history_of
from domain.metrics.recent import recent_points
from domain.orchestrator.beforehand import planned_for
from domain.performance.tracking import ForecastTracker
from domain.ports.forecasting import ForecastEngine
from domain.ports.jobs import Job, JobHandler
from domain.ports.unit_of_work import OpenUnitOfWork

log = logging.getLogger(__name__)

STEP = "BACKTEST"


@dataclass(slots=True)
class Backtests:
    """Gives the backtest of a campaign's data, computing it only when none is stored."""

    open: OpenUnitOfWork
    engine: ForecastEngine
    # Weak: a lock lasts as long as somebody holds it or waits for it, not as long as the process.
    _locks: WeakValueDictionary[UUID, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def ensure(self, workspace_id: UUID, campaign_id: UUID, data_version: int, panel: Panel) -> Backtest:
        """Return the stored backtest of this watermark and these model versions, or compute and store it.

        Callers for one campaign wait for each other, so that the work is done once.
        """
        async with self._locks.setdefault(campaign_id, asyncio.Lock()):
            async with self.open() as tx:
                stored = await tx.backtests.get(workspace_id, campaign_id, data_version)
            if stored is not None and stored.versions == self._versions():
                return stored
            backtest = await self.engine.backtest(panel)
            async with self.open() as tx:
                await tx.backtests.save(workspace_id, campaign_id, data_version, backtest)
                await tx.commit()
        return backtest

    def _versions(self) -> dict[str, str]:
        return {one.name: one.version for one in self.engine.members() if one.maximum_days is None}


@dataclass(frozen=True, slots=True)
class BacktestHandler(JobHandler):
    """After an import: looks for anomalies in what it brought, scores forecasts with it, and backtests the campaign.

    What dashboards are added up from follows it too.
    """

    open: OpenUnitOfWork
    backtests: Backtests
    insights: InsightMaker
    tracker: ForecastTracker
    days: CampaignDays

    def steps(self) -> tuple[str, ...]:
        """One step."""
        return (STEP,)

    async def run(self, job: Job, step: str) -> bool:
        """Make insights, scores and the backtest of the campaign's present data; one that is gone needs none."""
        async with self.open() as tx:
            campaign = await tx.campaigns.get(job.workspace_id, job.subject_id)
            if campaign is None:
                return False
            found = await recent_points(tx, job.workspace_id, [campaign.id])
            planned = await planned_for(tx, campaign)
            await self.insights.of_metrics(tx, job.workspace_id, [campaign])
            await tx.commit()
        await self.insights.signal(job.workspace_id)
        await self.days.refresh(job.workspace_id, [campaign.id])
        await self.tracker.catch_up(job.workspace_id, [campaign.id])
        history = await asyncio.to_thread(history_of, found.get(campaign.id, ()))
        if history is None:
            return False
        plan = await asyncio.to_thread(build_panel, history, known_of(campaign, planned))
        if plan.panel.series:
            await self.backtests.ensure(job.workspace_id, campaign.id, campaign.data_version, plan.panel)
        return True

    async def failed(self, job: Job, step: str, error: Exception) -> None:
        """Log it. Nothing is lost: a run computes the backtest itself."""
        log.error("the backtest of campaign %s failed", job.subject_id, exc_info=error)

    async def cancelled(self, job: Job) -> None:
        """Nothing is lost: a run computes the backtest itself."""
