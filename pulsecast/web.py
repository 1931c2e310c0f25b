"""The web side of one process."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from config.settings import Settings
from domain.errors import Unavailable
from domain.workspaces.model import Principal
from graph.app import AppParts, create_app
from graph.context import GraphContext
from graph.http.console import built_console
from graph.http.pages import unbuilt_graphiql_page
from graph.http.settings import HttpSettings
from graph.schema import create_schema
from graph.services import Services
from pulsecast.composition import Product

CONSOLE = Path(__file__).with_name("static")
"""Where the console is built into."""


def create_web_app(product: Product, settings: Settings) -> Starlette:
    """Return the ASGI application of a product."""

    async def authenticate(token: str | None) -> Principal | None:
        return None if token is None else await product.authenticator.authenticate(token)

    async def session(token: str | None) -> Principal | None:
        return None if token is None else await product.authenticator.authenticate_session(token)

    def context(principal: Principal | None, connection: HTTPConnection | None) -> GraphContext[Services]:
        return GraphContext(product.services, principal, connection)

    async def database() -> None:
        if not await product.services.health.ready():
            raise Unavailable("the database does not answer")

    console = built_console(CONSOLE)
    parts = AppParts(
        settings=HttpSettings(
            max_upload=settings.max_upload,
            allowed_origins=settings.allowed_origins,
            max_sockets=settings.max_sockets,
            max_sockets_per_key=settings.max_sockets_per_key,
        ),
        probes={"database": database},
        routes=console.routes() if console else (),
        graphiql=console.graphiql if console else unbuilt_graphiql_page,
        sessions=session,
    )
    return create_app(create_schema(), authenticate=authenticate, context_factory=context, parts=parts)
