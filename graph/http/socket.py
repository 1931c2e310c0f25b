"""GraphQL over WebSocket: the subprotocol ``graphql-transport-ws``, and no other."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from datetime import timedelta
from typing import Any, cast

import orjson
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)
from strawberry.types.execution import PreExecutionError

from domain.errors import Unauthenticated
from graph.errors.coded import CodedError, ProtocolCode, masked
from graph.errors.outcome import failed_before
from graph.http.credentials import Callers, Credentials
from graph.http.delivery import Asked, Delivery
from graph.http.metrics import ProtocolMetrics
from graph.http.pace import Pace
from graph.http.settings import HttpSettings
from graph.http.socket_adapter import SocketAdapter
from graph.http.socket_messages import authorization_in, fault_in
from graph.http.watch import Watch
from graph.protocol_schema import ProtocolSchema
from graph.realtime.outlet import Gone

_POLICY = 1008
_INTERNAL = 1011
_TRY_AGAIN = 1013
_FORBIDDEN = 4403
_TIMEOUT = 4408
_PING = b'{"type":"ping"}'


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """One socket. A wrong message closes it with a reason; a wrong operation only ends that operation.

    Attributes:
        shown: What the caller showed.
        heard: When the client last said something, by the clock of the loop.
        pinged: When it was last asked to.
    """

    view: "SocketView"
    websocket: SocketAdapter

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **options)
        self.shown: Credentials | None = None
        self.heard = self.pinged = _now()
        self._pace = Pace(self.view.settings.max_messages)
        self.websocket.largest = self.view.settings.max_socket_message
        self.websocket.patience = self.view.settings.patience

    async def handle(self) -> None:
        """Serve the socket until it closes."""
        watch = self.view.watch
        if watch.full:
            await self.websocket.close(_TRY_AGAIN, "This server has as many sockets as it may; try again later")
            return
        watch.add(self)
        try:
            with self.view.metrics.sockets.track_inprogress():
                await super().handle()
        finally:
            watch.remove(self)

    def ping(self) -> None:
        """Ask for a sign of life."""
        self.pinged = _now()
        self.websocket.outlet.message(_PING)

    async def leave_silent(self) -> None:
        """Close the socket because nothing was heard."""
        await self.websocket.close(_TIMEOUT, f"Nothing was heard for {self.view.settings.silent_seconds:g} seconds")

    async def forbid(self, error: Unauthenticated) -> None:
        """Close the socket because its credentials are not good, or no longer."""
        await self.websocket.close(_FORBIDDEN, str(error) or "These credentials are not known")

    async def handle_message(self, message: Message) -> None:
        """Handle one message, whatever it is."""
        self.heard = _now()
        if not self._pace.admits(self.heard):
            await self.websocket.close(_POLICY, f"At most {self._pace.rate:g} messages a second may be sent for long")
            return
        fault = fault_in(message)
        if fault is not None:
            await self.handle_invalid_message(fault)
            return
        try:
            await super().handle_message(message)
        except WebSocketDisconnected:
            raise
        except Exception as error:  # noqa: BLE001 - the last resort; masked() logs it with its stack
            self.view.metrics.count_errors([masked(error)])
            await self.websocket.close(_INTERNAL, "Internal error")

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Recognise the caller by the payload, else by the handshake, then acknowledge."""
        payload = message.get("payload") or {}
        if not self.connection_init_received:
            try:
                self.shown = self._shown(payload)
                await self.view.callers.recognise(self.shown)
            except Unauthenticated as error:
                await self.forbid(error)
                return
            if self.view.watch.crowded(self.shown):
                await self.websocket.close(_TRY_AGAIN, "These credentials have as many sockets open as they may")
                return
        await super().handle_connection_init({"type": "connection_init", "payload": payload})

    def _shown(self, payload: dict[str, object]) -> Credentials | None:
        given = authorization_in(payload)
        if not isinstance(given, str | None):
            raise Unauthenticated("`Authorization` must be a string")
        return self.view.callers.of_handshake(self.websocket.ws, given)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Start an operation, unless there are too many of them."""
        running, most = self.operations, self.max_subscriptions_per_connection
        if self.connection_acknowledged and most is not None and len(running) >= most and message["id"] not in running:
            error = CodedError(
                f"At most {most} operations may run on one socket.",
                code=ProtocolCode.RATE_LIMITED,
                hint="Complete one of them first.",
            )
            await self._send_error(message["id"], error)
            return
        await super().handle_subscribe(message)

    async def _send_error(self, identity: str, error: GraphQLError) -> None:
        self.view.metrics.count_errors([error])
        await self.send_message({"id": identity, "type": "error", "payload": [error.formatted]})

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        """Run one operation to its end with a context of its own."""
        try:
            await self._run(operation)
        except WebSocketDisconnected:
            return
        except Exception as error:  # noqa: BLE001 - the last resort; masked() logs it with its stack
            defect = masked(error)
            self.view.metrics.count_errors([defect])
            with suppress(WebSocketDisconnected):
                await operation.send_initial_errors([defect])

    async def _run(self, operation: Operation[Any, None]) -> None:
        try:
            # Asked again each time: a socket may stay open for days after its key was revoked or its member removed.
            principal = await self.view.callers.recognise(self.shown)
        except Unauthenticated as error:
            await self.forbid(error)
            return
        asked = Asked(
            operation.query,
            operation.variables,
            operation.operation_name,
            principal,
            self.websocket.ws,
            "websocket",
        )
        try:
            errors = await self.view.delivery.share(asked, orjson.dumps(operation.id), self.websocket.outlet)
        except Gone as error:
            raise WebSocketDisconnected from error
        if errors is None:
            results = self._results(asked)
            async with aclosing(results):
                await self._send_result_stream(operation, results)
        elif errors:
            await operation.send_initial_errors(list(errors))
        await operation.send_operation_message({"id": operation.id, "type": "complete"})

    async def _results(self, asked: Asked) -> AsyncGenerator[Any, None]:
        first = True
        results = self.view.delivery.alone(asked)
        async with aclosing(results):
            async for result in results:
                # Wrong variables of a query come as a result; on a socket they are an ``error`` like any other.
                yield PreExecutionError(None, result.errors) if first and failed_before(result) else result
                first = False

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        """Never close for a wrong operation: its client gets an ``error`` and the others on this socket go on."""
        return None


class SocketView(GraphQL[Any, None]):
    """Strawberry's ASGI application, for sockets only."""

    graphql_transport_ws_handler_class = SocketHandler
    websocket_adapter_class = SocketAdapter

    def __init__(
        self,
        schema: ProtocolSchema,
        callers: Callers,
        settings: HttpSettings,
        metrics: ProtocolMetrics,
        delivery: Delivery,
    ) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=settings.socket_init_seconds),
            max_subscriptions_per_connection=settings.max_socket_operations,
            allowed_origins=settings.allowed_origins,
        )
        self.callers = callers
        self.metrics = metrics
        self.settings = settings
        self.watch = Watch(callers, settings)
        self.delivery = delivery

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Any:  # noqa: ANN401
        """Return no context: each operation gets its own once the caller is known."""
        return cast("Any", None)


def _now() -> float:
    return asyncio.get_running_loop().time()
