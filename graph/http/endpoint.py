"""GraphQL over HTTP.

Follows https://graphql.github.io/graphql-over-http/draft/ (2025): with ``application/graphql-response+json`` a request
that fails before it runs has a status of 4xx and no ``data``; with ``application/json`` a well-formed request always
has 200.
"""

from time import perf_counter

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graph.context import ContextFactory
from graph.errors.coded import ProtocolCode, masked, present, unknown_operation
from graph.errors.outcome import failed_before
from graph.http.credentials import session_cookie
from graph.http.delivery import Asked
from graph.http.event_stream import EventStreams
from graph.http.gate import METHODS, Admitted, Gate, refuse_method
from graph.http.metrics import ProtocolMetrics
from graph.http.negotiation import answer_type, takes_stream, wants_page, wants_stream
from graph.http.pages import Page
from graph.http.refusal import GRAPHQL_TYPE, JSON_TYPE, HttpRefusal, json_response
from graph.protocol_schema import ProtocolSchema
from graph.session_cookie import SessionCookie

_BY_METHOD = {
    "GET": {OperationType.QUERY},
    "POST": {OperationType.QUERY, OperationType.MUTATION},
}


class GraphQLEndpoint:
    """An ASGI application that runs one operation a request."""

    def __init__(
        self,
        schema: ProtocolSchema,
        gate: Gate,
        context_factory: ContextFactory,
        metrics: ProtocolMetrics,
        events: EventStreams,
        page: Page,
    ) -> None:
        self._schema = schema
        self._gate = gate
        self._context_factory = context_factory
        self._metrics = metrics
        self._events = events
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever happens, in JSON."""
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except HttpRefusal as refusal:
            self._metrics.count_errors([refusal.error])
            response = refusal.response(_type_of_refusal(request))
        except Exception as error:  # noqa: BLE001 - the last resort; masked() logs it with its stack
            defect = masked(error)
            self._metrics.count_errors([defect])
            response = json_response({"errors": [defect.formatted]}, 500, _type_of_refusal(request))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        if request.method not in METHODS:
            raise refuse_method(request.method)
        accept = request.headers.get("accept")
        if request.method == "GET" and "query" not in request.query_params and wants_page(accept):
            return self._page(request)
        if wants_stream(accept):
            return self._stream(request, await self._gate.admit(request))
        media_type = answer_type(accept)
        admitted, cookie = await self._gate.admit(request), session_cookie(request)
        try:
            result = await self._execute(request, admitted, cookie)
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.SUBSCRIPTION and takes_stream(accept):
                return self._stream(request, admitted)
            raise _wrong_kind(error.operation_type) from None
        errors = present(result.errors or [])
        self._metrics.count_errors(errors)
        payload: dict[str, object] = {}
        if errors:
            payload["errors"] = [error.formatted for error in errors]
        refused = failed_before(result)
        if not refused:
            payload["data"] = result.data
        if result.extensions:
            payload["extensions"] = result.extensions
        status = _status(errors) if refused and media_type == GRAPHQL_TYPE else 200
        return json_response(payload, status, media_type, cookie.headers())

    def _stream(self, request: Request, admitted: Admitted) -> Response:
        kinds = frozenset({*_BY_METHOD[request.method], OperationType.SUBSCRIPTION})
        operation = admitted.operation
        asked = Asked(
            operation.query,
            operation.variables,
            operation.operation_name,
            admitted.principal,
            request,
            "event-stream",
            kinds,
        )
        return self._events.response(asked)

    async def _execute(self, request: Request, admitted: Admitted, cookie: SessionCookie) -> ExecutionResult:
        context = self._context_factory(admitted.principal, request)
        context.cookie = cookie
        begun = perf_counter()
        try:
            result = await self._schema.execute(
                admitted.operation.query,
                variable_values=admitted.operation.variables,
                context_value=context,
                operation_name=admitted.operation.operation_name,
                allowed_operation_types=_BY_METHOD[request.method],
                operation_extensions=admitted.operation.extensions,
            )
        except CannotGetOperationTypeError:
            result = PreExecutionError(None, [unknown_operation(admitted.operation.operation_name)])
        self._metrics.count_operation(context.operation, "http")
        if context.operation:
            self._metrics.seconds.labels(context.operation).observe(perf_counter() - begun)
        return result


def _status(errors: list[GraphQLError]) -> int:
    codes = {(error.extensions or {}).get("code") for error in errors}
    if ProtocolCode.INTERNAL_ERROR in codes:
        return 500
    return 401 if codes == {ProtocolCode.UNAUTHENTICATED} else 400


def _wrong_kind(kind: OperationType) -> HttpRefusal:
    if kind is OperationType.SUBSCRIPTION:
        return HttpRefusal(
            400,
            ProtocolCode.BAD_REQUEST,
            "Subscriptions are not answered at once.",
            hint="Open a WebSocket at the same path with the subprotocol `graphql-transport-ws`, or send "
            "`Accept: text/event-stream`.",
        )
    return HttpRefusal(
        405,
        ProtocolCode.METHOD_NOT_ALLOWED,
        "Mutations are not served by GET.",
        hint="Send it by POST.",
        headers={"allow": "POST"},
    )


def _type_of_refusal(request: Request) -> str:
    try:
        return answer_type(request.headers.get("accept"))
    except HttpRefusal:
        return JSON_TYPE
