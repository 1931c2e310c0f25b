"""The baseline as files: the same from the same seed, and every difference told."""

import hashlib
import json

import pytest
from typer.testing import CliRunner

from pulsecast.cli.app import app


def run(*arguments):
    return CliRunner().invoke(app, ["streams", "baseline", *map(str, arguments)])


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    directory = tmp_path_factory.mktemp("baseline")
    assert run("--out", directory, "--seed", 7).exit_code == 0
    return {file.name: file.read_bytes() for file in directory.iterdir()}


@pytest.fixture
def files(written, tmp_path):
    for name, content in written.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def change(file, edit):
    """Change a document and keep its checksum right, as somebody who knows how would."""
    document = json.loads(file.read_text())
    edit(document)
    metadata = {name: value for name, value in document["metadata"].items() if name != "sha256"}
    plain = {"metadata": metadata, "data": document["data"]}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    document["metadata"]["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def test_three_files_of_the_sizes_that_are_meant(written):
    sizes = {name: len(content) for name, content in written.items()}
    assert set(sizes) == {"history.json", "statistics.json", "events.json"}
    assert sizes["history.json"] < 4_000_000
    assert sizes["statistics.json"] < 60_000
    assert 20_000 < sizes["events.json"] < 130_000


def test_history_has_sixty_blocks_of_every_stream(written):
    history = json.loads(written["history.json"])
    assert len({row["stream"] for row in history["data"]}) == 53
    assert {len(row["points"]) for row in history["data"]} == {60}
    assert history["metadata"]["seed"] == 7
    assert history["data"][0]["points"][0]["at"] == "2026-01-31T00:00:00Z"
    assert json.loads(written["statistics.json"])["data"][0]["stream"] == history["data"][0]["stream"]


def test_events_carry_the_truth_about_their_effect(written):
    events = json.loads(written["events.json"])["data"]
    assert 60 <= len(events) <= 150
    assert {event["causal"] for event in events} == {True, False}


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(written, tmp_path):
    run("--out", tmp_path / "again", "--seed", 7)
    run("--out", tmp_path / "other", "--seed", 8)
    for name, content in written.items():
        assert (tmp_path / "again" / name).read_bytes() == content
        assert (tmp_path / "other" / name).read_bytes() != content


def test_untouched_files_verify(files):
    answer = run("--verify", files)
    assert answer.exit_code == 0, answer.output
    assert "exactly what their seed gives" in answer.output


def test_a_damaged_file_does_not_have_its_checksum(files):
    text = (files / "history.json").read_text()
    (files / "history.json").write_text(text.replace('"flag": "NORMAL"', '"flag": "CRITICAL"', 1))
    answer = run("--verify", files)
    assert answer.exit_code == 1
    assert "history.json: its content does not have its checksum" in answer.output
    assert 'is "CRITICAL" in the file and "NORMAL" when it is rebuilt.' in answer.output


def test_a_forged_value_is_named_by_its_path(files):
    change(files / "statistics.json", lambda document: document["data"][3].update(mean=1))
    answer = run("--verify", files)
    assert answer.exit_code == 1
    assert "statistics.json: data[3].mean is 1 in the file and " in answer.output
    assert "checksum" not in answer.output


def test_a_shorter_list_is_told(files):
    change(files / "events.json", lambda document: document["data"].pop())
    answer = run("--verify", files)
    assert "events.json: the length of data is " in answer.output


def test_other_white_space_is_not_the_same_file(files):
    file = files / "events.json"
    file.write_text(json.dumps(json.loads(file.read_text()), ensure_ascii=False))
    answer = run("--verify", files)
    assert answer.exit_code == 1
    assert "events.json: has the right content, but not byte for byte." in answer.output


def test_other_definitions_are_told(files):
    change(files / "events.json", lambda document: document["metadata"].update(definitions="0" * 64))
    assert "events.json: was made from other definitions" in run("--verify", files).output


def test_what_cannot_be_read_is_told(files):
    (files / "history.json").unlink()
    (files / "statistics.json").write_text("{")
    (files / "events.json").write_text('{"data": []}')
    answer = run("--verify", files)
    assert answer.exit_code == 1
    assert "history.json: cannot be read: No such file or directory." in answer.output
    assert "statistics.json: is no JSON: " in answer.output
    assert "events.json: has no metadata of a baseline's events" in answer.output


def test_files_of_two_baselines_are_told(files, tmp_path):
    run("--out", tmp_path / "other", "--seed", 8, "--days", 2)
    (files / "events.json").write_bytes((tmp_path / "other" / "events.json").read_bytes())
    assert "The files are of 2 different baselines." in run("--verify", files).output


@pytest.mark.parametrize("arguments", [(), ("--out", "a", "--verify", ".")])
def test_one_of_out_and_verify_is_needed(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert "Give one of --out and --verify." in answer.output


def test_a_place_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    answer = run("--out", tmp_path / "file" / "below")
    assert answer.exit_code == 1
    assert "cannot be written" in answer.output
