"""Models from the command line, on a real database and with real processes."""

import re
from collections.abc import Callable

import pytest
from click.testing import Result
from typer.testing import CliRunner

from pulsecast.cli.app import app

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs commands, one after the other, on one workspace without data."""
    folder = tmp_path_factory.mktemp("models")
    plain = {
        "PULSECAST_DEMO": "0",
        "PULSECAST_SIMULATORS": "0",
        "PULSECAST_COMPUTE_PROCESSES": "1",
        "PULSECAST_LOG_LEVEL": "ERROR",
        "PULSECAST_DATA_DIR": str(folder),
    }

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env=plain)

    assert invoke("seed").exit_code == 0
    return invoke


def test_without_anything_trained_the_list_and_drift_say_how_to_begin(run: Run):
    for command in ("list", "drift"):
        answer = run("models", command)
        assert answer.exit_code == 0
        assert "Begin with: pulsecast models train" in answer.output


def test_a_training_without_data_says_why_and_is_no_failure(run: Run):
    answer = run("models", "train", "--name", "campaign_forecaster")
    assert answer.exit_code == 0, answer.output
    assert "campaign_forecaster: Nothing was trained. No campaign has 14 days of metrics" in answer.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("train", "--name", "nothing"), "There is no model named 'nothing'. There are: "),
        (("train", "--workspace", "nowhere"), "There is no workspace with the slug 'nowhere'."),
        (("promote", "0198c0de-0000-7000-8000-000000000000"), "There is no such model in this workspace."),
        (("rollback", "campaign_forecaster"), "campaign_forecaster has no earlier champion to go back to."),
        (("rollback", "nothing"), "There is no model named 'nothing'."),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(run: Run, arguments: tuple[str, ...], words: str):
    answer = run("models", *arguments)
    assert answer.exit_code == 1
    assert words in answer.output
    assert isinstance(answer.exception, SystemExit)


@pytest.mark.parametrize("command", ["train", "list", "promote", "rollback", "drift"])
def test_each_command_shows_an_example(run: Run, command: str):
    answer = run("models", command, "--help")
    assert re.search(rf"Example: pulsecast models {command}", answer.output)


def test_an_id_that_is_none_is_refused_before_anything_is_done(run: Run):
    answer = run("models", "promote", "nonsense")
    assert answer.exit_code == 2
