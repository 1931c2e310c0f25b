"""Every page under ``docs`` is true: its commands run, its documents are answered, its programs work.

The first share of the pages, and what the page about errors says of operations.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.pages import Demo, a_demo, do_page, shares_of_pages
from tests.fixtures.reader import ROOT

SHARE = shares_of_pages()[0]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One server with the demo data for all pages of the share."""
    with a_demo(tmp_path_factory.mktemp("docs")) as started:
        yield started


@pytest.mark.parametrize("page", SHARE)
def test_the_page_is_true(page: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    do_page(page, request, tmp_path)


GRAPHQL = "application/graphql-response+json"
NOBODY = {"Authorization": ""}
A_BROWSER = NOBODY | {"Cookie": "pulsecast_session=wrong", "X-Pulsecast-Console": "1"}
REQUESTS: dict[str, dict[str, Any]] = {
    "GRAPHQL_PARSE_FAILED": {"json": {"query": "{"}},
    "GRAPHQL_VALIDATION_FAILED": {"json": {"query": "{ nobody }"}},
    "BAD_USER_INPUT": {"json": {"query": "query ($n: Int!) { campaigns(first: $n) { totalCount } }"}},
    "BAD_REQUEST": {"json": []},
    "UNAUTHENTICATED": {"json": {"query": "{ health { status } }"}, "headers": {"Authorization": "Bearer wrong"}},
    "SESSION_ENDED": {"json": {"query": "{ health { status } }"}, "headers": A_BROWSER},
    "CONSOLE_HEADER_MISSING": {"json": {}, "headers": A_BROWSER | {"X-Pulsecast-Console": ""}},
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
def test_an_error_has_the_code_and_the_status_of_the_page(code: str, demo: Demo) -> None:
    client = demo.server.client
    request = dict(REQUESTS[code])
    headers = {"Accept": GRAPHQL} | request.pop("headers", {})
    answer = client.request(request.pop("method", "POST"), "/graphql", headers=headers, **request)
    assert answer.json()["errors"][0]["extensions"]["code"] == code
    assert answer.status_code == statuses()[code]


def test_an_operation_that_a_role_forbids_has_the_code_and_the_status_of_the_page(demo: Demo) -> None:
    create = "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }"
    secret = demo.server.ask(create, input={"name": "Reader", "role": "VIEWER"})["createApiKey"]["secret"]
    query = {"query": "{ viewer { workspace { apiKeys { totalCount } } } }"}
    answer = demo.server.client.post("/graphql", json=query, headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["errors"][0]["extensions"] == {
        "code": "FORBIDDEN",
        "roles": ["OWNER", "ADMIN", "ANALYST"],
    }
    assert answer.status_code == statuses()["FORBIDDEN"]


def test_the_tools_that_the_pages_use_are_there() -> None:
    for tool in ("bash", "curl", "python3"):
        assert shutil.which(tool, path=os.environ["PATH"]), f"{tool} is needed to hold the pages to the truth"
