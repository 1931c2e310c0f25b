"""Every page under ``docs`` is true: its commands run, its documents are answered, its programs work."""

import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.server import KEY, Server, serving
from tests.fixtures.documents import blocks_of
from tests.fixtures.reader import ROOT, Reader

PAGES = sorted((ROOT / "docs").rglob("*.md"))
DONE = [page for page in PAGES if any(block.kind != "text" for block in blocks_of(page, ROOT))]
ALONE = {"docs/how-to/postgresql.md"}
"""Pages that start servers of their own."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """One server with the demo data for all pages."""
    data = tmp_path_factory.mktemp("docs") / "var"
    with serving(data, demo=True) as server:
        await_simulator(server)
        yield server, data


def await_simulator(server: Server) -> None:
    """Wait until the demo's simulator runs, should the machine be so slow that the server serves before."""
    until = time.monotonic() + 300
    query = {"query": "{ simulator { state { status } } }"}
    while not (server.client.post("/graphql", json=query).json().get("data") or {}).get("simulator"):
        assert time.monotonic() < until, "the simulator of the demo does not run"
        time.sleep(0.1)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", [page for page in DONE if name_of(page) not in ALONE], ids=name_of)
def test_the_page_is_true(page: Path, demo: tuple[Server, Path], tmp_path: Path) -> None:
    server, data = demo
    (tmp_path / "var").symlink_to(data)
    environment = {"KEY": KEY, "PULSECAST_DATA_DIR": str(data), "PULSECAST_PORT": free_port()}
    reader = Reader(tmp_path, environment, server)
    try:
        assert reader.read(page)
    finally:
        reader.close()


def test_the_page_about_postgresql_is_true(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    address = request.getfixturevalue("make_postgresql")()
    environment = {"DATABASE": address, "PULSECAST_DATA_DIR": str(tmp_path / "var"), "PULSECAST_PORT": free_port()}
    reader = Reader(tmp_path, environment | {"PULSECAST_DEMO": "0"})
    try:
        assert reader.read(ROOT / "docs/how-to/postgresql.md")
        assert "Working." in (tmp_path / "worker.log").read_text()
    finally:
        reader.close()


GRAPHQL = "application/graphql-response+json"
NOBODY = {"Authorization": ""}
REQUESTS: dict[str, dict[str, Any]] = {
    "GRAPHQL_PARSE_FAILED": {"json": {"query": "{"}},
    "GRAPHQL_VALIDATION_FAILED": {"json": {"query": "{ nobody }"}},
    "BAD_USER_INPUT": {"json": {"query": "query ($n: Int!) { campaigns(first: $n) { totalCount } }"}},
    "BAD_REQUEST": {"json": []},
    "UNAUTHENTICATED": {"json": {"query": "{ health { status } }"}, "headers": {"Authorization": "Bearer wrong"}},
    "METHOD_NOT_ALLOWED": {"method": "PUT", "json": {}},
    "NOT_ACCEPTABLE": {"json": {"query": "{ health { status } }"}, "headers": {"Accept": "image/png"}},
    "TOO_LARGE": {"json": {"query": " " * 120_000}, "headers": NOBODY},
    "UNSUPPORTED_MEDIA_TYPE": {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
}
"""A request that meets each error of an operation that a stranger or a mistake can provoke."""


def statuses() -> dict[str, int]:
    section = (ROOT / "docs/reference/errors.md").read_text().partition("## Errors of an operation")[2]
    return {code: int(status) for code, status in re.findall(r"^\| `(\w+)` \| (\d+) \|", section, re.MULTILINE)}


@pytest.mark.parametrize("code", REQUESTS)
def test_an_error_has_the_code_and_the_status_of_the_page(code: str, demo: tuple[Server, Path]) -> None:
    client = demo[0].client
    request = dict(REQUESTS[code])
    headers = {"Accept": GRAPHQL} | request.pop("headers", {})
    answer = client.request(request.pop("method", "POST"), "/graphql", headers=headers, **request)
    assert answer.json()["errors"][0]["extensions"]["code"] == code
    assert answer.status_code == statuses()[code]


def test_an_operation_that_a_role_forbids_has_the_code_and_the_status_of_the_page(demo: tuple[Server, Path]) -> None:
    create = "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }"
    secret = demo[0].ask(create, input={"name": "Reader", "role": "VIEWER"})["createApiKey"]["secret"]
    query = {"query": "{ viewer { workspace { apiKeys { totalCount } } } }"}
    answer = demo[0].client.post("/graphql", json=query, headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["errors"][0]["extensions"] == {
        "code": "FORBIDDEN",
        "roles": ["OWNER", "ADMIN", "ANALYST"],
    }
    assert answer.status_code == statuses()["FORBIDDEN"]


def test_the_tools_that_the_pages_use_are_there() -> None:
    for tool in ("bash", "curl", "python3"):
        assert shutil.which(tool, path=os.environ["PATH"]), f"{tool} is needed to hold the pages to the truth"
