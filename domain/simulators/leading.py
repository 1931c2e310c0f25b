"""Running a simulator, and all that goes on beside it: the lease, the tail, other processes and what they ask for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

from domain.errors import Unavailable
from domain.ports.broadcast import Broadcast
from domain.simulators.live import LiveSimulator
from domain.simulators.model import TailBatch
from domain.simulators.post import LeaseLost
from domain.simulators.wire import Beat, asked_topic, batch_messages, beat_message, told_topic

STORE_SECONDS = 0.5
"""How often the tail is stored; what is lost of it in a crash is made again."""

SHARE_SECONDS = 0.1
"""How often other processes are told what was published."""

BEAT_SECONDS = 1.0
"""How often they are told the state."""

ASKED_SECONDS = 0.5
"""How often it is looked what others ask for, in case that its announcement was lost."""


@dataclass(slots=True)
class Leading:
    """A simulator that this process runs.

    Attributes:
        broadcast: Connects the other processes; none when there are none.
    """

    live: LiveSimulator
    broadcast: Broadcast | None
    _told: int = 0
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, missed: int, bound: int) -> None:
        """Run it until cancelled, then save it and leave it to others; see ``LiveSimulator.run``.

        Raises:
            LeaseLost: Somebody else runs it.
        """
        live = self.live
        work = asyncio.create_task(live.run(missed, bound), name="simulator engine")
        beside = [asyncio.create_task(live.post.keep(lambda: live.open)), asyncio.create_task(self._store())]
        if self.broadcast is not None:
            beside += [asyncio.create_task(self._share()), asyncio.create_task(self._answer(self.broadcast))]
        try:
            await asyncio.wait([work, *beside], return_when=asyncio.FIRST_COMPLETED)
        finally:
            work.cancel()
            ended = list(await asyncio.gather(work, return_exceptions=True))
            for task in beside:
                task.cancel()
            ended += await asyncio.gather(*beside, return_exceptions=True)
            await self._release()
            # One who lost the lease fails in other ways too, which do not matter then.
            errors = [one for one in ended if isinstance(one, Exception)]
            if errors:
                raise min(errors, key=lambda one: not isinstance(one, LeaseLost))

    async def _release(self) -> None:
        live = self.live
        # Whatever storage says, the lease lapses by itself.
        with suppress(Exception):
            async with live.open() as tx:
                await tx.simulators.leases.release(live.record.workspace_id, live.post.holder, live.post.term)
                await tx.commit()

    async def _store(self) -> None:
        while True:
            with suppress(Unavailable):
                await self.live.writer.flush(self.live.open)
            await asyncio.sleep(STORE_SECONDS)

    async def _share(self) -> None:
        """Tell others what is published, in order, and once in a while the state."""
        clock, beaten = asyncio.get_running_loop().time, 0.0
        ahead, writer = self.live.changed.ahead(), self.live.writer
        # What others only heard of in the term before must be in the tail before anything of this one is told.
        await self._stored()
        while True:
            for batch in await writer.untold(self._told):
                await self._tell(batch)
            if ahead.is_set() or clock() - beaten >= BEAT_SECONDS:
                ahead, beaten = self.live.changed.ahead(), clock()
                await self._publish(beat_message(self._beat()))
            await asyncio.sleep(SHARE_SECONDS)

    async def _stored(self) -> None:
        while True:
            try:
                await self.live.writer.flush(self.live.open)
            except Unavailable:
                await asyncio.sleep(STORE_SECONDS)
            else:
                return

    async def _tell(self, batch: TailBatch) -> None:
        before = batch.number - 1 if self._told else self.live.writer.base
        whole, reference = batch_messages(self.live.post.term, before, batch)
        self._told = batch.number
        try:
            await self._publish(whole)
        except ValueError:
            # Larger than what the broadcast carries: others read it from the tail.
            await self._publish(reference)

    def _beat(self) -> Beat:
        live = self.live
        command = max((one.number for one in live.course.timeline.commands), default=0)
        return Beat(live.post.term, self._told, live.position, live.pace.speed, live.effective_speed, command)

    async def _publish(self, message: bytes) -> None:
        if self.broadcast is not None:
            await self.broadcast.publish(told_topic(self.live.record.workspace_id), message)

    async def _answer(self, broadcast: Broadcast) -> None:
        async with broadcast.subscribe(asked_topic(self.live.record.workspace_id)) as signals:
            listening = asyncio.create_task(self._listen(signals))
            try:
                while True:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._asked.wait(), ASKED_SECONDS)
                    self._asked.clear()
                    with suppress(Unavailable):
                        await self._answer_all()
            finally:
                listening.cancel()

    async def _listen(self, signals: AsyncIterator[bytes]) -> None:
        async for _ in signals:
            self._asked.set()

    async def _answer_all(self) -> None:
        live = self.live
        async with live.open() as tx:
            requests = await tx.simulators.requests.unanswered(live.record.workspace_id)
        for request in requests:
            await live.answer(request)
        if requests:
            await self._publish(beat_message(self._beat()))
