"""The benchmark of subscriptions measures the product's own server, with processes and sockets."""

import sys

import orjson
import pytest
from typer.testing import CliRunner

from pulsecast.cli.app import app
from pulsecast.cli.bench_orders import Process
from pulsecast.cli.bench_server import KEY

SERVER = (sys.executable, "-m", "pulsecast.cli.bench_server")


def test_every_client_gets_everything_and_those_that_do_not_read_hinder_nobody() -> None:
    options = ["--clients", "6", "--groups", "3", "--stalled", "2", "--rate", "40", "--seconds", "1", "--json"]
    ran = CliRunner().invoke(app, ["bench", "subscriptions", *options])
    assert ran.exit_code == 0, ran.output
    told = orjson.loads(ran.stdout)
    assert told["right"]
    assert told["messagesPerSecond"] > 0
    assert told["faults"] == dict.fromkeys(told["faults"], 0)
    assert (told["clients"], told["groups"], told["stalled"], told["rate"]) == (6, 3, 2, 40)


def test_a_running_server_can_be_followed_too() -> None:
    with Process("The server", SERVER) as server:
        address = server.ask(do="start")["address"]
        server.ask(do="rate", rate=50)
        options = ["--url", address, "--key", KEY, "--clients", "3", "--seconds", "1"]
        ran = CliRunner().invoke(app, ["bench", "subscriptions", *options])
    assert ran.exit_code == 0, ran.output
    assert "0 lost, 0 doubled" in ran.stdout
    assert "events/s" not in ran.stdout


@pytest.mark.parametrize(
    ("options", "status", "reason"),
    [
        (["--url", "ftp://somewhere"], 2, "is no address"),
        (["--url", "ws://127.0.0.1:9", "--clients", "1"], 1, "cannot be reached"),
        (["--clients", "0"], 2, "--clients"),
    ],
)
def test_what_cannot_be_measured_is_refused(options: list[str], status: int, reason: str) -> None:
    ran = CliRunner().invoke(app, ["bench", "subscriptions", *options])
    assert ran.exit_code == status
    assert reason in ran.output


def test_a_wrong_key_is_told() -> None:
    with Process("The server", SERVER) as server:
        address = server.ask(do="start")["address"]
        ran = CliRunner().invoke(app, ["bench", "subscriptions", "--url", address, "--key", "wrong", "--clients", "2"])
    assert ran.exit_code == 1
    assert "credentials" in ran.output
