"""A real server in a process of its own, on a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

KEY = "bench-owner-key-0001"

MOST_SECONDS = 300
"""A server that takes longer to answer, or to come to rest, has a fault that no benchmark should wait for."""


@dataclass
class Server:
    """A running server and an authenticated client for it."""

    process: subprocess.Popen[bytes]
    client: httpx2.Client
    seconds_to_ready: float

    @property
    def base(self) -> str:
        """Where it serves, such as ``http://127.0.0.1:9000``."""
        return str(self.client.base_url).rstrip("/")

    def settle(self) -> None:
        """Wait until it and its processes are idle, so that one benchmark does not disturb the next.

        Raises:
            RuntimeError: The server ended.
        """
        busy = _processor_seconds(self.process.pid)
        for _ in range(MOST_SECONDS):
            _keep_running(self.process, 1.0)
            before, busy = busy, _processor_seconds(self.process.pid)
            if busy - before < 0.2:
                return

    def kill(self) -> None:
        """End it as a power failure would."""
        self.process.kill()
        self.process.wait()

    def ask(self, document: str, **variables: object) -> dict[str, Any]:
        """Execute a document and return its data; errors end the benchmark."""
        answer = self.client.post("/graphql", json={"query": document, "variables": variables}).json()
        if "errors" in answer:
            raise RuntimeError(answer["errors"])
        return dict(answer["data"])


@contextmanager
def serving(data: Path, *, demo: bool, **settings: str) -> Iterator[Server]:
    """Start a server on a data folder and stop it again; ``settings`` are further ones, such as ``DATABASE_URL``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "PULSECAST_DATA_DIR": str(data),
        "PULSECAST_PORT": str(port),
        "PULSECAST_OWNER_KEY": KEY,
        "PULSECAST_DEMO": "1" if demo else "0",
        "PULSECAST_LOG_LEVEL": "WARNING",
        # What a day brings by itself would be measured along with what is asked for.
        "PULSECAST_TRAINING_HOUR": "-1",
        **{f"PULSECAST_{name}": value for name, value in settings.items()},
    }
    command = [str(Path(sys.executable).with_name("pulsecast")), "serve"]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    client = httpx2.Client(base_url=base, headers={"Authorization": f"Bearer {KEY}"}, timeout=120)
    try:
        yield Server(process, client, _wait(process, client) - started)
    finally:
        client.close()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="pulsecast-bench-") as name:
        yield Path(name)


def _processor_seconds(parent: int) -> float:
    """Processor time of a process and its children so far."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = path.read_text().partition(" (")
        except OSError:  # it has just ended
            continue
        fields = rest.rpartition(") ")[2].split()
        if int(number) == parent or int(fields[1]) == parent:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _wait(process: subprocess.Popen[bytes], client: httpx2.Client) -> float:
    begun = time.perf_counter()
    while (now := time.perf_counter()) < begun + MOST_SECONDS:
        try:
            if client.get("/readyz").status_code == 200:
                return time.perf_counter()
        except httpx2.TransportError:
            pass
        _keep_running(process, 0.02)
    raise RuntimeError(f"the server was not ready after {now - begun:.0f} s")


def _keep_running(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Let a process run so long.

    Raises:
        RuntimeError: It ended meanwhile, which is told at once.
    """
    with suppress(subprocess.TimeoutExpired):
        raise RuntimeError(f"the server ended with {process.wait(seconds)}")
