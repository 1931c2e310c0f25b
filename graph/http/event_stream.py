"""GraphQL over Server-Sent Events, with a connection for each operation, for clients behind proxies.

See https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md, "distinct connections mode". Whatever is wrong
with an operation comes as a ``next``, because browsers give up on any other status.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress

import orjson
from graphql import GraphQLError
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from domain.errors import Unauthenticated
from graph.errors.coded import masked
from graph.http.credentials import Callers
from graph.http.delivery import Asked, Delivery
from graph.http.negotiation import STREAM_TYPE
from graph.http.settings import HttpSettings
from graph.realtime.frames import Turn, payload_of
from graph.realtime.outlet import Gone, Outlet, Patience

_COMPLETE = b"event: complete\ndata:\n\n"
_STILL_HERE = b":\n\n"


class EventOutlet(Outlet):
    """Events that wait for one client."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._events: deque[bytes] = deque()
        self._bytes = 0
        self._added = asyncio.Event()
        self._taken = asyncio.Event()
        self._over = False

    @property
    def congested(self) -> bool:
        """Whether more waits than the client may leave unread."""
        return self._bytes > self._patience.waiting_bytes

    def tell(self, identity: bytes, turn: Turn) -> None:
        """Send results; an event needs no id, because the connection has but one operation."""
        del identity
        self.add(b"".join(b"event: next\ndata: " + payload + b"\n\n" for payload in turn.payloads))

    def add(self, events: bytes) -> None:
        """Send events."""
        self._events.append(events)
        self._bytes += len(events)
        self._added.set()

    def end(self) -> None:
        """Say that nothing more comes."""
        self._over = True
        self._added.set()

    async def drained(self) -> None:
        """Wait until the client has taken most of what waits."""
        while self._bytes > self._patience.waiting_bytes // 4:
            self._taken.clear()
            try:
                async with asyncio.timeout(self._patience.stuck_seconds):
                    await self._taken.wait()
            except TimeoutError:
                raise Gone from None

    async def events(self, idle_seconds: float) -> AsyncGenerator[bytes, None]:
        """Take what there is to send, and a sign of life when there is nothing for so long."""
        while not self._over or self._events:
            self._added.clear()
            if self._events:
                events = b"".join(self._events)
                self._events.clear()
                yield events
                self._bytes -= len(events)
                self._taken.set()
            elif not self._over:
                try:
                    async with asyncio.timeout(idle_seconds):
                        await self._added.wait()
                except TimeoutError:
                    yield _STILL_HERE


class EventStreams:
    """Answers operations with streams of events."""

    def __init__(self, delivery: Delivery, callers: Callers, settings: HttpSettings) -> None:
        self._delivery = delivery
        self._callers = callers
        self._settings = settings

    def response(self, asked: Asked) -> Response:
        """Return the stream of an operation's results."""
        return _EventResponse(self._stream(asked))

    async def _stream(self, asked: Asked) -> AsyncGenerator[bytes, None]:
        outlet = EventOutlet(self._settings.patience)
        idle, clock = self._settings.ping_seconds / 2, asyncio.get_running_loop().time
        admitted = clock()
        work = asyncio.create_task(self._deliver(asked, outlet), name="event stream")
        try:
            async with aclosing(outlet.events(idle)) as events:
                async for part in events:
                    # A stream that is never idle is asked about too.
                    if part is _STILL_HERE or clock() - admitted >= idle:
                        if not await self._still_admitted(asked):
                            return
                        admitted = clock()
                    yield part
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _deliver(self, asked: Asked, outlet: EventOutlet) -> None:
        """Send all results; when the client does not read, end the stream where it is, so that it comes back."""
        with suppress(Gone):
            await self._results(asked, outlet)
            outlet.add(_COMPLETE)
        outlet.end()

    async def _results(self, asked: Asked, outlet: EventOutlet) -> None:
        try:
            errors = await self._delivery.share(asked, b'""', outlet)
            if errors is None:
                async with aclosing(self._delivery.alone(asked)) as results:
                    async for result in results:
                        outlet.tell(b"", Turn([payload_of(result)], None))
                        if outlet.congested:
                            await outlet.drained()
        except Gone:
            raise
        except Exception as error:  # noqa: BLE001 - the last resort; masked() logs it with its stack
            errors = [masked(error)]
        if errors:
            outlet.tell(b"", Turn([_failure(errors)], None))

    async def _still_admitted(self, asked: Asked) -> bool:
        try:
            await self._callers.of_request(asked.connection)
        except Unauthenticated:
            return False
        return True


class _EventResponse(StreamingResponse):
    """A stream that nothing on the way may keep or collect."""

    def __init__(self, content: AsyncGenerator[bytes, None]) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(content, media_type=STREAM_TYPE, headers=headers)
        self._content = content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and end its source when the client goes away."""
        async with aclosing(self._content):
            await super().__call__(scope, receive, send)


def _failure(errors: Sequence[GraphQLError]) -> bytes:
    return orjson.dumps({"errors": [error.formatted for error in errors]})
