"""One run of the benchmark of subscriptions: a server, clients in processes of their own, and what was measured."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulsecast.cli.bench_clients import BUCKETS
from pulsecast.cli.bench_orders import Process, machine_seconds
from pulsecast.cli.bench_reading import Faults

DOCUMENT = """subscription {
  GROUP: streamEvents(topics: TOPICS, batchMs: BATCH_MS) {
    events { stream sequence timestamp publishedAt data }
    gap { missed reason }
  }
}"""
KEYS_EACH = 4_000
"""Clients with the same key: a server lets in 5,000."""

LATENCY = 0.1
"""Seconds that one event in a hundred may take, at the highest rate that counts as sustained."""

_FIRST_RATE = 5.0
"""Events a second while clients come, so that each gets one and is known to follow."""

_DELIVERED = 0.97
_WARM_SECONDS = 1.0
_PROBE_SECONDS = 3.0
_FACTOR = 1.6
_HALVINGS = 3
_RETREATS, _RETREAT = 6, 0.85
_REST_SECONDS = 0.5
_MOST_RESTS = 60

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Load:
    """What is put on a server.

    Attributes:
        clients: Sockets that read, each with one subscription.
        rate: Events a second; 0 for as many as are delivered with p99 below ``LATENCY``.
        seconds: How long is measured.
        groups: Different documents among the clients.
        stalled: Further sockets that subscribe and then read nothing.
        batch_ms: For how long events may wait for more.
        topics: What is followed, written in GraphQL.
        processes: Of clients.
    """

    clients: int
    rate: float = 0.0
    seconds: float = 10.0
    groups: int = 1
    stalled: int = 0
    batch_ms: int = 0
    topics: str = '["*"]'
    processes: int = max(1, min(4, (os.cpu_count() or 2) - 1))

    @property
    def document(self) -> str:
        """Return the subscription; GROUP is replaced by each client."""
        return DOCUMENT.replace("TOPICS", self.topics).replace("BATCH_MS", str(self.batch_ms))


@dataclass(frozen=True, slots=True)
class Target:
    """A server: a command that starts one that takes orders, or the address of one that runs.

    Attributes:
        command: Starts it.
        folder: Where.
        address: Of one that runs, whose events nobody orders.
        key: Shown to one that runs.
        document: What is asked of it, in place of what is asked of the product.
    """

    command: tuple[str, ...] = (sys.executable, "-m", "pulsecast.cli.bench_server")
    folder: Path | None = None
    address: str | None = None
    key: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """What was measured in a stretch of time. A message is one event that one client got.

    Attributes:
        latencies: How many messages took how many tenths of a millisecond from publication to being read.
        writes: About how often the server wrote: how often a client had something to read.
        server: Processor seconds of the server, where they are known.
        clients: Processor seconds of the clients.
        others: Processor seconds of everything else on the machine.
    """

    seconds: float
    messages: int
    frames: int
    writes: int
    latencies: Mapping[int, int]
    server: float | None
    clients: float | None
    others: float | None

    def percentile(self, share: float) -> float:
        """Return the seconds within which a share of the messages came."""
        wanted, seen = share * self.messages, 0
        for bucket, count in sorted(self.latencies.items()):
            seen += count
            if seen >= wanted:
                return (bucket + 1) / BUCKETS
        return float("nan")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        rate: Events a second that were ordered; none when nobody did.
        faults: Sums over all clients of what was wrong; see ``Faults``; ``lost`` without what gaps told.
        ended: Why sockets ended that should not have.
        memory: Megabytes of the server before clients came, with all of them, and at the end, where they are known.
    """

    load: Load
    rate: float | None
    window: Window
    faults: Mapping[str, int]
    ended: Sequence[str]
    memory: tuple[float | None, float | None, float | None]

    @property
    def right(self) -> bool:
        """Whether every client got everything once and in order, or was told of what it missed."""
        return not self.ended and not any(self.faults[name] for name in ("lost", "doubled", "disordered", "odd"))


class ClientsFailed(Exception):
    """The clients could not connect; the message says why."""


def measure(target: Target, load: Load, tell: Tell) -> Outcome:
    """Put a load on a server.

    Raises:
        ClientsFailed: They could not connect.
        ProcessEnded: A process of the benchmark ended before its time.
    """
    with _stage(target, load) as stage:
        if target.address is None and load.rate == 0:
            rate, window = stage.saturate(tell)
        else:
            rate, window = load.rate, stage.window(load.rate, load.seconds)
        return stage.finish(None if target.address else rate, window)


@contextmanager
def _stage(target: Target, load: Load) -> Iterator["_Stage"]:
    with ExitStack() as stack:
        server = None
        if target.address is None:
            server = stack.enter_context(Process("The server", target.command, target.folder))
        command = (sys.executable, "-m", "pulsecast.cli.bench_clients")
        clients = [stack.enter_context(Process("The process of the clients", command)) for _ in range(load.processes)]
        stage = _Stage(target, load, server, clients)
        stage.connect()
        yield stage


class _Stage:
    """A server with its clients."""

    def __init__(self, target: Target, load: Load, server: Process | None, clients: Sequence[Process]) -> None:
        self._target, self._load, self._server, self._clients = target, load, server, clients
        self._memory: tuple[float | None, float | None] = (None, None)

    def connect(self) -> None:
        """Let all clients come."""
        address, key, each = self._target.address, self._target.key, None
        before = None
        if self._server is not None:
            started = self._server.ask(do="start")
            address, key, each = started["address"], started["key"], KEYS_EACH
            self._publish(_FIRST_RATE)
            before = self._server.megabytes
        count = len(self._clients)
        for place, process in enumerate(self._clients):
            process.order(
                do="connect",
                address=address,
                key=key,
                keys_each=each,
                document=self._target.document or self._load.document,
                groups=self._load.groups,
                places=list(range(place, self._load.clients, count)),
                stalled=len(range(place, self._load.stalled, count)),
            )
        answers = [process.answer() for process in self._clients]
        ended = [reason for answer in answers for reason in answer["ended"]]
        if ended:
            raise ClientsFailed("; ".join(sorted(set(ended))))
        self._memory = (before, self._server.megabytes if self._server else None)

    def saturate(self, tell: Tell) -> tuple[float, Window]:
        """Find the highest rate that is sustained, and measure at it; a lower one if it is not sustained for longer."""
        good, rate = 0.0, max(_FIRST_RATE, 10_000 / self._load.clients)
        while self._bears(rate, tell):
            good, rate = rate, rate * _FACTOR
        bad = rate
        for _ in range(_HALVINGS):
            rate = (good + bad) / 2
            good, bad = (rate, bad) if self._bears(rate, tell) else (good, rate)
        rate = good or bad
        sustained, window = self._try(rate, self._load.seconds, tell)
        for _ in range(_RETREATS):
            if sustained:
                break
            rate *= _RETREAT
            sustained, window = self._try(rate, self._load.seconds, tell)
        return rate, window

    def _bears(self, rate: float, tell: Tell) -> bool:
        """Tell whether a rate is sustained for a short time; tried twice, since anything may disturb it once."""
        return any(self._try(rate, _PROBE_SECONDS, tell)[0] for _ in range(2))

    def _try(self, rate: float, seconds: float, tell: Tell) -> tuple[bool, Window]:
        """Measure at a rate; return whether it is sustained, too."""
        window = self.window(rate, seconds)
        wanted = _DELIVERED * rate * self._load.clients * window.seconds
        sustained = window.percentile(0.99) < LATENCY and window.messages >= wanted
        tell(
            f"{rate:,.0f} events/s: {window.messages / window.seconds:,.0f} messages/s, "
            f"p99 {1000 * window.percentile(0.99):.1f} ms{'' if sustained else ': too much'}"
        )
        if not sustained:
            self._rest()
        return sustained, window

    def window(self, rate: float, seconds: float) -> Window:
        """Publish at a rate, and measure for so long."""
        self._publish(rate)
        time.sleep(_WARM_SECONDS)
        self._figures()
        before = self._used()
        time.sleep(seconds)
        used = [
            None if one is None or two is None else two - one for one, two in zip(before, self._used(), strict=True)
        ]
        server, clients, machine = used
        answers = self._figures()
        latencies: dict[int, int] = {}
        for answer in answers:
            for bucket, number in answer["latencies"].items():
                latencies[int(bucket)] = latencies.get(int(bucket), 0) + number
        return Window(
            seconds=sum(answer["seconds"] for answer in answers) / len(answers),
            messages=sum(answer["events"] for answer in answers),
            frames=sum(answer["frames"] for answer in answers),
            writes=sum(answer["reads"] for answer in answers),
            latencies=latencies,
            server=server,
            clients=clients,
            others=None if clients is None or machine is None else max(0.0, machine - clients - (server or 0.0)),
        )

    def finish(self, rate: float | None, window: Window) -> Outcome:
        """Wait for what is on its way, and see what was wrong."""
        memory = (*self._memory, self._server.megabytes if self._server else None)
        positions = self._publish(0)
        for process in self._clients:
            process.order(do="finish", positions=positions)
        answers = [process.answer() for process in self._clients]
        faults = {name: sum(answer[name] for answer in answers) for name in (*Faults._fields, "cut_off")}
        ended = sorted({reason for answer in answers for reason in answer["ended"]})
        return Outcome(self._load, rate, window, faults, ended, memory)

    def _publish(self, rate: float) -> Mapping[str, int]:
        """Let the server publish at a rate from now on; return how far each stream is."""
        if self._server is None:
            return {}
        positions: dict[str, int] = self._server.ask(do="rate", rate=rate)["positions"]
        return positions

    def _rest(self) -> None:
        """Let the server and the clients come to rest."""
        self._publish(0)
        for _ in range(_MOST_RESTS):
            time.sleep(_REST_SECONDS)
            if not sum(answer["events"] for answer in self._figures()):
                return

    def _figures(self) -> list[dict[str, Any]]:
        for process in self._clients:
            process.order(do="measure")
        return [process.answer() for process in self._clients]

    def _used(self) -> tuple[float | None, ...]:
        """Return the processor seconds of the server, of the clients and of the whole machine so far."""
        used = [process.processor_seconds for process in self._clients]
        known = [seconds for seconds in used if seconds is not None]
        clients = sum(known) if len(known) == len(used) else None
        return self._server.processor_seconds if self._server else None, clients, machine_seconds()
