"""The gate before the schema: who asks, in which form, and how much."""

from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request

from domain.errors import Unauthenticated
from domain.workspaces.model import Principal
from graph.errors.coded import ProtocolCode
from graph.http.credentials import Callers, refusal_of
from graph.http.json_body import NotJson, parse_json
from graph.http.negotiation import require_json
from graph.http.operation_request import OperationRequest
from graph.http.refusal import HttpRefusal
from graph.http.settings import HttpSettings

METHODS = ("GET", "POST")

_DISCARDED = 4
"""A body announced as at most so many times the bound is read to its end before it is refused: many clients look at the
answer only once they have sent everything, and would see a broken connection instead of the reason."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that may go on to the schema."""

    principal: Principal | None
    operation: OperationRequest


class Gate:
    """Lets well-formed requests of bearable size through and tells the others what is wrong with them."""

    def __init__(self, callers: Callers, settings: HttpSettings) -> None:
        self._callers = callers
        self._settings = settings

    async def admit(self, request: Request) -> Admitted:
        """Check a request in the order of what is cheap: form, caller, size, content.

        Raises:
            HttpRefusal: 400, 401, 403, 413 or 415.
        """
        if request.method == "POST":
            require_json(request.headers.get("content-type"), request.headers.get("content-encoding"))
        principal = await self._principal(request)
        if request.method == "GET":
            return Admitted(principal, OperationRequest.of_query_string(request.query_params))
        return Admitted(principal, OperationRequest.of_body(await self._body(request, principal)))

    async def _principal(self, request: Request) -> Principal | None:
        try:
            return await self._callers.of_request(request)
        except Unauthenticated as error:
            raise refusal_of(error, request) from None

    async def _body(self, request: Request, principal: Principal | None) -> object:
        limit = self._settings.max_body if principal is None else self._settings.max_upload
        body = await _read(request, limit, authenticated=principal is not None)
        try:
            return await parse_json(body)
        except NotJson as error:
            raise HttpRefusal(400, ProtocolCode.BAD_REQUEST, str(error)) from None


async def _read(request: Request, limit: int, *, authenticated: bool) -> bytearray:
    """Read the body, trusting the announced length only where it already forbids reading on."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        if int(announced[:20]) <= _DISCARDED * limit:
            await _discard(request)
        raise _too_large(limit, authenticated=authenticated)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise _too_large(limit, authenticated=authenticated)
    except ClientDisconnect:
        raise HttpRefusal(400, ProtocolCode.BAD_REQUEST, "The body ended early.") from None
    return body


async def _discard(request: Request) -> None:
    """Read a body and keep nothing of it; the server holds its sender to the announced length."""
    with suppress(ClientDisconnect):
        async for _ in request.stream():
            pass


def _too_large(limit: int, *, authenticated: bool) -> HttpRefusal:
    return HttpRefusal(
        413,
        ProtocolCode.TOO_LARGE,
        f"The body is larger than {limit:,} bytes.",
        hint="Split the content into several requests."
        if authenticated
        else "Larger bodies are accepted with credentials: `Authorization: Bearer <key>`.",
    )


def refuse_method(method: str) -> HttpRefusal:
    """Return the refusal of a method that is not served."""
    return HttpRefusal(
        405,
        ProtocolCode.METHOD_NOT_ALLOWED,
        f"{method} is not served here.",
        hint="Send queries by GET or POST and mutations by POST.",
        headers={"allow": ", ".join(METHODS)},
    )
