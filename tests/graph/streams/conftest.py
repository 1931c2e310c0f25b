"""The streams' part of the schema, on a feed that a test publishes to."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import strawberry

from config.marketplace.loader import load_marketplace
from domain.marketplace.history.model import AnomalyFlag
from domain.marketplace.model import FieldKind, Marketplace, StreamDefinition, StreamField
from domain.marketplace.moments import micros
from domain.ports.marketplace import Progress
from domain.streams.feed import StreamFeed
from domain.streams.model import StreamEvent
from domain.workspaces.model import Principal, Role
from graph.context import GraphContext
from graph.cursors import Cursors
from graph.protocol_schema import ProtocolSchema
from graph.streams.catalogue import StreamDefinitionType
from graph.streams.subscriptions import StreamSubscriptions

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PUBLISHED = datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC)
HERE, RAIN = UUID(int=1), UUID(int=77)

SAMPLES: dict[FieldKind, Any] = {
    FieldKind.ID: "stu_1",
    FieldKind.TEXT: "some text",
    FieldKind.INTEGER: 7,
    FieldKind.NUMBER: 2.5,
    FieldKind.BOOLEAN: True,
    FieldKind.MOMENT: "2026-03-02T12:30:00Z",
    FieldKind.TEXTS: ["one", "two"],
    FieldKind.OBJECT: {"monday": [{"start": "08:00", "end": "10:00"}]},
}


@strawberry.type(description="Reads.")
class Query:
    """The catalogue."""

    @strawberry.field(description="All streams; at most 50.")
    def streams(self, info: strawberry.Info[Any, None]) -> list[StreamDefinitionType]:
        """Translate the definitions."""
        return [StreamDefinitionType.of(one) for one in info.context.services.simulators.marketplace.streams]


@pytest.fixture(scope="session")
def marketplace() -> Marketplace:
    return load_marketplace()


@pytest.fixture(scope="session")
def streams_schema() -> ProtocolSchema:
    return ProtocolSchema(Query, None, StreamSubscriptions)


def sample(field: StreamField) -> Any:
    """Return a value that a field may have."""
    return field.choices[0].value if field.kind is FieldKind.CHOICE and field.choices else SAMPLES[field.kind]


def payload(stream: StreamDefinition, *, full: bool = True) -> dict[str, Any]:
    """Return a payload with all fields, or with those that must be there."""
    return {field.name: sample(field) for field in stream.fields if full or field.required}


@dataclass
class Simulators:
    """The service that resolvers ask; without a feed there is no simulator."""

    marketplace: Marketplace
    live: SimpleNamespace | None

    async def feed(self, _: Principal) -> SimpleNamespace | None:
        return self.live


@dataclass
class Stage:
    """A workspace whose simulator publishes what a test says.

    Attributes:
        identity: Of the simulator, for cursors.
    """

    marketplace: Marketplace
    schema: ProtocolSchema
    identity: str = "first"
    enabled: bool = True
    workspace: UUID = HERE
    sequences: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self, sequences: Mapping[str, int] | None = None) -> None:
        """Begin with an empty feed."""
        self.sequences = dict.fromkeys(self.marketplace.names, 0) | dict(sequences or {})
        self.feed = StreamFeed(dict(self.sequences))

    def publish(self, *streams: str, skipped: Mapping[str, int] | None = None) -> None:
        """Publish an event of each stream named; with ``!`` before it a critical one."""
        events = [self.event(name.removeprefix("!"), critical=name.startswith("!")) for name in streams]
        for name, count in (skipped or {}).items():
            self.sequences[name] += count
        self.feed.publish(Progress(events, 0, (), skipped or {}), micros(PUBLISHED))

    def event(self, name: str, *, critical: bool = False) -> StreamEvent:
        """Make the next event of a stream."""
        self.sequences[name] += 1
        number = sum(self.sequences.values())
        stream = self.marketplace.stream(name)
        assert stream is not None
        flag, value = (AnomalyFlag.CRITICAL, 92.5) if critical else (AnomalyFlag.NORMAL, 51.0)
        data = payload(stream)
        at = micros(NOON) + number
        return StreamEvent(
            name, self.sequences[name], at, number, data, value, flag, 0.25, 255, "exam-season", (str(RAIN),)
        )

    def context(self, role: Role | None = Role.VIEWER) -> GraphContext[Any]:
        live = SimpleNamespace(feed=self.feed, identity=self.identity) if self.enabled else None
        services = SimpleNamespace(
            simulators=Simulators(self.marketplace, live), cursors=Cursors(b"a secret for tests, 32 bytes long")
        )
        principal = None if role is None else Principal(self.workspace, UUID(int=2), "Ann", role)
        return GraphContext(services, principal)

    async def follow(self, document: str, role: Role | None = Role.VIEWER, **variables: Any) -> AsyncIterator[Any]:
        """Yield what is pushed: data, or a list of errors."""
        source: Any = await self.schema.subscribe(document, variables, context_value=self.context(role))
        if not hasattr(source, "__aiter__"):
            yield [dict(error.formatted) for error in source.errors]
            return
        async for push in source:
            yield [dict(error.formatted) for error in push.errors] if push.errors else push.data["streamEvents"]

    async def all(self, document: str, **variables: Any) -> list[Any]:
        """Close the feed, and return everything that is pushed up to the end."""
        self.feed.close()
        return [push async for push in self.follow(document, **variables)]


@pytest.fixture
def stage(marketplace: Marketplace, streams_schema: ProtocolSchema) -> Stage:
    return Stage(marketplace, streams_schema)
