"""When a session cookie counts: with the header of the console, and on sockets of its own origin."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from websockets.exceptions import InvalidStatus

from domain.errors import SessionEnded
from graph.http.settings import HttpSettings
from tests.graph.protocol.small_world import KEY, OWNER, World, build_world, client_of, serving
from tests.graph.protocol.test_event_streams import STREAM, asked
from tests.graph.protocol.test_sockets import INIT, closing_of, hear, opened, say, subscribe

SECRET = "a-secret-of-a-browser"
COOKIE = {"cookie": f"theme=dark; pulsecast_session={SECRET}"}
CONSOLE = {**COOKIE, "x-pulsecast-console": "1"}
ME = "{ me }"
ALLOWED = "https://console.example"


@dataclass
class SignedIn:
    """A world in which one browser is signed in, until it is not."""

    world: World
    known: set[str]


def a_browser(settings: HttpSettings | None = None) -> SignedIn:
    known = {SECRET}

    async def session(token: str | None):
        if token not in known:
            raise SessionEnded("This session has ended; sign in again.")
        return OWNER

    return SignedIn(build_world(settings, sessions=session), known)


@contextmanager
def served(settings: HttpSettings | None = None) -> Iterator[tuple[str, set[str]]]:
    browser = a_browser(settings)
    with serving(browser.world.app) as address:
        yield address, browser.known


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(HttpSettings(allowed_origins=(ALLOWED,))) as (where, _):
        yield where


async def test_a_cookie_counts_with_the_header_of_the_console():
    async with client_of(a_browser().world.app) as client:
        posted = await client.post("/graphql", json={"query": ME}, headers=CONSOLE)
        got = await client.get("/graphql", params={"query": ME}, headers=CONSOLE)
    assert posted.json()["data"] == got.json()["data"] == {"me": "Olive"}


@pytest.mark.parametrize("header", [{}, {"x-pulsecast-console": "0"}, {"x-pulsecast-console": ""}])
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
@pytest.mark.parametrize("secret", [SECRET, "wrong"])
async def test_a_cookie_alone_is_refused_whether_good_or_not(header, accept, secret):
    headers = {"cookie": f"pulsecast_session={secret}", "accept": accept, **header}
    async with client_of(a_browser().world.app) as client:
        posted = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
        got = await client.get("/graphql", params={"query": "{ hello }"}, headers=headers)
    for answer in (posted, got):
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["extensions"]["code"]) == (403, "CONSOLE_HEADER_MISSING")
        assert "X-Pulsecast-Console: 1" in error["extensions"]["hint"]


async def test_a_session_that_has_ended_is_told_and_its_cookie_cleared():
    browser = a_browser()
    browser.known.clear()
    async with client_of(browser.world.app) as client:
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers=CONSOLE)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "SESSION_ENDED")
    cleared = answer.headers["set-cookie"]
    assert cleared == "pulsecast_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"


async def test_authorization_goes_before_the_cookie():
    async with client_of(a_browser().world.app, key=KEY) as client:
        good = await client.post("/graphql", json={"query": ME}, headers=COOKIE)
        wrong = await client.post("/graphql", json={"query": ME}, headers={**CONSOLE, "authorization": "Bearer no"})
    assert good.json()["data"] == {"me": "Olive"}
    assert wrong.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "set-cookie" not in wrong.headers


async def test_an_empty_cookie_is_none():
    async with client_of(a_browser().world.app) as client:
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"cookie": "pulsecast_session="})
    assert answer.status_code == 200


async def test_without_sessions_nobody_looks_at_cookies(client):
    answer = await client.post("/graphql", json={"query": "{ hello }"}, headers=COOKIE)
    assert answer.status_code == 200


@pytest.mark.parametrize("origin", [ALLOWED, "https://evil.example"])
async def test_pages_of_other_origins_may_not_send_the_header(origin):
    browser = a_browser(HttpSettings(allowed_origins=(ALLOWED,)))
    preflight = {"access-control-request-method": "POST", "origin": origin}
    async with client_of(browser.world.app) as client:
        answer = await client.options(
            "/graphql", headers={**preflight, "access-control-request-headers": "x-pulsecast-console"}
        )
    assert answer.status_code == 400
    assert "x-pulsecast-console" not in answer.headers.get("access-control-allow-headers", "").lower()
    assert "access-control-allow-credentials" not in answer.headers


async def _who(address, origin, headers=COOKIE, init=INIT):
    async with opened(address, init=init, origin=origin, additional_headers=headers) as socket:
        await say(socket, subscribe("subscription { who }"))
        return (await hear(socket))["payload"]["data"]


async def test_the_cookie_counts_on_a_socket_of_the_own_origin_or_an_allowed_one(address):
    assert await _who(address, f"http://{address}") == {"who": "Olive"}
    assert await _who(address, ALLOWED) == {"who": "Olive"}


async def test_behind_a_proxy_the_browser_says_that_the_origin_is_the_same(address):
    assert await _who(address, f"https://{address}", {**COOKIE, "sec-fetch-site": "same-origin"}) == {"who": "Olive"}


@pytest.mark.parametrize("origin", ["https://{}", None])
async def test_the_cookie_does_not_count_on_a_socket_whose_origin_is_another_or_unknown(address, origin):
    given = None if origin is None else origin.format(address)
    async with opened(address, init=None, origin=given, additional_headers=COOKIE) as socket:
        await say(socket, INIT)
        code, reason = await closing_of(socket)
    assert code == 4403
    assert "own origin" in reason


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:1", "https://evil.example"])
async def test_a_page_of_another_host_or_port_opens_no_socket_at_all(address, origin):
    with pytest.raises(InvalidStatus) as refused:
        async with opened(address, init=None, origin=origin, additional_headers=COOKIE):
            pass
    assert refused.value.response.status_code == 403


async def test_authorization_on_a_socket_goes_before_the_cookie(address):
    init = {**INIT, "payload": {"Authorization": f"Bearer {KEY}"}}
    wrong = {"cookie": "pulsecast_session=wrong"}
    assert await _who(address, None, wrong, init) == {"who": "Olive"}
    assert await _who(address, None, {**wrong, "authorization": f"Bearer {KEY}"}) == {"who": "Olive"}


async def test_a_socket_with_a_session_that_has_ended_is_closed():
    with served() as (where, known):
        known.clear()
        async with opened(where, init=None, origin=f"http://{where}", additional_headers=COOKIE) as socket:
            await say(socket, INIT)
            assert await closing_of(socket) == (4403, "This session has ended; sign in again.")


async def test_signing_out_ends_what_sockets_and_streams_follow():
    with served(HttpSettings(ping_seconds=0.1)) as (where, known):
        async with (
            opened(where, origin=f"http://{where}", additional_headers=COOKIE) as socket,
            asked(where, "subscription { forever }", headers={**STREAM, **CONSOLE}) as (_, events),
        ):
            await say(socket, subscribe("subscription { forever }"))
            assert (await hear(socket))["payload"]["data"] == {"forever": 0}
            assert await anext(events) == ("next", {"data": {"forever": 0}})
            known.clear()
            assert await closing_of(socket) == (4403, "This session has ended; sign in again.")
            async with asyncio.timeout(5):
                assert [event async for event in events] == []


async def test_a_stream_that_is_never_idle_ends_with_its_session_too():
    with served(HttpSettings(ping_seconds=0.1)) as (where, known):
        query = "subscription { count(to: 100000000) { number } }"
        async with asked(where, query, headers={**STREAM, **CONSOLE}) as (_, events):
            await anext(events)
            known.clear()
            async with asyncio.timeout(10):
                last = [event async for event in events][-1]
    assert last[0] == "next"


async def test_sockets_are_bounded_for_each_session():
    with served(HttpSettings(max_sockets_per_key=1)) as (where, _):
        given = {"origin": f"http://{where}", "additional_headers": COOKIE}
        async with opened(where, **given), opened(where), opened(where, init=None, **given) as second:
            await say(second, INIT)
            assert (await closing_of(second))[0] == 1013
