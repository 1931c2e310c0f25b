"""Signing in from a browser and out again, over HTTP, as the console does it."""

from collections.abc import AsyncIterator
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx2
import pytest

from domain.workspaces.model import SESSION_LIFE, Principal, Role
from graph.app import AppParts, create_app
from graph.session_cookie import SESSION_COOKIE
from tests.fixtures.product import World, gid

SIGN_IN = """mutation($input: SignInInput!) {
    signIn(input: $input) { viewer { id name role workspace { name } } errors { code message path hint } } }"""
SIGN_OUT = "mutation { signOut { signedOut errors { code } } }"
CONSOLE = {"x-pulsecast-console": "1"}


class Browser:
    """A client that keeps cookies."""

    def __init__(self, world: World, scheme: str = "http") -> None:
        async def authenticate(token: str | None) -> Principal | None:
            return None if token is None else await world.product.authenticator.authenticate(token)

        async def session(token: str | None) -> Principal | None:
            return None if token is None else await world.product.authenticator.authenticate_session(token)

        app = create_app(
            world.schema,
            authenticate=authenticate,
            context_factory=lambda principal, _: world.context(principal),
            parts=AppParts(sessions=session),
        )
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        self.client = httpx2.AsyncClient(transport=transport, base_url=f"{scheme}://pulsecast.test")

    async def send(self, query: str, headers: dict[str, str] = CONSOLE, **variables: Any) -> httpx2.Response:
        return await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    async def sign_in(self, **given: str) -> httpx2.Response:
        return await self.send(SIGN_IN, input=given)


def cookie_of(response: httpx2.Response) -> Morsel[str]:
    parsed = SimpleCookie(response.headers["set-cookie"])
    assert list(parsed) == [SESSION_COOKIE]
    return parsed[SESSION_COOKIE]


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    made = Browser(world)
    async with made.client:
        yield made


@pytest.fixture
async def key(world: World) -> str:
    secret, _ = await world.product.services.keys.create(
        world.here.principals[Role.OWNER], "browser", Role.ANALYST, None
    )
    return secret


async def _token(world: World) -> str:
    return await world.product.services.sessions.offer(world.here.principals[Role.OWNER])


async def test_a_browser_signs_in_with_a_key_and_asks_with_its_cookie(world: World, browser: Browser, key: str):
    answer = await browser.sign_in(key=key)
    owner = world.here.principals[Role.OWNER]
    assert answer.json()["data"]["signIn"] == {
        "viewer": {
            "id": gid("Member", owner.member_id),
            "name": owner.name,
            "role": "ANALYST",
            "workspace": {"name": world.here.workspace.name},
        },
        "errors": [],
    }
    viewer = await browser.send("{ viewer { role } }")
    assert viewer.json()["data"] == {"viewer": {"role": "ANALYST"}}
    assert "set-cookie" not in viewer.headers


async def test_a_link_signs_in_once(world: World, browser: Browser):
    token = await _token(world)
    assert (await browser.sign_in(token=token)).json()["data"]["signIn"]["viewer"]["role"] == "OWNER"
    browser.client.cookies.clear()
    again = await browser.sign_in(token=token)
    assert again.json()["data"]["signIn"]["viewer"] is None
    (error,) = again.json()["data"]["signIn"]["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["token"])
    assert "pulsecast keys sign-in" in error["hint"]
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize(("scheme", "secure"), [("http", ""), ("https", True)])
async def test_no_script_and_no_other_site_gets_at_the_cookie(world: World, key: str, scheme: str, secure: bool):
    browser = Browser(world, scheme)
    async with browser.client:
        answer = await browser.sign_in(key=key)
    cookie = cookie_of(answer)
    assert len(cookie.value) == 43
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "Strict", "/", secure)
    assert cookie["max-age"] == str(int(SESSION_LIFE.total_seconds()))
    assert cookie["domain"] == ""
    assert cookie.value not in answer.text


async def test_a_header_of_the_client_does_not_make_the_request_https(browser: Browser, key: str):
    claims = {"x-forwarded-proto": "https", "forwarded": "proto=https", **CONSOLE}
    answer = await browser.send(SIGN_IN, claims, input={"key": key})
    assert not cookie_of(answer)["secure"]


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(browser: Browser, key: str):
    await browser.sign_in(key=key)
    secret = browser.client.cookies[SESSION_COOKIE]
    out = await browser.send(SIGN_OUT)
    assert out.json()["data"] == {"signOut": {"signedOut": True, "errors": []}}
    assert (cookie_of(out).value, cookie_of(out)["max-age"]) == ("", "0")
    assert SESSION_COOKIE not in browser.client.cookies
    browser.client.cookies.set(SESSION_COOKIE, secret)
    stolen = await browser.send("{ viewer { role } }")
    assert stolen.status_code == 401
    assert stolen.json()["errors"][0]["extensions"]["code"] == "SESSION_ENDED"


async def test_nothing_more_is_done_for_one_who_has_signed_out(browser: Browser, key: str):
    await browser.sign_in(key=key)
    both = await browser.send(
        'mutation { signOut { signedOut } createRule(input: {rule: {name: "x", condition: {kind: THRESHOLD, '
        "metric: CLICKS, comparator: ABOVE, value: 1}}}) { errors { code } } }"
    )
    assert [error["extensions"]["code"] for error in both.json()["errors"]] == ["UNAUTHENTICATED"]


async def test_signing_in_without_the_header_sets_no_cookie_and_uses_nothing_up(world: World, browser: Browser):
    token = await _token(world)
    refused = await browser.send(SIGN_IN, {}, input={"token": token})
    (error,) = refused.json()["errors"]
    assert error["extensions"]["code"] == "CONSOLE_HEADER_MISSING"
    assert "X-Pulsecast-Console: 1" in error["extensions"]["hint"]
    assert "set-cookie" not in refused.headers
    assert (await browser.sign_in(token=token)).json()["data"]["signIn"]["errors"] == []


async def test_a_stream_of_events_cannot_sign_in(world: World, browser: Browser):
    token = await _token(world)
    refused = await browser.send(SIGN_IN, {"accept": "text/event-stream", **CONSOLE}, input={"token": token})
    assert '"code":"CONFLICT"' in refused.text
    assert "set-cookie" not in refused.headers
    assert (await browser.sign_in(token=token)).json()["data"]["signIn"]["errors"] == []


async def test_outside_of_http_signing_in_is_refused_as_data(world: World):
    answer = await world.ask(SIGN_IN, None, input={"token": await _token(world)})
    (error,) = answer.data["signIn"]["errors"]
    assert (error["code"], answer.data["signIn"]["viewer"]) == ("CONFLICT", None)
    assert "POST" in error["hint"]


async def test_a_key_goes_before_the_cookie(world: World, browser: Browser, key: str):
    await browser.sign_in(token=await _token(world))
    header = {"authorization": f"Bearer {key}"}
    assert (await browser.send("{ viewer { role } }", header)).json()["data"] == {"viewer": {"role": "ANALYST"}}
    out = await browser.send(SIGN_OUT, header)
    assert out.json()["data"]["signOut"] == {"signedOut": False, "errors": [{"code": "CONFLICT"}]}
    assert "set-cookie" not in out.headers


async def test_the_secret_of_a_session_is_no_bearer_token(browser: Browser, key: str):
    await browser.sign_in(key=key)
    secret = browser.client.cookies[SESSION_COOKIE]
    answer = await browser.send("{ viewer { role } }", {"authorization": f"Bearer {secret}"})
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_both_or_neither_of_key_and_token_is_told_as_data(browser: Browser, key: str):
    for given in ({}, {"key": key, "token": "x"}):
        answer = await browser.sign_in(**given)
        assert [error["code"] for error in answer.json()["data"]["signIn"]["errors"]] == ["INVALID_INPUT"]
        assert "set-cookie" not in answer.headers
