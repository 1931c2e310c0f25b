"""How long it takes to add up what a thousand simulations were worth.

Durations are of the processor, so that what else the machine does is not counted; the ratio is against adding up the
same rows in no order in the same run.
"""

import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import numpy as np
from sqlalchemy import func, select

from bench.storage import on_sqlite
from domain.campaigns.model import ApprovalState, Campaign, CampaignStatus, Channel, Money
from domain.metrics.model import MetricType
from domain.performance.model import ENSEMBLE, SUM_NAMES, Scope, Score, ScoreKey, ScoreRange, StoredForecast, Sums
from domain.performance.service import PerformanceService
from domain.scenarios.model import DEFAULT_SCENARIOS
from domain.simulations.model import Simulation, SimulationRequest, SimulationStatus
from domain.workspaces.model import Principal, Role, Workspace
from infra.storage.schema.performance import forecast_scores
from infra.storage.unit_of_work import SqlStorage

SIMULATIONS, CAMPAIGNS, BLOCKS = 1_000, 50, 3
MODELS = (ENSEMBLE, "first", "second", "third", "fourth", "fifth")
METRICS = ("IMPRESSIONS", "REACH_RATE", "CTR", "CVR", "ENGAGEMENT_RATE", "SPEND", "VALUE")
COUNTS = ("days", "zeros", "share_days", "scaled_days", "held50", "held80", "held95")
REPEATS = 9

Work = Callable[[], Awaitable[object]]


def report() -> None:
    """Print how long the table over all runs takes on SQLite, against adding up all rows without an order."""
    on_sqlite(_report)


async def _report(storage: SqlStorage) -> None:
    workspace = Workspace(uuid4(), "Bench", "bench", datetime.now(UTC))
    await _fill(storage, workspace)
    viewer = Principal(workspace.id, uuid4(), "Bench", Role.VIEWER)
    service = PerformanceService(storage)
    month = ScoreRange(date(2026, 3, 1), date(2026, 3, 31))

    async def scan() -> object:
        async with storage() as tx:
            query = select(func.count(), *(func.sum(forecast_scores.c[name]) for name in SUM_NAMES))
            return (await tx.connection.execute(query)).one()

    rows = (await scan())[0]  # type: ignore[index]
    plain = await _median(scan)
    whole = await _median(lambda: service.models(viewer, ScoreRange()))
    part = await _median(lambda: service.models(viewer, month))
    shown = await _median(lambda: service.published(viewer, ScoreRange()))
    course = await _median(lambda: service.over_time(viewer, ScoreRange()))
    print(f"{SIMULATIONS:,} simulations x {len(MODELS)} models      {rows:,} rows of {len(SUM_NAMES)} sums")
    print(f"model performance over all of them    p50 {1000 * whole:8.1f} ms")
    print(f"the same over one month of twelve     p50 {1000 * part:8.1f} ms")
    print(f"what was published of campaigns       p50 {1000 * shown:8.1f} ms")
    print(f"accuracy over time                    p50 {1000 * course:8.1f} ms")
    print(f"adding up all rows in one heap        p50 {1000 * plain:8.1f} ms")
    print(f"ratio performance / plain sum         {whole / plain:.2f}")


async def _median(work: Work) -> float:
    taken = []
    for _ in range(REPEATS):
        started = time.process_time()
        await work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


async def _fill(storage: SqlStorage, workspace: Workspace) -> None:
    dice = np.random.default_rng(1)
    campaigns = [_campaign(workspace, number) for number in range(CAMPAIGNS)]
    async with storage() as tx:
        await tx.workspaces.add(workspace)
        for campaign in campaigns:
            await tx.campaigns.add(campaign)
        for number in range(SIMULATIONS):
            simulation = _simulation(campaigns[number % CAMPAIGNS], number)
            start = date(2026, 1, 1) + timedelta(days=number * 365 // SIMULATIONS)
            await tx.simulations.add(simulation)
            forecast = StoredForecast(simulation.id, simulation.campaign_id, start, 30, 1, {}, ())
            await tx.forecasts.save(workspace.id, forecast)
            await tx.forecasts.put_scores(workspace.id, simulation.id, 2, _scores(dice))
        await tx.commit()


def _scores(dice: np.random.Generator) -> list[Score]:
    series = [
        ScoreKey(model, "1", Scope.SERIES, metric, "ratio", block)
        for model in MODELS
        for metric in METRICS
        for block in range(BLOCKS)
    ]
    published = [
        ScoreKey(ENSEMBLE, "1", Scope.CAMPAIGN, metric, "ratio", block)
        for metric in MetricType
        for block in range(BLOCKS)
    ]
    return [Score(key, _sums(dice)) for key in (*series, *published)]


def _sums(dice: np.random.Generator) -> Sums:
    """Counts are whole, as they are in life: those take less room."""
    drawn = dict(zip(SUM_NAMES, dice.lognormal(0, 1, len(SUM_NAMES)).tolist(), strict=True))
    return Sums(**drawn | {name: float(dice.integers(0, 21)) for name in COUNTS})


def _campaign(workspace: Workspace, number: int) -> Campaign:
    now = datetime.now(UTC)
    return Campaign(
        id=uuid4(),
        workspace_id=workspace.id,
        name=f"Bench {number}",
        objective="benchmark",
        status=CampaignStatus.RUNNING,
        approval=ApprovalState.APPROVED,
        channels=(Channel.GOOGLE,),
        budget=Money(Decimal(1_000), "USD"),
        start_date=date(2025, 1, 1),
        end_date=None,
        created_at=now,
        updated_at=now,
        created_by=uuid4(),
    )


def _simulation(campaign: Campaign, number: int) -> Simulation:
    return Simulation(
        id=uuid4(),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        request=SimulationRequest(campaign.id, 30, (), DEFAULT_SCENARIOS),
        fingerprint=f"{number:064}",
        status=SimulationStatus.COMPLETED,
        created_at=datetime.now(UTC),
        created_by=campaign.created_by,
    )
