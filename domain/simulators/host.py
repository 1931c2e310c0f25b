"""The simulators that run in this process."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from domain.errors import conflict
from domain.marketplace.moments import HOUR, micros, moment, span
from domain.ports.clock import Clock
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.live import HoursDone, LiveSimulator
from domain.simulators.model import SimulatorRecord
from domain.simulators.pace import Pace
from domain.simulators.timelines import Courses
from domain.streams.feed import StreamFeed

AGAIN_SECONDS = 10.0
"""Wall time until a simulator that failed is begun again."""


@dataclass(slots=True)
class SimulatorHost:
    """Runs every stored simulator, and those that are enabled later.

    Attributes:
        bound: How many may run.
        catch_up: How much missed simulation time is made after a stop; more is jumped over.
        hours_done: Told of the complete hours of each workspace's simulator; nobody is when none.
        failed: Told when a simulator fails for a reason that nobody expected; it is begun again from storage.
    """

    courses: Courses
    open: OpenUnitOfWork
    clock: Clock
    hours_done: Callable[[UUID], HoursDone] | None = None
    failed: Callable[[UUID, Exception], None] | None = None
    bound: int = 4
    catch_up: timedelta = timedelta(hours=1)
    _live: dict[UUID, LiveSimulator] = field(default_factory=dict)
    _tasks: dict[UUID, asyncio.Task[None]] = field(default_factory=dict)
    _expected: set[UUID] = field(default_factory=set)
    _running: bool = False

    async def start(self) -> None:
        """Go on with every simulator that is stored."""
        self._running = True
        async with self.open() as tx:
            records = await tx.simulators.everyone()
        self._expected = {record.workspace_id for record in records}
        for record in records:
            try:
                await self._begin(record)
            except Exception as error:  # noqa: BLE001 - whatever it was, one simulator must not end the others
                self._tell(record.workspace_id, error)
                self._keep(record.workspace_id, self._begin_again(record))

    async def stop(self) -> None:
        """Save and stop all."""
        self._running = False
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        self._live.clear()
        self._expected.clear()

    @property
    def running(self) -> bool:
        """Return whether this process runs simulators."""
        return self._running

    def live(self, workspace_id: UUID) -> LiveSimulator | None:
        """Return the running simulator of a workspace."""
        return self._live.get(workspace_id)

    def starting(self, workspace_id: UUID) -> bool:
        """Tell whether a workspace has a simulator that is about to run, at the start or after a failure."""
        return workspace_id in self._expected and workspace_id not in self._live

    async def enable(self, workspace_id: UUID, seed: int, speed: float) -> SimulatorRecord:
        """Give a workspace a simulator that starts at the hour that began last.

        Raises:
            Refused: With CONFLICT when it has one, or when as many run as may.
        """
        now = self.clock.now()
        async with self.open() as tx:
            others = await tx.simulators.everyone()
            if len(others) >= self.bound and all(one.workspace_id != workspace_id for one in others):
                hint = "Raise PULSECAST_SIMULATORS, or use the simulator of another workspace."
                raise conflict(f"{len(others)} simulators are enabled and no more may be.", hint=hint)
            epoch = moment(micros(now) // HOUR * HOUR)
            # What was of this hour before now is missed as it would be at the speed of the clock.
            due_at = now - (now - epoch) / max(speed, 1.0)
            record = SimulatorRecord(workspace_id, seed, epoch, speed, epoch, due_at, now)
            await tx.simulators.add(record)
            await tx.commit()
        if self._running:
            self._expected.add(workspace_id)
            await self._begin(record)
        return record

    async def _begin(self, record: SimulatorRecord) -> None:
        live = await self._resume(record)
        self._live[record.workspace_id] = live
        self._keep(record.workspace_id, self._run(record, live))

    def _keep(self, workspace_id: UUID, work: Coroutine[None, None, None]) -> None:
        self._tasks[workspace_id] = asyncio.create_task(work, name=f"simulator {workspace_id}")

    async def _run(self, record: SimulatorRecord, live: LiveSimulator) -> None:
        workspace_id = record.workspace_id
        self._live[workspace_id] = live
        try:
            await live.run(self._missed(record), span(self.catch_up))
        except Exception as error:  # noqa: BLE001 - whatever it was, one simulator must not end the others
            self._tell(workspace_id, error)
        finally:
            self._live.pop(workspace_id, None)
        if self._running:
            await self._begin_again(record)

    async def _begin_again(self, record: SimulatorRecord) -> None:
        """Go on from storage after a while, as often as it takes."""
        while True:
            await asyncio.sleep(AGAIN_SECONDS)
            try:
                async with self.open() as tx:
                    record = await tx.simulators.get(record.workspace_id) or record
                await self._begin(record)
            except Exception as error:  # noqa: BLE001 - whatever it was, the next time it may be gone
                self._tell(record.workspace_id, error)
            else:
                return

    def _tell(self, workspace_id: UUID, error: Exception) -> None:
        if self.failed is not None:
            self.failed(workspace_id, error)

    async def _resume(self, record: SimulatorRecord) -> LiveSimulator:
        workspace_id = record.workspace_id
        async with self.open() as tx:
            commands = list(await tx.simulators.commands(workspace_id))
            saved = await tx.simulators.engine(workspace_id)
        position = micros(record.epoch) if saved is None else micros(saved.position)
        course = self.courses.of(record, commands, position)
        content = None if saved is None else saved.content
        try:
            engine = await asyncio.to_thread(self.courses.simulator.engine, course, content)
        except ValueError as error:
            # Damaged or of an earlier version: everything follows from the commands, it only takes longer.
            self._tell(workspace_id, error)
            engine = await asyncio.to_thread(self.courses.simulator.engine, course, None)
            position = engine.position
        wall = asyncio.get_running_loop().time()
        return LiveSimulator(
            record=record,
            courses=self.courses,
            course=course,
            engine=engine,
            feed=StreamFeed(engine.sequences),
            pace=Pace(record.speed, wall, position),
            open=self.open,
            clock=self.clock,
            hours_done=None if self.hours_done is None else self.hours_done(workspace_id),
        )

    def _missed(self, record: SimulatorRecord) -> int:
        """Return how much simulation time went by while nobody ran the simulator."""
        return max(0, int(span(self.clock.now() - record.due_at) * record.speed))
