"""Following the streams of a running server over its public API, as any client does."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
    WebSocketException,
)
from websockets.typing import Subprotocol

from domain.errors import Unavailable

PROTOCOL = Subprotocol("graphql-transport-ws")
FOLLOW = """
subscription ($topics: [String!]!, $after: String) {
  streamEvents(topics: $topics, after: $after) {
    events {
      id stream sequence timestamp publishedAt data normalizedValue anomalyFlag anomalyScore
      causedBy scenarioId eventIds
    }
    gap { missed reason }
    cursor
  }
}
"""
LARGEST_MESSAGE = 16 * 1024 * 1024
ANSWER_SECONDS = 10.0
FIRST_REST, LONGEST_REST = 0.5, 15.0
"""Seconds until a connection that was lost is tried again, doubled each time."""

MOST_REFUSALS = 5
"""A server that has just started may not run its simulators yet; so often it is asked again before it is believed."""

_FORBIDDEN = 4403
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Document = Mapping[str, Any]


class Refusal(Exception):
    """The server refuses what was asked for, one line for each reason."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))


class Audience(Protocol):
    """Whom a tail tells what happens."""

    def event(self, event: Document) -> None:
        """Tell of an event."""
        ...

    def gap(self, gap: Document) -> None:
        """Tell of events that did not come."""
        ...

    def lost(self, reason: str, seconds: float) -> None:
        """Tell that the connection was lost and is tried again after some seconds."""
        ...


@dataclass(slots=True)
class Tail:
    """Follows topics until it has told enough events.

    Attributes:
        address: Of the socket, such as ``ws://127.0.0.1:8000/graphql``.
        cursor: Where to go on; moves on with each batch that was told as a whole.
        left: How many events are still to be told; none for no end.
    """

    address: str
    key: str | None
    topics: Sequence[str]
    audience: Audience
    cursor: str | None = None
    left: int | None = None

    async def follow(self) -> None:
        """Follow; a lost connection is taken up again behind the last batch.

        Raises:
            Refusal: The key is not known, or the topics or the cursor are not.
            Unavailable: No server of this product answers, and none did.
        """
        known, refusals, rests = False, 0, _rests()
        while self.left is None or self.left > 0:
            try:
                async with aclosing(self._batches()) as batches:
                    async for batch in batches:
                        known, refusals, rests = True, 0, _rests()
                        self._tell(batch)
                        if self.left == 0:
                            return
                reason = "The server ended the stream."
            except (OSError, WebSocketException, TimeoutError) as error:
                if not known or isinstance(error, InvalidURI):
                    raise Unavailable(unanswered(self.address, error)) from error
                reason = "The connection was lost."
            except Refusal as refusal:
                refusals += 1
                if not known or refusals > MOST_REFUSALS:
                    raise
                reason = str(refusal)
            seconds = next(rests)
            self.audience.lost(reason, seconds)
            await asyncio.sleep(seconds)

    def _tell(self, batch: Document) -> None:
        """Tell a batch, or what is still wanted of it.

        The cursor stays before a batch of which only a part is told: going on from there tells it again.
        """
        if batch["gap"] is not None:
            self.audience.gap(batch["gap"])
        events = batch["events"]
        wanted = events if self.left is None else events[: self.left]
        for event in wanted:
            self.audience.event(event)
        if self.left is not None:
            self.left -= len(wanted)
        if len(wanted) == len(events):
            self.cursor = batch["cursor"]

    async def _batches(self) -> AsyncGenerator[Document, None]:
        async with connection_to(self.address) as socket:
            await greet(socket, self.key)
            variables = {"topics": list(self.topics), "after": self.cursor}
            await send(socket, {"id": "1", "type": "subscribe", "payload": {"query": FOLLOW, "variables": variables}})
            while True:
                message = await received(socket)
                if message["type"] == "ping":
                    await send(socket, {"type": "pong"})
                elif message["type"] == "next":
                    yield _batch(message["payload"])
                elif message["type"] == "error":
                    raise Refusal(*map(error_told, message["payload"]))
                elif message["type"] == "complete":
                    return


def connection_to(address: str) -> connect:
    """Return what opens the socket at an address, with the protocol of the API's subscriptions."""
    return connect(
        address,
        subprotocols=[PROTOCOL],
        max_size=LARGEST_MESSAGE,
        open_timeout=ANSWER_SECONDS,
        proxy=None if urlsplit(address).hostname in LOOPBACK else True,
    )


async def greet(socket: ClientConnection, key: str | None) -> None:
    """Begin the protocol on a socket that has just been opened.

    Raises:
        Refusal: The key is not known.
        TimeoutError: The server does not answer.
    """
    payload = {} if key is None else {"Authorization": f"Bearer {key}"}
    await send(socket, {"type": "connection_init", "payload": payload})
    async with asyncio.timeout(ANSWER_SECONDS):
        while (await received(socket))["type"] != "connection_ack":
            pass


def socket_address(url: str) -> str:
    """Return the address of the socket of a server at ``url``, whose path may be left out.

    Raises:
        ValueError: It is no address of a server.
    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    schemes = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"{url!r} is no address such as http://127.0.0.1:8000.")
    path = parts.path if parts.path.strip("/") else "/graphql"
    return urlunsplit((schemes[parts.scheme], parts.netloc, path, "", ""))


async def send(socket: ClientConnection, message: Document) -> None:
    """Send a message."""
    await socket.send(orjson.dumps(message).decode())


async def received(socket: ClientConnection) -> dict[str, Any]:
    """Return the next message.

    Raises:
        Refusal: The server closed the socket because of the credentials.
    """
    try:
        message: dict[str, Any] = orjson.loads(await socket.recv())
    except ConnectionClosed as error:
        if error.rcvd is not None and error.rcvd.code == _FORBIDDEN:
            told = f"{error.rcvd.reason.rstrip('.')}. Pass an API key of the workspace with --key."
            raise Refusal(told) from error
        raise
    return message


def _batch(payload: Document) -> Document:
    if payload.get("errors"):
        raise Refusal(*map(error_told, payload["errors"]))
    batch: Document = payload["data"]["streamEvents"]
    return batch


def error_told(error: Document) -> str:
    """Return an error of the API with its hint."""
    hint = error.get("extensions", {}).get("hint")
    return f"{error['message']} {hint}" if hint else str(error["message"])


def unanswered(address: str, error: Exception) -> str:
    """Return in words that no server of this product answers at an address."""
    told = "Is the server running there? Start one with `pulsecast serve`, or pass its address with --url."
    if isinstance(error, InvalidStatus):
        return f"{address} answers with status {error.response.status_code}, not as Pulsecast. {told}"
    if isinstance(error, InvalidHandshake | InvalidMessage | InvalidURI):
        return f"{address} does not answer as Pulsecast. {told}"
    if isinstance(error, TimeoutError):
        return f"{address} did not answer within {ANSWER_SECONDS:g} seconds. {told}"
    return f"{address} cannot be reached. {told}"


def _rests() -> "itertools.chain[float]":
    doubling = (FIRST_REST * 2**place for place in range(5))
    return itertools.chain(doubling, itertools.repeat(LONGEST_REST))
