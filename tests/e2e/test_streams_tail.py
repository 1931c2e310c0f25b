"""Following the streams of a real server from the command line: lines, cursors, refusals and lost connections."""

import json
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from bench.server import KEY, serving
from pulsecast.cli.app import app

PULSECAST = str(Path(sys.executable).with_name("pulsecast"))
PATIENCE = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("tail"), demo=False, SIMULATOR_SPEED="120") as running:
        running.ask("mutation { enableSimulator(input: {}) { errors { message } } }")
        yield running


def tail(url, *arguments, key=KEY):
    """Run the command to its end, in this process."""
    named = ("--key", key) if key else ()
    return CliRunner().invoke(
        app,
        ["streams", "tail", "--url", url, *named, *arguments],
        env={"PULSECAST_OWNER_KEY": None},
    )


@contextmanager
def following(url, *arguments):
    """Run the command beside the test."""
    command = [PULSECAST, "streams", "tail", "--url", url, "--key", KEY, "--json", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


class Line:
    """A line to a port that can be cut; it takes calls again at once."""

    def __init__(self, port):
        self._port = port
        self._open = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self):
        threading.Thread(target=self._answer, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._door.close()
        self.cut()

    def cut(self):
        ends, self._open = self._open, []
        for end in ends:
            end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _answer(self):
        with suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                called = socket.create_connection(("127.0.0.1", self._port))
                self._open += [caller, called]
                for one, other in ((caller, called), (called, caller)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(one, other):
        with suppress(OSError):
            while content := one.recv(65_536):
                other.sendall(content)


def events(text):
    return [json.loads(line)["event"] for line in text.splitlines() if line.startswith('{"event"')]


def cursor(answer):
    return answer.stderr.rpartition("--after ")[2].strip()


def test_each_event_is_a_line_with_stream_value_flag_and_payload(server):
    answer = tail(server.base, "--topics", "platform.*,customer.page.view", "--limit", "5")
    assert answer.exit_code == 0, answer.stderr
    lines = answer.stdout.splitlines()
    assert len(lines) == 5
    for line in lines:
        date, time, stream, value, flag, data = line.split(maxsplit=5)
        assert date.startswith("20")
        assert time.count(":") == 2
        assert stream in {"platform.concurrent.users", "customer.page.view"}
        assert 0 <= float(value) <= 100
        assert flag in {"NORMAL", "WARNING", "CRITICAL"}
        assert "=" in data


def test_a_cursor_goes_on_without_a_gap(server):
    first = tail(server.base, "--topics", "customer.page.view", "--limit", "300", "--json")
    second = tail(server.base, "--topics", "customer.page.view", "--limit", "300", "--json", "--after", cursor(first))
    assert second.exit_code == 0, second.stderr
    told = {event["id"]: event["sequence"] for event in (*events(first.stdout), *events(second.stdout))}
    sequences = list(told.values())
    assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))
    assert len(sequences) > 300


def test_an_unknown_topic_is_answered_with_near_ones(server):
    answer = tail(server.base, "--topics", "custmer.*,session.started,session.bookin.requested")
    assert answer.exit_code == 1
    assert "There is no stream or topic 'custmer.*'." in answer.stderr
    assert "There is no stream or topic 'session.bookin.requested'." in answer.stderr
    assert "Did you mean `customer.*`" in answer.stderr
    assert not answer.stdout


@pytest.mark.parametrize("key", ["pc_nobody_has_this_key", None])
def test_a_wrong_or_missing_key_is_told(server, key):
    answer = tail(server.base, key=key)
    assert answer.exit_code == 1
    assert "key" in answer.stderr
    assert isinstance(answer.exception, SystemExit)


def test_a_foreign_cursor_is_told(server):
    answer = tail(server.base, "--after", "made-up")
    assert answer.exit_code == 1
    assert "This is no cursor of the streams of this workspace." in answer.stderr


def test_a_server_that_is_not_there_is_told():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    answer = tail(f"http://127.0.0.1:{port}")
    assert answer.exit_code == 1
    assert f"ws://127.0.0.1:{port}/graphql cannot be reached. Is the server running there?" in answer.stderr


def test_an_address_of_something_else_is_told(server):
    answer = tail(f"{server.base}/nothing")
    assert answer.exit_code == 1
    assert "/nothing answers with status" in answer.stderr


def test_an_address_that_is_none_is_told():
    answer = tail("ftp://example.com")
    assert answer.exit_code == 2
    assert "is no address such as http://127.0.0.1:8000." in " ".join(answer.stderr.replace("│", "").split())


def test_ctrl_c_ends_with_the_cursor(server):
    with following(server.base, "--topics", "*") as process:
        assert process.stdout.readline().startswith('{"event"')
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Go on with --after " in complaints
    assert "Traceback" not in complaints


def test_a_workspace_without_a_simulator_is_told(tmp_path):
    with serving(tmp_path, demo=False) as running:
        answer = tail(running.base)
    assert answer.exit_code == 1
    assert "This workspace has no simulator. An owner or admin can enable one with `enableSimulator`." in answer.stderr


def test_a_lost_connection_is_taken_up_again_without_a_gap(server):
    with Line(urlsplit(server.base).port) as line, following(line.base, "--topics", "customer.page.view") as process:
        told = [json.loads(process.stdout.readline())["event"] for _ in range(20)]
        line.cut()
        told += [json.loads(process.stdout.readline())["event"] for _ in range(500)]
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=PATIENCE)
    sequences = [event["sequence"] for event in told]
    assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))
    assert "The connection was lost. Trying again in 0.5 s." in complaints
