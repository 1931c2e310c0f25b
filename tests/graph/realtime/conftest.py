"""Groups of subscriptions to streams, with clients that are lists."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
import pytest

from domain.workspaces.model import Principal, Role
from graph.realtime.following import CatchUp, Following
from graph.realtime.frames import Turn
from graph.realtime.hub import KEPT_BYTES, Hub
from graph.realtime.member import Member
from graph.realtime.outlet import Gone, Outlet
from graph.realtime.sharing import Shared, Sharing, subscription_metadata
from tests.graph.streams.conftest import Stage, marketplace, streams_schema

__all__ = ["marketplace", "streams_schema"]

FOLLOW = """subscription ($topics: [String!]!, $after: String) {
  streamEvents(topics: $topics, after: $after, batchMs: 0) {
    events { stream sequence } gap { missed reason } cursor
  }
}"""


class ListOutlet(Outlet):
    """A client whose messages can be looked at, and who reads only when told to."""

    def __init__(self, patience: int = 1_000_000) -> None:
        self.patience = patience
        self.unread = 0
        self.results: list[Any] = []
        self.gone = False
        self._read = asyncio.Event()

    @property
    def congested(self) -> bool:
        return self.unread > self.patience

    def tell(self, identity: bytes, turn: Turn) -> None:
        for text in turn.texts(identity):
            message = orjson.loads(text)
            assert message["id"] == orjson.loads(identity)
            assert message["type"] == "next"
            self.results.append(message["payload"])
            self.unread += 1

    def read(self) -> None:
        """Read everything."""
        self.unread = 0
        self._read.set()

    async def drained(self) -> None:
        while self.congested and not self.gone:
            self._read.clear()
            await self._read.wait()
        if self.gone:
            raise Gone


@dataclass
class Desk:
    """A hub over one or more stages, and how often an operation was executed for a group or a member."""

    schema: Any
    stages: dict[UUID, Stage]
    kept_bytes: int = KEPT_BYTES
    together: int = 0
    alone: int = 0
    hub: Hub = field(init=False)
    sharing: Sharing = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Hub(self._group, self.kept_bytes)
        self.sharing = Sharing(subscription_metadata(self.schema))

    async def _group(self, shared: Shared, following: Following) -> AsyncIterator[Any]:
        self.together += 1
        async for result in self._run(shared.text, shared.variables, shared.scope.principal(), following):
            yield result

    async def _run(self, text: str, variables: Any, principal: Principal, following: Following) -> AsyncIterator[Any]:
        context = self.stages[principal.workspace_id].context(principal.role)
        context.following = following
        source = await self.schema.stream(text, variable_values=dict(variables), context_value=context)
        async with aclosing(source):
            async for result in source:
                yield result

    def follow(self, principal: Principal, outlet: Outlet, text: str = FOLLOW, **variables: Any) -> asyncio.Task[Any]:
        """Subscribe; the task ends when there is nothing more."""
        shared = self.sharing.find(text, variables, None, principal)
        assert shared is not None

        def catch_up(following: CatchUp) -> AsyncIterator[Any]:
            self.alone += 1
            return self._run(text, variables, principal, following)

        member = Member(orjson.dumps(f"of {principal.name}"), outlet, catch_up)
        return asyncio.create_task(member.follow(lambda: self.hub.group(shared)))


@pytest.fixture
def stage(marketplace: Any, streams_schema: Any) -> Stage:
    return Stage(marketplace, streams_schema)


@pytest.fixture
async def desk(stage: Stage) -> Desk:
    return Desk(stage.schema, {stage.workspace: stage})


def member(stage: Stage, name: str = "Ann", role: Role = Role.VIEWER) -> Principal:
    """Return somebody of a stage's workspace."""
    return Principal(stage.workspace, UUID(int=hash(name) & 0xFFFF), name, role)


async def turns(number: int = 30) -> None:
    """Let the others have their turns."""
    for _ in range(number):
        await asyncio.sleep(0)


def told(outlet: ListOutlet) -> list[tuple[str, int]]:
    """Return the events that a client got, in order."""
    return [
        (event["stream"], event["sequence"])
        for result in outlet.results
        for event in result["data"]["streamEvents"]["events"]
    ]


def gaps(outlet: ListOutlet) -> list[Any]:
    """Return the gaps that a client was told of."""
    batches = [result["data"]["streamEvents"] for result in outlet.results]
    return [batch["gap"] for batch in batches if batch["gap"] is not None]
