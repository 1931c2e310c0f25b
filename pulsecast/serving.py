"""The life of a process that serves, and of one that only works."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import structlog
import uvicorn
from rich.console import Console

from config.settings import Settings
from domain.workspaces.provision import Provisioned
from pulsecast.links import LINK_TITLE, address, loopback, sign_in_link
from pulsecast.listener import listen
from pulsecast.places import Place
from pulsecast.runtime import Runtime, migrate, open_runtime
from pulsecast.web import create_web_app

log = structlog.get_logger(__name__)

STOPS = (signal.SIGINT, signal.SIGTERM)

SHUTDOWN_SECONDS = 5
"""How long open requests may take to finish after the signal to stop."""


SIMULATORS_SECONDS = 20
"""How long the server waits for its simulators before it serves without them: a few seconds are usual."""


async def serve(settings: Settings, console: Console, place: Place | None = None) -> None:
    """Serve until a signal comes.

    Args:
        settings: Of this process.
        console: Where it is told that it serves.
        place: Of this process among those of one server; none when it is the only one.

    Raises:
        CannotListen: The port is taken.
    """
    # A process of several takes no connections before it can answer: the others do.
    listening = _listening(settings) if place is None else place.listen
    await migrate(settings)
    async with open_runtime(settings) as runtime:
        provisioned = await runtime.provision()
        app = create_web_app(runtime.product, settings)
        config = uvicorn.Config(
            app,
            http="httptools",
            ws="websockets-sansio",
            ws_max_size=16 * 1024 * 1024,
            ws_per_message_deflate=settings.socket_compression,
            # The API asks for signs of life by itself, in a way that clients can see.
            ws_ping_interval=None,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        # What was made so far stays for good: no collection has to look at it again.
        gc.collect()
        gc.freeze()
        begun = asyncio.Event()
        server = _Server(config)
        beside = [asyncio.create_task(_simulate(runtime, begun))]
        if settings.workers:
            beside.append(asyncio.create_task(_work(runtime, server)))
        if place is not None:
            beside.append(asyncio.create_task(_outlived(place, server)))
        with suppress(TimeoutError):
            await asyncio.wait_for(begun.wait(), SIMULATORS_SECONDS)
        listener = listening()
        link = await _link(runtime, provisioned, listener, place)
        server.told = partial(_announce, listener, provisioned, console, place, link)
        await server.serve(sockets=[listener])
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


def _listening(settings: Settings) -> Callable[[], socket.socket]:
    """Listen from now on; return what returns the socket."""
    listener = listen(settings.host, settings.port)
    return lambda: listener


async def work(settings: Settings, console: Console) -> None:
    """Run background work until a signal comes, for servers that have none of their own."""
    await migrate(settings)
    stopped = asyncio.Event()
    for number in STOPS:
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with open_runtime(settings) as runtime:
        await runtime.work()
        daily = asyncio.create_task(runtime.train_daily())
        console.print("Working. Stop with Ctrl-C; unfinished work is resumed at the next start.")
        await stopped.wait()
        daily.cancel()
        await asyncio.gather(daily, return_exceptions=True)


class _Server(uvicorn.Server):
    """Tells when it is listening, and leaves the process alive when it stops, so that the rest is closed in order."""

    told: Callable[[], None] | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop serving on a signal; unlike the original, do not raise it again afterwards."""
        loop = asyncio.get_running_loop()
        for number in STOPS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in STOPS:
                loop.remove_signal_handler(number)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started and self.told is not None:
            self.told()


async def _work(runtime: Runtime, server: uvicorn.Server) -> None:
    try:
        await runtime.work()
        await runtime.train_daily()
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("background work could not start, so the server stops; what is queued waits for the next start")
        server.should_exit = True


async def _simulate(runtime: Runtime, begun: asyncio.Event) -> None:
    try:
        await runtime.simulate(begun)
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("the simulators could not start; everything else goes on")
        begun.set()


async def _outlived(place: Place, server: uvicorn.Server) -> None:
    """Stop when the process that started this one is gone."""
    await place.orphaned()
    log.warning("the process that started this one is gone, so it stops")
    server.should_exit = True


async def _link(runtime: Runtime, provisioned: Provisioned, listener: socket.socket, place: Place | None) -> str | None:
    """Return a link for the owner; none where others than the operator could read what is printed, or use it."""
    host, port = listener.getsockname()[:2]
    if not loopback(host) or (place is not None and not place.first):
        return None
    token = await runtime.product.services.sessions.offer(provisioned.owner)
    return sign_in_link(address(host, port), token)


def _announce(
    listener: socket.socket, provisioned: Provisioned, console: Console, place: Place | None, link: str | None
) -> None:
    if place is not None and not place.announced():
        return
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    console.print(f"Pulsecast serves {provisioned.workspace.name!r} at http://{shown}:{port}/graphql", highlight=False)
    if provisioned.secret is not None:
        console.print(f"Owner key, shown this once: {provisioned.secret}", highlight=False, soft_wrap=True)
    if link is not None:
        console.print(f"{LINK_TITLE} {link}", highlight=False, soft_wrap=True, markup=False)
    with suppress(OSError, ValueError):
        sys.stdout.flush()
