"""Every page under ``docs`` is true: its commands run, its documents are answered, its programs work."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

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
        yield server, data


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


def test_the_tools_that_the_pages_use_are_there() -> None:
    for tool in ("bash", "curl", "python3"):
        assert shutil.which(tool, path=os.environ["PATH"]), f"{tool} is needed to hold the pages to the truth"
