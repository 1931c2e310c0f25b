"""The libraries that clients use subscribe, lose the connection and go on where they were."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

from bench.server import KEY, Server, serving

CLIENTS = Path(__file__).with_name("clients")
EVENTS = 400
FOLLOW = """subscription ($topics: [String!]!, $after: String) {
  streamEvents(topics: $topics, after: $after, batchMs: 20) { events { stream sequence } gap { missed reason } cursor }
}"""
TOPICS = ["session.booking.*", "customer.tutor.search"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("clients"), demo=False, SIMULATOR_SPEED="300") as started:
        assert started.ask("mutation { enableSimulator(input: { seed: 7 }) { errors { message } } }")
        yield started


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the libraries for Node beside a copy of the program that uses them."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("node") / "clients"
    shutil.copytree(CLIENTS, folder, ignore=shutil.ignore_patterns("node_modules"))
    done = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"the libraries cannot be installed: {done.stderr[-300:]}")
    return folder


def check(told: list[Any], gaps: list[Any], drops: int) -> None:
    """Hold what a client got against what it must get: each event once and in order, across every loss."""
    assert gaps == []
    assert drops >= 3
    assert len(told) >= EVENTS
    for stream in {name for name, _ in told}:
        numbers = [sequence for name, sequence in told if name == stream]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), stream


@pytest.mark.slow
@pytest.mark.parametrize("library", ["graphql-ws", "urql", "graphql-sse"])
def test_a_library_for_node_goes_on_where_it_was(server: Server, libraries: Path, library: str) -> None:
    command = ["node", "follow.mjs", library, server.base, KEY, str(EVENTS)]
    done = subprocess.run(command, cwd=libraries, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    check(answer["told"], answer["gaps"], answer["drops"])


@pytest.mark.slow
def test_the_library_for_python_goes_on_where_it_was(server: Server) -> None:
    async def visit(after: str | None, enough: int) -> tuple[list[Any], list[Any], str | None]:
        transport = WebsocketsTransport(
            server.base.replace("http", "ws") + "/graphql",
            init_payload={"Authorization": f"Bearer {KEY}"},
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        )
        told, gaps, document = [], [], gql(FOLLOW)
        document.variable_values = {"topics": TOPICS, "after": after}
        async with Client(transport=transport) as session:
            async for result in session.subscribe(document):
                batch = result["streamEvents"]
                told += [[event["stream"], event["sequence"]] for event in batch["events"]]
                gaps += [batch["gap"]] if batch["gap"] else []
                after = batch["cursor"]
                if len(told) >= enough:
                    break
        return told, gaps, after

    async def visits() -> tuple[list[Any], list[Any], int]:
        told, gaps, drops, after = [], [], 0, None
        while len(told) < EVENTS:
            more, missing, after = await visit(after, EVENTS // 4)
            told, gaps, drops = told + more, gaps + missing, drops + 1
            await asyncio.sleep(0.3)
        return told, gaps, drops

    check(*asyncio.run(asyncio.wait_for(visits(), 120)))
