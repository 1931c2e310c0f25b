"""What dashboards are added up from, on SQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, and_, func, select, type_coerce
from sqlalchemy.types import NullType

from domain.campaigns.model import CampaignFilter, CampaignStatus, Channel, Money
from domain.dashboard.model import COUNTED, MONTH_DAYS, Analysis, CampaignLine, CampaignMonth, ObservedDays
from domain.forecasting.model import FloatArray
from domain.metrics.model import MetricType
from domain.ports.dashboard import DashboardRepository
from domain.severity import Severity
from domain.simulations.model import SimulationStatus
from infra.storage.schema.campaigns import campaigns, metric_points, metric_series
from infra.storage.schema.dashboard import campaign_month_versions, campaign_months
from infra.storage.schema.simulations import risks, simulations
from infra.storage.sql.campaigns import conditions_of
from infra.storage.sql.statements import AnyRow, Statements

_ROWS_AT_ONCE = 2_000
"""Rows that are made objects of at once, in about 10 ms."""


class SqlDashboard(DashboardRepository):
    """Months of campaigns, kept beside the observed points that they follow from."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def lines(self, workspace_id: UUID, restrict: CampaignFilter) -> Sequence[CampaignLine]:
        """Return what counting takes to know of all campaigns of a filter."""
        return await self._lines(workspace_id, conditions_of(restrict))

    async def lines_of(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> Sequence[CampaignLine]:
        """Return the same of several campaigns."""
        return await self._lines(workspace_id, [campaigns.c.id.in_(campaign_ids)])

    async def analyses(self, workspace_id: UUID, restrict: CampaignFilter, today: date) -> dict[UUID, Analysis]:
        """Return the newest completed simulation of each campaign of a filter."""
        run = simulations.c
        place = func.row_number().over(partition_by=run.campaign_id, order_by=(run.completed_at.desc(), run.id.desc()))
        # A cached run has the risks of the one that it was taken from.
        origin = func.coalesce(run.source_id, run.id, type_=run.id.type)
        ranked = (
            select(run.campaign_id, run.completed_at, origin.label("origin"), place.label("place"))
            .join(campaigns, campaigns.c.id == run.campaign_id)
            .where(
                run.workspace_id == workspace_id,
                run.status == SimulationStatus.COMPLETED.value,
                campaigns.c.deleted_at.is_(None),
                *conditions_of(restrict),
            )
            .subquery()
        )
        severity = risks.c.document["severity"].as_string()
        standing = and_(
            risks.c.workspace_id == workspace_id,
            risks.c.simulation_id == ranked.c.origin,
            severity.in_([Severity.HIGH.value, Severity.CRITICAL.value]),
            risks.c.document["end"].as_string() >= today.isoformat(),
        )
        query = (
            # Of the two, the first in the alphabet is the worse.
            select(ranked.c.campaign_id, ranked.c.completed_at, func.count(risks.c.id), func.min(severity))
            .join_from(ranked, risks, standing, isouter=True)
            .where(ranked.c.place == 1)
            .group_by(ranked.c.campaign_id, ranked.c.completed_at)
        )
        return {
            owner: Analysis(owner, at, count, None if worst is None else Severity(worst))
            for owner, at, count, worst in await self._statements.rows(query)
        }

    async def observed(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], newer_than: int
    ) -> dict[UUID, Sequence[ObservedDays]]:
        """Return the points, of the metrics that are counted, which came with data watermarks above one."""
        own = metric_series.c
        series = _present(
            select(own.id, own.campaign_id, own.channel, own.metric)
            .join_from(metric_series, campaigns, campaigns.c.id == own.campaign_id)
            .where(own.campaign_id.in_(campaign_ids), own.metric.in_([metric.value for metric in COUNTED]))
            .order_by(own.id),
            workspace_id,
        )
        numbered = {row.id: row for row in await self._statements.rows(series)}
        # As the driver has them: to make objects of a hundred thousand rows takes longer than the query.
        columns = [type_coerce(metric_points.c[name], NullType()) for name in ("series_id", "day", "value")]
        points = (
            select(*columns)
            .where(metric_points.c.series_id.in_(numbered), metric_points.c.version > newer_than)
            .order_by(metric_points.c.series_id, metric_points.c.day)
        )
        numbers, days, values = [], [], []
        # A batch at a time: what the driver gave is gone again before the next one is made.
        async for batch in self._statements.batches(points, _ROWS_AT_ONCE):
            some = tuple(zip(*batch, strict=True))
            numbers.append(np.array(some[0], dtype=np.int64))
            days.append(np.array(some[1], dtype="datetime64[D]"))
            values.append(np.array(some[2], dtype=np.float64))
        if not numbers:
            return {}
        return _by_campaign(np.concatenate(numbers), np.concatenate(days), np.concatenate(values), numbered)

    async def months(
        self, workspace_id: UUID, restrict: CampaignFilter, first: date, last: date
    ) -> Sequence[CampaignMonth]:
        """Return the kept months that begin in a range, of all campaigns of a filter, ascending by month."""
        return await self._months(workspace_id, conditions_of(restrict), first, last)

    async def months_of(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], first: date, last: date
    ) -> Sequence[CampaignMonth]:
        """Return the same of several campaigns."""
        return await self._months(workspace_id, [campaigns.c.id.in_(campaign_ids)], first, last)

    async def keep(self, workspace_id: UUID, versions: Mapping[UUID, int], months: Sequence[CampaignMonth]) -> None:
        """Store months in place of those that were kept, and the data watermarks that campaigns are kept up to."""
        wanted = versions.keys() | {one.campaign_id for one in months}
        owned = _present(select(campaigns.c.id), workspace_id).where(campaigns.c.id.in_(wanted))
        there = {row.id for row in await self._statements.rows(owned)}
        marks = [
            {"workspace_id": workspace_id, "campaign_id": owner, "data_version": versions[owner]}
            # In one order for everybody, so that two who keep the same cannot wait for each other in a circle.
            for owner in sorted(versions)
            if owner in there
        ]
        await self._statements.put(campaign_month_versions, marks)
        rows = [
            {
                "workspace_id": workspace_id,
                "campaign_id": one.campaign_id,
                "month": one.month,
                "channels": " ".join(one.channels),
                "document": np.ascontiguousarray(one.values, dtype="<f8").tobytes(),
            }
            for one in sorted(months, key=lambda one: (one.campaign_id, one.month))
            if one.campaign_id in there
        ]
        await self._statements.put(campaign_months, rows)

    async def _lines(self, workspace_id: UUID, conditions: Sequence[ColumnElement[bool]]) -> Sequence[CampaignLine]:
        own, kept = campaigns.c, campaign_month_versions.c
        columns = (own.id, own.status, own.start_date, own.end_date, own.budget_amount, own.budget_currency)
        query = _present(
            select(*columns, own.created_at, own.data_version, func.coalesce(kept.data_version, 0).label("kept"))
            .join_from(campaigns, campaign_month_versions, kept.campaign_id == own.id, isouter=True)
            .where(*conditions),
            workspace_id,
        )
        return [_line(row) for row in await self._statements.rows(query)]

    async def _months(
        self, workspace_id: UUID, conditions: Sequence[ColumnElement[bool]], first: date, last: date
    ) -> Sequence[CampaignMonth]:
        kept = campaign_months.c
        # The id as the driver has it: each is made an object once, not once for each of its months.
        owner = type_coerce(kept.campaign_id, NullType()).label("owner")
        query = _present(
            select(owner, kept.month, kept.channels, kept.document)
            .join_from(campaigns, campaign_months, kept.campaign_id == campaigns.c.id)
            .where(*conditions, kept.month >= first, kept.month <= last),
            workspace_id,
        )
        owners: dict[Any, UUID] = {}
        channels: dict[str, tuple[Channel, ...]] = {}
        found: list[CampaignMonth] = []
        async for batch in self._statements.batches(query, _ROWS_AT_ONCE):
            for raw, month, names, document in batch:
                if raw not in owners:
                    owners[raw] = raw if isinstance(raw, UUID) else UUID(raw)
                if names not in channels:
                    channels[names] = tuple(Channel(name) for name in names.split())
                values = np.frombuffer(document, dtype="<f8").reshape(-1, len(COUNTED), MONTH_DAYS)
                found.append(CampaignMonth(owners[raw], month, channels[names], values))
        # Here, because the database would carry all documents through its sorter.
        return sorted(found, key=attrgetter("month"))


def _present(query: Select[Any], workspace_id: UUID) -> Select[Any]:
    return query.where(campaigns.c.workspace_id == workspace_id, campaigns.c.deleted_at.is_(None))


def _by_campaign(
    numbers: NDArray[np.int64], days: NDArray[np.datetime64], values: FloatArray, numbered: Mapping[int, AnyRow]
) -> dict[UUID, Sequence[ObservedDays]]:
    """Cut points where another series begins. They are ascending by the number of the series and the day."""
    begins = np.flatnonzero(np.diff(numbers, prepend=-1))
    found: dict[UUID, list[ObservedDays]] = {}
    for begin, end in zip(begins, [*begins[1:], len(numbers)], strict=True):
        series = numbered[int(numbers[begin])]
        one = ObservedDays(Channel(series.channel), MetricType(series.metric), days[begin:end], values[begin:end])
        found.setdefault(series.campaign_id, []).append(one)
    return dict(found)


def _line(row: AnyRow) -> CampaignLine:
    return CampaignLine(
        id=row.id,
        status=CampaignStatus(row.status),
        start_date=row.start_date,
        end_date=row.end_date,
        budget=Money(row.budget_amount, row.budget_currency),
        created_at=row.created_at,
        data_version=row.data_version,
        kept_version=row.kept,
    )
