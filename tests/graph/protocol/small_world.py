"""A small schema, the product's application around it, and the same schema served by stock Strawberry."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import httpx2
import strawberry
import uvicorn
from starlette.types import ASGIApp
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.schema.config import StrawberryConfig

from domain.errors import ErrorCode, Fault, Forbidden, Refused, Unauthenticated, Unavailable
from domain.paging import Page, PageRequest, Position
from domain.workspaces.model import Principal, Role
from graph.app import AppParts, create_app
from graph.context import GraphContext
from graph.cursors import Cursors
from graph.errors.user_error import UserError, attempt
from graph.http.settings import HttpSettings
from graph.limits.limits import sized
from graph.paging import Connection, connect, page_request
from graph.protocol_schema import ProtocolSchema
from graph.scalars import JSON, Date, DateTime, Decimal, Long, scalar_map

KEY = "pk_test_owner"
OWNER = Principal(UUID(int=1), UUID(int=2), "Olive", Role.OWNER)
CURSORS = Cursors(b"a secret of the tests")


@dataclass
class Shelf:
    """The only service: a list of 250 numbers, and a count of the loads."""

    loads: list[list[int]] = field(default_factory=list)

    def page(self, request: PageRequest) -> Page[int]:
        rows = list(range(250))
        after = int(request.after[0]) if request.after else -1
        before = int(request.before[0]) if request.before else 250
        window = [row for row in rows if after < row < before]
        chosen = window[-request.size :] if request.backward else window[: request.size]
        positions: list[tuple[Position, int]] = [((f"{row}",), row) for row in chosen]
        return Page(
            tuple(positions),
            has_next=bool(chosen) and chosen[-1] < 249,
            has_previous=bool(chosen) and chosen[0] > 0,
            total=250,
        )


Context = GraphContext[Shelf]
Info = strawberry.Info[Context, None]


def number_loader(context: Context) -> "DataLoader[int, int]":
    async def load(keys: list[int]) -> list[int]:
        context.services.loads.append(keys)
        return keys

    return DataLoader(load_fn=load)


@strawberry.type
class Item:
    number: int

    @strawberry.field(metadata=sized(100))
    def children(self) -> list["Item"]:
        return [Item(number=self.number + 1)]

    @strawberry.field
    async def loaded(self, info: Info) -> int:
        return await info.context.loader(number_loader).load(self.number)

    @strawberry.field
    def same(self) -> "Item":
        return self


@strawberry.type
class SavePayload:
    saved: str | None
    errors: list[UserError]


@strawberry.input
class SaveInput:
    name: str
    content: str = ""


async def _save(given: SaveInput) -> str:
    faults = []
    if not given.name:
        faults.append(Fault(ErrorCode.INVALID_INPUT, "A name is needed.", ("name",), "Give one."))
    if given.content == "wrong":
        faults.append(Fault(ErrorCode.CONFLICT, "The content is wrong.", ("the_content", "0")))
    if faults:
        raise Refused(*faults)
    return f"{given.name}:{len(given.content)}"


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "world", times: int = 1) -> str:
        return f"Hello {name}" * times

    @strawberry.field
    def me(self, info: Info) -> str:
        return info.context.viewer.name

    @strawberry.field
    def item(self) -> Item:
        return Item(number=1)

    @strawberry.field
    def items(
        self, first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None
    ) -> Connection[Item]:
        request = page_request(CURSORS, "items", first=first, after=after, last=last, before=before)
        return connect(Shelf().page(request), CURSORS, "items", lambda number: Item(number=number))

    @strawberry.field
    def fail(self, how: str) -> int:
        raise {
            "defect": ValueError("secret_table has no column password"),
            "forbidden": Forbidden("The role VIEWER may not do this.", ("OWNER",)),
            "unauthenticated": Unauthenticated(),
            "refused": Refused(Fault(ErrorCode.INSUFFICIENT_DATA, "Too little data.", ("the_range",), "Import more.")),
            "unavailable": Unavailable("postgres at 10.0.0.7 said no"),
        }[how]

    @strawberry.field
    def nothing(self) -> int:
        return None  # type: ignore[return-value]

    @strawberry.field
    def at(self, moment: DateTime) -> DateTime:
        return moment

    @strawberry.field
    def day(self, day: Date) -> Date:
        return day

    @strawberry.field
    def decimal(self, amount: Decimal) -> Decimal:
        return amount

    @strawberry.field
    def long(self, number: Long) -> Long:
        return number

    @strawberry.field
    def json(self, value: JSON) -> JSON:
        return value


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def save(self, input: SaveInput) -> SavePayload:
        saved, errors = await attempt(_save(input))
        return SavePayload(saved=saved, errors=errors)


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int = 3) -> AsyncIterator[Item]:
        for number in range(to):
            yield Item(number=number)

    @strawberry.subscription
    async def same(self, times: int = 3) -> AsyncIterator[Item]:
        for _ in range(times):
            yield Item(number=7)

    @strawberry.subscription
    async def forever(self) -> AsyncIterator[int]:
        yield 0
        await asyncio.Event().wait()

    @strawberry.subscription
    async def broken(self) -> AsyncIterator[int]:
        yield 1
        raise ValueError("secret_table has no column password")

    @strawberry.subscription
    async def who(self, info: Info) -> AsyncIterator[str]:
        yield info.context.viewer.name


async def authenticate(token: str | None) -> Principal | None:
    if token is None:
        return None
    if token != KEY:
        raise Unauthenticated("This key is not known.")
    return OWNER


@dataclass
class World:
    """Our application and what it was built from."""

    shelf: Shelf
    schema: ProtocolSchema
    parts: AppParts
    app: ASGIApp


def build_world(settings: HttpSettings | None = None, **parts: object) -> World:
    shelf = Shelf()
    schema = ProtocolSchema(Query, Mutation, Subscription)
    made = AppParts(settings=settings or HttpSettings(), **parts)

    def context_factory(principal: Principal | None, connection: object) -> Context:
        return GraphContext(shelf, principal, connection)

    app = create_app(schema, authenticate=authenticate, context_factory=context_factory, parts=made)
    return World(shelf, schema, made, app)


class StockView(GraphQL):
    """Stock Strawberry; only the context is ours, because the resolvers need one."""

    async def get_context(self, request, response):
        return GraphContext(Shelf(), OWNER, request)


def build_stock() -> ASGIApp:
    return StockView(stock_schema())


def stock_schema(*extensions) -> strawberry.Schema:
    """Return the same types under stock Strawberry; only Long, which it lacks, is ours."""
    config = StrawberryConfig(scalar_map={Long: scalar_map()[Long]})
    return strawberry.Schema(Query, Mutation, Subscription, extensions=extensions, config=config)


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port in a thread of its own; yields ``127.0.0.1:port``."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_level="critical",
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=16_000_000,
        ws_per_message_deflate=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


def client_of(app: ASGIApp, *, key: str | None = None) -> httpx2.AsyncClient:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://test", headers=headers)
