"""The README is true: its commands start the product, its query gives its answer, its picture and links are there."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from bench.server import Server
from tests.fixtures.documents import Block, blocks_of, pattern_of
from tests.fixtures.reader import ROOT, Reader

README = ROOT / "README.md"
PATIENCE = 60.0


def blocks(kind: str) -> list[Block]:
    return [block for block in blocks_of(README, ROOT) if block.kind == kind]


@dataclass(frozen=True)
class Start:
    """A first start: what it said, and the server."""

    said: str
    data: Path
    server: Server


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start the product as ``make run`` does, on a free port and in an empty data folder, with no key chosen."""
    data = tmp_path_factory.mktemp("readme") / "var"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PULSECAST_")}
    environment = kept | {"PULSECAST_DATA_DIR": str(data), "PULSECAST_PORT": str(port)}
    command = [str(Path(sys.executable).with_name("pulsecast")), "serve"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    lines = [process.stdout.readline().decode() for _ in range(3)]
    said, key = "".join(lines), lines[1].rpartition(": ")[2].strip()
    base = f"http://127.0.0.1:{port}"
    client = httpx2.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE)
    try:
        yield Start(said.replace(str(port), "8000"), data, Server(process, client, 0.0))
    finally:
        client.close()
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        process.stdout.close()


@pytest.fixture
def reader(start: Start, tmp_path: Path) -> Iterator[Reader]:
    key = start.server.client.headers["authorization"].removeprefix("Bearer ")
    environment = {"PULSECAST_DATA_DIR": str(start.data), "KEY": key}
    made = Reader(tmp_path, environment, start.server)
    yield made
    made.close()


def test_make_run_serves() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "run"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert shown.splitlines()[-1] == ".venv/bin/pulsecast serve"


def test_make_test_runs_the_tests() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "test"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    *_, python, units, journeys = [line.strip() for line in shown.splitlines()]
    assert ".venv/bin/python -m pytest" in python
    assert units.endswith("scripts/console test")
    assert journeys.endswith("scripts/console journeys")


def test_the_two_commands_are_the_two_targets() -> None:
    typed = [block.text.strip() for block in blocks("sh")]
    assert [one for one in typed if one.startswith("make ")] == ["make run", "make test"]


def test_the_first_start_says_what_the_readme_shows(start: Start) -> None:
    shown = blocks("text")[0].text
    assert pattern_of(shown).fullmatch(start.said), start.said


def test_the_link_of_the_first_start_signs_a_browser_in_once(start: Start) -> None:
    token = start.said.rpartition("#token=")[2].strip()
    query = "mutation($input: SignInInput!) { signIn(input: $input) { viewer { name } errors { path } } }"
    asked = {"query": query, "variables": {"input": {"token": token}}}
    with httpx2.Client(base_url=start.server.base, headers={"X-Pulsecast-Console": "1"}, timeout=PATIENCE) as browser:
        first, again = [browser.post("/graphql", json=asked).json()["data"]["signIn"] for _ in range(2)]
        assert first == {"viewer": {"name": "Olivia Owner"}, "errors": []}
        assert again == {"viewer": None, "errors": [{"path": ["token"]}]}
        seen = browser.post("/graphql", json={"query": "{ viewer { role } }"}).json()
    assert seen["data"] == {"viewer": {"role": "OWNER"}}


def test_everything_in_the_readme_works(reader: Reader) -> None:
    assert reader.read(README) >= 5


def test_the_curl_command_asks_the_query_that_is_shown_and_gets_its_answer(start: Start) -> None:
    curl = next(block.text for block in blocks("sh") if block.text.startswith("curl "))
    sent = json.loads(curl[curl.index("-d '") + 4 : curl.rindex("'")])["query"]
    assert re.sub(r"[\s,]+", "", sent) == re.sub(r"[\s,]+", "", blocks("graphql run")[0].text)
    address = start.server.base.removeprefix("http://")
    key = start.server.client.headers["authorization"].removeprefix("Bearer ")
    command = curl.replace("127.0.0.1:8000", address)
    given = subprocess.run(["bash", "-c", command], env=os.environ | {"KEY": key}, capture_output=True, check=True)
    answer = json.loads(given.stdout)
    assert answer["data"] == json.loads(blocks("json answer")[0].text)["data"]


def test_the_picture_is_one_and_shows_a_real_result() -> None:
    picture = ET.parse(ROOT / "docs/images/forecast.svg").getroot()
    assert picture.tag.endswith("svg")
    bands = [node for node in picture.iter() if node.tag.endswith("polygon")]
    assert [band.get("class") for band in bands] == ["b95", "b80", "b50"]
    assert all(len((band.get("points") or "").split()) == 2 * 30 + 1 for band in bands)


def test_the_picture_can_be_drawn_again_from_a_running_server(start: Start) -> None:
    key = start.server.client.headers["authorization"].removeprefix("Bearer ")
    command = [sys.executable, str(ROOT / "scripts/draw-forecast"), "--url", start.server.base, "--key", key]
    until = time.monotonic() + 240
    while time.monotonic() < until:  # the demo's own simulation may still be at work
        drawn = subprocess.run(command, capture_output=True, text=True, check=False)
        if drawn.returncode == 0:
            break
        assert "no finished simulation" in drawn.stderr, drawn.stderr
        time.sleep(0.5)
    picture = ET.fromstring(drawn.stdout)
    words = " ".join(node.text or "" for node in picture.iter())
    for expected in ("Exam Season Search: clicks per day", "Clicks per day", "Day, UTC", "median", "95 % band"):
        assert expected in words


def test_everything_in_the_guide_for_contributors_works(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    (tmp_path / "docs/images").mkdir(parents=True)
    assert reader.read(ROOT / "CONTRIBUTING.md")
    assert ET.parse(tmp_path / "docs/images/forecast.svg").getroot().tag.endswith("svg")
