"""Strawberry's own handler of subscriptions, with the leak of graphql-core mended: one execution for each client."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Any

import strawberry
from strawberry.asgi import GraphQL
from strawberry.scalars import JSON
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from config.marketplace.loader import load_marketplace
from domain.marketplace.moments import moment
from domain.streams.model import StreamEvent
from graph.execution import OperationExecutor
from pulsecast.cli.bench_server import STREAMS, Publisher, serve_orders
from pulsecast.loop import run

QUEUES: set[asyncio.Queue["Event"]] = set()


@strawberry.type
class Event:
    stream: str
    sequence: int
    timestamp: datetime
    published_at: datetime
    data: JSON


@strawberry.type
class Query:
    version: str = "1"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def stream_events(self) -> AsyncGenerator[Event, None]:
        queue: asyncio.Queue[Event] = asyncio.Queue()
        QUEUES.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            QUEUES.discard(queue)


def deliver(events: Sequence[StreamEvent], published: int) -> None:
    at = moment(published)
    for event in events:
        told = Event(
            stream=event.stream,
            sequence=event.sequence,
            timestamp=moment(event.at),
            published_at=at,
            data=JSON(event.data),
        )
        for queue in QUEUES:
            queue.put_nowait(told)


async def main() -> None:
    schema = strawberry.Schema(Query, subscription=Subscription, execution_context_class=OperationExecutor)
    app: Any = GraphQL(schema, subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,))
    await serve_orders(app, Publisher(tuple(load_marketplace().names[:STREAMS]), deliver))


if __name__ == "__main__":
    run(main())
