"""The ASGI application: the API at ``/graphql`` over HTTP and WebSocket, health, metrics and a front page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Lifespan

from graph.context import ContextFactory
from graph.http.credentials import Authenticate, Callers
from graph.http.delivery import Delivery
from graph.http.endpoint import GraphQLEndpoint
from graph.http.event_stream import EventStreams
from graph.http.gate import Gate
from graph.http.headers import SecurityHeaders
from graph.http.health import Health, HealthProbe
from graph.http.metrics import ProtocolMetrics
from graph.http.pages import Page, front_page, unbuilt_graphiql_page
from graph.http.raw_socket import RawSockets
from graph.http.settings import HttpSettings
from graph.http.socket import SocketView
from graph.protocol_schema import ProtocolSchema

PATH = "/graphql"


@dataclass(frozen=True, slots=True)
class AppParts:
    """What the composition root may add to the application.

    Attributes:
        settings: Bounds and trust.
        probes: What ``/readyz`` asks, by name.
        metrics: Where figures are counted; a registry of its own by default.
        sessions: Recognises secrets of session cookies; without it nobody looks at cookies.
        lifespan: What starts before the first request and stops after the last one.
        routes: More routes, such as those of a console; they come before the front page.
        graphiql: What a browser gets where the API is; by default a page that says how to build GraphiQL.
    """

    settings: HttpSettings = field(default_factory=HttpSettings)
    probes: Mapping[str, HealthProbe] = field(default_factory=dict)
    metrics: ProtocolMetrics = field(default_factory=ProtocolMetrics)
    sessions: Authenticate | None = None
    lifespan: Lifespan[Starlette] | None = None
    routes: tuple[BaseRoute, ...] = ()
    graphiql: Page = unbuilt_graphiql_page


def create_app(
    schema: ProtocolSchema,
    *,
    authenticate: Authenticate,
    context_factory: ContextFactory,
    parts: AppParts | None = None,
) -> Starlette:
    """Put the application together.

    Args:
        schema: What is served.
        authenticate: Recognises callers by their token.
        context_factory: Makes the context of each operation.
        parts: Everything that has a default.
    """
    parts = parts or AppParts()
    delivery = Delivery(schema, context_factory, parts.metrics)
    callers = Callers(authenticate, parts.sessions, parts.settings.allowed_origins)
    gate = Gate(callers, parts.settings)
    events = EventStreams(delivery, callers, parts.settings)
    endpoint = GraphQLEndpoint(schema, gate, context_factory, parts.metrics, events, parts.graphiql)
    sockets = SocketView(schema, callers, parts.settings, parts.metrics, delivery)
    health = Health(parts.probes)

    async def front(_: Request) -> Response:
        return front_page()

    async def metrics(_: Request) -> Response:
        return parts.metrics.response()

    return Starlette(
        routes=[
            Route(PATH, endpoint),
            WebSocketRoute(PATH, sockets),
            Route("/healthz", health.alive),
            Route("/readyz", health.ready),
            Route("/metrics", metrics),
            *parts.routes,
            Route("/", front),
        ],
        middleware=_middleware(parts.settings),
        lifespan=parts.lifespan,
    )


def _middleware(settings: HttpSettings) -> list[Middleware]:
    layers = [Middleware(SecurityHeaders)]
    if settings.raw_sockets:
        layers.insert(0, Middleware(RawSockets))
    if settings.allowed_origins:
        layers.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.allowed_origins),
                allow_methods=["GET", "POST"],
                allow_headers=["authorization", "content-type"],
                max_age=600,
            )
        )
    return layers
