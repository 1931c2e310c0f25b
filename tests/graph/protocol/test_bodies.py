"""Bodies: bounded while they arrive, and parsed so that other requests go on."""

import asyncio
import itertools
import json

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.http import json_body
from graph.http.json_body import NotJson, parse_json, parse_large
from graph.http.settings import HttpSettings
from tests.graph.protocol.small_world import KEY, build_world, client_of, serving

JSON = {"content-type": "application/json"}
SAVE = "mutation($input: SaveInput!) { save(input: $input) { saved errors { code } } }"


def save(length):
    return {"query": SAVE, "variables": {"input": {"name": "a", "content": "x" * length}}}


async def test_without_credentials_a_body_has_at_most_100_kb(client, stock):
    small = await client.post("/graphql", json=save(90_000))
    assert small.json()["data"]["save"]["saved"] == "a:90000"
    large = await client.post("/graphql", json=save(100_000))
    assert large.status_code == 413
    error = large.json()["errors"][0]["extensions"]
    assert error["code"] == "TOO_LARGE"
    assert "credentials" in error["hint"]
    assert (await stock.post("/graphql", json=save(200_000))).status_code == 200


async def test_with_credentials_a_body_has_at_most_what_is_set(owner):
    assert (await owner.post("/graphql", json=save(400_000))).json()["data"]["save"]["saved"] == "a:400000"
    world = build_world(HttpSettings(max_upload=200_000))
    async with client_of(world.app, key=KEY) as client:
        assert (await client.post("/graphql", json=save(150_000))).status_code == 200
        assert (await client.post("/graphql", json=save(200_000))).status_code == 413


async def test_a_body_of_unknown_length_is_cut_off_at_the_bound():
    """A chunked body announces no length; more than the bound is never held."""
    taken = 0

    async def endless():
        nonlocal taken
        while True:
            taken += 1
            yield b" " * 10_000

    async with client_of(build_world().app) as client:
        response = await client.post("/graphql", content=endless(), headers=JSON)
    assert response.status_code == 413
    assert taken <= 12


async def sent_raw(messages, *headers):
    """Speak ASGI itself, because servers and clients refuse to lie; returns the status of the answer."""
    sent = []

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), *headers],
    }
    await asyncio.wait_for(build_world().app(scope, receive, send), 5)
    return sent[0]["status"]


async def test_a_lying_length_is_not_trusted():
    endless = itertools.repeat({"type": "http.request", "body": b" " * 50_000, "more_body": True})
    assert await sent_raw(endless, (b"content-length", b"10")) == 413


@pytest.mark.parametrize("length", [b"-1", b"ten", b"9" * 5_000])
async def test_an_absurd_length_is_no_defect(length):
    body = iter([{"type": "http.request", "body": b"{}", "more_body": False}])
    assert await sent_raw(body, (b"content-length", length)) in {400, 413}


async def test_a_body_that_ends_early_is_no_defect():
    messages = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    assert await sent_raw(iter(messages)) == 400


async def test_over_a_real_socket_a_too_large_body_gets_its_answer():
    with serving(build_world().app) as address:
        async with httpx2.AsyncClient() as client:
            response = await client.post(f"http://{address}/graphql", content=b" " * 5_000_000, headers=JSON)
            assert response.status_code == 413
            again = await client.post(f"http://{address}/graphql", json={"query": "{ hello }"})
            assert again.json()["data"] == {"hello": "Hello world"}


async def test_a_body_somewhat_too_large_is_read_to_its_end_before_it_is_refused():
    """Most plain HTTP libraries read the answer after they sent everything, and see a broken connection if cut off."""
    left = [{"type": "http.request", "body": b" " * 100_000, "more_body": more} for more in (True, True, False)]
    assert await sent_raw(iter(lambda: left.pop(0), None), (b"content-length", b"300000")) == 413
    assert left == []


async def test_a_body_that_is_announced_as_far_too_large_is_not_read_at_all():
    unread = iter(())
    assert await sent_raw(unread, (b"content-length", b"400001")) == 413


long_texts = st.text(st.sampled_from('a"\\\n\u00e9\u20ac\U0001f600\x7f\u2028'), min_size=1, max_size=30).map(
    lambda text: text * (70_000 // len(text))
)


@settings(max_examples=25, deadline=None)
@given(long_texts, st.booleans(), st.integers(0, 40))
def test_a_large_body_parses_to_what_json_says(text, ascii_only, shift):
    value = {"pad": "p" * shift, "v": {"long": text, "list": [text, "short", 1, None, "text-0-0"], "text-1-": "x"}}
    body = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert parse_large(body) == value


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": "' + b"x" * 300_000,
        b'{"a": "' + b"\\u12" * 100_000 + b'"}',
        b'{"a": "' + b"\\q" * 200_000 + b'"}',
        b'{"a": "' + b"\\ud800" * 50_000 + b'"}',
        b'{"a": "' + b"\xff" * 300_000 + b'"}',
        b'{"a": "' + b"x\n" * 200_000 + b'"}',
        b'{"a": "' + b"\x80" * 600_000 + b'"}',
        b"[" * 300_000,
        b"[" + b"0," * 1_000_000 + b"0]",
        b'["' + b'","' * 1_000_000 + b'"]',
        b'"' + b"\\" * 300_001,
        b" " * 300_000,
    ],
    ids=lambda body: body[:12].decode(errors="replace") + "…",
)
async def test_a_large_body_that_is_wrong_is_refused(body):
    with pytest.raises(NotJson):
        await parse_json(body)


async def test_a_long_text_alone_is_json():
    assert await parse_json(b'"' + b"y" * 300_000 + b'"') == "y" * 300_000
    assert await parse_json(b'["' + b"\\\\" * 150_000 + b'"]') == ["\\" * 150_000]


def test_no_single_step_of_the_parser_is_large():
    """Only steps hold up others: each piece is bounded, however large the body."""
    assert json_body.SMALL <= 256_000
    assert json_body._PIECE <= 256_000
    assert json_body._LARGEST_REST <= 1_000_000
