"""The simulators that this process takes part in: it runs them, or follows the process that does."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from domain.errors import Unavailable, conflict
from domain.marketplace.moments import HOUR, micros, moment, span
from domain.ports.broadcast import Broadcast
from domain.ports.clock import Clock
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.following import FollowedSimulator
from domain.simulators.leading import Leading
from domain.simulators.live import HoursDone, LiveSimulator
from domain.simulators.model import SimulatorRecord
from domain.simulators.post import LeaseLost
from domain.simulators.running import RunningSimulator
from domain.simulators.seats import Seat, Seats, ended
from domain.simulators.timelines import Courses

LOOK_SECONDS = 0.5
"""How often a follower looks whether somebody must take over."""

DISCOVER_SECONDS = 2.0
"""How often it is looked whether other processes enabled simulators."""

AGAIN_SECONDS = 10.0
"""Wall time until a simulator that failed is begun again."""


@dataclass(slots=True)
class SimulatorHost:
    """Runs every stored simulator, and those that are enabled later.

    Attributes:
        bound: How many may run.
        catch_up: How much missed simulation time is made after a stop; more is jumped over.
        hours_done: Told of the complete hours of each workspace's simulator; nobody is when none.
        broadcast: Connects this process with others that take part in the same simulators; none when there are none.
        holder: Name of this process among them.
        dead: Tells whether the process of a name is known to be dead, so that its lease need not lapse first.
        failed: Told when a simulator fails for a reason that nobody expected; it is begun again from storage.
    """

    courses: Courses
    open: OpenUnitOfWork
    clock: Clock
    hours_done: Callable[[UUID], HoursDone] | None = None
    failed: Callable[[UUID, Exception], None] | None = None
    bound: int = 4
    catch_up: timedelta = timedelta(hours=1)
    broadcast: Broadcast | None = None
    holder: str = ""
    dead: Callable[[str], bool] | None = None
    _live: dict[UUID, LiveSimulator | FollowedSimulator] = field(default_factory=dict)
    _discovery: asyncio.Task[None] | None = None
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
            await self._begin(record)
        if self.broadcast is not None:
            self._discovery = asyncio.create_task(self._discover(), name="discover simulators")

    async def stop(self) -> None:
        """Save and stop all."""
        self._running = False
        if self._discovery is not None:
            await ended(self._discovery)
            self._discovery = None
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        for workspace_id in list(self._live):
            self._sit(workspace_id, None)
        self._expected.clear()

    @property
    def running(self) -> bool:
        """Return whether this process takes part in simulators."""
        return self._running

    def live(self, workspace_id: UUID) -> RunningSimulator | None:
        """Return the running simulator of a workspace, wherever it runs."""
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

    async def _discover(self) -> None:
        """Take part in simulators that other processes enabled."""
        while True:
            await asyncio.sleep(DISCOVER_SECONDS)
            with suppress(Unavailable):
                async with self.open() as tx:
                    records = await tx.simulators.everyone()
                for record in records:
                    if record.workspace_id not in self._expected:
                        self._expected.add(record.workspace_id)
                        await self._begin(record)

    @property
    def _seats(self) -> Seats:
        return Seats(
            self.courses,
            self.open,
            self.clock,
            self.broadcast,
            self.holder or f"process {id(self)}",
            self.dead,
            self.hours_done,
            self._tell,
        )

    async def _begin(self, record: SimulatorRecord) -> None:
        """Run a simulator, or follow it where another process runs it."""
        workspace_id = record.workspace_id
        try:
            seat, failed = await self._seats.find(record), False
        except Exception as error:  # noqa: BLE001 - whatever it was, one simulator must not end the others
            self._tell(workspace_id, error)
            seat, failed = None, True
        self._sit(workspace_id, seat)
        work = self._attend(record, seat, failed=failed)
        self._tasks[workspace_id] = asyncio.create_task(work, name=f"simulator {workspace_id}")

    async def _attend(self, record: SimulatorRecord, seat: Seat, *, failed: bool) -> None:
        """Keep a seat; after a failure find one again from storage after a while, as often as it takes."""
        while True:
            if failed:
                await asyncio.sleep(AGAIN_SECONDS)
            try:
                seat, failed = await self._next(record, seat), False
            except Exception as error:  # noqa: BLE001 - whatever it was, the next time it may be gone
                self._tell(record.workspace_id, error)
                seat, failed = None, True
            self._sit(record.workspace_id, seat)
            if not self._running:
                return

    async def _next(self, record: SimulatorRecord, seat: Seat) -> Seat:
        """Keep a seat until it is time for another one, and return that."""
        if isinstance(seat, Leading):
            try:
                await seat.run(self._missed(seat.live.record), span(self.catch_up))
            except LeaseLost:
                return await self._seats.demoted(seat.live)
            return None
        if isinstance(seat, FollowedSimulator):
            return await self._follow(seat)
        found = await self._seats.find(record)
        if found is None:
            await asyncio.sleep(LOOK_SECONDS)
        return found

    async def _follow(self, followed: FollowedSimulator) -> Seat:
        """Follow until the lease can be taken."""
        following = asyncio.create_task(followed.run(), name="follow a simulator")
        try:
            while not following.done():
                await asyncio.sleep(LOOK_SECONDS)
                with suppress(Unavailable, LeaseLost):
                    post = await self._seats.post(followed.record.workspace_id)
                    if post is not None:
                        return await self._seats.lead(post, followed, following)
            await following
        finally:
            await ended(following)
        return followed

    def _sit(self, workspace_id: UUID, seat: Seat) -> None:
        """Let a seat be what the rest of the product sees; whoever watches the simulator then sees it there."""
        before = self._live.pop(workspace_id, None)
        live = seat.live if isinstance(seat, Leading) else seat
        if live is not None:
            self._live[workspace_id] = live
        if before is not None and (live is None or live.feed is not before.feed):
            before.feed.close()
        if before is not None:
            before.changed.tell()

    def _tell(self, workspace_id: UUID, error: Exception) -> None:
        if self.failed is not None:
            self.failed(workspace_id, error)

    def _missed(self, record: SimulatorRecord) -> int:
        """Return how much simulation time went by while nobody ran the simulator."""
        return max(0, int(span(self.clock.now() - record.due_at) * record.speed))
