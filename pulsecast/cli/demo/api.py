"""The public API as a client has it: questions over HTTP, what happens over one socket."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

import orjson
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from domain.errors import Unavailable
from pulsecast.cli.tail import (
    LOOPBACK,
    Refusal,
    connection_to,
    error_told,
    greet,
    received,
    send,
    socket_address,
    unanswered,
)

LONGEST_ANSWER_SECONDS = 60.0
"""A busy server may need some seconds; one that needs longer than this does not answer."""


STARTING, STARTING_SECONDS = "CONFLICT", 120.0
"""What is answered while the simulator is starting, to all that is asked here, and how long it may take."""


class Faulted(Refusal):
    """The API refuses a question.

    Attributes:
        code: Of the first error, such as ``CONFLICT``.
    """

    def __init__(self, code: str, *lines: str) -> None:
        super().__init__(*lines)
        self.code = code


@dataclass(slots=True)
class Api:
    """A server's API, asked and followed with one key.

    Attributes:
        base: Where its console is, such as ``http://127.0.0.1:8000``, without a slash at the end.
        address: Of the socket, such as ``ws://127.0.0.1:8000/graphql``.
        waits: Told once, when the simulator of the server is waited for.
    """

    base: str
    address: str
    key: str | None
    waits: Callable[[], None] = lambda: None
    _waited: bool = False
    _socket: ClientConnection | None = None
    _followed: dict[str, asyncio.Queue[Any]] = field(default_factory=dict)

    @classmethod
    def at(cls, url: str, key: str | None) -> "Api":
        """Return the API of the server at ``url``, whose path may be left out.

        Raises:
            ValueError: It is no address of a server.
        """
        address = socket_address(url)
        parts = urlsplit(address)
        scheme = {"ws": "http", "wss": "https"}[parts.scheme]
        return cls(urlunsplit((scheme, parts.netloc, "", "", "")), address, key)

    async def ask(self, document: str, /, **variables: object) -> dict[str, Any]:
        """Execute a query or a mutation, and return its data.

        A simulator that is starting, as after the start of its server, is waited for.

        Raises:
            Faulted: It is refused, as a whole or by the errors of its payload.
            Unavailable: No server of this product answers.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + STARTING_SECONDS
        while True:
            try:
                return await self._asked(document, variables)
            except Faulted as fault:
                if fault.code != STARTING or loop.time() > until:
                    raise
            if not self._waited:
                self.waits()
                self._waited = True
            await asyncio.sleep(1.0)

    async def _asked(self, document: str, variables: Mapping[str, object]) -> dict[str, Any]:
        answer = await asyncio.to_thread(self._post, {"query": document, "variables": variables})
        if answer.get("errors"):
            code = answer["errors"][0].get("extensions", {}).get("code", "")
            raise Faulted(str(code), *map(error_told, answer["errors"]))
        data: dict[str, Any] = answer["data"]
        for payload in data.values():
            refuse(payload)
        return data

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Hold the socket open for ``follow``.

        Raises:
            Refusal: The key is not known.
            Unavailable: No server of this product answers.
        """
        try:
            socket = await connection_to(self.address)
        except (OSError, WebSocketException, TimeoutError) as error:
            raise Unavailable(unanswered(self.address, error)) from error
        async with socket:
            try:
                await greet(socket, self.key)
            except (OSError, WebSocketException, TimeoutError) as error:
                raise Unavailable(unanswered(self.address, error)) from error
            self._socket = socket
            reading = asyncio.create_task(self._read(socket))
            try:
                yield
            finally:
                self._socket = None
                reading.cancel()
                with suppress(asyncio.CancelledError):
                    await reading

    async def follow(self, document: str, /, **variables: object) -> "Followed":
        """Begin to follow a subscription.

        Raises:
            Unavailable: The connection was lost.
        """
        if self._socket is None:
            raise Unavailable("The connection was lost.")
        name = str(len(self._followed) + 1)
        queue: asyncio.Queue[Any] = asyncio.Queue()
        self._followed[name] = queue
        payload = {"query": document, "variables": variables}
        try:
            await send(self._socket, {"id": name, "type": "subscribe", "payload": payload})
        except (OSError, WebSocketException) as error:
            raise Unavailable("The connection was lost.") from error
        return Followed(queue)

    async def _read(self, socket: ClientConnection) -> None:
        """Give each message to who follows it, and the loss of the connection to everybody."""
        lost: Exception
        try:
            while True:
                message = await received(socket)
                if message["type"] == "ping":
                    await send(socket, {"type": "pong"})
                elif message["type"] in {"next", "error", "complete"} and message.get("id") in self._followed:
                    self._followed[message["id"]].put_nowait(_meaning(message))
        except (OSError, WebSocketException):
            lost = Unavailable("The connection was lost.")
        except Refusal as refusal:
            lost = refusal
        self._socket = None
        for queue in self._followed.values():
            queue.put_nowait(lost)

    def _post(self, body: Mapping[str, object]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key}"
        parts = urlsplit(self.address)
        url = f"{self.base}{parts.path}"
        try:
            with self._opener().open(
                Request(url, orjson.dumps(body), headers),  # noqa: S310 - the scheme is checked where it is made
                timeout=LONGEST_ANSWER_SECONDS,
            ) as answer:
                content = answer.read()
        except HTTPError as error:
            content = error.read()
        except (OSError, HTTPException) as error:
            raise Unavailable(unanswered(url, error)) from error
        return _answer_in(content, url)

    def _opener(self) -> OpenerDirector:
        here = urlsplit(self.base).hostname in LOOPBACK
        return build_opener(ProxyHandler({})) if here else build_opener()


@dataclass(frozen=True, slots=True)
class Followed:
    """A subscription that is followed."""

    _queue: asyncio.Queue[Any]

    async def next(self, seconds: float) -> dict[str, Any] | None:
        """Return the data of the next message; none when nothing comes in time, or nothing comes any more.

        Raises:
            Refusal: The subscription is refused.
            Unavailable: The connection was lost.
        """
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                found = await self._queue.get()
        except TimeoutError:
            return None
        if isinstance(found, Exception):
            self._queue.put_nowait(found)
            raise found
        if found is None:
            self._queue.put_nowait(None)
        data: dict[str, Any] | None = found
        return data

    def waiting(self) -> list[dict[str, Any]]:
        """Return the data of all messages that have come.

        Raises:
            Refusal: The subscription is refused.
            Unavailable: The connection was lost.
        """
        found: list[dict[str, Any]] = []
        while not self._queue.empty():
            one = self._queue.get_nowait()
            if one is None or isinstance(one, Exception):
                self._queue.put_nowait(one)
                if one is not None and not found:
                    raise one
                break
            found.append(one)
        return found


def refuse(payload: object) -> None:
    """Raise the errors of a mutation's payload, if there are any.

    Raises:
        Faulted: There are.
    """
    errors = payload.get("errors") if isinstance(payload, dict) else None
    if errors:
        raise Faulted(
            errors[0].get("code", ""), *(f"{one['message']} {one.get('hint') or ''}".strip() for one in errors)
        )


def _meaning(message: Mapping[str, Any]) -> object:
    """Return the data of a message, none at the end, or the refusal."""
    if message["type"] == "complete":
        return None
    errors = message["payload"] if message["type"] == "error" else message["payload"].get("errors")
    if errors:
        return Refusal(*map(error_told, errors))
    return message["payload"]["data"]


def _answer_in(content: bytes, url: str) -> dict[str, Any]:
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict) or not ("data" in answer or "errors" in answer):
        told = "Is the server running there? Start one with `pulsecast serve`, or pass its address with --url."
        raise Unavailable(f"{url} does not answer as Pulsecast. {told}")
    return answer
