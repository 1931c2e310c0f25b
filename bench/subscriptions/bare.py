"""A WebSocket of Starlette without GraphQL: the same messages, made once, sent to one client after the other."""

import asyncio
from collections.abc import Sequence

import orjson
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from config.marketplace.loader import load_marketplace
from domain.marketplace.moments import moment
from domain.streams.model import StreamEvent
from pulsecast.cli.bench_server import STREAMS, Publisher, serve_orders
from pulsecast.loop import run

SOCKETS: set[WebSocket] = set()
TEXTS: asyncio.Queue[str] = asyncio.Queue()


async def socket(websocket: WebSocket) -> None:
    await websocket.accept("graphql-transport-ws")
    try:
        while True:
            message = orjson.loads(await websocket.receive_text())
            if message["type"] == "connection_init":
                await websocket.send_text('{"type":"connection_ack"}')
            elif message["type"] == "subscribe":
                SOCKETS.add(websocket)
    except WebSocketDisconnect:
        pass
    finally:
        SOCKETS.discard(websocket)


async def broadcast() -> None:
    while True:
        text = await TEXTS.get()
        for one in list(SOCKETS):
            try:
                await one.send_text(text)
            except (WebSocketDisconnect, RuntimeError):
                SOCKETS.discard(one)


def deliver(events: Sequence[StreamEvent], published: int) -> None:
    for event in events:
        told = {
            "stream": event.stream,
            "sequence": event.sequence,
            "timestamp": moment(event.at),
            "publishedAt": moment(published),
            "data": event.data,
        }
        message = {"id": "1", "type": "next", "payload": {"data": {"g0": told}}}
        TEXTS.put_nowait(orjson.dumps(message).decode())


async def main() -> None:
    app = Starlette(routes=[WebSocketRoute("/graphql", socket)])
    sending = asyncio.create_task(broadcast())
    await serve_orders(app, Publisher(tuple(load_marketplace().names[:STREAMS]), deliver))
    sending.cancel()


if __name__ == "__main__":
    run(main())
