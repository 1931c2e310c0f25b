"""graphql-transport-ws over real sockets; each row says what stock Strawberry does instead."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from domain.errors import Unauthenticated
from graph.app import create_app
from graph.context import GraphContext
from graph.http.settings import HttpSettings
from tests.graph.protocol.small_world import KEY, OWNER, build_world, serving

INIT = {"type": "connection_init"}
ACK = "connection_ack"


@asynccontextmanager
async def opened(address, *, init=INIT, protocol="graphql-transport-ws", **options):
    async with connect(f"ws://{address}/graphql", subprotocols=[protocol], **options) as socket:
        if init is not None:
            await say(socket, init)
            assert (await hear(socket))["type"] == ACK
        yield socket


async def say(socket, message):
    await socket.send(message if isinstance(message, str | bytes) else json.dumps(message))


async def hear(socket):
    return json.loads(await asyncio.wait_for(socket.recv(), 5))


async def closing_of(socket):
    """Return code and reason with which the other side closes, whatever it says before."""
    try:
        while True:
            await asyncio.wait_for(socket.recv(), 5)
    except ConnectionClosed as closed:
        return (1006, "") if closed.rcvd is None else (closed.rcvd.code, closed.rcvd.reason)


def subscribe(query, identity="1", **payload):
    return {"type": "subscribe", "id": identity, "payload": {"query": query, **payload}}


@dataclass(frozen=True)
class Fatal:
    name: str
    message: object
    stock: int | None
    """Close code of stock Strawberry; none where it behaves."""
    code: int = 4400


FATAL = [
    Fatal("a number", "5", 1011),
    Fatal("null", "null", 1011),
    Fatal("a list", "[]", 1011),
    Fatal("no JSON", "{", None),
    Fatal("a number of 6,000 digits", "9" * 6_000, 1011),
    Fatal("deep arrays", "[" * 50_000, 1011),
    Fatal("a binary frame", b"{}", None),
    Fatal("an unknown type", {"type": "dance"}, None),
    Fatal("a type of 300 characters", {"type": "x" * 300}, 1011),
    Fatal("a type that is a list", {"type": []}, None),
    Fatal("an id that is a list", {"type": "subscribe", "id": [], "payload": {"query": "{ hello }"}}, 1011),
    Fatal("complete with an id that is an object", {"type": "complete", "id": {}}, 1011),
    Fatal("no id", {"type": "subscribe", "payload": {"query": "{ hello }"}}, None),
    Fatal("an empty id", subscribe("{ hello }", ""), 0),
    Fatal("a payload that is a number", {"type": "subscribe", "id": "1", "payload": 5}, 1011),
    Fatal("a query that is a number", subscribe(5), 0),
    Fatal("variables that are a list", subscribe("{ hello }", variables=[1]), 0),
    Fatal("variables that are text", subscribe("{ hello }", variables="x"), 0),
    Fatal("operationName that is a number", subscribe("{ hello }", operationName=5), None),
    Fatal("a ping with a list as payload", {"type": "ping", "payload": []}, 0),
    Fatal("a second init", INIT, None, 4429),
]


@pytest.mark.parametrize("case", FATAL, ids=lambda case: case.name)
async def test_a_malformed_message_closes_the_socket_with_a_code(our_address, case):
    async with opened(our_address) as socket:
        await say(socket, case.message)
        code, reason = await closing_of(socket)
    assert code == case.code
    assert reason


@pytest.mark.parametrize("case", [case for case in FATAL if case.stock is not None], ids=lambda case: case.name)
async def test_stock_strawberry_crashes_or_carries_on(stock_address, case):
    async with opened(stock_address) as socket:
        await say(socket, case.message)
        if case.stock == 0:
            await say(socket, {"type": "pong"})
            assert await hear(socket)
        else:
            assert (await closing_of(socket))[0] in {case.stock, 1006}


@pytest.mark.parametrize(
    ("query", "more", "code"),
    [
        ("{ hel", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ hello }", {"operationName": "Nobody"}, "BAD_USER_INPUT"),
        ("{ helo }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query($n: Int!) { hello(times: $n) }", {"variables": {"n": "x"}}, "BAD_USER_INPUT"),
        ("subscription($n: Int!) { count(to: $n) { number } }", {"variables": {"n": []}}, "BAD_USER_INPUT"),
        ("", {}, "BAD_USER_INPUT"),
    ],
)
async def test_a_wrong_operation_gets_an_error_and_the_socket_stays_open(our_address, query, more, code):
    async with opened(our_address) as socket:
        await say(socket, subscribe(query, "bad", **more))
        answer = await hear(socket)
        assert (answer["type"], answer["id"]) == ("error", "bad")
        assert answer["payload"][0]["extensions"]["code"] == code
        await say(socket, subscribe("{ hello }", "bad"))
        assert (await hear(socket))["payload"]["data"] == {"hello": "Hello world"}


@pytest.mark.parametrize(("query", "more"), [("{ hel", {}), ("{ hello }", {"operationName": "Nobody"})])
async def test_stock_closes_the_whole_socket_for_one_wrong_operation(stock_address, query, more):
    async with opened(stock_address) as socket:
        await say(socket, subscribe(query, **more))
        assert (await closing_of(socket))[0] == 4400


async def test_a_subscription_pushes_and_completes_in_text_frames(our_address):
    async with opened(our_address) as socket:
        await say(socket, subscribe("subscription { count { number } }"))
        raw = [await socket.recv() for _ in range(4)]
    assert all(isinstance(frame, str) for frame in raw)
    frames = [json.loads(frame) for frame in raw]
    assert [frame["payload"]["data"]["count"]["number"] for frame in frames[:3]] == [0, 1, 2]
    assert frames[3] == {"type": "complete", "id": "1"}


async def test_queries_are_answered_with_their_cost(our_address):
    async with opened(our_address) as socket:
        await say(socket, subscribe("{ hello }"))
        assert (await hear(socket))["payload"]["extensions"]["cost"]["requested"] == 1
        assert (await hear(socket))["type"] == "complete"


@pytest.mark.parametrize(
    "init",
    [
        {**INIT, "payload": {"Authorization": f"Bearer {KEY}"}},
        {**INIT, "payload": {"authorization": f"bearer {KEY}"}},
    ],
)
async def test_the_init_payload_says_who_asks(our_address, init):
    async with opened(our_address, init=init) as socket:
        await say(socket, subscribe("subscription { who }"))
        assert (await hear(socket))["payload"]["data"] == {"who": "Olive"}


async def test_the_handshake_says_who_asks(our_address):
    async with opened(our_address, additional_headers={"Authorization": f"Bearer {KEY}"}) as socket:
        await say(socket, subscribe("subscription { who }"))
        assert (await hear(socket))["payload"]["data"] == {"who": "Olive"}


@pytest.mark.parametrize("wrong", ["Bearer nobody", "nonsense", 5, []])
async def test_wrong_credentials_are_forbidden(our_address, wrong):
    async with opened(our_address, init=None) as socket:
        await say(socket, {**INIT, "payload": {"Authorization": wrong}})
        assert (await closing_of(socket))[0] == 4403


async def test_a_key_that_is_revoked_meanwhile_starts_nothing_more_on_an_open_socket():
    world, known = build_world(), {KEY}

    async def authenticate(token):
        if token not in known:
            raise Unauthenticated("This key was revoked.")
        return OWNER

    def context(principal, connection):
        return GraphContext(world.shelf, principal, connection)

    app = create_app(world.schema, authenticate=authenticate, context_factory=context)
    with serving(app) as address:
        async with opened(address, init={**INIT, "payload": {"Authorization": f"Bearer {KEY}"}}) as socket:
            await say(socket, subscribe("{ me }"))
            assert (await hear(socket))["payload"]["data"] == {"me": "Olive"}
            known.clear()
            await say(socket, subscribe("{ me }", "2"))
            assert await closing_of(socket) == (4403, "This key was revoked.")


async def test_a_key_that_is_revoked_meanwhile_is_pushed_nothing_more():
    world, known = build_world(), {KEY}

    async def authenticate(token):
        if token not in known:
            raise Unauthenticated("This key was revoked.")
        return OWNER

    def context(principal, connection):
        return GraphContext(world.shelf, principal, connection)

    app = create_app(world.schema, authenticate=authenticate, context_factory=context)
    with serving(app) as address:
        async with opened(address, init={**INIT, "payload": {"Authorization": f"Bearer {KEY}"}}) as socket:
            await say(socket, subscribe("subscription { count(to: 1000000) { number } }"))
            assert (await hear(socket))["payload"]["data"] == {"count": {"number": 0}}
            known.clear()
            assert await closing_of(socket) == (4403, "This key was revoked.")


async def test_a_stranger_may_connect_but_not_ask_for_what_takes_credentials(our_address):
    async with opened(our_address) as socket:
        await say(socket, subscribe("subscription { who }"))
        answer = await hear(socket)
        errors = answer["payload"] if answer["type"] == "error" else answer["payload"]["errors"]
        assert errors[0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_an_operation_that_the_document_has_not_is_named_in_full(our_address):
    async with opened(our_address) as socket:
        await say(socket, subscribe("{ hello }", operationName="Nobody"))
        (error,) = (await hear(socket))["payload"]
        assert error["message"] == "The document has no operation named `Nobody`."


async def test_a_null_payload_is_no_payload(our_address, stock_address):
    async with opened(our_address, init={**INIT, "payload": None}):
        pass
    async with opened(stock_address, init=None) as socket:
        await say(socket, {**INIT, "payload": None})
        assert (await closing_of(socket))[0] == 4400


async def test_subscribing_before_the_acknowledgement_is_unauthorised(our_address):
    async with opened(our_address, init=None) as socket:
        await say(socket, subscribe("{ hello }"))
        assert (await closing_of(socket))[0] == 4401


async def test_an_id_in_use_closes_the_socket(our_address):
    async with opened(our_address) as socket:
        await say(socket, subscribe("subscription { forever }"))
        await hear(socket)
        await say(socket, subscribe("subscription { forever }"))
        assert (await closing_of(socket))[0] == 4409


async def test_an_id_is_free_again_after_complete(our_address):
    async with opened(our_address) as socket:
        for _ in range(2):
            await say(socket, subscribe("subscription { forever }"))
            assert (await hear(socket))["type"] == "next"
            await say(socket, {"type": "complete", "id": "1"})
        await say(socket, {"type": "complete", "id": "unknown"})
        await say(socket, {"type": "ping", "payload": {"a": 1}})
        assert (await hear(socket))["type"] == "pong"


async def test_a_defect_in_a_subscription_is_masked(our_address):
    async with opened(our_address) as socket:
        await say(socket, subscribe("subscription { broken }"))
        assert (await hear(socket))["payload"]["data"] == {"broken": 1}
        error = (await hear(socket))["payload"]["errors"][0]
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert "secret" not in json.dumps(error)


async def test_stock_tells_the_defect(stock_address):
    async with opened(stock_address) as socket:
        await say(socket, subscribe("subscription { broken }"))
        await hear(socket)
        assert "secret_table" in json.dumps(await hear(socket))


async def test_the_legacy_protocol_is_off(our_address, stock_address):
    async with opened(our_address, init=None, protocol="graphql-ws") as socket:
        assert (await closing_of(socket))[0] == 4406
    async with opened(stock_address, protocol="graphql-ws"):
        pass


async def test_pages_of_other_origins_are_turned_away(our_address):
    with pytest.raises(InvalidStatus) as refused:
        async with opened(our_address, origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403
    async with opened(our_address, origin=f"http://{our_address}"):
        pass


async def test_settings_bound_waiting_messages_operations_and_origins():
    settings = HttpSettings(
        socket_init_seconds=0.05,
        max_socket_message=1_000,
        max_socket_operations=2,
        allowed_origins=("https://console.example",),
    )
    with serving(build_world(settings).app) as address:
        async with opened(address, init=None) as silent:
            assert (await closing_of(silent))[0] == 4408
        async with opened(address, origin="https://console.example") as loud:
            await say(loud, subscribe("{ hello }" + " " * 1_000))
            assert (await closing_of(loud))[0] == 1009
        async with opened(address) as busy:
            for identity in "ab":
                await say(busy, subscribe("subscription { forever }", identity))
                await hear(busy)
            await say(busy, subscribe("{ hello }", "c"))
            answer = await hear(busy)
    assert (answer["type"], answer["id"]) == ("error", "c")
    assert answer["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_the_server_asks_for_signs_of_life_and_closes_what_gives_none():
    settings = HttpSettings(ping_seconds=0.1, silent_seconds=0.4)
    with serving(build_world(settings).app) as address:
        async with opened(address) as lively, opened(address) as silent:
            for _ in range(8):
                assert (await hear(lively)) == {"type": "ping"}
                await say(lively, {"type": "pong"})
            assert (await closing_of(silent)) == (4408, "Nothing was heard for 0.4 seconds")


async def test_sockets_are_bounded_in_all_and_for_each_key():
    settings = HttpSettings(max_sockets=3, max_sockets_per_key=2)
    with serving(build_world(settings).app) as address:
        known = {**INIT, "payload": {"Authorization": f"Bearer {KEY}"}}
        async with opened(address, init=known), opened(address) as stranger:
            async with opened(address, init=None) as third:
                await say(third, known)
                assert (await hear(third))["type"] == ACK
                async with opened(address, init=None) as fourth:
                    assert (await closing_of(fourth))[0] == 1013
            await stranger.close()
            async with opened(address, init=known), opened(address, init=None) as third:
                await say(third, known)
                assert (await closing_of(third))[0] == 1013


async def test_one_who_talks_without_end_is_turned_away():
    with serving(build_world(HttpSettings(max_messages=2)).app) as address:
        async with opened(address) as busy:
            for _ in range(30):
                await say(busy, {"type": "ping"})
            assert (await closing_of(busy))[0] == 1008


async def test_sockets_and_their_operations_are_counted():
    world = build_world()
    value = world.parts.metrics.registry.get_sample_value
    with serving(world.app) as address:
        async with opened(address) as socket:
            await say(socket, subscribe("subscription { forever }"))
            await hear(socket)
            assert value("pulsecast_open_sockets") == 1
            await say(socket, subscribe("{ helo }", "2"))
            await hear(socket)
    assert value("pulsecast_open_sockets") == 0
    assert value("pulsecast_operations_total", {"kind": "subscription", "transport": "websocket"}) == 1
    assert value("pulsecast_errors_total", {"code": "GRAPHQL_VALIDATION_FAILED"}) == 1


async def test_each_operation_on_a_socket_has_loaders_of_its_own():
    world = build_world()
    with serving(world.app) as address:
        async with opened(address) as socket:
            for _ in range(2):
                await say(socket, subscribe("{ item { loaded } }"))
                assert (await hear(socket))["type"] == "next"
                assert (await hear(socket))["type"] == "complete"
    assert world.shelf.loads == [[1], [1]]
