"""The built console: its pages, its GraphiQL and its files, from a folder that stands for a build."""

import re
from pathlib import Path

import pytest

from graph.http.console import NONCE, Console, built_console
from tests.graph.protocol.small_world import build_world, client_of

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = "console.log('pulsecast');\n" * 100


@pytest.fixture
def folder(tmp_path):
    built = tmp_path / "static"
    for name, text in {
        "index.html": f'<title>Console</title><meta property="csp-nonce" nonce="{NONCE}">',
        "graphiql.html": f'<title>GraphiQL</title><meta property="csp-nonce" nonce="{NONCE}">',
        "pulsecast.svg": "<svg/>",
        ".hidden": "secret",
        ".vite/manifest.json": "{}",
        "assets/index-abc.js": SCRIPT,
        "../outside.txt": "secret",
    }.items():
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_text(text)
    return built


@pytest.fixture
async def client(folder):
    console = Console(folder)
    world = build_world(routes=console.routes(), graphiql=console.graphiql)
    async with client_of(world.app) as made:
        yield made


def policy_of(response) -> dict[str, list[str]]:
    """Return what a page may load, by directive."""
    parts = [part.split() for part in response.headers["content-security-policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", ["/", "/campaigns", "/campaigns/a/b", "/index.html", "/.vite/manifest.json"])
async def test_a_browser_gets_the_console_at_every_address_that_is_nothing_else(client, path):
    response = await client.get(path, headers=HTML)
    assert response.status_code == 200
    assert "<title>Console</title>" in response.text
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["vary"] == "accept"


async def test_others_are_told_that_nothing_is_there(client):
    response = await client.get("/campaigns", headers={"accept": "application/json"})
    assert response.status_code == 404
    assert "/graphql" in response.text
    assert (await client.post("/campaigns")).status_code == 405


async def test_the_api_and_health_come_before_the_console(client):
    answer = await client.post("/graphql", json={"query": "{ hello }"})
    assert answer.json()["data"]
    assert (await client.get("/healthz", headers=HTML)).json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/", "/graphql"])
async def test_each_page_has_a_nonce_of_its_own(client, path):
    texts = [(await client.get(path, headers=HTML)).text for _ in range(2)]
    nonces = [re.findall(r'nonce="([^"]+)"', text) for text in texts]
    assert all(len(found) == 1 and len(found[0]) >= 20 for found in nonces)
    assert nonces[0] != nonces[1]


async def test_the_console_may_load_nothing_unsafe_and_nothing_foreign(client):
    response = await client.get("/", headers=HTML)
    policy = policy_of(response)
    nonce = re.findall(r'nonce="([^"]+)"', response.text)[0]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'", f"'nonce-{nonce}'"]
    assert "unsafe" not in str(policy)
    assert not re.search(r"https?:|wss?:|\*", str(policy))


async def test_graphiql_may_write_styles_but_runs_no_script_of_others(client):
    response = await client.get("/graphql", headers=HTML)
    policy = policy_of(response)
    assert "<title>GraphiQL</title>" in response.text
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["worker-src"] == policy["connect-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'", "'unsafe-inline'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert not re.search(r"https?:|wss?:|\*|unsafe-eval", str(policy))
    assert response.headers["vary"] == "accept"


async def test_a_query_in_the_address_is_answered_by_the_api_for_browsers_too(client):
    response = await client.get("/graphql", params={"query": "{ hello }"}, headers=HTML)
    assert response.headers["content-type"].startswith("application/json")
    assert response.json()["data"]


async def test_assets_are_kept_for_good_and_sent_compressed(client):
    response = await client.get("/assets/index-abc.js", headers={"accept-encoding": "gzip"})
    assert response.text == SCRIPT
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-encoding"] == "gzip"
    assert "javascript" in response.headers["content-type"]


async def test_files_beside_the_pages_are_kept_for_an_hour(client):
    response = await client.get("/pulsecast.svg")
    assert (response.text, response.headers["cache-control"]) == ("<svg/>", "public, max-age=3600")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone-abc.js",
        "/assets/",
        "/assets/%2e%2e/.hidden",
        "/assets/%2e%2e/%2e%2e/outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/.hidden",
        "/.vite/manifest.json",
        "/graphiql.html",
        "/%00",
        f"/{'a' * 5_000}",
    ],
)
async def test_nothing_is_served_that_is_hidden_outside_or_not_there(client, path):
    response = await client.get(path, headers={"accept": "*/*"})
    assert response.status_code == 404
    assert "secret" not in response.text


@pytest.mark.parametrize("missing", ["index.html", "graphiql.html"])
async def test_half_a_build_is_none(folder: Path, missing):
    assert built_console(folder) is not None
    (folder / missing).unlink()
    assert built_console(folder) is None
