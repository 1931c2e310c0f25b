"""Clients that read slowly, late or not at all, over real connections."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from graph.app import AppParts, create_app
from graph.http.settings import HttpSettings
from graph.realtime.outlet import Patience
from tests.graph.protocol.small_world import serving
from tests.graph.streams.conftest import Stage

SEARCH = "customer.tutor.search"
FOLLOW = """subscription {
  streamEvents(topics: ["customer.tutor.search"], batchMs: 0) {
    events { sequence a: data b: data c: data d: data e: data f: data g: data h: data } gap { missed }
  }
}"""
EVENTS = 8_000
"""Some ten megabytes: more than the kernel takes for one who does not read."""


@contextmanager
def served(stage: Stage, *, raw: bool = True, stuck_seconds: float = 60.0) -> Iterator[str]:
    """Serve a stage, whose events are published by asking for them."""

    async def publish(asked: Request) -> Response:
        for _ in range(int(asked.path_params["times"])):
            stage.publish(*[SEARCH] * 100)
            await asyncio.sleep(0)
        return Response()

    async def anybody(_: str | None) -> object:
        return stage.context().principal

    settings = HttpSettings(
        raw_sockets=raw, patience=Patience(waiting_bytes=100_000, stuck_seconds=stuck_seconds), admission_seconds=60
    )
    parts = AppParts(settings=settings, routes=(Route("/publish/{times}", publish),))
    app = create_app(stage.schema, authenticate=anybody, context_factory=lambda *_: stage.context(), parts=parts)
    with serving(app) as address:
        yield address


@asynccontextmanager
async def following(address: str, *, stopped: bool = False):
    """Subscribe; one who is stopped reads two messages and no more until asked to."""
    options = {"max_queue": 1} if stopped else {"max_queue": None}
    async with connect(
        f"ws://{address}/graphql", subprotocols=["graphql-transport-ws"], max_size=None, close_timeout=1, **options
    ) as socket:
        await socket.send('{"type": "connection_init"}')
        await socket.recv()
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": FOLLOW}}))
        await asyncio.sleep(0.2)
        yield socket


async def publish(address: str, events: int) -> None:
    async with httpx2.AsyncClient(timeout=60) as client:
        await client.get(f"http://{address}/publish/{events // 100}")


async def read(socket, upto: int) -> tuple[list[int], int]:
    """Read up to an event; return all sequences and how many were missed."""
    numbers, missed = list[int](), 0
    while not numbers or numbers[-1] < upto:
        async with asyncio.timeout(60):
            batch = json.loads(await socket.recv())["payload"]["data"]["streamEvents"]
        numbers.extend(event["sequence"] for event in batch["events"])
        missed += batch["gap"]["missed"] if batch["gap"] else 0
    return numbers, missed


@pytest.mark.parametrize("raw", [True, False], ids=["frames of our own", "ASGI"])
async def test_one_who_reads_late_gets_everything_or_is_told_what_is_missing(stage, raw):
    with served(stage, raw=raw) as address:
        async with following(address) as quick, following(address, stopped=True) as late:
            publishing = asyncio.create_task(publish(address, EVENTS))
            numbers, missed = await read(quick, EVENTS)
            assert (numbers, missed) == (list(range(1, EVENTS + 1)), 0)
            await publishing
            numbers, missed = await read(late, EVENTS)
            assert numbers == sorted(set(numbers))
            assert len(numbers) + missed == EVENTS


async def test_one_who_never_reads_is_cut_off_and_nobody_waits_for_him(stage):
    with served(stage, stuck_seconds=1.0) as address:
        async with following(address) as quick, following(address, stopped=True) as stuck:
            await asyncio.gather(publish(address, EVENTS), read(quick, EVENTS))
            await asyncio.sleep(2.5)
            await publish(address, 100)
            await read(quick, EVENTS + 100)
            with pytest.raises(ConnectionClosed):
                await read(stuck, EVENTS + 100)
