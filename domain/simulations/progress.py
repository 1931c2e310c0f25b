"""Where a run is, and following it live."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from uuid import UUID

from domain.errors import not_found
from domain.ports.broadcast import Broadcast
from domain.ports.clock import Clock
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.simulations.model import Simulation, SimulationProgress, SimulationStatus, SimulationStep, StepRecord
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

STEPS: tuple[SimulationStep, ...] = tuple(SimulationStep)

FIRST_ESTIMATE: dict[SimulationStep, float] = dict.fromkeys(SimulationStep, 0.05) | {SimulationStep.PREDICT: 3.0}
"""Seconds a step is expected to take before any run has been measured."""

RECENT_RUNS = 20
REFRESH_SECONDS = 2.0
"""Progress is told at least this often while a run waits or works."""


def topic_of(simulation_id: UUID) -> str:
    """Return the broadcast topic on which a change of a run is signalled."""
    return f"simulation.{simulation_id}"


@dataclass(frozen=True, slots=True)
class Look:
    """Where a run was when it was looked at."""

    steps: Sequence[StepRecord]
    now: SimulationProgress
    expected: Mapping[SimulationStep, float]

    def news(self, last: SimulationProgress | None, told: int) -> Iterator[SimulationProgress]:
        """Return what is new to somebody who saw ``last`` and was told of so many finished steps."""
        for done, step in enumerate(self.steps[told:], told + 1):
            yield _after(self.now.simulation_id, step, done, self.expected)
        if self.now.status.ended or self._tells_more_than(last, told):
            yield self.now

    def _tells_more_than(self, last: SimulationProgress | None, told: int) -> bool:
        if self.now.steps_done < len(self.steps):
            return False  # A step was finished between the two reads; the next look tells what came of it.
        if len(self.steps) > told:
            return last is None and self.now.step is not self.steps[-1].step
        return last is None or _moved(last, self.now)


@dataclass(frozen=True, slots=True)
class ProgressService:
    """Tells where runs are. Storage holds the truth; a signal only says that it is time to look."""

    open: OpenUnitOfWork
    broadcast: Broadcast
    clock: Clock
    slots: int = 1
    """Runs that work at the same time."""

    async def signal(self, simulation_id: UUID) -> None:
        """Tell everybody who follows a run that it has moved."""
        await self.broadcast.publish(topic_of(simulation_id), b"")

    async def current(self, principal: Principal, simulations: Sequence[Simulation]) -> list[SimulationProgress]:
        """Return where runs are now, in the order given."""
        require(principal, Action.READ)
        async with self.open() as tx:
            expected = _expected(await tx.simulations.recent_step_seconds(RECENT_RUNS))
            queued = [simulation.id for simulation in simulations if simulation.status is SimulationStatus.QUEUED]
            places = await tx.simulations.queue_positions(principal.workspace_id, queued) if queued else {}
        return [self._now(simulation, places.get(simulation.id), expected) for simulation in simulations]

    def watch(self, principal: Principal, simulation_id: UUID) -> "ProgressSource":
        """Return a run to follow: first each step already done, then each further one, ending after the run has ended.

        No step is left out or told twice, however late the follower comes. The percentage never falls within an
        attempt, although what other runs take meanwhile changes how long each step is expected to take. While nothing
        happens, queue place and ETA are refreshed.

        Raises:
            Forbidden: The role does not allow it.
        """
        require(principal, Action.READ)
        return ProgressSource(self, principal, simulation_id)

    async def look(self, principal: Principal, simulation_id: UUID, *, first: bool) -> "Look":
        """Return where a run is; whoever has come to it once may follow it to its end.

        Raises:
            Refused: There is no such run in the workspace.
        """
        async with self.open() as tx:
            simulation = await tx.simulations.get(principal.workspace_id, simulation_id)
            if simulation is None or not await self._visible(tx, simulation, first=first):
                raise not_found("simulation", "simulationId")
            steps = await tx.simulations.steps(principal.workspace_id, simulation_id)
            expected = _expected(await tx.simulations.recent_step_seconds(RECENT_RUNS))
            place = None
            if simulation.status is SimulationStatus.QUEUED:
                place = await tx.simulations.queue_position(principal.workspace_id, simulation_id)
        return Look(steps, self._now(simulation, place, expected), expected)

    async def _visible(self, tx: Transaction, simulation: Simulation, *, first: bool) -> bool:
        """Tell whether it may be followed: a run of a deleted campaign only by who follows it already, to its end."""
        return not first or await tx.campaigns.get(simulation.workspace_id, simulation.campaign_id) is not None

    def _now(
        self, simulation: Simulation, position: int | None, expected: Mapping[SimulationStep, float]
    ) -> SimulationProgress:
        # A cached run has the outcome of every step although it took none of them itself.
        completed = simulation.status is SimulationStatus.COMPLETED
        return SimulationProgress(
            simulation_id=simulation.id,
            status=simulation.status,
            step=STEPS[-1] if completed else simulation.step or STEPS[0],
            steps_done=len(STEPS) if completed else simulation.steps_done,
            steps_total=len(STEPS),
            percent=_percent(simulation, expected),
            queue_position=position,
            eta_seconds=self._eta(simulation, position, expected),
            message=_message(simulation, position),
            at=self.clock.now(),
        )

    def _eta(
        self, simulation: Simulation, position: int | None, expected: Mapping[SimulationStep, float]
    ) -> float | None:
        if simulation.status.ended:
            return None
        left = sum(expected[step] for step in STEPS[simulation.steps_done :])
        waiting = 0.0 if position is None else position / max(self.slots, 1) * sum(expected.values())
        return round(left + waiting, 1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a follower of a run has been told.

    Attributes:
        seen: Where the run was then.
        percent: The highest percentage of this attempt.
    """

    seen: Look
    percent: float

    def news(self, seen: Look) -> Iterator[SimulationProgress]:
        """Return what is new in a later look."""
        if len(seen.steps) < len(self.seen.steps):
            return _rising(seen.news(self.seen.now, 0), 0.0)  # It was tried again.
        return _rising(seen.news(self.seen.now, len(self.seen.steps)), self.percent)

    def after(self, seen: Look) -> "Told":
        """Return what the follower has been told after a later look."""
        again = len(seen.steps) < len(self.seen.steps)
        return Told(seen, max(seen.now.percent, 0.0 if again else self.percent))


@dataclass(frozen=True, slots=True)
class ProgressSource:
    """A run that is followed to its end; places are what has been told."""

    service: ProgressService
    principal: Principal
    simulation_id: UUID
    newest_only: bool = False

    @asynccontextmanager
    async def live(self) -> AsyncIterator["LiveProgress"]:
        """Follow from now on."""
        async with self.service.broadcast.subscribe(topic_of(self.simulation_id)) as signals:
            seen = await self.service.look(self.principal, self.simulation_id, first=True)
            yield LiveProgress(self, Told(seen, seen.now.percent), signals)

    async def before(self, place: Told, since: Told | None) -> AsyncGenerator[tuple[Told, SimulationProgress], None]:
        """Tell each step that was done, and where the run was."""
        if since is None:
            await self.service.look(self.principal, self.simulation_id, first=True)
            news = _rising(place.seen.news(None, 0), 0.0)
        else:
            news = since.news(place.seen)
        for progress in news:
            yield place, replace(progress, percent=min(progress.percent, place.percent))


class LiveProgress:
    """What happens to a run from a moment on."""

    def __init__(self, source: ProgressSource, told: Told, signals: AsyncIterator[bytes]) -> None:
        self._source = source
        self._signals = signals
        self.place = told

    async def __aiter__(self) -> AsyncIterator[tuple[Told, SimulationProgress]]:
        """Tell each step and change until the run has ended."""
        source = self._source
        while not self.place.seen.now.status.ended:
            await _next(self._signals)
            seen = await source.service.look(source.principal, source.simulation_id, first=False)
            told, self.place = self.place, self.place.after(seen)
            for progress in told.news(seen):
                yield self.place, progress


def _rising(news: Iterator[SimulationProgress], percent: float) -> Iterator[SimulationProgress]:
    """Let the percentage never fall."""
    for progress in news:
        percent = max(percent, progress.percent)
        yield replace(progress, percent=percent)


async def _next(signals: AsyncIterator[bytes]) -> None:
    """Wait for a signal, but not longer than until the next refresh, also when signals have ceased for good."""
    with suppress(TimeoutError):
        async with asyncio.timeout(REFRESH_SECONDS):
            try:
                await anext(signals)
            except StopAsyncIteration:
                await asyncio.Event().wait()


def _expected(measured: Mapping[SimulationStep, float]) -> dict[SimulationStep, float]:
    return {step: max(measured.get(step, FIRST_ESTIMATE[step]), 0.001) for step in STEPS}


def _percent(simulation: Simulation, expected: Mapping[SimulationStep, float]) -> float:
    if simulation.status is SimulationStatus.COMPLETED:
        return 100.0
    return _share(simulation.steps_done, expected)


def _share(done: int, expected: Mapping[SimulationStep, float]) -> float:
    return round(100.0 * sum(expected[step] for step in STEPS[:done]) / sum(expected.values()), 1)


def _after(
    simulation_id: UUID, record: StepRecord, done: int, expected: Mapping[SimulationStep, float]
) -> SimulationProgress:
    return SimulationProgress(
        simulation_id=simulation_id,
        status=SimulationStatus.RUNNING,
        step=record.step,
        steps_done=done,
        steps_total=len(STEPS),
        percent=_share(done, expected),
        queue_position=None,
        eta_seconds=round(sum(expected[step] for step in STEPS[done:]), 1),
        message=record.message,
        at=record.finished_at,
    )


def _message(simulation: Simulation, position: int | None) -> str | None:
    if simulation.status is SimulationStatus.QUEUED:
        return None if position is None else f"Number {position} in the queue."
    if simulation.status is SimulationStatus.FAILED and simulation.failure is not None:
        return simulation.failure.message
    if simulation.status is SimulationStatus.COMPLETED and simulation.cached:
        return "The result of an identical run was still valid."
    return {
        SimulationStatus.RUNNING: "Working.",
        SimulationStatus.COMPLETED: "Finished.",
        SimulationStatus.CANCELLED: "Cancelled.",
    }.get(simulation.status)


def _moved(last: SimulationProgress, now: SimulationProgress) -> bool:
    return (last.status, last.queue_position, last.step, last.steps_done, last.eta_seconds) != (
        now.status,
        now.queue_position,
        now.step,
        now.steps_done,
        now.eta_seconds,
    )
