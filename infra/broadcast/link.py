"""One life of a connection to a backend, from connecting to the first sign that it is lost."""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import cast

from broadcaster import Broadcast as Backend
from broadcaster import Event

from infra.broadcast.frame import Probe, pack, unpack

_log = logging.getLogger(__name__)
# Signs of life that may stay away in a row, and the seconds that each gets to come back.
_MISSED = 3
_PULSE = 1.0
# Seconds: for the backend to take or confirm something, and for closing politely.
_SILENCE = 3.0
_GOODBYE = 1.0
# Seconds between two attempts to see a fresh subscription answer.
_KNOCK = 0.25
# PostgreSQL: NOTIFY takes 8,000 bytes at most, and names of channels 63.
_POSTGRESQL = ("postgres://", "postgresql://")
_LONGEST_NOTIFICATION = 7_900
_LONGEST_NAME = 60


class LinkLost(Exception):
    """The backend does not answer any more."""


class Link:
    """Subscriptions over one connection.

    The library's own listener may die in silence, so the link proves itself end to end: a topic counts as subscribed
    when a probe came back through it, and a link that hears none of its own signs of life is lost.
    """

    def __init__(self, url: str, name: str, deliver: Callable[[str, bytes], None]) -> None:
        self._backend = Backend(url)
        self._on_postgresql = url.startswith(_POSTGRESQL)
        self._name = name
        self._deliver = deliver
        self._pulse_topic = f"pulsecast.pulse.{name}"
        self._pumps: dict[str, asyncio.Task[None]] = {}
        self._entered: dict[str, asyncio.Event] = {}
        self._open: dict[str, asyncio.Event] = {}
        # The library loses subscriptions when several are made or ended at once, and with PostgreSQL it has a single
        # connection for everything.
        self._one_at_a_time = asyncio.Lock()
        self._heard = False
        self._closing: asyncio.Task[None] | None = None
        self.lost = asyncio.Event()

    async def connect(self) -> None:
        """Connect and hear the first sign of life.

        Raises:
            LinkLost: The backend did not answer in time.
        """
        try:
            async with asyncio.timeout(_SILENCE):
                await self._backend.connect()
                # The library's Redis listener gives up when it wakes before the very first subscription is made, and
                # wakes again with the next one; from then on the pulse keeps it awake.
                await self._listen(self._pulse_topic)
                await self.subscribe(f"{self._pulse_topic}.wake")
                await self.subscribe(self._pulse_topic)
        except Exception as error:
            raise LinkLost(str(error) or type(error).__name__) from error

    async def publish(self, topic: str, content: bytes | Probe) -> None:
        """Send a frame.

        Raises:
            ValueError: The frame is too large for the backend.
            LinkLost: The backend did not take it.
        """
        frame = pack(content)
        if self._on_postgresql and len(frame.encode()) > _LONGEST_NOTIFICATION:
            raise ValueError("PostgreSQL carries no more than 8,000 bytes a signal; send a reference instead")
        try:
            async with asyncio.timeout(_SILENCE), self._turn():
                await self._backend.publish(self._channel(topic), frame)
        except Exception as error:  # the drivers share no base class
            self.lost.set()
            raise LinkLost(str(error) or type(error).__name__) from error

    async def subscribe(self, topic: str) -> None:
        """Start to listen to a topic and return when a probe came back through it, or the topic was left meanwhile.

        Raises:
            LinkLost: No probe came back in time.
        """
        try:
            async with asyncio.timeout(_SILENCE):
                await self._knock(topic)
        except TimeoutError:
            self.lost.set()
            raise LinkLost("a subscription was not confirmed in time") from None

    async def _knock(self, topic: str) -> None:
        await self._listen(topic)
        opened = self._open.get(topic)
        while opened is not None and not opened.is_set():
            if self.lost.is_set():
                raise LinkLost("the connection was lost")
            await self.publish(topic, Probe(self._name))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(opened.wait(), _KNOCK)

    def _turn(self) -> AbstractAsyncContextManager[object]:
        return self._one_at_a_time if self._on_postgresql else contextlib.nullcontext()

    def _channel(self, topic: str) -> str:
        """Return the name of a topic at the backend."""
        if self._on_postgresql and len(topic.encode()) > _LONGEST_NAME:
            return hashlib.sha256(topic.encode()).hexdigest()[:_LONGEST_NAME]
        return topic

    async def _listen(self, topic: str) -> None:
        if topic not in self._pumps:
            self._entered[topic] = asyncio.Event()
            self._open[topic] = asyncio.Event()
            self._pumps[topic] = asyncio.create_task(self._pump(topic), name=f"listen {topic}")
        await self._entered[topic].wait()

    async def unsubscribe(self, topic: str) -> None:
        """Stop listening to a topic."""
        if (opened := self._open.pop(topic, None)) is not None:
            opened.set()
        if (entered := self._entered.pop(topic, None)) is not None:
            entered.set()
        pump = self._pumps.pop(topic, None)
        if pump is not None:
            await _ended((pump,))

    async def stay(self) -> None:
        """Send signs of life until several in a row did not come back; returns when the link is lost.

        They are counted, not timed: an event loop that was held up says nothing about the backend.
        """
        missed = 0
        while missed < _MISSED and not self.lost.is_set():
            self._heard = False
            with contextlib.suppress(LinkLost):
                await self.publish(self._pulse_topic, Probe(self._name))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.lost.wait(), _PULSE)
            missed = 0 if self._heard else missed + 1
        self.lost.set()

    async def close(self) -> None:
        """End all subscriptions and the connection, politely for a moment and then anyway; once, whoever asks."""
        self.lost.set()
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name="close the broadcast backend")
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        await _ended(self._pumps.values())
        self._pumps.clear()
        try:
            async with asyncio.timeout(_GOODBYE):
                await self._backend.disconnect()
        except Exception as error:  # noqa: BLE001 - the connection is given up either way, and drivers share no base class
            _log.debug("the broadcast backend did not close cleanly: %s", error)
        # The library leaves its own tasks behind when its connection is lost.
        left = (getattr(self._backend, "_listener_task", None), getattr(self._backend._backend, "_listener", None))  # noqa: SLF001
        await _ended(task for task in left if isinstance(task, asyncio.Task))

    async def _pump(self, topic: str) -> None:
        entered = self._entered[topic]
        try:
            async with self._events(topic) as events:
                entered.set()
                async for event in events:
                    self._take(topic, event.message)
            self.lost.set()
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - the drivers share no base class, and a lost link is replaced
            _log.warning("listening to %s failed", topic, exc_info=True)
            self.lost.set()
        finally:
            entered.set()

    @contextlib.asynccontextmanager
    async def _events(self, topic: str) -> AsyncIterator[AsyncIterable[Event]]:
        subscription = self._backend.subscribe(self._channel(topic))
        async with self._one_at_a_time:
            events = await subscription.__aenter__()
        try:
            yield cast("AsyncIterable[Event]", events)  # its annotation admits None, its code does not
        finally:
            async with self._one_at_a_time:
                with contextlib.suppress(Exception):
                    async with asyncio.timeout(_GOODBYE):
                        await subscription.__aexit__(None, None, None)

    def _take(self, topic: str, frame: str) -> None:
        try:
            content = unpack(frame)
        except ValueError as error:
            _log.warning("dropped what arrived on %s: %s", topic, error)
            return
        if not isinstance(content, Probe):
            self._deliver(topic, content)
            return
        if content.token == self._name:
            self._heard = True
            if (opened := self._open.get(topic)) is not None:
                opened.set()


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    tasks = tuple(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
