"""The socket as Strawberry's handler sees it: text frames of bounded size, JSON by orjson, and orderly closing."""

import asyncio
from collections.abc import AsyncGenerator, Mapping

import orjson
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected

from graph.http.outlets import SocketOutlet, outlet_of
from graph.http.socket_messages import close_reason
from graph.realtime.outlet import Gone, Patience

_TOO_BIG = 1009
_BREATH_SECONDS = 0.005


class SocketAdapter(ASGIWebSocketAdapter):
    """Reads and writes messages.

    Attributes:
        largest: Most characters in a message; a longer one closes the socket.
    """

    largest = 256_000
    patience = Patience()
    _outlet: SocketOutlet | None = None
    _breathed = 0.0

    @property
    def outlet(self) -> SocketOutlet:
        """Return the way to the client; there is one once the socket is accepted."""
        if self._outlet is None:
            self._outlet = outlet_of(self.ws, self.patience)
        return self._outlet

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        """Yield messages until the socket closes.

        Raises:
            NonTextMessageReceived: A frame was binary.
            NonJsonMessageReceived: A message was no JSON.
        """
        while self.ws.application_state is WebSocketState.CONNECTED:
            try:
                text = await self.ws.receive_text()
            except KeyError:
                raise NonTextMessageReceived from None
            except WebSocketDisconnect:
                return
            if not isinstance(text, str):
                raise NonTextMessageReceived
            if len(text) > self.largest:
                await self.close(_TOO_BIG, f"A message may have {self.largest:,} characters; send more over HTTP")
                return
            try:
                yield orjson.loads(text)
            except orjson.JSONDecodeError as error:
                if not ignore_parsing_errors:
                    raise NonJsonMessageReceived from error

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message as a text frame; waits while too much waits for the client.

        Raises:
            WebSocketDisconnected: The socket is closed.
        """
        text = orjson.dumps(message)
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        self.outlet.message(text)
        if self.outlet.congested:
            try:
                await self.outlet.drained()
            except Gone as error:
                raise WebSocketDisconnected from error
        now = asyncio.get_running_loop().time()
        if now - self._breathed > _BREATH_SECONDS:
            # An operation that never waits for anything leaves the others their turns.
            self._breathed = now
            await asyncio.sleep(0)

    async def close(self, code: int, reason: str) -> None:
        """Close the socket; one that is closed already stays so."""
        if self.ws.application_state is WebSocketState.CONNECTED:
            await self.outlet.flush()
            try:
                await self.ws.close(code=code, reason=close_reason(reason))
            except (WebSocketDisconnect, RuntimeError) as error:
                raise WebSocketDisconnected from error
