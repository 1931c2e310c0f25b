"""What a document may ask for, and how little it takes to find out."""

import sys

import pytest
import strawberry
from graphql import get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st
from strawberry.extensions import MaxAliasesLimiter, QueryDepthLimiter

from graph.context import GraphContext
from graph.limits.documents import Documents, Prepared
from graph.limits.limits import Limits, sized, weighted
from graph.limits.measure import Meter
from graph.protocol_schema import ProtocolSchema
from tests.graph.protocol.small_world import OWNER, Item, Mutation, Query, Shelf, Subscription, stock_schema

SCHEMA = ProtocolSchema(Query, Mutation, Subscription)


def measured(document, variables=None):
    tree = parse(document)
    return Meter(SCHEMA._schema, tree, variables, Limits()).measure(tree.definitions[0])


async def run(document, variables=None, *, schema=SCHEMA, principal=OWNER):
    return await schema.execute(document, variables, context_value=GraphContext(Shelf(), principal))


def codes(result):
    return [error.extensions["code"] for error in result.errors or []]


def nested(levels, field="same"):
    return "{ item " + f"{{ {field} " * (levels - 2) + "{ number }" + " }" * (levels - 2) + " }"


def doubled(levels):
    """A query of about 50 bytes a level whose expansion doubles with each level."""
    fragments = [
        f"fragment F{level} on Item {{ a: same {{ ...F{level + 1} }} b: same {{ ...F{level + 1} }} }}"
        for level in range(levels)
    ]
    return "query { item { ...F0 } } " + " ".join(fragments) + f" fragment F{levels} on Item {{ number }}"


@pytest.mark.parametrize(
    ("document", "depth", "fields", "aliases", "cost"),
    [
        ("{ hello }", 1, 1, 0, 1),
        ("{ __typename }", 1, 1, 0, 0),
        ("{ item { number } }", 2, 2, 0, 2),
        ("{ a: item { b: number } }", 2, 2, 2, 2),
        ("{ item { ... on Item { ... { number } } } }", 2, 2, 0, 2),
        ("{ item { ...F ...F } } fragment F on Item { x: number }", 2, 2, 1, 2),
        # 100 children of one object and one value each, below one object.
        ("{ item { children { number } } }", 3, 3, 0, 1 + 100 + 10),
        # A connection, and 20 edges of an object each with a value.
        ("{ items { edges { node { number } } } }", 4, 4, 0, 1 + 20 * 2 + 2),
        ("{ items(first: 3) { edges { node { number } } } }", 4, 4, 0, 1 + 3 * 2 + 1),
        ("{ items(last: 3) { ...C } } fragment C on ItemConnection { edges { cursor } }", 3, 3, 0, 5),
        ("{ items(first: 100000) { edges { cursor } } }", 3, 3, 0, 1 + 100 + 10),
        ("{ __schema { types { name } } }", 1, 1, 0, 1_000),
    ],
)
def test_an_operation_is_measured_by_what_it_asks_for(document, depth, fields, aliases, cost):
    size = measured(document)
    assert (size.depth, size.fields, size.aliases, size.cost) == (depth, fields, aliases, cost)


@strawberry.type
class Priced:
    @strawberry.field(metadata=weighted(50))
    def dear(self) -> Item:
        return Item(number=1)

    @strawberry.field(metadata=sized(4, weight=5))
    def several(self) -> list[Item]:
        return []


@pytest.mark.parametrize(
    ("document", "cost"), [("{ dear { same { number } } }", 52), ("{ several { same { number } } }", 25)]
)
def test_what_takes_more_than_reading_a_row_weighs_more(document, cost):
    tree = parse(document)
    meter = Meter(ProtocolSchema(Priced)._schema, tree, None, Limits())
    assert meter.measure(tree.definitions[0]).cost == cost


def test_page_sizes_come_from_variables_too():
    document = "query($n: Int) { items(first: $n) { edges { cursor } } }"
    assert measured(document, {"n": 5}).fixed < measured(document, {"n": 50}).fixed
    assert measured(document, {}).fixed == measured(document, {"n": 100}).fixed


@given(st.integers(1, 100), st.integers(1, 100))
def test_pages_within_pages_multiply(outer, inner):
    schema = ProtocolSchema(Query)
    document = (
        f"{{ items(first: {outer}) {{ edges {{ node {{ number }} }} }} x: items(first: {inner}) {{ totalCount }} }}"
    )
    tree = parse(document)
    size = Meter(schema._schema, tree, None, Limits()).measure(tree.definitions[0])
    assert size.fixed == 10 + outer * (10 + 10 + 1) + 10 + 1


@pytest.mark.parametrize(("levels", "refused"), [(15, []), (16, ["TOO_LARGE"])])
async def test_depth_is_bounded(levels, refused):
    assert codes(await run(nested(levels))) == refused
    inline = nested(levels).replace("{ number }", "{ ... on Item { ... { number } } }")
    assert codes(await run(inline)) == refused
    spread = (
        nested(levels - 3).replace("{ number }", "{ ...F }")
        + " fragment F on Item { same { same { same { number } } } }"
    )
    assert codes(await run(spread)) == refused


@pytest.mark.parametrize(("aliases", "refused"), [(50, []), (51, ["TOO_LARGE"])])
async def test_aliases_are_bounded(aliases, refused):
    document = "{ " + " ".join(f"a{number}: hello" for number in range(aliases)) + " }"
    assert codes(await run(document)) == refused


async def test_cost_is_bounded_and_reported():
    affordable = await run(
        "{ item { children { children { number } } } }", schema=ProtocolSchema(Query, limits=Limits(cost=20_000))
    )
    assert affordable.extensions["cost"] == {"requested": 11_101, "limit": 20_000, "depth": 4}
    refused = await run(
        "{ item { children { children { number } } } }", schema=ProtocolSchema(Query, limits=Limits(cost=10_000))
    )
    assert codes(refused) == ["TOO_LARGE"]
    assert refused.errors[0].extensions["hint"]
    assert refused.extensions["cost"] == {"requested": 11_101, "limit": 10_000, "depth": 4}


async def test_nested_lists_of_fifteen_levels_are_refused_before_they_run():
    assert codes(await run(nested(15, "children"))) == ["TOO_LARGE"]


async def test_documents_are_bounded_in_tokens_and_characters():
    many = "{ " + "hello " * 2_000 + "}"
    assert codes(await run(many)) == ["GRAPHQL_PARSE_FAILED"]
    assert "2000 tokens" in (await run(many)).errors[0].message
    assert codes(await run("{ hello }" + " " * 100_000)) == ["TOO_LARGE"]
    some = "{ " + "item { number } " * 130 + "}"
    assert codes(await run(some, principal=None)) == ["GRAPHQL_PARSE_FAILED"]
    assert codes(await run(some)) == []


async def test_a_small_document_that_doubles_at_every_level_is_refused():
    assert len(doubled(16)) < 1_200
    assert codes(await run(doubled(16))) == ["TOO_LARGE"] * 4
    astronomic = await run(doubled(40))
    assert astronomic.extensions["cost"]["requested"] <= 2**53
    assert "more than a billion" in astronomic.errors[2].message


def calls_while(work):
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def test_measuring_doubled_fragments_takes_linear_work():
    small, large = parse(doubled(10)), parse(doubled(20))
    work = [
        calls_while(lambda tree=tree: Meter(SCHEMA._schema, tree, None, Limits()).measure(tree.definitions[0]))
        for tree in (small, large)
    ]
    assert work[1] < 2.5 * work[0]


@pytest.mark.parametrize(
    "limiter", [lambda: QueryDepthLimiter(max_depth=100), lambda: MaxAliasesLimiter(max_alias_count=10**9)]
)
def test_the_limiters_of_stock_strawberry_double_their_work_with_each_level(limiter):
    schema = stock_schema(limiter)

    def validated(levels):
        return calls_while(lambda: schema.execute_sync(doubled(levels)))

    plain = stock_schema()

    def extra(levels):
        return validated(levels) - calls_while(lambda: plain.execute_sync(doubled(levels)))

    # Two levels more: at least three times the work.
    assert extra(9) > 3 * extra(7)


async def test_endless_fragments_are_refused():
    document = "{ item { ...A } } fragment A on Item { same { ...B } } fragment B on Item { same { ...A } }"
    assert set(codes(await run(document))) == {"GRAPHQL_VALIDATION_FAILED"}


async def test_a_long_chain_of_fragments_is_answered():
    chain = " ".join(f"fragment F{level} on Item {{ ...F{level + 1} }}" for level in range(240))
    document = "{ item { ...F0 } } " + chain + " fragment F240 on Item { number }"
    result = await run(document)
    assert result.data == {"item": {"number": 1}} or codes(result)[0] in {"TOO_LARGE", "GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize("document", ["{ __schema { types { name } } }", '{ __type(name: "Item") { name } }'])
async def test_the_schema_is_shown_to_the_authenticated_only(document):
    assert codes(await run(document, principal=None)) == ["UNAUTHENTICATED"]
    assert codes(await run(document)) == []
    hidden = "{ ...F } fragment F on Query { " + document.strip("{ }") + " }" * (document.count("{") - 1) + " }"
    assert codes(await run(hidden, principal=None)) == ["UNAUTHENTICATED"]
    assert codes(await run("{ __typename item { __typename } }", principal=None)) == []


async def test_tools_of_the_authenticated_can_read_the_whole_schema():
    result = await run(get_introspection_query(descriptions=True))
    assert codes(result) == []
    assert "Item" in {type_["name"] for type_ in result.data["__schema"]["types"]}


async def test_known_documents_are_neither_parsed_nor_validated_again():
    schema = ProtocolSchema(Query)
    await run("{ hello }", schema=schema)
    kept = schema.documents.find("{ hello }")
    first, again = [await run("{ hello }", schema=schema) for _ in range(2)]
    assert schema.documents.find("{ hello }") is kept
    assert first.data == again.data == {"hello": "Hello world"}
    assert codes(await run("{ helo }", schema=schema)) == ["GRAPHQL_VALIDATION_FAILED"]
    assert len(schema.documents) == 1


@given(st.lists(st.text("abc", min_size=1, max_size=60), max_size=60))
def test_the_memory_of_documents_is_bounded(texts):
    documents = Documents(count=5, characters=200)
    for text in texts:
        documents.keep(text, Prepared(parse("{ a }")))
        assert len(documents) <= 5
        assert sum(len(held) for held in documents._prepared) <= 200
        assert (documents.find(text) is None) == (len(text) > 25)
