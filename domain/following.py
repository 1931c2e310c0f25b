"""Something that can be followed: what was told before one came, and then what happens, the same for everybody.

Whoever follows alone reads both parts one after the other. Many who follow the same share the second part: it is read
once, and each reads the first part for itself, up to where the shared one has got.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Generic, Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)
PlaceT = TypeVar("PlaceT")
PlaceT_co = TypeVar("PlaceT_co", covariant=True)


AHEAD_SECONDS = 0.05
AHEAD_ATTEMPTS = 200
"""How often, and how long each time, one waits who is ahead: ten seconds together."""


class Ahead(Exception):
    """One who comes with a position is ahead of the place: what he had elsewhere is still to come here.

    From the place on he would be told again what he had; so he comes again, a little later.
    """


class Live(Protocol, Generic[T_co, PlaceT_co]):
    """What happens from a moment on, each with the place behind it."""

    @property
    def place(self) -> PlaceT_co:
        """Return how far has been told by now."""
        ...

    def __aiter__(self) -> AsyncIterator[tuple[PlaceT_co, T_co]]:
        """Tell on until the source ends."""
        ...


class Source(Protocol, Generic[T_co, PlaceT]):
    """Something that can be followed by many."""

    @property
    def newest_only(self) -> bool:
        """Whether each item makes those before it obsolete, as states do; then places are numbers that ascend."""
        ...

    def live(self) -> AbstractAsyncContextManager[Live[T_co, PlaceT]]:
        """Follow from now on.

        Raises:
            Refused: There is nothing to follow.
        """
        ...

    def before(self, place: PlaceT, since: PlaceT | None) -> AsyncGenerator[tuple[PlaceT, T_co], None]:
        """Tell what led to a place.

        Args:
            place: Up to where; live items from there on miss nothing and repeat nothing.
            since: Where one has got who was there already; none for somebody new, who gets what is usual then.

        Raises:
            Ahead: One has had already what comes behind the place.
        """
        ...


async def follow(source: Source[T_co, PlaceT]) -> AsyncGenerator[T_co, None]:
    """Follow alone: what was before, then what happens."""
    attempts = 0
    while True:
        async with source.live() as live:
            try:
                async for _, item in source.before(live.place, None):
                    yield item
            except Ahead:
                attempts += 1
                if attempts <= AHEAD_ATTEMPTS:
                    await asyncio.sleep(AHEAD_SECONDS)
                    continue
            async for _, item in live:
                yield item
            return
