"""Fixtures around the small world."""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest

from graph.http.settings import HttpSettings
from tests.graph.protocol.small_world import KEY, World, build_stock, build_world, client_of, serving


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(world.app) as made:
        yield made


@pytest.fixture
async def owner(world: World) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(world.app, key=KEY) as made:
        yield made


@pytest.fixture
async def stock() -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(build_stock()) as made:
        yield made


@pytest.fixture(scope="module", params=["frames of our own", "ASGI"])
def our_address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Serve our application, whose sockets behave the same by either way to the client."""
    with serving(build_world(HttpSettings(raw_sockets=request.param != "ASGI")).app) as address:
        yield address


@pytest.fixture(scope="module")
def stock_address() -> Iterator[str]:
    with serving(build_stock()) as address:
        yield address
