"""Processes of a benchmark: they take orders as lines of JSON on standard input, and answer each with one line."""

import asyncio
import os
import select
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

Order = Mapping[str, Any]
Answer = Mapping[str, object]

_ANSWER_SECONDS = 180.0


class ProcessEnded(Exception):
    """A process of the benchmark ended, or does not answer; the message says which."""


async def take_orders(handle: Callable[[Order], Awaitable[Answer]]) -> None:
    """Take orders until standard input ends, as it does when the process that gives them is gone."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        answer = await handle(orjson.loads(line))
        sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_NON_STR_KEYS) + b"\n")
        sys.stdout.buffer.flush()


class Process:
    """A process that takes orders; it is ended at the end of the block."""

    def __init__(self, name: str, command: Sequence[str], folder: Path | None = None) -> None:
        self._name = name
        self._command = command
        self._folder = folder

    def __enter__(self) -> Self:
        """Start it."""
        self._process = subprocess.Popen(  # noqa: S603 - our own commands
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=self._folder
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def ask(self, **order: object) -> dict[str, Any]:
        """Give an order and return the answer.

        Raises:
            ProcessEnded: There is none.
        """
        self.order(**order)
        return self.answer()

    def order(self, **order: object) -> None:
        """Give an order whose answer is fetched later."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        try:
            self._process.stdin.write(orjson.dumps(order) + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ProcessEnded(f"{self._name} has ended.") from None

    def answer(self) -> dict[str, Any]:
        """Return the answer to the order."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        ready, _, _ = select.select([self._process.stdout], [], [], _ANSWER_SECONDS)
        line = self._process.stdout.readline() if ready else b""
        if not line:
            raise ProcessEnded(f"{self._name} {'has ended' if ready else 'does not answer'}.")
        answer: dict[str, Any] = orjson.loads(line)
        return answer

    @property
    def processor_seconds(self) -> float | None:
        """Return the processor time that it has used; none where the system does not tell."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def megabytes(self) -> float | None:
        """Return the memory that it takes; none where the system does not tell."""
        try:
            lines = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines()
        except OSError:
            return None
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), None)


def machine_seconds() -> float | None:
    """Return the processor time that everything on this machine has used; none where the system does not tell."""
    try:
        line = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0]
    except OSError:
        return None
    user, nice, system, _, _, interrupts, *_ = (int(field) for field in line.split()[1:])
    return (user + nice + system + interrupts) / os.sysconf("SC_CLK_TCK")


def allow_many_sockets() -> None:
    """Let this process open as many sockets as the system lets it."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def now() -> float:
    """Return the wall time in seconds since 1970, the same in all processes of this machine."""
    return time.time()
