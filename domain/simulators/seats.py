"""The two ways in which a process takes part in a simulator: it runs it, or it follows who does."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from domain.marketplace.moments import micros
from domain.marketplace.timeline.model import Course
from domain.ports.broadcast import Broadcast
from domain.ports.clock import Clock
from domain.ports.marketplace import MarketplaceEngine
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.following import FollowedSimulator
from domain.simulators.leading import Leading
from domain.simulators.live import HoursDone, LiveSimulator
from domain.simulators.model import SimulatorRecord
from domain.simulators.notable import NotableAnomalies
from domain.simulators.pace import Pace
from domain.simulators.post import Post, take
from domain.simulators.signal import Signal
from domain.simulators.tail import Tail, TailWriter
from domain.simulators.timelines import Courses
from domain.streams.buffer import Retention
from domain.streams.feed import StreamFeed
from domain.streams.portions import Portion

Seat = Leading | FollowedSimulator | None
"""What a process does about a simulator; none while there is nothing to follow yet."""


@dataclass(slots=True)
class _Known:
    """What this process has of a simulator: its feed, and how far that is."""

    feed: StreamFeed
    number: int
    notable: NotableAnomalies = field(default_factory=NotableAnomalies)
    changed: Signal = field(default_factory=Signal)
    reached: int = 0


@dataclass(frozen=True, slots=True)
class Seats:
    """Finds a seat for this process.

    Attributes:
        broadcast: Connects it with others; none when there are none.
        holder: Its name.
        dead: Tells whether the process of a name is known to be dead; nobody is when none.
        tell: Told of what went wrong and was mended.
    """

    courses: Courses
    open: OpenUnitOfWork
    clock: Clock
    broadcast: Broadcast | None
    holder: str
    dead: Callable[[str], bool] | None
    hours_done: Callable[[UUID], HoursDone] | None
    tell: Callable[[UUID, Exception], None]

    async def post(self, workspace_id: UUID) -> Post | None:
        """Take the lease, if it can be taken now."""
        return await take(self.open, workspace_id, self.holder, self.dead)

    async def find(self, record: SimulatorRecord) -> Seat:
        """Run a simulator if nobody does, else follow who does."""
        post = await self.post(record.workspace_id)
        if post is not None:
            return await self.lead(post)
        return None if self.broadcast is None else await self._follow(record, self.broadcast)

    async def lead(
        self, post: Post, followed: FollowedSimulator | None = None, following: asyncio.Task[None] | None = None
    ) -> Leading:
        """Go on with a simulator where storage has it.

        Args:
            post: The lease.
            followed: What this process followed until now.
            following: The task that does; it is ended at the last moment.

        Raises:
            LeaseLost: It took too long.
        """
        keeping = asyncio.create_task(post.keep(lambda: self.open), name="keep a lease")
        try:
            seat = await self._resumed(post, followed, following)
            post.check()
        except BaseException:
            with suppress(Exception):
                async with self.open() as tx:
                    await tx.simulators.leases.release(post.workspace_id, post.holder, post.term)
                    await tx.commit()
            raise
        finally:
            await ended(keeping)
        return seat

    async def _resumed(
        self, post: Post, followed: FollowedSimulator | None, following: asyncio.Task[None] | None
    ) -> Leading:
        record, course, engine = await self._engine(post.workspace_id)
        if followed is None:
            known = await self._known(post.workspace_id, engine.sequences)
        else:
            if following is not None:
                await ended(following)
            await followed.read_tail()
            known = _Known(followed.feed, followed.number, followed.notable, followed.changed)
        # What is behind the saved engine and not in the tail is not made again, so it is missing.
        known.feed.buffer.lose(engine.sequences)
        async with self.open() as tx:
            marks = deque(await tx.simulators.tail.outline(post.workspace_id))
            keys = deque(one.number for one in await tx.simulators.tail.keys(post.workspace_id))
        held = () if followed is None else tuple(followed.held)
        writer = TailWriter(post, marks, keys, dict(known.feed.positions), known.number, held)
        writer.note(Portion(micros(self.clock.now()), engine.position))
        live = LiveSimulator(
            record=record,
            courses=self.courses,
            course=course,
            engine=engine,
            feed=known.feed,
            pace=_pace(record, engine.position),
            open=self.open,
            clock=self.clock,
            hours_done=None if self.hours_done is None else self.hours_done(post.workspace_id),
            writer=writer,
            post=post,
            notable=known.notable,
            changed=known.changed,
        )
        return Leading(live, self.broadcast)

    async def _engine(self, workspace_id: UUID) -> tuple[SimulatorRecord, Course, MarketplaceEngine]:
        async with self.open() as tx:
            record = await tx.simulators.get(workspace_id)
            commands = list(await tx.simulators.commands(workspace_id))
            saved = await tx.simulators.engine(workspace_id)
        if record is None:
            raise LookupError("the simulator is not stored any more")
        position = micros(record.epoch) if saved is None else micros(saved.position)
        course = self.courses.of(record, commands, position)
        content = None if saved is None else saved.content
        try:
            engine = await asyncio.to_thread(self.courses.simulator.engine, course, content)
        except ValueError as error:
            # Damaged or of an earlier version: everything follows from the commands, it only takes longer.
            self.tell(workspace_id, error)
            engine = await asyncio.to_thread(self.courses.simulator.engine, course, None)
        return record, course, engine

    async def _known(self, workspace_id: UUID, sequences: Mapping[str, int] | None) -> _Known:
        """Read back what was published of late; without a tail a feed begins where the engine is."""
        tail = self._tail(workspace_id)
        begin = await tail.beginning()
        if begin is None:
            known = _Known(StreamFeed(sequences or {}, Retention()), 0)
        else:
            known = _Known(StreamFeed(begin.positions or {}, Retention()), begin.number - 1)
            async for batch, portions in tail.behind(begin.number - 1):
                known.number = batch.number
                for portion in portions:
                    known.reached = max(known.reached, portion.reached)
                    known.feed.take(portion)
                    known.notable.note(portion)
                await asyncio.sleep(0)
        known.feed.archive = tail
        return known

    async def _follow(self, record: SimulatorRecord, broadcast: Broadcast) -> FollowedSimulator | None:
        known = await self._known(record.workspace_id, None)
        if known.number == 0:
            return None
        async with self.open() as tx:
            record = await tx.simulators.get(record.workspace_id) or record
            commands = list(await tx.simulators.commands(record.workspace_id))
        course = await asyncio.to_thread(self.courses.of, record, commands, micros(record.position))
        return self._followed(record, course, known, broadcast)

    async def demoted(self, live: LiveSimulator) -> FollowedSimulator | None:
        """Follow from now on what this process ran until now."""
        if self.broadcast is None:
            return None
        left = await live.writer.left()
        known = _Known(live.feed, live.writer.number, live.notable, live.changed, live.position)
        followed = self._followed(live.record, live.course, known, self.broadcast)
        followed.held.extend(left)
        return followed

    def _followed(
        self, record: SimulatorRecord, course: Course, known: _Known, broadcast: Broadcast
    ) -> FollowedSimulator:
        return FollowedSimulator(
            record=record,
            courses=self.courses,
            course=course,
            feed=known.feed,
            pace=_pace(record, known.reached),
            open=self.open,
            tail=self._tail(record.workspace_id),
            broadcast=broadcast,
            holder=self.holder,
            number=known.number,
            reached=known.reached,
            notable=known.notable,
            changed=known.changed,
        )

    def _tail(self, workspace_id: UUID) -> Tail:
        return Tail(self.open, workspace_id, lambda error: self.tell(workspace_id, error))


def _pace(record: SimulatorRecord, position: int) -> Pace:
    return Pace(record.speed, asyncio.get_running_loop().time(), position)


async def ended(task: asyncio.Task[None]) -> None:
    """End a task, and wait until it has."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
