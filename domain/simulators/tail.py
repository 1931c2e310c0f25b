"""The durable tail of a simulator: read back after a restart, by other processes, and for old positions."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.marketplace.moments import MINUTE, SECOND
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.simulators.model import TailBatch, TailMark
from domain.simulators.post import Post
from domain.streams.archive import Archive
from domain.streams.portions import Portion, pack, unpack
from domain.streams.topics import Selection

KEPT_MICROSECONDS = 15 * MINUTE
KEPT_BYTES = 64 * 2**20
"""How much of a tail is kept: what was published in so much wall time, but not more than that, compressed."""

KEY_MICROSECONDS = 5 * SECOND
"""Reading can begin at a batch so long after the one before where it can."""

LOADED_BYTES = 8 * 2**20
"""How much of the tail is read into memory at the start; what is older is read when somebody asks for it."""

BATCHES_AT_ONCE = 64

RECENT = 64
"""Batches that are remembered to be told to other processes; who misses some reads them from the tail."""

TERM_BITS = 32
"""Batches are numbered anew in each term, above all of the terms before: two processes never give the same number."""


@dataclass(frozen=True, slots=True)
class Tail(Archive):
    """The tail of one workspace's simulator, to read.

    Attributes:
        damaged: Told of a batch that cannot be read, which then is left out.
    """

    open: OpenUnitOfWork
    workspace_id: UUID
    damaged: Callable[[Exception], None]

    async def beginning(self) -> TailBatch | None:
        """Return where reading into memory begins, without the content; none when there is no tail."""
        async with self.open() as tx:
            outline = await tx.simulators.tail.outline(self.workspace_id)
            keys = await tx.simulators.tail.keys(self.workspace_id)
        size, first = 0, 0
        for mark in reversed(outline):
            size += mark.size
            if size > LOADED_BYTES:
                first = mark.number
                break
        return next((one for one in keys if one.number >= first), keys[-1] if keys else None)

    async def behind(self, number: int) -> AsyncIterator[tuple[TailBatch, Sequence[Portion]]]:
        """Yield the batches behind a number, with what is in them."""
        while True:
            async with self.open() as tx:
                batches = await tx.simulators.tail.read(self.workspace_id, number, BATCHES_AT_ONCE)
            for batch in batches:
                number = batch.number
                try:
                    portions = await asyncio.to_thread(unpack, batch.content)
                except ValueError as error:
                    self.damaged(error)
                    continue
                yield batch, portions
            if len(batches) < BATCHES_AT_ONCE:
                return

    async def since(
        self, positions: Mapping[str, int], selection: Selection
    ) -> AsyncIterator[tuple[Mapping[str, int], Sequence[Portion]]]:
        """Yield what is kept from a place on that misses nothing behind positions, or from the oldest that is kept."""
        async with self.open() as tx:
            keys = await tx.simulators.tail.keys(self.workspace_id)
        begin = next((one for one in reversed(keys) if _misses_nothing(one, positions, selection)), None)
        if begin is None:
            if not keys:
                return
            begin = keys[0]
        at = dict(begin.positions or {})
        async for _, portions in self.behind(begin.number - 1):
            yield dict(at), portions
            for portion in portions:
                at.update(portion.ends())


def _misses_nothing(key: TailBatch, positions: Mapping[str, int], selection: Selection) -> bool:
    before = key.positions or {}
    names = before if selection.anomalies else selection.streams
    return all(before.get(name, 0) <= positions.get(name, 0) for name in names)


@dataclass(slots=True)
class TailWriter:
    """Writes the tail of one simulator behind what its process publishes.

    Attributes:
        post: The right to write it.
        marks: The batches that are stored.
        keys: Numbers of those from which reading can begin.
        positions: Sequence of the last event of each stream that is in a batch.
        number: Of the last batch, at first that of the last one that anybody knows of.
        held: Batches of the terms before that may not be stored yet, which come first.
        base: Number of the last batch before the first of this term.
    """

    post: Post
    marks: deque[TailMark]
    keys: deque[int]
    positions: dict[str, int]
    number: int
    held: Sequence[TailBatch] = ()
    _pending: list[Portion] = field(default_factory=list)
    _unstored: list[TailBatch] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _recent: deque[TailBatch] = field(default_factory=lambda: deque(maxlen=RECENT))
    _keyed: int | None = None
    base: int = 0

    def __post_init__(self) -> None:
        """Store first what others only heard of."""
        known = self.marks[-1].number if self.marks else 0
        self._unstored.extend(batch for batch in self.held if batch.number > known)
        self.base = self.number

    def note(self, portion: Portion) -> None:
        """Take note of what was published."""
        self._pending.append(portion)

    async def untold(self, number: int) -> Sequence[TailBatch]:
        """Make a batch of what was noted since the last one, and return those of this term behind a number."""
        async with self._turn:
            await self._cut()
            return [batch for batch in self._recent if batch.number > number]

    async def left(self) -> Sequence[TailBatch]:
        """Return what could not be stored, for whoever runs the simulator next in this process."""
        async with self._turn:
            await self._cut()
            return tuple(self._unstored)

    async def flush(self, opened: OpenUnitOfWork) -> None:
        """Store everything that was noted, and remove what is too old or too much.

        Raises:
            LeaseLost: Somebody else runs the simulator.
            Unavailable: Storage does not answer; nothing is forgotten.
        """
        async with self._turn:
            await self._cut()
            batches = list(self._unstored)
            if not batches:
                return
            added = [TailMark(one.number, one.published, len(one.content)) for one in batches]
            keys = [one.number for one in batches if one.positions is not None]
            first = self._first([*self.marks, *added], [*self.keys, *keys]) if keys else None
            async with opened() as tx:
                await self.post.hold(tx)
                await tx.simulators.tail.append(self.post.workspace_id, batches)
                if first is not None:
                    await tx.simulators.tail.trim(self.post.workspace_id, first)
                await tx.commit()
            self.marks.extend(added)
            self.keys.extend(keys)
            while first is not None and self.marks[0].number < first:
                self.marks.popleft()
            while first is not None and self.keys[0] < first:
                self.keys.popleft()
            del self._unstored[: len(batches)]

    async def _cut(self) -> None:
        portions, self._pending = self._pending, []
        if not portions:
            return
        content = await asyncio.to_thread(pack, portions)
        published = portions[-1].published
        keyed = self._keyed is None or published - self._keyed >= KEY_MICROSECONDS
        self.number = max(self.number, self.post.term << TERM_BITS) + 1
        batch = TailBatch(self.number, published, content, dict(self.positions) if keyed else None)
        if keyed:
            self._keyed = published
        for portion in portions:
            self.positions.update(portion.ends())
        self._unstored.append(batch)
        self._recent.append(batch)

    @staticmethod
    def _first(marks: Sequence[TailMark], keys: Sequence[int]) -> int | None:
        """Return from which batch on the tail is kept: one where reading can begin; none when that is all of it."""
        horizon, size, first = marks[-1].published - KEPT_MICROSECONDS, 0, marks[0].number
        for mark in reversed(marks):
            size += mark.size
            if mark.published < horizon or size > KEPT_BYTES:
                first = mark.number
                break
        kept = max((key for key in keys if key <= first), default=None)
        return kept if kept is not None and kept > marks[0].number else None
