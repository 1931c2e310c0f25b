"""GraphQL over Server-Sent Events over real connections."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx2
import pytest

from domain.errors import Unauthenticated
from graph.app import AppParts, create_app
from graph.context import GraphContext
from graph.http.settings import HttpSettings
from tests.graph.protocol.small_world import KEY, OWNER, build_world, serving

STREAM = {"accept": "text/event-stream"}


@asynccontextmanager
async def asked(address, query, *, headers=STREAM, method="POST", **body):
    """Open a stream, and yield its response and its events as they come."""
    content = {"json": {"query": query, **body}} if method == "POST" else {"params": {"query": query}}
    async with (
        httpx2.AsyncClient(timeout=5) as client,
        client.stream(method, f"http://{address}/graphql", headers=headers, **content) as response,
    ):
        yield response, events_of(response)


async def events_of(response):
    rest = ""
    async for text in response.aiter_text():
        rest += text
        while "\n\n" in rest:
            block, rest = rest.split("\n\n", 1)
            if block != ":":
                name, data = block.split("\n")
                yield name.removeprefix("event: "), json.loads(data.removeprefix("data:") or "null")


async def everything(address, query, **options):
    async with asked(address, query, **options) as (_, events):
        return [event async for event in events]


async def test_results_come_as_events_and_then_it_is_complete(our_address):
    async with asked(our_address, "subscription { count(to: 3) { number } }") as (response, events):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        told = [event async for event in events]
    assert told == [*(("next", {"data": {"count": {"number": number}}}) for number in range(3)), ("complete", None)]


async def test_lines_end_as_browsers_and_clients_expect(our_address):
    async with asked(our_address, "subscription { count(to: 1) { number } }") as (response, _):
        body = await response.aread()
    assert body == b'event: next\ndata: {"data":{"count":{"number":0}}}\n\nevent: complete\ndata:\n\n'


async def test_a_query_is_one_result(our_address):
    (first, last) = await everything(our_address, "{ hello }")
    assert first[0] == "next"
    assert first[1]["data"] == {"hello": "Hello world"}
    assert last == ("complete", None)


@pytest.mark.parametrize(
    ("query", "more", "code"),
    [
        ("subscription { count(", {}, "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { who }", {}, "UNAUTHENTICATED"),
        ("subscription { count { number } }", {"operationName": "Nobody"}, "BAD_USER_INPUT"),
    ],
)
async def test_what_is_wrong_comes_as_a_result(our_address, query, more, code):
    (first, last) = await everything(our_address, query, **more)
    assert first[1]["errors"][0]["extensions"]["code"] == code
    assert last == ("complete", None)


async def test_what_is_no_request_has_a_status(our_address):
    async with asked(our_address, "subscription { who }", headers={**STREAM, "authorization": "Bearer x"}) as (
        refused,
        _,
    ):
        assert refused.status_code == 401
    async with asked(our_address, "") as (empty, _):
        assert empty.status_code == 400


async def test_a_browser_may_ask_by_get_but_change_nothing(our_address):
    told = await everything(our_address, "subscription { count(to: 1) { number } }", method="GET")
    assert [name for name, _ in told] == ["next", "complete"]
    (first, _) = await everything(our_address, 'mutation { save(input: {name: "x"}) { saved } }', method="GET")
    assert first[1]["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


async def test_a_client_that_takes_both_gets_an_answer_for_a_query_and_a_stream_for_a_subscription(our_address):
    both = {"accept": "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"}
    async with asked(our_address, "{ hello }", headers=both) as (response, _):
        assert response.headers["content-type"].startswith("application/json")
    told = await everything(our_address, "subscription { count(to: 1) { number } }", headers=both)
    assert [name for name, _ in told] == ["next", "complete"]


async def test_a_defect_is_masked(our_address):
    told = await everything(our_address, "subscription { broken }")
    assert told[0] == ("next", {"data": {"broken": 1}})
    assert told[1][1]["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"
    assert "secret" not in json.dumps(told[1][1])


async def test_a_key_that_is_revoked_meanwhile_ends_the_stream():
    world, known = build_world(), {KEY}

    async def authenticate(token):
        if token not in known:
            raise Unauthenticated("This key was revoked.")
        return OWNER

    def context(principal, connection):
        return GraphContext(world.shelf, principal, connection)

    parts = AppParts(settings=HttpSettings(ping_seconds=0.1))
    app = create_app(world.schema, authenticate=authenticate, context_factory=context, parts=parts)
    with serving(app) as address:
        headers = {**STREAM, "authorization": f"Bearer {KEY}"}
        async with asked(address, "subscription { forever }", headers=headers) as (_, events):
            assert await anext(events) == ("next", {"data": {"forever": 0}})
            known.clear()
            async with asyncio.timeout(5):
                assert [event async for event in events] == []
