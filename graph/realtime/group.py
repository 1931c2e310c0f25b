"""One execution of a subscription for all who ask for the same."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from itertools import islice
from typing import Any, Protocol

from graphql import GraphQLError
from strawberry.types import ExecutionResult

from graph.errors.coded import masked
from graph.realtime.following import Together
from graph.realtime.frames import Turn, payload_of

TURN_BYTES = 256 * 1024
"""A turn is told once it has so many bytes, though more results may be at hand."""

Results = AsyncGenerator[ExecutionResult, None]


class Listener(Protocol):
    """A member of a group."""

    def hear(self, turn: Turn) -> None:
        """Take results; never waits."""
        ...

    def ended(self, errors: Sequence[GraphQLError]) -> None:
        """Learn that there is nothing more, and what failed if that is why."""
        ...


class Group:
    """Executes once, and hands each turn's results to every member.

    Attributes:
        place: Where members have got to who have heard everything.
        number: Of the last turn; turns are numbered from 1.
        over: Whether there is nothing more to come.
        errors: What failed, if that is why.
    """

    def __init__(self, execute: Callable[[Together], Results], room: Callable[[], int]) -> None:
        """Take what executes for the group, and for how many bytes of its latest turns there is room.

        They are kept for members who read more slowly for a while.
        """
        self._execute = execute
        self._following = Together()
        self._members: dict[Listener, None] = {}
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._pending_place: Any = None
        self._task: asyncio.Task[None] | None = None
        self._room = room
        self._kept: deque[Turn] = deque()
        self._kept_bytes = 0
        self.number = 0
        self.place: Any = None
        self.over = False
        self.errors: Sequence[GraphQLError] = ()

    def __len__(self) -> int:
        return len(self._members)

    @property
    def newest_only(self) -> bool:
        """Whether each result makes those before it obsolete."""
        return self._following.newest_only

    async def begin(self) -> bool:
        """Start, if that has not been done, and wait until it reads its source; return whether it ever did."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="subscription group")
        began = asyncio.ensure_future(self._following.began.wait())
        try:
            await asyncio.wait((began, self._task), return_when=asyncio.FIRST_COMPLETED)
        finally:
            began.cancel()
        if self.place is None:
            self.place = self._following.start
        return self._following.began.is_set()

    def join(self, member: Listener) -> None:
        """Add a member; it hears everything behind ``place``."""
        self._members[member] = None

    def leave(self, member: Listener) -> None:
        """Remove a member."""
        self._members.pop(member, None)

    def since(self, number: int) -> list[Turn] | None:
        """Return the turns behind a number, or none when they are not all kept any more."""
        first = self.number - len(self._kept) + 1
        return None if number + 1 < first else list(islice(self._kept, number + 1 - first, None))

    async def close(self) -> None:
        """End the execution."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            async with aclosing(self._execute(self._following)) as results:
                async for result in results:
                    self._take(result)
        except Exception as error:  # noqa: BLE001 - the last resort; masked() logs it with its stack
            self.errors = (masked(error),)
        finally:
            self._tell()
            self.over = True
            for member in list(self._members):
                member.ended(self.errors)

    def _take(self, result: ExecutionResult) -> None:
        if not self._pending:
            # Results that are at hand at once are told together, and nobody waits longer for that: the loop comes to
            # this when the execution waits for more.
            asyncio.get_running_loop().call_soon(self._tell)
        payload = payload_of(result)
        self._pending.append(payload)
        self._pending_bytes += len(payload)
        self._pending_place = self._following.place
        if self._pending_bytes >= TURN_BYTES:
            self._tell()

    def _tell(self) -> None:
        if not self._pending:
            return
        turn = Turn(self._pending, self._pending_place, self.number + 1)
        self._pending, self._pending_bytes, self.place = [], 0, turn.place
        self.number += 1
        self._keep(turn)
        for member in list(self._members):
            member.hear(turn)

    def _keep(self, turn: Turn) -> None:
        if self._kept:
            self._kept[-1].forget_frames()
        self._kept.append(turn)
        self._kept_bytes += turn.size
        room = self._room()
        while self._kept_bytes > room:
            self._kept_bytes -= self._kept.popleft().size
