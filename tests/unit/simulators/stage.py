"""Simulators on storage in memory, at a wall time that passes as soon as nobody has anything to do."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from domain.marketplace.events.model import ExternalEvent
from domain.marketplace.history.model import Blocks, HourBlock, RateFactors
from domain.marketplace.model import Marketplace
from domain.marketplace.timeline.model import Course
from domain.ports.clock import Clock
from domain.ports.marketplace import MarketplaceEngine, MarketplaceSimulator, Progress
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.host import SimulatorHost
from domain.simulators.live import LiveSimulator
from domain.simulators.timelines import Courses
from domain.streams.model import StreamEvent
from infra.storage.memory.unit_of_work import MemoryStorage
from simulator.marketplace import LocalMarketplace
from tests.fixtures.records import a_workspace
from tests.unit.simulator.engine.market import market

START = datetime(2026, 3, 2, 9, 20, tzinfo=UTC)
"""Wall time at which a stage opens."""

Result = TypeVar("Result")


class NeverWaiting(selectors.DefaultSelector):
    """Looks only at what is there."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready now."""
        if timeout is None:
            raise RuntimeError("everybody waits, and nothing will ever happen")
        return super().select(0)


class LeapingLoop(asyncio.SelectorEventLoop):
    """An event loop that never waits: when nothing is ready, its time leaps to the next timer.

    What would run in a thread runs at once.
    """

    def __init__(self) -> None:
        super().__init__(NeverWaiting())
        self._leapt = 0.0

    def time(self) -> float:
        """Return seconds since the loop was made."""
        return self._leapt

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        """Call the function now."""
        done: asyncio.Future[Any] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever waits gets it
            done.set_exception(error)
        return done

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self._leapt = max(self._leapt, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def played(body: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run something to its end on a loop that leaps."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(body())


@dataclass
class LoopClock(Clock):
    """Goes with the loop; ``away`` is time that passed while nothing ran."""

    away: timedelta = timedelta()

    def now(self) -> datetime:
        """Return the wall time."""
        return START + self.away + timedelta(seconds=asyncio.get_running_loop().time())


class Watched(MarketplaceEngine):
    """The real engine; tells what it does, and fails when a test says so."""

    def __init__(self, stage: "Stage", engine: MarketplaceEngine) -> None:
        self._stage, self._engine = stage, engine

    @property
    def position(self) -> int:
        """Return the position."""
        return self._engine.position

    @property
    def sequences(self) -> dict[str, int]:
        """Return the sequences."""
        return dict(self._engine.sequences)

    def advance(self, until: int, limit: int, *, lean: bool = False) -> Progress:
        """Make events."""
        progress = self._engine.advance(until, limit, lean=lean)
        if self._stage.failures:
            raise self._stage.failures.pop()
        self._stage.lean.append(lean)
        self._stage.made.extend(progress.events)
        self._stage.ends.append(progress.reached)
        return progress

    def follow(self, course: Course) -> None:
        """Go on along another course."""
        self._engine.follow(course)

    def jump(self, to: int) -> None:
        """Go on later."""
        self._stage.jumps.append((self.position, to))
        self._engine.jump(to)

    def save(self) -> bytes:
        """Return what is needed to go on."""
        return self._engine.save()


@dataclass
class Stage(MarketplaceSimulator):
    """A process that runs simulators, as often as a test wants.

    Attributes:
        made: Events that any engine made, in this order; those that are made again are there again.
        ends: How far each step went.
        lean: Whether each step left out what nobody watches.
        failures: Raised by the next steps, the last one first.
        told: What the host told of failures.
        hours: Hours that were handed over.
    """

    storage: OpenUnitOfWork = field(default_factory=MemoryStorage)
    clock: LoopClock = field(default_factory=LoopClock)
    scale: float = 0.05
    made: list[StreamEvent] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lean: list[bool] = field(default_factory=list)
    jumps: list[tuple[int, int]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    told: list[tuple[UUID, Exception]] = field(default_factory=list)
    hours: list[HourBlock] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._local = LocalMarketplace(market(self.scale))

    @property
    def marketplace(self) -> Marketplace:
        """Return the definitions."""
        return self._local.marketplace

    def engine(self, course: Course, saved: bytes | None = None) -> MarketplaceEngine:
        """Return an engine that is watched."""
        return Watched(self, self._local.engine(course, saved))

    def baseline_events(self, seed: int, begin: int, end: int) -> Sequence[ExternalEvent]:
        """Return the events of the baseline."""
        return self._local.baseline_events(seed, begin, end)

    def blocks(self, course: Course, begin: int, end: int, step: int) -> Blocks:
        """Return blocks."""
        return self._local.blocks(course, begin, end, step)

    def explain(self, course: Course, stream: str, at: int) -> RateFactors:
        """Return factors."""
        return self._local.explain(course, stream, at)

    def host(self, **settings: Any) -> SimulatorHost:
        """Return a host, as a process that has just started has it, which knows that those before it are dead."""
        settings.setdefault("dead", lambda _: True)
        host = SimulatorHost(Courses(self), self.storage, self.clock, **settings)
        host.failed = lambda workspace, error: self.told.append((workspace, error))
        host.hours_done = lambda _: self._handed
        return host

    async def workspace(self, slug: str = "acme") -> UUID:
        """Add a workspace."""
        workspace = a_workspace(slug)
        async with self.storage() as tx:
            await tx.workspaces.add(workspace)
            await tx.commit()
        return workspace.id

    async def _handed(self, _: Course, hours: Sequence[HourBlock]) -> None:
        self.hours.extend(hours)


async def until(condition: Callable[[], bool], seconds: float = 600) -> None:
    """Wait, in the time of the loop, until something is so."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - nothing tells of everything
            await asyncio.sleep(0.01)


def running(host: SimulatorHost, workspace: UUID) -> LiveSimulator:
    """Return a simulator that has to be running."""
    live = host.live(workspace)
    assert isinstance(live, LiveSimulator)
    return live


async def killed(host: SimulatorHost) -> None:
    """End a process as a power failure would: nothing is saved any more."""
    host.open, host.failed = _broken, None
    for live in host._live.values():
        live.open = _broken
    await host.stop()


def _broken() -> Any:
    raise ConnectionError("the process is dead")
