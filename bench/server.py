"""A real server in a process of its own, on a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

KEY = "bench-owner-key-0001"


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


def _wait(process: subprocess.Popen[bytes], client: httpx2.Client) -> float:
    while process.poll() is None:
        try:
            if client.get("/readyz").status_code == 200:
                return time.perf_counter()
        except httpx2.TransportError:
            pass
        time.sleep(0.02)
    raise RuntimeError(f"the server ended with {process.returncode}")
