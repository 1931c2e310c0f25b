"""One execution of a subscription for all who ask for the same."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
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
        over: Whether there is nothing more to come.
        errors: What failed, if that is why.
    """

    def __init__(self, execute: Callable[[Together], Results]) -> None:
        self._execute = execute
        self._following = Together()
        self._members: dict[Listener, None] = {}
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._pending_place: Any = None
        self._task: asyncio.Task[None] | None = None
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
        turn = Turn(self._pending, self._pending_place)
        self._pending, self._pending_bytes, self.place = [], 0, turn.place
        for member in list(self._members):
            member.hear(turn)
