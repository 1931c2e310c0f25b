"""Signals over broadcaster: memory for one process, Redis or PostgreSQL between several."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

from domain.errors import Unavailable
from domain.ports.broadcast import BroadcastConnection
from infra.broadcast.fanout import Fanout
from infra.broadcast.link import Link, LinkLost

_log = logging.getLogger(__name__)
# Seconds before the first and at most before any later attempt to reconnect.
_FIRST_WAIT = 0.1
_LONGEST_WAIT = 5.0


class BackendBroadcast(BroadcastConnection):
    """One backend subscription per topic and process, fanned out to bounded buffers, reconnecting by itself.

    While the backend is away, what is published is lost and logged, and listeners wait. After a reconnection every
    topic is subscribed again and ``on_gap`` is told, because messages of others may have been missed meanwhile.

    Args:
        url: ``memory://``, ``redis://…``, ``rediss://…``, or ``postgresql://…`` (which carries at most 8 kB a message).
        buffer: Messages that a listener may fall behind.
        on_gap: Called after each reconnection.
    """

    def __init__(self, url: str, *, buffer: int = 1_000, on_gap: Callable[[], None] | None = None) -> None:
        self._url = url
        self._name = uuid4().hex
        self._fanout = Fanout(buffer)
        self._on_gap = on_gap
        self._link: Link | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether the backend answers, as far as is known."""
        return self._link is not None and not self._link.lost.is_set()

    async def connect(self) -> None:
        """Open the connection.

        Raises:
            Unavailable: The backend does not answer.
        """
        if self._keeper is not None:
            return
        try:
            self._link = await self._new_link()
        except LinkLost as error:
            raise Unavailable(f"the broadcast backend does not answer: {error}") from error
        self._keeper = asyncio.create_task(self._keep(self._link), name="broadcast keeper")

    async def disconnect(self) -> None:
        """Close the connection and end every listener."""
        self._fanout.end()
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        link, self._link = self._link, None
        if link is not None:
            await link.close()

    async def publish(self, topic: str, message: bytes) -> None:
        """Tell every listener; a message for a backend that does not answer is lost and logged."""
        link = self._link
        if link is None or link.lost.is_set():
            _log.debug("nobody was told about %s: the broadcast backend is away", topic)
            return
        try:
            await link.publish(topic, message)
        except LinkLost as error:
            _log.warning("nobody was told about %s: %s", topic, error)

    @contextlib.asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """Listen to a topic; see the port."""
        if self._keeper is None:
            raise Unavailable("the broadcast is not connected")
        listener = self._fanout.join(topic)
        try:
            await self._open(topic)
            yield listener
        finally:
            last = self._fanout.leave(topic, listener)
            if last and self._link is not None:
                await self._link.unsubscribe(topic)

    async def _open(self, topic: str) -> None:
        link = self._link
        if link is None or link.lost.is_set():
            return
        try:
            await link.subscribe(topic)
        except LinkLost as error:
            _log.warning("%s is subscribed once the broadcast backend answers: %s", topic, error)

    async def _new_link(self) -> Link:
        link = Link(self._url, self._name, self._fanout.deliver)
        try:
            await link.connect()
            for topic in self._fanout.topics():
                await link.subscribe(topic)
        except BaseException:
            await link.close()
            raise
        return link

    async def _keep(self, link: Link) -> None:
        """Replace the link whenever it is lost."""
        while True:
            await link.stay()
            _log.warning("the broadcast backend was lost; reconnecting")
            await link.close()
            link = self._link = await self._reconnected()
            for topic in self._fanout.topics():  # those that joined while the link was made
                await self._open(topic)
            _log.info("the broadcast backend answers again")
            if self._on_gap is not None:
                self._on_gap()

    async def _reconnected(self) -> Link:
        wait = _FIRST_WAIT
        while True:
            await asyncio.sleep(wait)
            try:
                return await self._new_link()
            except LinkLost as error:
                _log.info("the broadcast backend still does not answer: %s", error)
                wait = min(wait * 2, _LONGEST_WAIT)
