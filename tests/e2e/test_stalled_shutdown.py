"""A server stops in time, whatever its clients do."""

import asyncio
import json
import signal
import time
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from bench.server import KEY, serving

CLIENTS = 30
BOUND_SECONDS = 10.0


@pytest.mark.slow
def test_clients_that_stopped_reading_do_not_keep_a_server_from_stopping(tmp_path: Path) -> None:
    async def stall(address: str, server_stops: asyncio.Event) -> None:
        # One message waits to be read, so nothing more is read from the connection.
        async with connect(address, subprotocols=["graphql-transport-ws"], max_queue=1, close_timeout=0.1) as socket:
            payload = {"Authorization": f"Bearer {KEY}"}
            await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
            await socket.recv()
            query = "subscription { streamEvents(batchMs: 0) { events { stream data payload { __typename } } } }"
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query}}))
            await server_stops.wait()
            socket.transport.abort()

    async def main() -> float:
        stops = asyncio.Event()
        clients = [asyncio.create_task(stall(address, stops)) for _ in range(CLIENTS)]
        await asyncio.sleep(8)
        assert not any(one.done() for one in clients)
        server.process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        await asyncio.to_thread(server.process.wait, 60)
        took = time.monotonic() - begun
        stops.set()
        await asyncio.gather(*clients, return_exceptions=True)
        return took

    with serving(tmp_path, demo=False, SIMULATOR_SPEED="3000") as server:
        server.ask("mutation { enableSimulator(input: { seed: 7 }) { errors { message } } }")
        address = server.base.replace("http", "ws") + "/graphql"
        assert asyncio.run(main()) < BOUND_SECONDS
        assert server.process.returncode == 0
