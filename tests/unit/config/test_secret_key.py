"""The secret key is the operator's, else one generated key for all processes of a data folder."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.secret_key import FILE_NAME, load_secret_key
from config.settings import InvalidSettings, Settings, load_settings

ROOT = Path(__file__).parents[3]
RACER = """
import sys
from config.secret_key import load_secret_key
from config.settings import load_settings
settings = load_settings({"PULSECAST_DATA_DIR": sys.argv[1]})
print("ready", flush=True)
sys.stdin.readline()
print(load_secret_key(settings).decode(), flush=True)
"""


def settings_in(folder: Path) -> Settings:
    return load_settings({"PULSECAST_DATA_DIR": str(folder)})


def test_a_key_of_the_settings_is_used_and_nothing_is_written(tmp_path):
    settings = load_settings({"PULSECAST_DATA_DIR": str(tmp_path), "PULSECAST_SECRET_KEY": "k" * 32})
    assert load_secret_key(settings) == b"k" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_generated_key_is_kept_readable_by_its_owner_alone(tmp_path):
    folder = tmp_path / "deep" / "var"
    key = load_secret_key(settings_in(folder))
    assert len(key) == 64
    assert stat.S_IMODE((folder / FILE_NAME).stat().st_mode) == 0o600
    assert load_secret_key(settings_in(folder)) == key
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def test_two_folders_have_two_keys(tmp_path):
    assert load_secret_key(settings_in(tmp_path / "a")) != load_secret_key(settings_in(tmp_path / "b"))


def test_processes_that_start_together_agree_on_one_key(tmp_path):
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    keys = {racer.communicate()[0].strip() for racer in racers}
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_the_one_who_comes_second_takes_the_key_that_is_there(tmp_path):
    from config import secret_key

    key = load_secret_key(settings_in(tmp_path))
    secret_key._create(tmp_path / FILE_NAME)
    assert load_secret_key(settings_in(tmp_path)) == key
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff" * 80])
def test_a_file_without_a_key_is_explained(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(InvalidSettings, match=r"secret\.key .*or set PULSECAST_SECRET_KEY\.$"):
        load_secret_key(settings_in(tmp_path))


def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InvalidSettings, match=r"cannot be used: the data folder is a file; .* PULSECAST_SECRET_KEY"):
        load_secret_key(settings_in(tmp_path / "file"))
