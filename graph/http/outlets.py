"""Ways to the client of a socket: frames on its transport, or messages through ASGI."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from random import uniform
from typing import Protocol

from starlette.websockets import WebSocket

from graph.http.raw_socket import CONNECTION, Connection
from graph.realtime.frames import Turn, framed
from graph.realtime.outlet import Gone, Outlet, Patience

_HANDED_OVER = 8 * 1024
"""Bytes that a transport holds before it says that it waits for its client. It keeps each write apart, at some 600
bytes besides what is in it; here they are joined."""


class SocketOutlet(Outlet, Protocol):
    """The way to the client of a socket, for results and all other messages, in the order in which they are sent."""

    def message(self, text: bytes) -> None:
        """Send a message; does nothing when the client is gone."""
        ...

    async def flush(self) -> None:
        """Hand over everything that was sent, before the socket is closed."""
        ...


def outlet_of(socket: WebSocket, patience: Patience) -> "SocketOutlet":
    """Return the quickest way to the client of an accepted socket."""
    connection = socket.scope.get(CONNECTION)
    if connection is not None:
        return RawOutlet(connection, patience)
    return AsgiOutlet(socket.send_text, patience)


class RawOutlet(SocketOutlet):
    """Writes frames to the transport; everything that one turn of the loop has for the client in one write."""

    def __init__(self, connection: Connection, patience: Patience) -> None:
        self._connection = connection
        self._transport = connection.transport
        # A client may be gone before anything was sent to it; a transport that is closed takes no bounds.
        if not self._transport.is_closing():
            self._transport.set_write_buffer_limits(high=_HANDED_OVER)
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._frames: list[bytes] = []
        self._bytes = 0
        self._resumed: asyncio.Task[None] | None = None

    @property
    def congested(self) -> bool:
        """Whether more waits than the client may leave unread."""
        return self._waiting > self._patience.waiting_bytes

    @property
    def _waiting(self) -> int:
        return self._bytes + self._transport.get_write_buffer_size()

    def tell(self, identity: bytes, turn: Turn) -> None:
        """Send results."""
        self._put(turn.frames(identity))

    def message(self, text: bytes) -> None:
        """Send a message."""
        self._put(framed(text))

    def _put(self, frames: bytes) -> None:
        if not self._frames:
            self._loop.call_soon(self._write)
        self._frames.append(frames)
        self._bytes += len(frames)

    def _write(self) -> None:
        if self._gone:
            self._frames, self._bytes = [], 0
        elif self._connection.writable.is_set():
            self._hand_over()
        elif self._frames and self._resumed is None:
            # A transport that waits for its client keeps each write apart, which costs more than what is in it.
            self._resumed = asyncio.create_task(self._resume(), name="socket outlet")

    async def _resume(self) -> None:
        try:
            await self._connection.writable.wait()
        finally:
            self._resumed = None
        self._write()

    def _hand_over(self) -> None:
        frames, self._frames, self._bytes = self._frames, [], 0
        if frames:
            self._transport.write(frames[0] if len(frames) == 1 else b"".join(frames))

    @property
    def _gone(self) -> bool:
        connection = self._connection
        return connection.disconnected or connection.close_sent or self._transport.is_closing()

    async def flush(self) -> None:
        """Hand over what has not been handed over yet."""
        if not self._gone:
            self._hand_over()

    async def drained(self) -> None:
        """Wait until the client has taken most of what waits."""
        left = self._waiting
        while not self._gone:
            self._write()
            if self._connection.writable.is_set():
                return
            try:
                # Many may have stopped reading at one moment, and are not all cut off in one.
                async with asyncio.timeout(self._patience.stuck_seconds * uniform(1.0, 1.5)):  # noqa: S311 - no secret
                    await self._connection.writable.wait()
            except TimeoutError:
                if self._waiting >= left:
                    # close() would wait for the client to read.
                    self._transport.abort()
                    break
            left = self._waiting
        raise Gone


class AsgiOutlet(SocketOutlet):
    """Sends messages one after the other through ASGI, which frames them."""

    def __init__(self, send: Callable[[str], Awaitable[None]], patience: Patience) -> None:
        self._send = send
        self._patience = patience
        self._texts: deque[bytes] = deque()
        self._bytes = 0
        self._writer: asyncio.Task[None] | None = None
        self._taken = asyncio.Event()
        self._gone = False

    @property
    def congested(self) -> bool:
        """Whether more waits than the client may leave unread."""
        return self._bytes > self._patience.waiting_bytes

    def tell(self, identity: bytes, turn: Turn) -> None:
        """Send results."""
        for text in turn.texts(identity):
            self.message(text)

    def message(self, text: bytes) -> None:
        """Send a message."""
        if self._gone:
            return
        self._texts.append(text)
        self._bytes += len(text)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="socket writer")

    async def _write(self) -> None:
        try:
            while self._texts:
                text = self._texts[0]
                await self._send(text.decode())
                self._texts.popleft()
                self._bytes -= len(text)
                self._taken.set()
        except Exception:  # noqa: BLE001 - servers differ in what they raise for a client that went away
            self._gone = True
            self._texts.clear()
            self._bytes = 0
            self._taken.set()

    async def flush(self) -> None:
        """Wait until everything was taken, or the client is stuck."""
        if self._writer is not None:
            await asyncio.wait((self._writer,), timeout=self._patience.stuck_seconds)

    async def drained(self) -> None:
        """Wait until the client has taken most of what waits."""
        while self._bytes > self._patience.waiting_bytes // 4 and not self._gone:
            self._taken.clear()
            try:
                async with asyncio.timeout(self._patience.stuck_seconds):
                    await self._taken.wait()
            except TimeoutError:
                self._gone = True
                if self._writer is not None:
                    self._writer.cancel()
        if self._gone:
            raise Gone
