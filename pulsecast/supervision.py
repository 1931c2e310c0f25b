"""Several processes that serve on one port: they are started, replaced when they die, and stopped together.

The process that does so runs no event loop and no threads, so that it can fork at any time.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

import structlog
import typer
from rich.console import Console

from config.settings import Settings
from pulsecast.listener import CannotListen, bind
from pulsecast.places import Place

log = structlog.get_logger(__name__)

GRACE_SECONDS = 30.0
"""How long processes may take to stop after the signal."""

STEADY_SECONDS = 10.0
"""A process that lived so long is replaced at once; others after a while that doubles each time."""

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
LOOK_SECONDS = 0.2

Serve = Callable[[Settings, Console, Place], None]


def supervise(settings: Settings, count: int, console: Console, serve: Serve) -> None:
    """Let several processes serve until a signal comes.

    The first one starts alone: it brings the database up to date and makes the first workspace.

    Raises:
        typer.Exit: With the status of the first process if it cannot start; with 2 if several processes cannot share
            what is set.
    """
    complaints = Console(stderr=True)
    if not settings.shared:
        hint = "set PULSECAST_BROADCAST_URL to a Redis or PostgreSQL server that all processes reach"
        complaints.print(f"{count} processes cannot share signals in memory; {hint}.", markup=False, soft_wrap=True)
        raise typer.Exit(2)
    if not hasattr(os, "fork"):
        complaints.print("Several processes need an operating system that can fork.", markup=False)
        raise typer.Exit(2)
    try:
        # Once without others, so that a port somebody else listens on is refused.
        bind(settings.host, settings.port).close()
        reserved = bind(settings.host, settings.port, beside_others=True)
    except CannotListen as error:
        complaints.print(str(error), markup=False)
        raise typer.Exit(1) from None
    host, port = reserved.getsockname()[:2]
    with reserved:
        raise typer.Exit(_Crew(settings, console, serve, host, port, count).run())


@dataclass(slots=True)
class _Child:
    """One process.

    Attributes:
        ready: Descriptor that can be read when it serves or is dead.
        serves: Whether it does.
    """

    number: int
    pid: int
    began: float
    ready: int
    serves: bool = False


@dataclass(slots=True)
class _Crew:
    settings: Settings
    console: Console
    serve: Serve
    host: str
    port: int
    count: int
    _children: dict[int, _Child] = field(default_factory=dict)
    _due: dict[int, float] = field(default_factory=dict)
    _waits: dict[int, float] = field(default_factory=dict)
    _stopping: bool = False
    _status: int = 1
    _parent: int = field(default_factory=os.getpid)
    _life: tuple[int, int] = (-1, -1)

    def run(self) -> int:
        """Keep them running until a signal comes; return the exit status."""
        self._life = os.pipe()
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._start(0, first=True)
            status = self._until_ready()
            if status is not None:
                return status
            for number in range(1, self.count):
                self._due[number] = 0.0
            while not self._stopping:
                self._start_due()
                self._look()
            return 0
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._stopping = True

    def _until_ready(self) -> int | None:
        """Wait until the first process serves; return its exit status if it ends instead."""
        while not self._stopping:
            child = self._children.get(0)
            if child is None:
                return self._status
            if child.serves:
                return None
            self._look()
        return 0

    def _start(self, number: int, *, first: bool = False) -> None:
        ready, told = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            os.close(told)
            self._children[number] = _Child(number, pid, time.monotonic(), ready)
            return
        os.close(ready)
        # The ordinary way out, so that everything is put away; what the parent has to do then is not for this one.
        raise SystemExit(self._serve(Place(number, self.host, self.port, first, self._life[0], told)))

    def _serve(self, place: Place) -> int:
        """Be one of the processes; return the exit status."""
        os.close(self._life[1])
        for child in self._children.values():
            os.close(child.ready)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        # Background work is for one of them: each would start numeric processes of its own.
        chosen = {"port": self.port, "workers": self.settings.workers and place.number == 0}
        try:
            self.serve(self.settings.model_copy(update=chosen), self.console, place)
        except typer.Exit as ended:
            return ended.exit_code
        except BaseException:
            log.exception("a serving process failed", number=place.number)
            return 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
        return 0

    def _start_due(self) -> None:
        now = time.monotonic()
        for number in [number for number, due in self._due.items() if due <= now]:
            del self._due[number]
            self._start(number)

    def _look(self) -> None:
        """Wait for a moment, and take note of who serves and who died."""
        waiting = {child.ready: child for child in self._children.values() if not child.serves}
        try:
            readable, _, _ = select.select(list(waiting), [], [], LOOK_SECONDS)
        except InterruptedError:
            readable = []
        for descriptor in readable:
            child = waiting[descriptor]
            if os.read(descriptor, 1):
                child.serves = True
        for child in list(self._children.values()):
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                self._died(child, os.waitstatus_to_exitcode(status))

    def _died(self, child: _Child, status: int) -> None:
        os.close(child.ready)
        del self._children[child.number]
        self._status = status if status > 0 else 1
        if self._stopping:
            return
        lived = time.monotonic() - child.began
        wait = 0.0 if lived >= STEADY_SECONDS else min(self._waits.get(child.number, FIRST_WAIT), LONGEST_WAIT)
        self._waits[child.number] = FIRST_WAIT if wait == 0 else wait * 2
        self._due[child.number] = time.monotonic() + wait
        log.warning("a serving process died and is replaced", number=child.number, pid=child.pid, status=status)

    def _end(self) -> None:
        if os.getpid() != self._parent:
            return
        self._stopping = True
        for child in self._children.values():
            os.kill(child.pid, signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        while self._children and time.monotonic() < until:
            self._look()
        for child in list(self._children.values()):
            log.warning("a serving process did not stop and is killed", number=child.number, pid=child.pid)
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
        for descriptor in self._life:
            os.close(descriptor)
