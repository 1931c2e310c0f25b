"""Waking everybody who waits for a change."""

import asyncio


class Signal:
    """Something that happens again and again; nobody who waits is told twice of one time. One event loop."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Wake everybody who waits now."""
        told, self._next = self._next, asyncio.Event()
        told.set()

    def ahead(self) -> asyncio.Event:
        """Return what is set when it is told next. Take it before looking: then no change in between is missed."""
        return self._next

    async def wait(self, seconds: float | None, ahead: asyncio.Event | None = None) -> bool:
        """Wait until it is told, at most so long; return whether it was.

        Args:
            seconds: Without end when none.
            ahead: Taken earlier, so that a change since then counts; only what comes from now on counts when none.
        """
        told = self._next if ahead is None else ahead
        try:
            async with asyncio.timeout(seconds):
                await told.wait()
        except TimeoutError:
            return False
        return True
