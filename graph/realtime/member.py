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

HELD_BYTES = 1024 * 1024
"""What a group tells while a member catches up is held for it up to so many bytes; past them it catches up again."""


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
        self._held: list[Turn] | None = None
        self._held_bytes = 0
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
        """Stay with a group until it is over or this member falls behind."""
        self._held, self._held_bytes, self._behind, self._over = [], 0, False, group.over
        self._errors = group.errors
        self._woken.clear()
        self._place = upto = group.place
        group.join(self)
        try:
            refused = await self._catch_up(upto, since, newest_only=group.newest_only)
            if not refused and not (self._behind or self._over):
                await self._woken.wait()
        finally:
            group.leave(self)
        return refused

    async def _catch_up(self, upto: Any, since: Any, *, newest_only: bool) -> Sequence[GraphQLError]:  # noqa: ANN401
        """Tell what led to a place, then what was held meanwhile; return what was wrong with the operation."""
        following, first = CatchUp(upto, since), since is None
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
            self._fall_behind()
            await asyncio.sleep(AHEAD_SECONDS)
            return ()
        held, self._held = self._held or [], None
        for turn in held:
            if newest_only and following.place is not None and turn.place <= following.place:
                continue
            self._outlet.tell(self._identity, turn)
            self._place = turn.place
        return ()

    def hear(self, turn: Turn) -> None:
        """Take results; never waits."""
        if self._behind:
            return
        if self._held is not None:
            self._held_bytes += turn.size
            if self._held_bytes <= HELD_BYTES:
                self._held.append(turn)
            else:
                self._fall_behind()
        elif self._outlet.congested:
            self._fall_behind()
        else:
            self._outlet.tell(self._identity, turn)
            self._place = turn.place

    def ended(self, errors: Sequence[GraphQLError]) -> None:
        """Learn that there is nothing more."""
        if not self._behind:
            self._over, self._errors = True, errors
            self._woken.set()

    def _fall_behind(self) -> None:
        """Hear nothing more; what is missed is caught up with once the client has read what waits for it."""
        self._behind = True
        self._woken.set()
        self._fell_behind()
