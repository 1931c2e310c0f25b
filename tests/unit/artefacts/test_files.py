"""Artefacts in files: private, whole or not there, and checked when they are read."""

import stat
from pathlib import Path
from uuid import UUID

import pytest

from domain.errors import Unavailable
from domain.ports.models import ArtefactLost
from infra.artefacts.files import FileArtefacts

HERE = UUID("0198c0de-0000-7000-8000-000000000000")


def files_in(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


async def test_only_the_user_of_the_process_may_read_them(tmp_path: Path):
    key = await FileArtefacts(tmp_path / "models").put(HERE, "some", b"content")
    file = tmp_path / "models" / key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    folders = [tmp_path / "models", file.parent.parent, file.parent]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700] * 3


async def test_changed_or_shortened_bytes_are_never_handed_out(tmp_path: Path):
    artefacts = FileArtefacts(tmp_path)
    key = await artefacts.put(HERE, "some", b"content")
    for damaged in (b"kontent", b"conten", b""):
        (tmp_path / key).write_bytes(damaged)
        with pytest.raises(ArtefactLost, match="not those"):
            await artefacts.get(key)
    await artefacts.put(HERE, "some", b"content")
    assert await artefacts.get(key) == b"content"


async def test_nothing_else_is_left_in_the_folder(tmp_path: Path):
    artefacts = FileArtefacts(tmp_path)
    key = await artefacts.put(HERE, "some", b"content")
    assert files_in(tmp_path) == [key]


async def test_a_folder_that_cannot_be_used_is_told_with_its_setting(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(Unavailable, match=f"{blocked}.*PULSECAST_MODEL_DIR"):
        await FileArtefacts(blocked).put(HERE, "some", b"content")
