"""A simulator that another process runs: its events and its state, told by broadcast and read from the tail."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from domain.errors import Refused, Unavailable, conflict
from domain.marketplace.history.model import HourBlock
from domain.marketplace.moments import DAY
from domain.marketplace.timeline.model import Command, Course
from domain.ports.broadcast import Broadcast
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.model import SimulatorAnswer, SimulatorRecord, SimulatorRequest, TailBatch
from domain.simulators.notable import NotableAnomalies
from domain.simulators.pace import Pace
from domain.simulators.running import Build, RunningSimulator
from domain.simulators.signal import Signal
from domain.simulators.tail import Tail
from domain.simulators.timelines import Courses
from domain.simulators.wire import Beat, Told, asked_topic, read_message, told_topic
from domain.streams.feed import StreamFeed
from domain.streams.model import StreamEvent
from domain.streams.portions import Portion, unpack

HELD = 128
"""Batches that were told and may not be stored yet, at least five seconds of them."""

SILENCE_SECONDS = 2.0
"""Without a sign of who runs it for so long, the tail is read instead."""

LOOK_SECONDS = 0.25
"""How often the tail is read while something is missing, or an answer is looked for."""

ANSWER_SECONDS = 15.0
"""How long an answer is waited for: longer than somebody else needs to take over."""

ATTEMPTS = 5


@dataclass(slots=True)
class FollowedSimulator(RunningSimulator):
    """One workspace's simulator that another process runs.

    Attributes:
        holder: Name of this process.
        number: Of the last batch of the tail that was delivered.
        held: The last batches that were told.
        behind: Whether batches are missing.
    """

    record: SimulatorRecord
    courses: Courses
    course: Course
    feed: StreamFeed
    pace: Pace
    open: OpenUnitOfWork
    tail: Tail
    broadcast: Broadcast
    holder: str
    number: int
    reached: int
    notable: NotableAnomalies = field(default_factory=NotableAnomalies)
    unsaved: list[HourBlock] = field(default_factory=list)
    changed: Signal = field(default_factory=Signal)
    held: deque[TailBatch] = field(default_factory=lambda: deque(maxlen=HELD))
    behind: bool = True
    _term: int = 0
    _ahead: dict[int, Told] = field(default_factory=dict)
    _effective: float | None = None
    _heard: float = 0.0
    _asked: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def position(self) -> int:
        """Return the simulation time of which this process knows, microseconds since 1970."""
        return self.reached

    @property
    def effective_speed(self) -> float:
        """Return the speed that is really reached, as it was told last."""
        return self.pace.speed if self._effective is None else self._effective

    @property
    def anomalies(self) -> Sequence[tuple[StreamEvent, datetime]]:
        """Return the latest notable anomalies with when they were published, newest first."""
        return self.notable.latest

    async def run(self) -> None:
        """Follow until cancelled."""
        clock = asyncio.get_running_loop().time
        async with self.broadcast.subscribe(told_topic(self.record.workspace_id)) as messages:
            listening = asyncio.create_task(self._listen(messages))
            try:
                while not listening.done():
                    if self.behind or clock() - self._heard > SILENCE_SECONDS:
                        with suppress(Unavailable):
                            await self.read_tail()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._news.wait(), LOOK_SECONDS)
                    self._news.clear()
                    if self.behind:
                        # What is missing is stored before long.
                        await asyncio.sleep(LOOK_SECONDS)
                listening.result()
            finally:
                listening.cancel()

    async def read_tail(self) -> None:
        """Deliver what the tail has and this process has not."""
        async with self._reading:
            async for batch, portions in self.tail.behind(self.number):
                if batch.positions is not None:
                    # What was removed from the tail before it could be read is missed.
                    self.feed.buffer.lose(batch.positions)
                self._deliver(batch.number, portions)
            self.behind = False
            for number in sorted(self._ahead):
                self._take(self._ahead.pop(number))

    async def _listen(self, messages: AsyncIterator[bytes]) -> None:
        async for message in messages:
            with suppress(ValueError):
                told = read_message(message)
                if told.term < self._term:
                    continue
                self._term, self._heard = told.term, asyncio.get_running_loop().time()
                if isinstance(told, Told):
                    self._take(told)
                else:
                    await self._beat(told)

    def _take(self, told: Told) -> None:
        """Deliver a batch that was told, or keep it until those before it are there."""
        if told.number <= self.number:
            return
        if told.before > self.number or told.content is None:
            self.behind = True
            if told.content is not None and len(self._ahead) < HELD:
                self._ahead[told.number] = told
            self._news.set()
            return
        try:
            portions = unpack(told.content)
        except ValueError:
            self.behind = True
            return
        self.held.append(TailBatch(told.number, told.published, told.content))
        self._deliver(told.number, portions)

    def _deliver(self, number: int, portions: Sequence[Portion]) -> None:
        self.number = max(self.number, number)
        for portion in portions:
            self.reached = max(self.reached, portion.reached)
            new = self.feed.take(portion)
            if new is not None and self.notable.note(new):
                self.changed.tell()

    async def _beat(self, beat: Beat) -> None:
        changed = beat.speed != self.pace.speed
        self.pace.speed, self._effective = beat.speed, beat.effective
        self.record = replace(self.record, speed=beat.speed)
        if beat.number > self.number:
            self.behind = True
            self._news.set()
        else:
            self.reached = max(self.reached, beat.position)
        known = max((one.number for one in self.course.timeline.commands), default=0)
        if beat.command > known or self.reached + DAY > self.courses.horizon(self.course):
            with suppress(Unavailable):
                await self.refresh()
                changed = True
        if changed:
            self.changed.tell()

    async def refresh(self) -> None:
        """Read the commands again, and follow the course that follows from them."""
        async with self.open() as tx:
            commands = list(await tx.simulators.commands(self.record.workspace_id))
        self.course = await asyncio.to_thread(self.courses.of, self.record, commands, self.reached)

    async def give(self, build: Build) -> Sequence[Command]:
        """Let who runs the simulator take commands; see ``RunningSimulator``."""
        for _ in range(ATTEMPTS):
            number = 1 + max((one.number for one in self.course.timeline.commands), default=0)
            commands, now = tuple(build(self.course, number, self.position)), self.position
            answer = await self._ask(commands=commands)
            if answer.outdated:
                await self.refresh()
                continue
            if answer.faults:
                raise Refused(*answer.faults)
            if commands[0].at == now:
                # It took effect a little later, where who runs the simulator was.
                self.reached = max(self.reached, answer.commands[0].at)
            await self.refresh()
            self.changed.tell()
            return answer.commands
        raise conflict("Others command the simulator at the same time.", hint="Try again.")

    async def set_speed(self, speed: float) -> None:
        """Let who runs the simulator go on at another speed; 0 pauses."""
        answer = await self._ask(speed=speed)
        if answer.faults:
            raise Refused(*answer.faults)
        self.pace.speed, self._effective = speed, None
        self.record = replace(self.record, speed=speed)
        self.changed.tell()

    async def _ask(self, commands: tuple[Command, ...] = (), speed: float | None = None) -> SimulatorAnswer:
        workspace_id = self.record.workspace_id
        self._asked += 1
        name = f"{self.holder}/{id(self)}/{self._asked}"
        request = SimulatorRequest(uuid5(workspace_id, name), commands, speed)
        async with self.open() as tx:
            await tx.simulators.requests.ask(workspace_id, request)
            await tx.commit()
        await self.broadcast.publish(asked_topic(workspace_id), b"")
        until = asyncio.get_running_loop().time() + ANSWER_SECONDS
        while asyncio.get_running_loop().time() < until:
            await asyncio.sleep(LOOK_SECONDS / 5)
            answer = await self._answered(request.id)
            if answer is not None:
                return answer
        async with self.open() as tx:
            withdrawn = await tx.simulators.requests.withdraw(workspace_id, request.id)
            await tx.commit()
        answer = None if withdrawn else await self._answered(request.id)
        if answer is None:
            raise Unavailable("The process that runs the simulator does not answer.")
        return answer

    async def _answered(self, request_id: UUID) -> SimulatorAnswer | None:
        async with self.open() as tx:
            return await tx.simulators.requests.answered(self.record.workspace_id, request_id)
