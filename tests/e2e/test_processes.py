"""Several processes serve together: whoever dies, and whatever the broadcast loses, nobody misses anything."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.fixtures.databases import MakeAddress

KEY = "several-processes-key-1"
PROCESSES = 3
PATIENCE = 60.0
TAKEOVER_SECONDS = 10.0
ENABLE = "mutation { enableSimulator(input: { seed: 7 }) { errors { message } } }"
SPEED = "mutation ($speed: Float!) { setSimulatorSpeed(input: { speed: $speed }) { errors { message } } }"
ACTIVATE = 'mutation { activateScenario(input: { scenarioId: "exam-season-surge" }) { errors { message } } }'
STATE = "{ simulator { state { speed activeModifiers { scenarioId } } } }"
FOLLOW = """
subscription ($after: String) {
  streamEvents(topics: ["*"], after: $after, batchMs: 100) {
    events { id stream sequence timestamp } gap { missed reason } cursor
  }
}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Redis:
    """A Redis of its own, which can be restarted."""

    def __init__(self, folder: Path) -> None:
        self.port, self._folder = free_port(), folder
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([*command, "--dir", str(self._folder)], stdout=subprocess.DEVNULL)
        waited(lambda: _answers(self.port))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def waited(condition: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something is so; return how long it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it never happened"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    try:
        server = Redis(tmp_path)
    except FileNotFoundError:
        pytest.skip("there is no redis-server")
    yield server
    server.stop()


class Crew:
    """Several processes on one port."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, database: str) -> None:
        self.process, self.port, self.database = process, port, database

    def ask(self, document: str, **variables: object) -> dict[str, Any]:
        """Ask over a connection of its own, which may be any process's."""
        answer = self._ask(document, variables)
        assert "errors" not in answer, answer
        return dict(answer["data"])

    def state(self) -> Any:
        """Return the state of the simulator as any process knows it; none while that one does not know it."""
        answer = self._ask(STATE, {})
        return None if "errors" in answer or not answer["data"]["simulator"] else answer["data"]["simulator"]["state"]

    def _ask(self, document: str, variables: dict[str, object]) -> dict[str, Any]:
        with httpx2.Client(timeout=60, headers={"Authorization": f"Bearer {KEY}"}) as client:
            body = {"query": document, "variables": variables}
            return dict(client.post(f"http://127.0.0.1:{self.port}/graphql", json=body).json())

    def leader(self) -> tuple[int, int]:
        """Return the process that runs the simulator, and the term of its lease."""
        with psycopg.connect(self.database) as connection:
            row = connection.execute("SELECT holder, term FROM simulator_leases").fetchone()
        assert row is not None
        return int(json.loads(row[0])[1]) if row[0] else 0, int(row[1])

    def cut_off(self) -> None:
        """End every connection to the database."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def children(self) -> set[int]:
        """Return the processes that serve."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(one) for one in path.read_text().split()}


@contextmanager
def serving(tmp_path: Path, redis: Redis, database: str) -> Iterator[Crew]:
    port = free_port()
    environment = os.environ | {
        "PULSECAST_DATA_DIR": str(tmp_path / "data"),
        "PULSECAST_PORT": str(port),
        "PULSECAST_OWNER_KEY": KEY,
        "PULSECAST_DEMO": "0",
        "PULSECAST_LOG_LEVEL": "WARNING",
        "PULSECAST_WORKERS": "0",
        "PULSECAST_DATABASE_URL": database,
        "PULSECAST_BROADCAST_URL": f"redis://127.0.0.1:{redis.port}",
    }
    command = [str(Path(sys.executable).with_name("pulsecast")), "serve", "--workers", str(PROCESSES)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    crew = Crew(process, port, database)
    try:
        waited(lambda: _answers(port))
        waited(lambda: len(crew.children()) == PROCESSES)
        yield crew
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(40) == 0
        finally:
            process.kill()


class Watcher(threading.Thread):
    """Follows everything over a socket, and comes back with its cursor when the socket is lost."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port = port
        self.events: list[dict[str, Any]] = []
        self.gaps: list[dict[str, Any]] = []
        self.visits = 0
        self.ended = threading.Event()
        self._cursor: str | None = None
        self.start()

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                self._visit()
            except (ConnectionClosed, OSError, TimeoutError):
                time.sleep(0.1)

    def _visit(self) -> None:
        address = f"ws://127.0.0.1:{self._port}/graphql"
        with connect(address, subprotocols=["graphql-transport-ws"], max_size=None) as opened:
            opened.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {KEY}"}}))
            opened.recv(10)
            payload = {"query": FOLLOW, "variables": {"after": self._cursor}}
            opened.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            self.visits += 1
            while not self.ended.is_set():
                message = json.loads(opened.recv(60))
                if message["type"] != "next":
                    return
                batch = message["payload"]["data"]["streamEvents"]
                self.events += batch["events"]
                self._cursor = batch["cursor"]
                if batch["gap"]:
                    self.gaps.append(batch["gap"])

    def check(self) -> None:
        """Assert that nothing is missing and nothing is there twice."""
        assert self.gaps == []
        by_stream: dict[str, list[int]] = {}
        for one in self.events:
            by_stream.setdefault(one["stream"], []).append(one["sequence"])
        for stream, numbers in by_stream.items():
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), stream


def goes_on(watchers: list[Watcher], seconds: float = PATIENCE) -> float:
    """Wait until everybody got something new; return how long that took."""
    counts = [len(one.events) for one in watchers]
    return waited(
        lambda: all(len(one.events) > count + 20 for one, count in zip(watchers, counts, strict=True)), seconds
    )


@pytest.mark.slow
def test_nobody_misses_anything_whoever_dies(tmp_path: Path, redis: Redis, make_postgresql: MakeAddress) -> None:
    with serving(tmp_path, redis, make_postgresql()) as crew:
        assert crew.ask(ENABLE)["enableSimulator"]["errors"] == []
        for _ in range(4 * PROCESSES):
            waited(lambda: crew.state() is not None)
        assert crew.ask(SPEED, speed=100)["setSimulatorSpeed"]["errors"] == []
        for _ in range(2 * PROCESSES):
            waited(lambda: crew.state()["speed"] == 100)
        watchers = [Watcher(crew.port) for _ in range(3 * PROCESSES)]
        goes_on(watchers)

        killed, term = crew.leader()
        assert killed in crew.children()
        os.kill(killed, signal.SIGKILL)
        took = waited(lambda: crew.leader()[1] > term and crew.leader()[0] != killed)
        took += goes_on(watchers, TAKEOVER_SECONDS)
        assert took < TAKEOVER_SECONDS
        waited(lambda: len(crew.children()) == PROCESSES and killed not in crew.children())

        redis.stop()
        time.sleep(3)
        goes_on(watchers)
        redis.start()
        time.sleep(3)
        goes_on(watchers)
        done = crew.ask(ACTIVATE)["activateScenario"]
        assert done["errors"] == []
        for _ in range(2 * PROCESSES):
            waited(lambda: bool(crew.state()["activeModifiers"]))

        leader, term = crew.leader()
        subprocess.run(["redis-cli", "-p", str(redis.port), "client", "kill", "type", "pubsub"], check=True)
        os.kill(leader, signal.SIGKILL)
        waited(lambda: crew.leader()[1] > term)
        goes_on(watchers)
        time.sleep(3)
        goes_on(watchers)

        # One who only hangs is not known to be dead: its lease lapses. When it wakes up, it follows.
        leader, term = crew.leader()
        os.kill(leader, signal.SIGSTOP)
        assert waited(lambda: crew.leader()[1] > term) < TAKEOVER_SECONDS
        os.kill(leader, signal.SIGCONT)
        time.sleep(3)
        crew.cut_off()
        goes_on(watchers)

        for one in watchers:
            one.ended.set()
        for one in watchers:
            one.join(20)
            one.check()
        assert sum(one.visits > 1 for one in watchers) > 0, "somebody was at a process that died"
        told: dict[tuple[str, int], Any] = {}
        for one in watchers:
            for event in one.events:
                assert told.setdefault((event["stream"], event["sequence"]), event) == event, "told alike everywhere"


@pytest.mark.slow
def test_processes_that_cannot_reach_each_other_are_refused(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("pulsecast")), "serve", "--workers", "2"]
    environment = os.environ | {"PULSECAST_DATA_DIR": str(tmp_path), "PULSECAST_PORT": "0"}
    environment.pop("PULSECAST_BROADCAST_URL", None)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "PULSECAST_BROADCAST_URL" in done.stderr


@pytest.mark.slow
def test_processes_end_with_the_one_that_started_them(
    tmp_path: Path, redis: Redis, make_postgresql: MakeAddress
) -> None:
    with serving(tmp_path, redis, make_postgresql()) as crew:
        children = crew.children()
        crew.process.kill()
        crew.process.wait()
        waited(lambda: not any(Path(f"/proc/{one}").exists() for one in children))
        crew.process.returncode = 0
