"""From what a request or socket shows to a principal: an ``Authorization`` header, or the cookie of a browser."""

from collections.abc import Awaitable, Collection
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket
from strawberry.http.websocket_origin import normalize_origin

from domain.errors import SessionEnded, Unauthenticated
from domain.workspaces.model import Principal
from graph.errors.coded import ProtocolCode
from graph.http.refusal import HttpRefusal
from graph.session_cookie import CONSOLE_HINT, SESSION_COOKIE, SessionCookie

CONSOLE_HEADER = "x-pulsecast-console"
"""Only a page of our own origin, or of one that CORS allows it to, can send it: it is no header of a form or link."""


class Authenticate(Protocol):
    """Recognises callers."""

    def __call__(self, token: str | None) -> Awaitable[Principal | None]:
        """Return whose token it is; none when there is no token and strangers may ask.

        Raises:
            Unauthenticated: The token is unknown, expired or revoked.
        """
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a caller shows.

    Attributes:
        secret: The token of an ``Authorization`` header, or the value of the session cookie.
        session: Whether it is the latter.
    """

    secret: str = field(repr=False)
    session: bool = False


class Callers:
    """Finds out what callers show, whether it counts, and who they are."""

    def __init__(
        self, authenticate: Authenticate, sessions: Authenticate | None = None, allowed_origins: Collection[str] = ()
    ) -> None:
        """Take what recognises callers.

        Args:
            authenticate: Recognises tokens of ``Authorization`` headers.
            sessions: Recognises secrets of session cookies; without it nobody looks at cookies.
            allowed_origins: Origins besides the own one from whose pages a socket may be opened.
        """
        self._authenticate = authenticate
        self._sessions = sessions
        self._allowed = {normalize_origin(origin) for origin in allowed_origins}

    async def recognise(self, shown: Credentials | None) -> Principal | None:
        """Return who shows this; none for a stranger.

        Raises:
            SessionEnded: It is a session that is unknown or has ended.
            Unauthenticated: It is a token that is unknown, expired or revoked.
        """
        if shown is not None and shown.session and self._sessions is not None:
            return await self._sessions(shown.secret)
        return await self._authenticate(None if shown is None else shown.secret)

    async def of_request(self, request: HTTPConnection) -> Principal | None:
        """Return who sends a request.

        Raises:
            HttpRefusal: 403, it has a session cookie but not the header that shows that the console sends it.
            SessionEnded: As ``recognise`` does.
            Unauthenticated: As ``recognise`` does, or the header has another form.
        """
        token = bearer_token(request.headers.get("authorization"))
        if token is not None:
            return await self.recognise(Credentials(token))
        cookie = self._cookie(request)
        if cookie is not None and not by_console(request):
            raise HttpRefusal(
                403,
                ProtocolCode.CONSOLE_HEADER_MISSING,
                "A session cookie alone does not count.",
                hint=CONSOLE_HINT,
            )
        return await self.recognise(cookie)

    def of_handshake(self, socket: WebSocket, authorization: str | None) -> Credentials | None:
        """Return what a socket shows: ``Authorization`` in its first message, else in its handshake, else the cookie.

        Raises:
            Unauthenticated: The header has another form, or a page of a foreign origin opened the socket.
        """
        token = bearer_token(socket.headers.get("authorization") if authorization is None else authorization)
        if token is not None:
            return Credentials(token)
        cookie = self._cookie(socket)
        if cookie is not None and not self._same_origin(socket):
            raise Unauthenticated("A session cookie counts for sockets of the console's own origin")
        return cookie

    def _cookie(self, connection: HTTPConnection) -> Credentials | None:
        secret = None if self._sessions is None else connection.cookies.get(SESSION_COOKIE)
        return Credentials(secret, session=True) if secret else None

    def _same_origin(self, socket: WebSocket) -> bool:
        """Tell whether a page of our own origin, or of an allowed one, opened a socket.

        A browser says so itself (``Sec-Fetch-Site``, which no page can set), which holds behind proxies too; else the
        origin is that of the address asked for.
        """
        origin = normalize_origin(socket.headers.get("origin", ""))
        if origin is None:
            return False
        if socket.headers.get("sec-fetch-site") == "same-origin" or origin in self._allowed:
            return True
        scheme = "https" if socket.scope.get("scheme") == "wss" else "http"
        return origin == normalize_origin(f"{scheme}://{socket.headers.get('host', '')}")


def by_console(request: HTTPConnection) -> bool:
    """Tell whether a request shows that the console sends it."""
    return request.headers.get(CONSOLE_HEADER) == "1"


def session_cookie(request: Request) -> SessionCookie:
    """Return the session cookie as the answer to a request may change it."""
    return SessionCookie(secure=request.url.scheme == "https", by_console=by_console(request))


def refusal_of(error: Unauthenticated, request: Request) -> HttpRefusal:
    """Return the refusal of credentials that are not good; a session that has ended takes its cookie along."""
    code, headers = ProtocolCode.UNAUTHENTICATED, {"www-authenticate": "Bearer"}
    if isinstance(error, SessionEnded):
        code, cookie = ProtocolCode.SESSION_ENDED, session_cookie(request)
        cookie.clear()
        headers |= cookie.headers()
    return HttpRefusal(401, code, str(error) or "These credentials are not known.", headers=headers)


def bearer_token(header: str | None) -> str | None:
    """Return the token of an ``Authorization: Bearer`` header; none without a header.

    Raises:
        Unauthenticated: The header has another form.
    """
    if header is None or not header.strip():
        return None
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Credentials have the form `Authorization: Bearer <key>`.")
    return token.strip()
