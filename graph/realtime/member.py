"""One subscription's way with its group: it catches up, hears with the others, falls behind and catches up again."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Any

from graphql import GraphQLError
from strawberry.types.execution import PreExecutionError

from domain.following import AHEAD_ATTEMPTS, AHEAD_SECONDS
from graph.errors.outcome import failed_before
from graph.realtime.following import CatchUp
from graph.realtime.frames import Turn, payload_of
from graph.realtime.group import Group, Results
from graph.realtime.outlet import Outlet

Claim = Callable[[], AbstractAsyncContextManager[Group | None]]


class Member:
    """One subscription among those that share an execution."""

    def __init__(
        self,
        identity: bytes,
        outlet: Outlet,
        catch_up: Callable[[CatchUp], Results],
        fell_behind: Callable[[], None] = lambda: None,
    ) -> None:
        """Begin.

        Args:
            identity: The subscription's id on its connection, written in JSON.
            outlet: The way to the client.
            catch_up: Executes the operation for this member alone, as far as a place.
            fell_behind: Called each time that this member reads too slowly.
        """
        self._fell_behind = fell_behind
        self._identity = identity
        self._outlet = outlet
        self._execute = catch_up
        self._place: Any = None
        self._number = 0
        self._behind = False
        self._too_early = False
        self._attempts = 0
        self._over = False
        self._errors: Sequence[GraphQLError] = ()
        self._woken = asyncio.Event()

    async def follow(self, claim: Claim) -> Sequence[GraphQLError] | None:
        """Follow until there is nothing more; return what was wrong with the operation, or failed.

        Args:
            claim: The group to join, each time that this member comes to it.

        Returns:
            None when there is nothing to share, so that the operation is to be executed for this member alone.

        Raises:
            Gone: The client went away, or does not read.
        """
        since: Any = None
        while True:
            async with claim() as group:
                if group is None:
                    return None if since is None else ()
                refused = await self._together(group, since)
            if refused or self._over:
                return refused or self._errors
            if not self._too_early:
                since = self._place
            await self._outlet.drained()

    async def _together(self, group: Group, since: Any) -> Sequence[GraphQLError]:  # noqa: ANN401 - places are opaque
        """Stay with a group until it is over or no longer has what this member missed."""
        self._over = self._too_early = False
        number, upto = group.number, group.place
        following = CatchUp(upto, since)
        refused = await self._catch_up(following, first=since is None)
        if refused or self._too_early:
            return refused
        self._place, self._number = upto, number
        seen = following.place if group.newest_only else None
        try:
            while await self._join(group, seen):
                if not self._over:
                    await self._woken.wait()
                if self._over:
                    break
                group.leave(self)
                await self._outlet.drained()
                if group.newest_only:
                    break
        finally:
            group.leave(self)
        return ()

    async def _catch_up(self, following: CatchUp, *, first: bool) -> Sequence[GraphQLError]:
        """Tell what led to a place; return what was wrong with the operation."""
        async with aclosing(self._execute(following)) as results:
            async for result in results:
                if first and (isinstance(result, PreExecutionError) or failed_before(result)):
                    return result.errors or ()
                first = False
                self._outlet.tell(self._identity, Turn([payload_of(result)], None))
                if self._outlet.congested:
                    await self._outlet.drained()
        self._too_early = following.ahead and self._attempts < AHEAD_ATTEMPTS
        if self._too_early:
            # What the group tells next was had already: this member comes again when the group is further.
            self._attempts += 1
            await asyncio.sleep(AHEAD_SECONDS)
        return ()

    async def _join(self, group: Group, seen: Any) -> bool:  # noqa: ANN401 - places are opaque
        """Tell what a group has told meanwhile, then hear with the others; return whether it still has all of that.

        Args:
            group: The group.
            seen: Where the newest state was that was told already, of a source of states.
        """
        while True:
            turns = group.since(self._number)
            if turns is None:
                return False
            for turn in turns:
                if self._outlet.congested:
                    break
                if seen is None or turn.place > seen:
                    self._outlet.tell(self._identity, turn)
                self._place, self._number = turn.place, turn.number
            if self._number == group.number:
                self._behind, self._over, self._errors = False, group.over, group.errors
                self._woken.clear()
                group.join(self)
                return True
            await self._outlet.drained()

    def hear(self, turn: Turn) -> None:
        """Take results; never waits."""
        if self._behind:
            return
        if self._outlet.congested:
            # Nothing more is heard; what is missed is told once the client has read what waits for it.
            self._behind = True
            self._woken.set()
            self._fell_behind()
            return
        self._outlet.tell(self._identity, turn)
        self._place, self._number = turn.place, turn.number

    def ended(self, errors: Sequence[GraphQLError]) -> None:
        """Learn that there is nothing more."""
        if not self._behind:
            self._over, self._errors = True, errors
            self._woken.set()
