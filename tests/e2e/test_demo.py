"""The guided demo on a real server: its order, what it leaves behind, and when it does not begin."""

import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bench.server import KEY
from pulsecast.cli.app import app
from tests.fixtures.pages import a_demo, free_port

PULSECAST = str(Path(sys.executable).with_name("pulsecast"))
PATIENCE = 300
SPEED = 7.0

STATE = "{ simulator { state { speed activeModifiers { scenarioId status } } } }"
TOLD_IN_ORDER = (
    "1. Calm",
    "A conversion usually costs ",
    "/simulator",
    "2. A competitor comes",
    "marketing.ad.spend: ×",
    "Activated at ",
    "signup.completed ",
    "simulated days have gone by.",
    "3. Something is unusual",
    "A forecast of 14 days",
    "4. What to do",
    "How sure is that? Confidence ",
    "5. Back",
    "The scenario is stopped.",
    "The speed is 7 again.",
    "/campaigns/",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with a_demo(tmp_path_factory.mktemp("demo")) as demo:
        demo.server.ask(
            "mutation ($speed: Float!) { setSimulatorSpeed(input: { speed: $speed }) { errors { message } } }",
            speed=SPEED,
        )
        yield demo.server


@contextmanager
def playing(url, *arguments):
    """Run the command beside the test."""
    command = [PULSECAST, "demo", "--url", url, "--key", KEY, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def refused(url, key=KEY):
    """Run a demo that cannot begin, in this process."""
    named = ("--key", key) if key else ()
    return CliRunner().invoke(app, ["demo", "--url", url, *named], env={"PULSECAST_OWNER_KEY": None})


def acting(server):
    """Return the speed, and the scenarios that act with their status."""
    state = server.ask(STATE)["simulator"]["state"]
    return state["speed"], {one["scenarioId"]: one["status"] for one in state["activeModifiers"]}


def test_the_demo_goes_from_calm_to_advice_and_back_and_can_be_interrupted(server):
    with playing(server.base, "--no-pause", "--days", "1", "--longest", "9") as process:
        told, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, complaints
    place = 0
    for words in TOLD_IN_ORDER:
        place = told.find(words, place)
        assert place >= 0, f"{words!r} is missing or too early in:\n{told}"
    assert re.search(r"100\.0 %|97\.\d %", told), "the run's progress is told"
    assert acting(server) == (SPEED, {"competitor-disruption": "SETTLING"})

    again = refused(server.base)
    assert again.exit_code == 1
    assert "The scenario Competitor Disruption still settles" in again.stderr

    with playing(server.base, "--no-pause", "--reset") as process:
        lines = iter(process.stdout.readline, "")
        assert any("Time now runs as fast" in line for line in lines), process.stderr.read()
        process.send_signal(signal.SIGINT)
        told, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Put back: the scenario is stopped." in told
    assert "Put back: the speed is 7 again." in told
    assert "Traceback" not in complaints
    assert acting(server) == (SPEED, {"competitor-disruption": "SETTLING"})


@pytest.mark.parametrize("key", ["pc_nobody_has_this_key", None])
def test_a_wrong_or_missing_key_is_told(server, key):
    answer = refused(server.base, key)
    assert answer.exit_code == 1
    assert "key" in answer.stderr
    assert isinstance(answer.exception, SystemExit)


def test_a_server_that_is_not_there_is_told():
    address = f"http://127.0.0.1:{free_port()}"
    answer = refused(address)
    assert answer.exit_code == 1
    assert f"{address}/graphql cannot be reached. Is the server running there?" in answer.stderr


def test_an_address_that_is_none_is_told():
    answer = refused("ftp://example.com")
    assert answer.exit_code == 2
    assert "is no address such as http://127.0.0.1:8000." in " ".join(answer.stderr.replace("│", "").split())
