"""What dashboards are added up from, in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

import numpy as np

from domain.campaigns.model import Campaign, CampaignFilter, Channel
from domain.dashboard.model import COUNTED, Analysis, CampaignLine, CampaignMonth, ObservedDays
from domain.metrics.model import MetricPoint, MetricType
from domain.ports.dashboard import DashboardRepository
from domain.severity import Severity
from domain.simulations.model import Simulation, SimulationStatus
from infra.storage.memory.campaigns import matches
from infra.storage.memory.database import MemorySession

_URGENT = (Severity.HIGH, Severity.CRITICAL)


class MemoryDashboard(DashboardRepository):
    """Months of campaigns, kept beside the observed points that they follow from."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def lines(self, workspace_id: UUID, restrict: CampaignFilter) -> Sequence[CampaignLine]:
        """Return what counting takes to know of all campaigns of a filter."""
        return [self._line(one) for one in self._present(workspace_id, lambda one: matches(one, restrict))]

    async def lines_of(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> Sequence[CampaignLine]:
        """Return the same of several campaigns."""
        return [self._line(one) for one in self._present(workspace_id, lambda one: one.id in campaign_ids)]

    async def analyses(self, workspace_id: UUID, restrict: CampaignFilter, today: date) -> dict[UUID, Analysis]:
        """Return the newest completed simulation of each campaign of a filter."""
        wanted = {one.id for one in self._present(workspace_id, lambda one: matches(one, restrict))}
        runs = [
            (run.completed_at, run.id, run)
            for run in self._session.read().simulations.values()
            if run.campaign_id in wanted and run.status is SimulationStatus.COMPLETED and run.completed_at is not None
        ]
        # Later ones overwrite earlier ones.
        return {run.campaign_id: self._analysis(run, at, today) for at, _, run in sorted(runs, key=lambda row: row[:2])}

    async def observed(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], newer_than: int
    ) -> dict[UUID, Sequence[ObservedDays]]:
        """Return the points, of the metrics that are counted, which came with data watermarks above one."""
        found: dict[UUID, Sequence[ObservedDays]] = {}
        for campaign in self._present(workspace_id, lambda one: one.id in campaign_ids):
            stored = self._session.read().points.get((workspace_id, campaign.id), {})
            new = [stored[key] for key in sorted(stored) if stored[key].version > newer_than]
            counted = groupby((one for one in new if one.metric in COUNTED), lambda one: (one.channel, one.metric))
            series = [_arrays(channel, metric, list(points)) for (channel, metric), points in counted]
            if series:
                found[campaign.id] = series
        return found

    async def months(
        self, workspace_id: UUID, restrict: CampaignFilter, first: date, last: date
    ) -> Sequence[CampaignMonth]:
        """Return the kept months that begin in a range, of all campaigns of a filter, ascending by month."""
        return self._months(workspace_id, lambda one: matches(one, restrict), first, last)

    async def months_of(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], first: date, last: date
    ) -> Sequence[CampaignMonth]:
        """Return the same of several campaigns."""
        return self._months(workspace_id, lambda one: one.id in campaign_ids, first, last)

    async def keep(self, workspace_id: UUID, versions: Mapping[UUID, int], months: Sequence[CampaignMonth]) -> None:
        """Store months in place of those that were kept, and the data watermarks that campaigns are kept up to."""
        tables = await self._session.write()
        for owner, version in versions.items():
            if tables.campaign(workspace_id, owner) is not None:
                tables.campaign_month_versions[owner] = version
        for one in months:
            if tables.campaign(workspace_id, one.campaign_id) is not None:
                # A copy, because an array can be changed.
                tables.campaign_months[one.campaign_id, one.month] = replace(one, values=one.values.copy())

    def _present(self, workspace_id: UUID, wanted: Callable[[Campaign], bool]) -> list[Campaign]:
        tables = self._session.read()
        present = (tables.campaign(workspace_id, identity) for identity in tables.campaigns)
        return [one for one in present if one is not None and wanted(one)]

    def _months(
        self, workspace_id: UUID, wanted: Callable[[Campaign], bool], first: date, last: date
    ) -> Sequence[CampaignMonth]:
        owners = {one.id for one in self._present(workspace_id, wanted)}
        found = [
            replace(one, values=one.values.copy())
            for one in self._session.read().campaign_months.values()
            if one.campaign_id in owners and first <= one.month <= last
        ]
        return sorted(found, key=lambda one: one.month)

    def _line(self, campaign: Campaign) -> CampaignLine:
        return CampaignLine(
            id=campaign.id,
            status=campaign.status,
            start_date=campaign.start_date,
            end_date=campaign.end_date,
            budget=campaign.budget,
            created_at=campaign.created_at,
            data_version=campaign.data_version,
            kept_version=self._session.read().campaign_month_versions.get(campaign.id, 0),
        )

    def _analysis(self, run: Simulation, at: datetime, today: date) -> Analysis:
        origin = run.source_id or run.id
        standing = [
            risk.severity
            for owner, risk in self._session.read().risks.values()
            if owner == origin and risk.severity in _URGENT and risk.end >= today
        ]
        worst = max(standing, key=lambda one: one.rank, default=None)
        return Analysis(run.campaign_id, at, len(standing), worst)


def _arrays(channel: Channel, metric: MetricType, points: Sequence[MetricPoint]) -> ObservedDays:
    days = np.array([point.day for point in points], dtype="datetime64[D]")
    return ObservedDays(channel, metric, days, np.array([point.value for point in points]))
