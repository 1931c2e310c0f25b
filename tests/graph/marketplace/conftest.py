"""A simulator that several tests may share, where none of them changes anything."""

from collections.abc import AsyncIterator

import pytest_asyncio

from graph.protocol_schema import ProtocolSchema
from tests.fixtures.simulated import Begun, SimulatedWorld, simulated_world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(begun: Begun, schema: ProtocolSchema) -> AsyncIterator[SimulatedWorld]:
    """One simulator for all tests of a file."""
    world = simulated_world(begun, schema)
    await world.open()
    await world.product.host.start()
    yield world
    await world.close()
