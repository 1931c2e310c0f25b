"""Pages, health, figures and headers."""

import asyncio
import re

import pytest
from starlette.requests import Request

from graph.http.health import Health
from graph.http.settings import HttpSettings
from tests.graph.protocol.small_world import build_world, client_of

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_the_front_page_says_what_this_is_and_needs_no_other_host(client):
    response = await client.get("/")
    assert response.status_code == 200
    assert "GraphQL" in response.text
    assert 'href="graphql"' in response.text
    assert not re.findall(r"https?://", response.text)
    assert "default-src 'none'" in response.headers["content-security-policy"]


async def test_where_graphiql_is_not_built_a_browser_is_told_how_to_get_it_and_how_to_do_without(client):
    response = await client.get("/graphql", headers=HTML)
    assert response.headers["content-type"].startswith("text/html")
    assert "make console" in response.text
    assert f"curl -s {client.base_url}/graphql" in response.text
    assert response.headers["vary"] == "accept"
    assert re.search(r"default-src 'none'; style-src 'sha256-\S+'; ", response.headers["content-security-policy"])


async def test_a_query_in_the_address_is_answered_for_browsers_too(client):
    response = await client.get("/graphql", params={"query": "{ hello }"}, headers=HTML)
    assert response.headers["content-type"].startswith("application/json")
    assert response.json()["data"]


async def test_stock_serves_graphiql_without_any_guard(stock):
    response = await stock.get("/graphql", headers=HTML)
    assert "content-security-policy" not in response.headers
    assert "x-frame-options" not in response.headers


@pytest.mark.parametrize("path", ["/", "/graphql", "/healthz", "/readyz", "/metrics", "/nothing"])
async def test_every_answer_is_guarded(client, path):
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "content-security-policy" in headers


async def test_health_is_about_the_process_and_readiness_about_what_it_needs():
    async def well():
        return

    async def ill():
        raise ConnectionError("the database at 10.0.0.7 is gone")

    async with client_of(build_world(probes={"database": well}).app) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"status": "ok", "checks": {"database": "ok"}})
    async with client_of(build_world(probes={"database": ill, "disk": well}).app) as client:
        ready = await client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["checks"] == {"database": "failing", "disk": "ok"}
    assert "10.0.0.7" not in ready.text


async def test_a_probe_that_hangs_does_not_hang_the_answer():
    async def hanging():
        await asyncio.Event().wait()

    response = await Health({"jobs": hanging}, patience=0.01).ready(Request({"type": "http"}))
    assert response.status_code == 503


async def test_figures_count_operations_by_kind(world, client):
    for query in ("{ hello }", "{ hello }", 'mutation { save(input: {name: "a"}) { saved } }', "{ nope }"):
        await client.post("/graphql", json={"query": query})
    value = world.parts.metrics.registry.get_sample_value
    counted = {
        kind: value("pulsecast_operations_total", {"kind": kind, "transport": "http"})
        for kind in ("query", "mutation", "unknown")
    }
    assert counted == {"query": 2, "mutation": 1, "unknown": 1}
    text = (await client.get("/metrics")).text
    assert "pulsecast_open_sockets 0.0" in text
    assert 'pulsecast_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1.0' in text


async def test_pages_of_named_origins_may_call_the_api():
    settings = HttpSettings(allowed_origins=("https://console.example",))
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    async with client_of(build_world(settings).app) as client:
        ours = await client.options("/graphql", headers={**preflight, "origin": "https://console.example"})
        other = await client.options("/graphql", headers={**preflight, "origin": "https://evil.example"})
    assert ours.headers["access-control-allow-origin"] == "https://console.example"
    assert "access-control-allow-origin" not in other.headers
