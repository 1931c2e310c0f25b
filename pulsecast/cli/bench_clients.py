"""Clients of a benchmark: a process with many sockets that follow a subscription and check all that they read."""

import asyncio
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from struct import pack
from typing import cast
from urllib.parse import SplitResult, urlsplit

import orjson

from pulsecast.cli.bench_orders import Answer, Order, allow_many_sockets, now, take_orders
from pulsecast.cli.bench_reading import Faults, Reading, State
from pulsecast.loop import run

_AT_ONCE = 50
_READY_SECONDS = 120.0
_QUIET_SECONDS = 2.0
_STALLED_BUFFER = 4_096
"""Bytes that the kernel takes for a client that does not read; the usual megabytes would hide for long that it does
not."""

_HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
_ENDINGS = frozenset({"error", "complete", "CLOSE"})
BUCKETS = 10_000
"""Latencies are counted in tenths of a millisecond."""


@dataclass
class Figures:
    """What all clients of a process got since the figures were asked for last."""

    since: float
    events: int = 0
    frames: int = 0
    reads: int = 0
    latencies: dict[int, int] = field(default_factory=dict)


class Client(asyncio.Protocol):
    """One socket with one subscription."""

    def __init__(self, crowd: "Crowd", place: int, *, stalled: bool) -> None:
        self._crowd = crowd
        self._place = place
        self._stalled = stalled
        self._head: bytes | None = b""
        self.state: State = crowd.reading.begin
        self.ready = False
        self.ended: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._crowd.handshake)

    def data_received(self, data: bytes) -> None:
        """Count and check."""
        if self._head is not None:
            self._answered(data)
            return
        step = self.state.steps.get(data)
        if step is None:
            step = self._crowd.reading.step(self.state, data)
        self.state = step.state
        figures = self._crowd.figures
        figures.events += step.events
        figures.frames += step.frames
        figures.reads += 1
        if step.parts:
            at, latencies = now(), figures.latencies
            for published, count in step.parts:
                bucket = int((at - published) * BUCKETS)
                latencies[bucket] = latencies.get(bucket, 0) + count
            if not self.ready:
                self._become_ready()
        if step.signals:
            self._attend(step.signals)

    def connection_lost(self, error: Exception | None) -> None:
        """Take note of the end."""
        self.ended = self.ended or f"connection lost: {error or 'closed by the server'}"
        self._become_ready()

    def _answered(self, data: bytes) -> None:
        self._head = (self._head or b"") + data
        head, found, rest = self._head.partition(b"\r\n\r\n")
        if not found:
            return
        self._head = None
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            self.ended = f"refused: {head.split(bytes((13, 10)), 1)[0].decode('latin-1')}"
            self._transport.close()
            return
        self._send({"type": "connection_init", "payload": self._crowd.credentials(self._place)})
        if rest:
            self.data_received(rest)

    def _attend(self, signals: Sequence[tuple[str, bytes]]) -> None:
        for kind, body in signals:
            if kind == "connection_ack":
                self._send({"id": "1", "type": "subscribe", "payload": {"query": self._crowd.document(self._place)}})
                if self._stalled:
                    self._transport.pause_reading()
                    self._become_ready()
            elif kind == "ping":
                self._send({"type": "pong"})
            elif kind == "PING":
                self._transport.write(frame(0x8A, body))
            elif kind in _ENDINGS:
                self.ended = f"{kind}: {body[:300]!r}"
                self._transport.close()

    def _send(self, message: Mapping[str, object]) -> None:
        self._transport.write(frame(0x81, orjson.dumps(message)))

    def _become_ready(self) -> None:
        if not self.ready:
            self.ready = True
            self._crowd.became_ready()


def frame(head: int, body: bytes) -> bytes:
    """Return a frame of a client, whose mask leaves everything as it is."""
    size = len(body)
    length = bytes((0x80 | size,)) if size < 126 else pack("!BH", 0x80 | 126, size)
    return bytes((head,)) + length + bytes(4) + body


class Crowd:
    """All clients of this process."""

    def __init__(self) -> None:
        self.reading = Reading()
        self.figures = Figures(now())
        self._followers: list[Client] = []
        self._stalled: list[Client] = []
        self._waiting = 0
        self._all_ready = asyncio.Event()

    async def handle(self, order: Order) -> Answer:
        """Do what is ordered: ``connect``, ``measure`` or ``finish``."""
        if order["do"] == "connect":
            return await self._connect(order)
        if order["do"] == "measure":
            return self._measured()
        return await self._finish(order["positions"])

    def credentials(self, place: int) -> Mapping[str, str]:
        """Return what a client shows of itself; a server lets only so many in with the same key."""
        key, each = self._order["key"], self._order["keys_each"]
        if key is None:
            return {}
        return {"Authorization": f"Bearer {key}" if each is None else f"Bearer {key}-{place // each}"}

    def document(self, place: int) -> str:
        """Return the document of a client: that of its group."""
        document: str = self._order["document"]
        return document.replace("GROUP", f"g{place % self._order['groups']}")

    def became_ready(self) -> None:
        """Take note that one more client follows, or never will."""
        self._waiting -= 1
        if not self._waiting:
            self._all_ready.set()

    async def _connect(self, order: Order) -> Answer:
        """Open all sockets; answer once each has got something."""
        self._order = order
        parts = urlsplit(order["address"])
        self.handshake = _HANDSHAKE.format(path=parts.path, host=parts.netloc).encode()
        healthy, stalled = order["places"], order["stalled"]
        self._followers = [Client(self, place, stalled=False) for place in healthy]
        self._stalled = [Client(self, place, stalled=True) for place in range(stalled)]
        self._waiting = len(healthy) + stalled
        if not self._waiting:
            return {"ended": []}
        try:
            await self._open(parts)
            await asyncio.wait_for(self._all_ready.wait(), _READY_SECONDS)
        except TimeoutError:
            ready = sum(client.ready for client in self._followers)
            return {"ended": [f"Only {ready:,} of {len(healthy):,} clients got an event within {_READY_SECONDS:g} s."]}
        except OSError as error:
            return {"ended": [f"{order['address']} cannot be reached: {error.strerror or error}."]}
        return {"ended": self._ended()}

    async def _open(self, parts: SplitResult) -> None:
        """Open all sockets, some at a time."""
        loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE)
        family, _, _, _, target = (await loop.getaddrinfo(parts.hostname, _port(parts.port, parts.scheme)))[0]
        secure = ssl.create_default_context() if parts.scheme == "wss" else None

        async def opened(client: Client, buffer: int | None) -> None:
            async with gate:
                one = socket.socket(family, socket.SOCK_STREAM)
                one.setblocking(False)
                if buffer is not None:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
                await loop.sock_connect(one, target)
                host = parts.hostname if secure else None
                await loop.create_connection(lambda: client, sock=one, ssl=secure, server_hostname=host)

        await asyncio.gather(
            *(opened(client, None) for client in self._followers),
            *(opened(client, _STALLED_BUFFER) for client in self._stalled),
        )

    def _ended(self) -> list[str]:
        return sorted({client.ended for client in self._followers if client.ended is not None})

    def _measured(self) -> Answer:
        figures, self.figures = self.figures, Figures(now())
        return {
            "seconds": self.figures.since - figures.since,
            "events": figures.events,
            "frames": figures.frames,
            "reads": figures.reads,
            "latencies": figures.latencies,
        }

    async def _finish(self, positions: Mapping[str, int]) -> Answer:
        """Wait for what is still on its way, and tell what was wrong."""
        quiet, events = 0.0, -1
        while (
            any(client.state.short_of(positions) for client in self._followers if client.ended is None)
            and quiet < _QUIET_SECONDS
        ):
            quiet = quiet + 0.1 if self.figures.events == events else 0.0
            events = self.figures.events
            await asyncio.sleep(0.1)
        faults = [client.state.faults for client in self._followers]
        short = [client.state.short_of(positions) for client in self._followers if client.ended is None]
        together = Faults(*(sum(numbers) for numbers in zip(*faults, strict=True))) if faults else Faults()
        silent = sum(max(0, fault.lost - fault.told) for fault in faults)
        return {
            **together._asdict(),
            "lost": silent + sum(short),
            "ended": self._ended(),
            "cut_off": sum(client.ended is not None for client in self._followers),
        }


def _port(port: int | None, scheme: str) -> int:
    return port or (443 if scheme == "wss" else 80)


async def _main() -> None:
    allow_many_sockets()
    await take_orders(Crowd().handle)


if __name__ == "__main__":
    run(_main())
