"""How long a dashboard of a thousand campaigns takes on SQLite.

Durations are of the processor, on all threads, so that what else the machine does is not counted; beside them is the
quickest by the clock. The ratio is against adding up the observed points of the same days in the database.
"""

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import func, insert, select, text

from bench.storage import on_sqlite
from domain.campaigns.model import ApprovalState, Campaign, CampaignFilter, CampaignStatus, Channel, Money
from domain.dashboard.keeping import CampaignDays
from domain.dashboard.model import DashboardView, Kpi
from domain.dashboard.service import DashboardService
from domain.metrics.model import MetricPoint, MetricType
from domain.workspaces.model import Principal, Role, Workspace
from infra.storage.schema.campaigns import metric_points, metric_series
from infra.storage.unit_of_work import SqlStorage

CAMPAIGNS, DAYS = 1_000, 180
CHANNELS = (Channel.GOOGLE, Channel.FACEBOOK, Channel.TIKTOK)
METRICS = (
    MetricType.IMPRESSIONS,
    MetricType.CLICKS,
    MetricType.CONVERSIONS,
    MetricType.SPEND,
    MetricType.REVENUE,
)
LAST = date(2026, 6, 30)
REPEATS = 9

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Duration:
    """Seconds, of the processor and of the clock."""

    processor: float
    clock: float

    def __str__(self) -> str:
        return f"{1000 * self.processor:8.1f} ms, by the clock {1000 * self.clock:8.1f} ms"


class Noon:
    """The middle of the last observed day."""

    async def now(self, workspace_id: UUID) -> datetime:
        """Return it."""
        return datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=UTC)


def report() -> None:
    """Print how long dashboards take: of a month, of half a year, of a filter, after an import, and the first one."""
    on_sqlite(_report)


async def _report(storage: SqlStorage) -> None:
    workspace = Workspace(uuid4(), "Bench", "bench", datetime.now(UTC))
    campaigns, spent = await _fill(storage, workspace)
    viewer = Principal(workspace.id, uuid4(), "Bench", Role.VIEWER)
    days = CampaignDays(storage)
    service = DashboardService(storage, Noon(), days)
    half_year = (LAST - timedelta(days=DAYS - 1), LAST)

    async def view(span: tuple[date, date] | None = None, restrict: CampaignFilter | None = None) -> DashboardView:
        return await service.view(viewer, span, restrict or CampaignFilter())

    async def after_import() -> object:
        await _one_day(storage, campaigns[0])
        return await view()

    async def scan() -> object:
        return await _grouped(storage, workspace.id, half_year[0])

    first = await _took(view)
    told = _spend(await view(half_year))
    if abs(told / spent - 1) > 1e-9:
        raise RuntimeError(f"the dashboard says {told}, and {spent} was spent")
    month, whole = await _usual(view), await _usual(lambda: view(half_year))
    part = await _usual(lambda: view(half_year, CampaignFilter(statuses=(CampaignStatus.PAUSED,))))
    fresh, plain = await _usual(after_import), await _took(scan)
    rows = CAMPAIGNS * DAYS * len(CHANNELS) * len(METRICS)
    print(
        f"{CAMPAIGNS:,} campaigns x {DAYS} days, {rows:,} points of {len(METRICS)} metrics; "
        f"all in {await _size(storage):,.0f} MB"
    )
    print(f"dashboard of the last 30 days         {month}")
    print(f"dashboard of {DAYS} days                 {whole}")
    print(f"the same of a filter, a tenth of all  {part}")
    print(f"30 days, just after an import         {fresh}")
    print(f"the first one, with nothing kept      {first}")
    print(f"adding up the points in the database  {plain}")
    print(f"ratio dashboard / points              {whole.processor / plain.processor:.3f}")


def _spend(view: DashboardView) -> float:
    return sum(kpi.value or 0.0 for one in view.currencies for kpi in one.kpis if kpi.kpi is Kpi.SPEND)


async def _size(storage: SqlStorage) -> float:
    """Return what the database takes, in megabytes."""
    async with storage() as tx:
        pages = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return float((await tx.connection.execute(pages)).scalar_one()) / 1e6


async def _took(work: Work) -> Duration:
    clock, processor = time.perf_counter(), time.process_time()
    await work()
    return Duration(time.process_time() - processor, time.perf_counter() - clock)


async def _usual(work: Work) -> Duration:
    taken = [await _took(work) for _ in range(REPEATS)]
    return Duration(statistics.median(one.processor for one in taken), min(one.clock for one in taken))


async def _grouped(storage: SqlStorage, workspace_id: UUID, first: date) -> object:
    points, series = metric_points.c, metric_series.c
    query = (
        select(series.metric, points.day, func.sum(points.value))
        .join_from(metric_series, metric_points, points.series_id == series.id)
        .where(series.workspace_id == workspace_id, points.day >= first)
        .group_by(series.metric, points.day)
    )
    async with storage() as tx:
        return (await tx.connection.execute(query)).all()


async def _one_day(storage: SqlStorage, campaign: Campaign) -> None:
    """Import the last day again, as it was."""
    async with storage() as tx:
        version = await tx.campaigns.advance_data_version(campaign.workspace_id, campaign.id)
        points = [MetricPoint(CHANNELS[0], metric, LAST, 1.0, version) for metric in METRICS]
        await tx.metrics.upsert(campaign.workspace_id, campaign.id, points)
        await tx.commit()


async def _fill(storage: SqlStorage, workspace: Workspace) -> tuple[Sequence[Campaign], float]:
    """Store campaigns and their points, past the repository, which would take minutes; return what was spent."""
    dice, spent = np.random.default_rng(1), 0.0
    campaigns = [_campaign(workspace, number) for number in range(CAMPAIGNS)]
    days = [LAST - timedelta(days=back) for back in range(DAYS)]
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        for number, campaign in enumerate(campaigns):
            await tx.campaigns.add(campaign)
            owner = {"workspace_id": workspace.id, "campaign_id": campaign.id}
            keys = [(channel, metric) for channel in CHANNELS for metric in METRICS]
            series = [
                {"id": number * len(keys) + place + 1, "channel": channel.value, "metric": metric.value, **owner}
                for place, (channel, metric) in enumerate(keys)
            ]
            await tx.connection.execute(insert(metric_series), series)
            values = np.round(dice.lognormal(5, 1, (len(keys), DAYS)), 2)
            spent += sum(values[row].sum() for row, key in enumerate(keys) if key[1] is MetricType.SPEND)
            rows = [
                (one["id"], day.isoformat(), workspace.id.hex, value, 1)
                for one, row in zip(series, values.tolist(), strict=True)
                for day, value in zip(days, row, strict=True)
            ]
            sql = "INSERT INTO metric_points (series_id, day, workspace_id, value, version) VALUES (?, ?, ?, ?, ?)"
            await tx.connection.exec_driver_sql(sql, rows)
        await tx.commit()
    return campaigns, spent


def _campaign(workspace: Workspace, number: int) -> Campaign:
    now = datetime.now(UTC)
    return Campaign(
        id=uuid4(),
        workspace_id=workspace.id,
        name=f"Bench {number}",
        objective="benchmark",
        status=CampaignStatus.PAUSED if number % 10 == 0 else CampaignStatus.RUNNING,
        approval=ApprovalState.APPROVED,
        channels=CHANNELS,
        budget=Money(Decimal(1_000), ("USD", "EUR")[number % 2]),
        start_date=LAST - timedelta(days=DAYS),
        end_date=None,
        created_at=now,
        updated_at=now,
        created_by=uuid4(),
        data_version=1,
    )
