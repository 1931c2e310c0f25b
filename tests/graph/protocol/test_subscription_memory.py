"""A subscription that lives long neither grows nor serves what an earlier push has read."""

import gc

from graphql.execution.collect_fields import FieldDetails

from graph.context import GraphContext
from graph.protocol_schema import ProtocolSchema
from tests.graph.protocol.small_world import OWNER, Mutation, Query, Shelf, Subscription, stock_schema

EVENTS = 500


async def kept_after_events(schema):
    """Return how many parts of collected fields are alive after many pushes."""
    before = held()
    stream = await schema.subscribe(
        f"subscription {{ count(to: {EVENTS}) {{ number same {{ number }} }} }}",
        context_value=GraphContext(Shelf(), OWNER),
    )
    for _ in range(EVENTS):
        await anext(stream)
    grown = held() - before
    await stream.aclose()
    return grown


def held():
    gc.collect()
    return sum(type(thing) is FieldDetails for thing in gc.get_objects())


async def test_memory_does_not_grow_with_the_pushes():
    assert await kept_after_events(ProtocolSchema(Query, Mutation, Subscription)) < 50


async def test_stock_keeps_parts_of_every_push():
    assert await kept_after_events(stock_schema()) > EVENTS


async def test_each_push_reads_anew_through_loaders():
    shelf = Shelf()
    schema = ProtocolSchema(Query, Mutation, Subscription)
    stream = await schema.subscribe(
        "subscription { same(times: 3) { loaded again: loaded } }", context_value=GraphContext(shelf, OWNER)
    )
    pushes = [result.data async for result in stream]
    assert len(pushes) == 3
    assert shelf.loads == [[7], [7], [7]]


async def test_one_answer_shares_its_loaders():
    shelf = Shelf()
    context = GraphContext(shelf, OWNER)
    await ProtocolSchema(Query).execute("{ item { loaded same { loaded } } }", context_value=context)
    assert shelf.loads == [[1]]
