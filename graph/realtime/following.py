"""How the source of a subscription is read: by one alone, by a group, or by one who catches up with a group."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, TypeVar

from domain.following import Ahead, Source, follow

T = TypeVar("T")


class Following:
    """Reads a source alone, from its beginning without an end. Resolvers of subscriptions read through it."""

    async def of(self, source: Source[T, Any]) -> AsyncGenerator[T, None]:
        """Read a source."""
        async with aclosing(follow(source)) as told:
            async for item in told:
                yield item


class Together(Following):
    """Reads only what happens from now on, for a group.

    Attributes:
        began: Set once it reads.
        start: Where it began to read.
        place: Behind what was read last.
    """

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.newest_only = False
        self.start: Any = None
        self.place: Any = None

    async def of(self, source: Source[T, Any]) -> AsyncGenerator[T, None]:
        """Read a source from now on."""
        async with source.live() as live:
            self.start = self.place = live.place
            self.newest_only = source.newest_only
            self.began.set()
            async for place, item in live:
                self.place = place
                yield item


class CatchUp(Following):
    """Reads only what led to a place.

    Attributes:
        place: Behind what was read last.
        ahead: Whether one has had already what comes behind the place up to which it reads.
    """

    def __init__(self, upto: Any, since: Any) -> None:  # noqa: ANN401 - each source has places of its own
        self._upto, self._since = upto, since
        self.place = since
        self.ahead = False

    async def of(self, source: Source[T, Any]) -> AsyncGenerator[T, None]:
        """Read a source up to the place."""
        async with aclosing(source.before(self._upto, self._since)) as earlier:
            try:
                async for place, item in earlier:
                    self.place = place
                    yield item
            except Ahead:
                self.ahead = True
