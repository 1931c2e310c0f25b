"""What resolvers know: who asks, the services, and loaders that live for one answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar, cast

from starlette.requests import HTTPConnection

from domain.errors import Unauthenticated
from domain.workspaces.model import Principal
from graph.realtime.following import Following
from graph.session_cookie import SessionCookie

ServicesType = TypeVar("ServicesType")
Loader = TypeVar("Loader")


class ContextFactory(Protocol):
    """Makes the context of one operation; the composition root hands it in."""

    def __call__(self, principal: Principal | None, connection: HTTPConnection | None) -> "GraphContext[Any]":
        """Return a context that nothing else shares."""
        ...


@dataclass(slots=True)
class GraphContext(Generic[ServicesType]):
    """The context of one operation, or of one push of a subscription.

    Attributes:
        services: What resolvers call.
        principal: Who asks; none without credentials.
        connection: The request or socket that it came in on; none outside of the web.
        following: How a subscription reads its source.
        cookie: What becomes of the session cookie; none where an answer carries no cookies, as on a socket.
        operation: ``query``, ``mutation`` or ``subscription``, once the document is known to be valid.
    """

    services: ServicesType
    principal: Principal | None = None
    connection: HTTPConnection | None = None
    operation: str | None = None
    following: Following = field(default_factory=Following)
    cookie: SessionCookie | None = None
    _loaders: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def viewer(self) -> Principal:
        """Return who asks.

        Raises:
            Unauthenticated: Nobody known does.
        """
        if self.principal is None:
            raise Unauthenticated("This takes credentials: send an API key as `Authorization: Bearer <key>`.")
        return self.principal

    def become(self, principal: Principal | None) -> None:
        """Go on as somebody else, or as nobody, with nothing of what was read before."""
        self.principal = principal
        self._loaders.clear()

    def loader(self, make: Callable[["GraphContext[ServicesType]"], Loader]) -> Loader:
        """Return the loader that ``make`` builds, the same one within this answer."""
        if make not in self._loaders:
            self._loaders[make] = make(self)
        return cast("Loader", self._loaders[make])

    async def breathe(self) -> None:
        """Let others have the event loop before a large part of the answer is made.

        Parts that wait at the same time go on one after the other: without that, all of them would go on at once and
        hold the loop as long as if none had waited.
        """
        async with self._turn:
            await asyncio.sleep(0)

    def fresh(self) -> "GraphContext[ServicesType]":
        """Return the same context with no loaders yet; each push of a subscription reads anew."""
        return replace(self, _loaders={})
