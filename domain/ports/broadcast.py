"""Signals between the parts of the product that are connected right now."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Broadcast(Protocol):
    """Best-effort signals by topic: what is published while nobody listens is gone; the truth is in storage."""

    async def publish(self, topic: str, message: bytes) -> None:
        """Tell every listener of the topic; never waits for a slow one."""
        ...

    def subscribe(self, topic: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Listen from the moment the block is entered; messages of one publisher arrive in order.

        A listener that falls more than the buffer behind loses the oldest messages.
        """
        ...


class BroadcastConnection(Broadcast, Protocol):
    """The life of the connection behind the signals."""

    async def connect(self) -> None:
        """Open it."""
        ...

    async def disconnect(self) -> None:
        """Close it and end every listener."""
        ...
