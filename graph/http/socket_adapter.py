"""The socket as Strawberry's handler sees it: text frames of bounded size, JSON by orjson, and orderly closing."""

from collections.abc import AsyncGenerator, Mapping

import orjson
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected

from graph.http.socket_messages import close_reason

_TOO_BIG = 1009


class SocketAdapter(ASGIWebSocketAdapter):
    """Reads and writes messages.

    Attributes:
        largest: Most characters in a message; a longer one closes the socket.
    """

    largest = 256_000

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
        """Send a message as a text frame.

        Raises:
            WebSocketDisconnected: The socket is closed.
        """
        text = orjson.dumps(message).decode()
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        try:
            await self.ws.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close the socket; one that is closed already stays so."""
        if self.ws.application_state is WebSocketState.CONNECTED:
            try:
                await self.ws.close(code=code, reason=close_reason(reason))
            except (WebSocketDisconnect, RuntimeError) as error:
                raise WebSocketDisconnected from error
