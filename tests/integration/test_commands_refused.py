"""What a person reads when a command cannot do its work: a sentence, never a stack."""

import socket

import pytest
from typer.testing import CliRunner

from pulsecast.cli.app import app


def answer_of(*arguments, **settings):
    plain = {"PULSECAST_DEMO": "0", "PULSECAST_LOG_LEVEL": "ERROR"}
    return CliRunner().invoke(app, list(arguments), env={**plain, **settings})


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "seed"])
def test_a_data_folder_that_cannot_be_made_is_named(tmp_path, command):
    (tmp_path / "file").write_text("")
    answer = answer_of(command, PULSECAST_DATA_DIR=str(tmp_path / "file"), PULSECAST_PORT="0")
    assert answer.exit_code == 1
    assert "cannot be made: File exists. Set PULSECAST_DATA_DIR to a folder" in answer.output
    assert isinstance(answer.exception, SystemExit)


def test_a_database_that_cannot_be_reached_is_said_so(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"postgresql://somebody:secret@127.0.0.1:{port}/pulsecast"
    answer = answer_of("serve", PULSECAST_DATA_DIR=str(tmp_path), PULSECAST_DATABASE_URL=address, PULSECAST_PORT="0")
    assert answer.exit_code == 1
    assert "The database cannot be used: " in answer.output
    assert "Check PULSECAST_DATABASE_URL." in answer.output
    assert "secret" not in answer.output
    assert isinstance(answer.exception, SystemExit)


def test_a_folder_is_no_file_to_import(tmp_path):
    answer = answer_of("import", str(tmp_path), "--campaign", "any", PULSECAST_DATA_DIR=str(tmp_path))
    assert answer.exit_code == 2
    assert "is a directory" in answer.output
