"""How long it takes to forecast a thousand campaigns at once on two processes, and what that costs in accuracy.

The thousand have three channels, six metrics and 180 days each and are kept in memory. The baseline is what a
simulation does for one campaign: its own backtest, all members, combining them and drawing paths.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from bench.outlook_accuracy import held_out
from bench.outlook_data import NOW, WORKSPACE, Course, courses, portfolio
from domain.ensemble.calibration import learn_calibration
from domain.ensemble.drivers import build_panel
from domain.ensemble.forecast import ensemble_forecasts
from domain.ensemble.outputs import validate_outputs
from domain.ensemble.paths import sample_paths
from domain.ensemble.trajectories import trajectories
from domain.ensemble.weights import learn_weights
from domain.forecasting.model import Backtest, BacktestWindow, MemberForecast
from domain.jobs.recording import JobBook
from domain.metrics.history import history_of
from domain.models.lineup import Lineup
from domain.orchestrator.predict import Predictor
from domain.outlook.forecasting import CampaignForecaster
from domain.outlook.handler import OutlookHandler
from domain.outlook.model import OutlookBatch
from domain.outlook.pacing import PacedCompute
from domain.ports.clock import Clock
from domain.ports.forecasting import Compute
from domain.ports.jobs import Job, JobKind
from domain.workspaces.model import Workspace
from infra.broadcast.connection import BackendBroadcast
from infra.clock import SystemClock
from infra.compute.pool import ProcessCompute
from infra.storage.memory.unit_of_work import MemoryStorage
from ml.backtest import cut, plan_origins, windows_at
from ml.members.registry import MEMBERS
from ml.outlook import batch_engine
from ml.warm import warm_members

CAMPAIGNS, PROCESSES, HORIZON, ALONE = 1_000, 2, 30, 5

Result = TypeVar("Result")


class TimedCompute(Compute):
    """Notes how much of the processor each kind of work takes, so that what else the machine does is not counted."""

    def __init__(self, compute: Compute) -> None:
        self._compute = compute
        self.spent: dict[str, float] = defaultdict(float)

    async def run(self, function: Callable[..., Result], *arguments: object, time_limit: float | None = None) -> Result:
        """Call the function and note the time."""
        answer: tuple[Result, float] = await self._compute.run(clocked, function, arguments, time_limit=time_limit)
        result, seconds = answer
        self.spent[function.__module__.rsplit(".", 1)[-1]] += seconds
        return result

    async def warm(self, functions: Sequence[Callable[[], None]]) -> None:
        """Warm the processes."""
        await self._compute.warm(functions)


def clocked(function: Callable[..., Result], arguments: Sequence[object]) -> tuple[Result, float]:
    """Call a function; return its result and the seconds of the processor that it took."""
    started = time.process_time()
    return function(*arguments), time.process_time() - started


def report() -> None:
    """Print the figures."""
    asyncio.run(_report())


async def _report() -> None:
    found = courses()
    everyone = portfolio(CAMPAIGNS, found)
    pool = ProcessCompute(PROCESSES)
    await pool.warm((warm_members,))
    try:
        seconds = await _batch(pool, everyone)
        alone = _plain(found[:ALONE])
        print(f"one campaign as a simulation forecasts it, one core  {alone:8.2f} s")
        print(f"ratio: a thousand of those on two cores / the batch  {alone * CAMPAIGNS / PROCESSES / seconds:8.0f}")
        for name, scores in (await held_out(pool, SystemClock(), found)).items():
            told = "  ".join(f"{what} {value:.4g}" for what, value in scores.items())
            print(f"last 14 days, {name:<14} {told}")
    finally:
        await pool.close()


async def _batch(pool: Compute, everyone: Sequence[Course]) -> float:
    storage, clock, broadcast = MemoryStorage(), SystemClock(), BackendBroadcast("memory://")
    await broadcast.connect()
    await _fill(storage, everyone)
    job = Job(UUID(int=3), JobKind.OUTLOOK, WORKSPACE, WORKSPACE)
    book = JobBook(storage, broadcast, clock)
    async with storage() as tx:
        await book.accept(tx, job)
        await tx.outlooks.add_batch(OutlookBatch(job.id, WORKSPACE, NOW, HORIZON))
        await tx.commit()
    timed = TimedCompute(pool)
    handler = _handler(storage, PacedCompute(timed), clock, book)
    started, own = time.perf_counter(), time.process_time()
    await handler.run(job, handler.steps()[0])
    wall, own = time.perf_counter() - started, time.process_time() - own
    async with storage() as tx:
        record = await tx.jobs.get(WORKSPACE, job.id)
    await broadcast.disconnect()
    worked = sum(timed.spent.values())
    # The pool waits while campaigns are read and stored, and the other way round.
    seconds = own + worked / PROCESSES
    print(f"{len(everyone):,} campaigns at once: {record.note if record else 'nothing was noted'}")
    print(f"by the clock, with whatever else the machine did     {wall:8.1f} s")
    print(f"by the processors, on {PROCESSES} processes                   {seconds:8.1f} s")
    for name, spent in sorted(timed.spent.items(), key=lambda item: -item[1]):
        print(f"  {name:<50} {spent / PROCESSES:8.1f} s")
    print(f"  reading, dividing and storing                      {own:8.1f} s")
    return seconds


def _handler(storage: MemoryStorage, compute: Compute, clock: Clock, book: JobBook) -> OutlookHandler:
    forecaster = CampaignForecaster(Predictor(Lineup(batch_engine(compute)), clock), compute)
    return OutlookHandler(storage, forecaster, book, clock)


async def _fill(storage: MemoryStorage, everyone: Sequence[Course]) -> None:
    async with storage() as tx:
        await tx.workspaces.add(Workspace(WORKSPACE, "Bench", "bench", NOW))
        for course in everyone:
            await tx.campaigns.add(course.campaign)
            await tx.metrics.upsert(WORKSPACE, course.campaign.id, course.points)
        await tx.commit()


def _plain(found: Sequence[Course]) -> float:
    """Return the seconds of the processor that a campaign takes on its own."""
    warm_members()
    started = time.process_time()
    for course in found:
        history = history_of(course.points)
        if history is None:
            continue
        plan = build_panel(history)
        windows: list[BacktestWindow] = []
        for origin in plan_origins(plan.panel):
            past = cut(plan.panel, origin)
            if past is not None:
                said: dict[str, list[MemberForecast]] = {
                    one.info.name: [one.forecast(past, origin.horizon)] for one in MEMBERS
                }
                windows += windows_at(plan.panel, origin, said)
        backtest = Backtest(tuple(windows), (), {})
        weights = learn_weights(backtest, plan.groups)
        calibration = learn_calibration(backtest, weights, plan.groups)
        outputs = validate_outputs([one.forecast(plan.panel, HORIZON) for one in MEMBERS], plan.panel, HORIZON)
        forecasts = ensemble_forecasts(plan, outputs, weights, calibration, HORIZON)
        trajectories(sample_paths(plan, forecasts, seed=1, persistence=calibration.persistence))
    return (time.process_time() - started) / len(found)
