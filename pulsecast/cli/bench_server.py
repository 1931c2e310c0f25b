"""The server of a benchmark: the product's application, on a feed whose events are made up at a given rate."""

import asyncio
import gc
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import uvicorn
from starlette.requests import HTTPConnection

from config.marketplace.loader import load_marketplace
from domain.errors import Unauthenticated
from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.model import Marketplace
from domain.ports.marketplace import Progress
from domain.streams.feed import StreamFeed
from domain.streams.model import StreamEvent
from domain.workspaces.model import Principal, Role
from graph.app import create_app
from graph.context import GraphContext
from graph.cursors import Cursors
from graph.schema import create_schema
from pulsecast.cli.bench_orders import Answer, Order, allow_many_sockets, now, take_orders
from pulsecast.listener import listen
from pulsecast.loop import run

KEY = "bench-key"
STREAMS = 10
_MICROS = 1_000_000
_TURN_SECONDS = 0.005
"""The engine of the product leaves the loop to others as often."""

_LEAST_TICK = 0.001
_PADDING = "The quick brown fox jumps over the lazy dog."
"""Makes an event 235 bytes long, with its stream, sequence, both moments and data."""

_VIEWER = Principal(UUID(int=1), UUID(int=2), "Bench", Role.VIEWER)


@dataclass
class Publisher:
    """Publishes at a rate, each event with the moment when it was due: what the loop was late is part of its latency.

    Attributes:
        names: Streams, whose turns follow on each other.
        deliver: Takes events that are published at once, and when, in microseconds since 1970.
        rate: Events a second; 0 to rest.
        published: Events so far.
    """

    names: tuple[str, ...]
    deliver: Callable[[Sequence[StreamEvent], int], None]
    rate: float = 0.0
    published: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def go_on(self, rate: float) -> None:
        """Publish at another rate from now on."""
        self.rate = rate
        self._changed.set()

    async def run(self) -> None:
        """Publish for good."""
        clock = asyncio.get_running_loop().time
        while True:
            if not self.rate:
                await self._changed.wait()
            self._changed.clear()
            due, owed, turn = now(), 0.0, clock()
            while self.rate and not self._changed.is_set():
                tick = max(1 / self.rate, _LEAST_TICK)
                due, owed = due + tick, owed + tick * self.rate
                wait = due - now()
                if wait > 0 or clock() - turn > _TURN_SECONDS:
                    await asyncio.sleep(max(wait, 0))
                    turn = clock()
                count = int(owed + 1e-6)
                owed -= count
                self.publish(count, int(due * _MICROS))

    def publish(self, count: int, moment: int) -> None:
        """Publish some events at once."""
        events = [self._event(self.published + place, moment) for place in range(count)]
        self.published += count
        self.deliver(events, moment)

    def _event(self, number: int, moment: int) -> StreamEvent:
        sequence, place = divmod(number, len(self.names))
        data = {"id": f"{number:012d}", "note": _PADDING}
        return StreamEvent(
            self.names[place], sequence + 1, moment, number, data, 50.0, AnomalyFlag.NORMAL, 0.0, None, None, ()
        )

    @property
    def positions(self) -> Mapping[str, int]:
        """Return the sequence of the last event of each stream."""
        count = len(self.names)
        return {name: (self.published + count - 1 - place) // count for place, name in enumerate(self.names)}


@dataclass(frozen=True)
class _Simulators:
    marketplace: Marketplace
    live: SimpleNamespace

    async def feed(self, _: Principal) -> SimpleNamespace:
        return self.live


def _app(marketplace: Marketplace, feed: StreamFeed) -> Any:  # noqa: ANN401 - an ASGI application
    """Return the product's application with nothing behind it but a feed."""
    services = SimpleNamespace(
        simulators=_Simulators(marketplace, SimpleNamespace(feed=feed, identity="bench")),
        cursors=Cursors(b"the bench has nothing that is secret"),
    )

    async def authenticate(token: str | None) -> Principal | None:
        if token is None or not token.startswith(KEY):
            raise Unauthenticated("These credentials are not known")
        return _VIEWER

    def context(principal: Principal | None, connection: HTTPConnection | None) -> GraphContext[Any]:
        return GraphContext(services, principal, connection)

    return create_app(create_schema(), authenticate=authenticate, context_factory=context)


def config(app: Any) -> uvicorn.Config:  # noqa: ANN401 - an ASGI application
    """Serve as the product does."""
    return uvicorn.Config(
        app,
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=16 * 1024 * 1024,
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        self.listening.set()


async def serve_orders(app: Any, publisher: Publisher) -> None:  # noqa: ANN401 - ASGI
    """Serve an application on a free port, and publish as is ordered."""
    allow_many_sockets()
    listener = listen("127.0.0.1", 0)
    server = _Server(config(app))
    gc.collect()
    gc.freeze()
    tasks = [asyncio.create_task(server.serve(sockets=[listener])), asyncio.create_task(publisher.run())]

    async def handle(order: Order) -> Answer:
        if order["do"] == "start":
            await server.listening.wait()
            return {"address": f"ws://127.0.0.1:{listener.getsockname()[1]}/graphql", "key": KEY}
        publisher.go_on(order["rate"])
        await asyncio.sleep(0.01)
        return {"positions": publisher.positions}

    await take_orders(handle)
    for task in tasks:
        task.cancel()


async def _main() -> None:
    marketplace = load_marketplace()
    feed = StreamFeed(dict.fromkeys(marketplace.names, 0))

    def deliver(events: Sequence[StreamEvent], moment: int) -> None:
        feed.publish(Progress(events, moment, (), {}), moment)

    publisher = Publisher(tuple(marketplace.names[:STREAMS]), deliver)
    await serve_orders(_app(marketplace, feed), publisher)


if __name__ == "__main__":
    run(_main())
