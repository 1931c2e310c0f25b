"""Listeners of this process, each with a bounded buffer."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator


class Listener(AsyncIterator[bytes]):
    """One reader of a topic; when it falls more than the buffer behind, the oldest messages are dropped.

    Attributes:
        dropped: How many messages this reader lost.
    """

    def __init__(self, buffer: int) -> None:
        self._messages: deque[bytes] = deque(maxlen=buffer)
        self._wake = asyncio.Event()
        self._ended = False
        self.dropped = 0

    def put(self, message: bytes) -> None:
        """Hand over a message without waiting."""
        if len(self._messages) == self._messages.maxlen:
            self.dropped += 1
        self._messages.append(message)
        self._wake.set()

    def end(self) -> None:
        """Let the reader finish what is buffered, then stop."""
        self._ended = True
        self._wake.set()

    async def __anext__(self) -> bytes:
        while not self._messages:
            if self._ended:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        return self._messages.popleft()


class Fanout:
    """Who listens to what in this process."""

    def __init__(self, buffer: int) -> None:
        if buffer < 1:
            raise ValueError("a buffer holds at least one message")
        self._buffer = buffer
        self._listeners: dict[str, set[Listener]] = {}

    def topics(self) -> tuple[str, ...]:
        """Every topic that somebody listens to."""
        return tuple(self._listeners)

    def join(self, topic: str) -> Listener:
        """Add a listener."""
        listener = Listener(self._buffer)
        self._listeners.setdefault(topic, set()).add(listener)
        return listener

    def leave(self, topic: str, listener: Listener) -> bool:
        """Remove a listener; return whether it was the last one of its topic."""
        listener.end()
        listeners = self._listeners.get(topic)
        if listeners is None:
            return False
        listeners.discard(listener)
        if listeners:
            return False
        del self._listeners[topic]
        return True

    def deliver(self, topic: str, message: bytes) -> None:
        """Hand a message to every listener of the topic."""
        for listener in self._listeners.get(topic, ()):
            listener.put(message)

    def end(self) -> None:
        """End every listener."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.end()
        self._listeners.clear()
