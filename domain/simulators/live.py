"""A simulator that runs: its engine kept in step with wall time, its commands, and what it has not saved yet."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.errors import PulsecastError, Refused, Unavailable
from domain.marketplace.history.model import HourBlock
from domain.marketplace.moments import DAY, SECOND, micros, moment
from domain.marketplace.timeline.model import Command, CommandKind, Course
from domain.ports.clock import Clock
from domain.ports.marketplace import MarketplaceEngine, Progress
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.simulators.model import SavedEngine, SimulatorAnswer, SimulatorRecord, SimulatorRequest
from domain.simulators.notable import NotableAnomalies
from domain.simulators.pace import Pace
from domain.simulators.post import LeaseLost, Post
from domain.simulators.running import Build, RunningSimulator, starting
from domain.simulators.signal import Signal
from domain.simulators.tail import TailWriter
from domain.simulators.timelines import Courses
from domain.streams.feed import StreamFeed
from domain.streams.model import StreamEvent
from domain.streams.portions import Portion

SLICE_EVENTS = 400
"""Events of one step: a few milliseconds of work, then others have the event loop."""

TURN_SECONDS = 0.05
"""Wall time between steps while the engine is in step."""

REST = 0.5
"""Seconds left to others for each second of work while the engine runs behind."""

DELIVERED_PER_SECOND = 20_000.0
"""Above so many events a wall second those that nothing follows from are counted without being made."""

SAVE_SECONDS = 20.0
"""Wall time between saves. What happened since the last one is made again, identically, after a crash."""

RESERVED_SECONDS = 5.0
"""For how much wall time ahead events are announced in storage before they are published: what was published is always
made again after a crash, whatever the clock says then."""

PATIENCE_SECONDS = 1.0
"""Wall time until storage that did not answer is asked again."""

HoursDone = Callable[[Course, Sequence[HourBlock]], Awaitable[None]]
"""Told of hours that are complete, before they are saved; told of them again after a crash, so it must not mind."""


class TailMismatch(PulsecastError):
    """The tail tells of events that the engine does not make: it belongs to other definitions."""

    def __init__(self) -> None:
        super().__init__("the durable tail tells of events that this simulator never made; it is begun anew")


class _Outdated(Exception):
    """Somebody else's command came first."""


class _Withdrawn(Exception):
    """Who asked does not wait any more."""


@dataclass(slots=True)
class LiveSimulator(RunningSimulator):
    """One workspace's simulator that this process runs.

    Attributes:
        course: What acts on its streams, by the commands so far.
        feed: Where its events go.
        writer: Where they go besides, for later and for others.
        post: The right to run it.
        unsaved: Hours that are counted but not stored yet.
        changed: Told after every command, change of speed and notable anomaly.
    """

    record: SimulatorRecord
    courses: Courses
    course: Course
    engine: MarketplaceEngine
    feed: StreamFeed
    pace: Pace
    open: OpenUnitOfWork
    clock: Clock
    hours_done: HoursDone | None
    writer: TailWriter
    post: Post
    notable: NotableAnomalies = field(default_factory=NotableAnomalies)
    unsaved: list[HourBlock] = field(default_factory=list)
    changed: Signal = field(default_factory=Signal)
    _caught_up: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _undone: list[HourBlock] = field(default_factory=list)

    @property
    def position(self) -> int:
        """Return the present simulation time, microseconds since 1970."""
        return self.engine.position

    @property
    def effective_speed(self) -> float:
        """Return the speed that is really reached."""
        return self.pace.effective(_wall())

    @property
    def anomalies(self) -> Sequence[tuple[StreamEvent, datetime]]:
        """Return the latest notable anomalies with when they were published, newest first.

        At most one for each stream and hour of simulation.
        """
        return self.notable.latest

    async def run(self, missed: int = 0, bound: int = 0) -> None:
        """Make up for what was missed, then keep in step until cancelled; then save.

        Args:
            missed: Simulation time that went by while nobody ran the simulator, in microseconds.
            bound: How much of it is made; when it is more, the clock jumps instead.
        """
        try:
            await self._make_up(missed, bound)
            saved = _wall()
            while True:
                try:
                    await self._step()
                    if _wall() - saved >= SAVE_SECONDS:
                        await self.save()
                        saved = _wall()
                except Unavailable:
                    # Nothing is published that storage has not heard of; the clock waits for it.
                    await asyncio.sleep(PATIENCE_SECONDS)
                    self.pace.anchor(_wall(), self.position)
        except asyncio.CancelledError:
            # What failed is not saved: an engine may have been in the middle of something.
            await asyncio.shield(self.save())
            raise
        finally:
            self._caught_up.set()

    async def give(self, build: Build, answering: UUID | None = None) -> Sequence[Command]:
        """Take commands: log them, and go on along the course that follows from them.

        Args:
            build: Makes the commands of the present course, the number of the first one and the present moment; raises
                ``Refused`` when they cannot be.
            answering: The request by which they came, if they came by one.

        Raises:
            Refused: They cannot be, or the simulator has just moved to another process.
        """
        # Events up to the reserved position may be known to others: no command may change them.
        await self._caught_up.wait()
        return await self._command(build, answering)

    async def answer(self, request: SimulatorRequest) -> None:
        """Do what another process asks for, and tell it what came of it.

        Raises:
            Unavailable: Storage does not answer; then nothing was done.
        """

        def build(_: Course, number: int, at: int) -> Sequence[Command]:
            if request.commands[0].number != number:
                raise _Outdated
            return [replace(one, at=max(one.at, at)) for one in request.commands]

        try:
            if request.speed is not None:
                await self.set_speed(request.speed, request.id)
            else:
                await self.give(build, request.id)
        except _Withdrawn:
            return
        except _Outdated:
            await self._refuse(request.id, SimulatorAnswer(outdated=True))
        except Refused as refused:
            await self._refuse(request.id, SimulatorAnswer(faults=tuple(refused.faults)))

    async def _refuse(self, request_id: UUID, answer: SimulatorAnswer) -> None:
        async with self.open() as tx:
            await tx.simulators.requests.answer(self.record.workspace_id, request_id, answer)
            await tx.commit()

    async def _command(self, build: Build, answering: UUID | None = None) -> Sequence[Command]:
        async with self._turn:
            number = 1 + max((one.number for one in self.course.timeline.commands), default=0)
            commands = build(self.course, number, self.position)
            await self._log(commands, answering)
            self._follow(self.courses.of(self.record, [*self.course.timeline.commands, *commands], self.position))
        self._woken.set()
        self.changed.tell()
        return commands

    async def set_speed(self, speed: float, answering: UUID | None = None) -> None:
        """Go on at another speed; 0 pauses.

        Raises:
            Refused: The simulator has just moved to another process.
        """
        async with self._turn:
            async with self.open() as tx:
                await self._hold(tx)
                await self._answered(tx, answering, ())
                await tx.simulators.set_speed(self.record.workspace_id, speed)
                await tx.commit()
            self.record = replace(self.record, speed=speed)
            self.pace.change(speed, _wall(), self.position)
        await self.save()
        self._woken.set()
        self.changed.tell()

    async def save(self) -> None:
        """Store where the engine is, and the hours that it counted."""
        async with self._turn:
            content = await asyncio.to_thread(self.engine.save)
            position, hours = self.position, tuple(self.unsaved)
            number = max((one.number for one in self.course.timeline.commands), default=0)
            await self._hand_over()
            # What is behind the saved engine is never made again, so the tail has to have it.
            await self.writer.flush(self.open)
            async with self.open() as tx:
                await self.post.hold(tx)
                await tx.simulators.add_hours(self.record.workspace_id, hours)
                await tx.simulators.save_engine(
                    self.record.workspace_id, SavedEngine(moment(position), number, content)
                )
                await self._reach(tx, position, 0.0)
                await tx.commit()
            del self.unsaved[: len(hours)]

    async def _make_up(self, missed: int, bound: int) -> None:
        """Make again what was published since the last save, then what was missed, or jump over it."""
        published = max(micros(self.record.position), self.position)
        await self._advance_to(published)
        made = self.engine.sequences
        if any(position > made.get(name, 0) for name, position in self.feed.positions.items()):
            await self.writer.flush(self.open)
            async with self.open() as tx:
                await self.post.hold(tx)
                await tx.simulators.tail.trim(self.record.workspace_id, 2**62)
                await tx.commit()
            raise TailMismatch
        self._caught_up.set()
        if missed > bound:
            target = published + missed
            await self._command(lambda _, number, at: [Command(number, at, CommandKind.JUMP, "system", target=target)])
            async with self._turn:
                self._jump()
            await self.save()
        else:
            await self._advance_to(published + missed)
        self.pace.anchor(_wall(), self.position)

    async def _advance_to(self, target: int) -> None:
        while self.position < target:
            async with self._turn:
                await self._reserve(target)
                self._jump()
                end = min((begin for begin, _ in self.course.jumps if begin > self.position), default=target)
                self._take(self.engine.advance(min(end, target), SLICE_EVENTS, lean=self._lean()))
            await asyncio.sleep(0)

    def _jump(self) -> None:
        """Go on behind a jump that begins here."""
        end = max((end for begin, end in self.course.jumps if begin <= self.position), default=self.position)
        if end > self.position:
            self._publish(Portion(micros(self.clock.now()), end, jump=(self.position, end)))
            self.engine.jump(end)

    async def _reserve(self, target: int) -> None:
        """Announce in storage how far events may be published, before they are."""
        self.post.check()
        if target <= micros(self.record.position):
            return
        async with self.open() as tx:
            await self._reach(tx, target + int(RESERVED_SECONDS * self.pace.speed * SECOND), RESERVED_SECONDS)
            await tx.commit()

    async def _reach(self, tx: Transaction, position: int, due_in: float) -> None:
        await self.post.hold(tx)
        reached, due_at = moment(position), self.clock.now() + timedelta(seconds=due_in)
        await tx.simulators.reach(self.record.workspace_id, reached, due_at)
        self.record = replace(self.record, position=reached, due_at=due_at)

    async def _step(self) -> None:
        wall = _wall()
        if self.pace.target(wall) <= self.position:
            self._woken.clear()
            with_timeout = TURN_SECONDS if self.pace.speed > 0 else SAVE_SECONDS
            await _wait(self._woken, with_timeout)
            return
        async with self._turn:
            # The speed may have changed while this waited for its turn: a clock that was stopped stands still at once.
            target = self.pace.target(wall)
            if target <= self.position:
                return
            if self.position + DAY > self.courses.horizon(self.course):
                self._follow(self.courses.of(self.record, self.course.timeline.commands, self.position))
            await self._reserve(target)
            self._take(self.engine.advance(target, SLICE_EVENTS, lean=self._lean()))
        if self._undone:
            await self._hand_over()
        worked = _wall() - wall
        self.pace.reached(_wall(), self.position)
        behind = self.pace.target(_wall()) - self.position > TURN_SECONDS * self.pace.speed * SECOND
        await asyncio.sleep(worked * REST if behind else TURN_SECONDS)

    def _lean(self) -> bool:
        usual = sum(stream.events_per_day for stream in self.courses.marketplace.streams) / 86_400
        return usual * self.courses.marketplace.baseline.scale * self.pace.speed > DELIVERED_PER_SECOND

    def _take(self, progress: Progress) -> None:
        made = self.engine.sequences if progress.skipped else {}
        counted = {name: made[name] for name in progress.skipped}
        self._publish(Portion(micros(self.clock.now()), progress.reached, progress.events, counted))
        self.unsaved.extend(progress.hours)
        self._undone.extend(progress.hours)

    def _publish(self, portion: Portion) -> None:
        """Publish what was not published before: after a crash it is made again."""
        new = self.feed.take(portion)
        if new is None:
            return
        self.writer.note(new)
        if self.notable.note(new):
            self.changed.tell()

    async def _hand_over(self) -> None:
        hours, self._undone = tuple(self._undone), []
        if hours and self.hours_done is not None:
            await self.hours_done(self.course, hours)

    async def _hold(self, tx: Transaction) -> None:
        try:
            await self.post.hold(tx)
        except LeaseLost:
            raise starting() from None

    async def _answered(self, tx: Transaction, request_id: UUID | None, commands: Sequence[Command]) -> None:
        """Answer in the transaction that does what was asked for."""
        if request_id is not None:
            answer = SimulatorAnswer(tuple(commands))
            if not await tx.simulators.requests.answer(self.record.workspace_id, request_id, answer):
                raise _Withdrawn

    async def _log(self, commands: Sequence[Command], answering: UUID | None) -> None:
        async with self.open() as tx:
            await self._hold(tx)
            await self._answered(tx, answering, commands)
            for command in commands:
                await tx.simulators.append(self.record.workspace_id, command)
            await tx.commit()

    def _follow(self, course: Course) -> None:
        self.engine.follow(course)
        self.course = course


def _wall() -> float:
    return asyncio.get_running_loop().time()


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
