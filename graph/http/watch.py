"""Looks after the open sockets of a process: pings, silence, credentials that were revoked meanwhile, and how many."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Protocol

from domain.errors import Unauthenticated
from graph.http.credentials import Callers, Credentials
from graph.http.settings import HttpSettings

_TICK = 1.0
_AT_ONCE = 8
_A_TICK = 200
"""Credentials that are looked at in one tick; more of them take several ticks."""


class Watched(Protocol):
    """An open socket."""

    shown: Credentials | None
    heard: float
    pinged: float

    def ping(self) -> None:
        """Ask for a sign of life."""
        ...

    async def leave_silent(self) -> None:
        """Close it because nothing was heard."""
        ...

    async def forbid(self, error: Unauthenticated) -> None:
        """Close it because its credentials are no longer good."""
        ...


class Watch:
    """One task for all sockets, which runs while there are any."""

    def __init__(self, callers: Callers, settings: HttpSettings) -> None:
        self._callers = callers
        self._settings = settings
        self._sockets: set[Watched] = set()
        self._task: asyncio.Task[None] | None = None
        self._checked: dict[Credentials, float] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._sockets)

    @property
    def full(self) -> bool:
        """Whether there are as many as there may be."""
        return len(self._sockets) >= self._settings.max_sockets

    def crowded(self, shown: Credentials | None) -> bool:
        """Tell whether there are more with these credentials than there may be."""
        return sum(1 for one in self._sockets if one.shown == shown) > self._settings.max_sockets_per_key

    def add(self, socket: Watched) -> None:
        """Look after a socket from now on."""
        self._sockets.add(socket)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="socket watch")

    def remove(self, socket: Watched) -> None:
        """Look after it no longer."""
        self._sockets.discard(socket)
        if not self._sockets and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        clock = asyncio.get_running_loop().time
        tick = min(_TICK, self._settings.admission_seconds, self._settings.ping_seconds)
        while True:
            await asyncio.sleep(tick)
            self._beat(clock())
            await self._look_at_credentials(clock())

    def _beat(self, now: float) -> None:
        for socket in list(self._sockets):
            if now - socket.heard > self._settings.silent_seconds:
                self._sockets.discard(socket)
                self._close(socket.leave_silent())
            elif now - max(socket.heard, socket.pinged) > self._settings.ping_seconds:
                socket.ping()

    async def _look_at_credentials(self, now: float) -> None:
        open_with = {socket.shown for socket in self._sockets if socket.shown is not None}
        self._checked = {shown: at for shown, at in self._checked.items() if shown in open_with}
        due = [shown for shown in open_with if now - self._checked.get(shown, 0.0) >= self._settings.admission_seconds]
        chosen = sorted(due, key=lambda shown: self._checked.get(shown, 0.0))[:_A_TICK]
        for start in range(0, len(chosen), _AT_ONCE):
            part = chosen[start : start + _AT_ONCE]
            self._checked |= dict.fromkeys(part, now)
            await asyncio.gather(*map(self._check, part))

    async def _check(self, shown: Credentials) -> None:
        try:
            await self._callers.recognise(shown)
        except Unauthenticated as error:
            self._close(*(one.forbid(error) for one in self._with(shown)))
        except Exception:  # noqa: BLE001 - a database that does not answer says nothing about credentials
            return

    def _with(self, shown: Credentials) -> Sequence[Watched]:
        return [socket for socket in self._sockets if socket.shown == shown]

    def _close(self, *closings: Coroutine[None, None, None]) -> None:
        for closing in closings:
            task = asyncio.create_task(closing)
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
