"""Artefacts as files in a folder, which may be a mounted object store."""

import asyncio
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from domain.errors import Unavailable
from domain.ports.models import ArtefactLost, ModelArtefacts
from infra.artefacts.keys import is_key, key_of, verified


class FileArtefacts(ModelArtefacts):
    """Keeps each artefact as one file that only this user may read; folders are made when they are needed.

    Args:
        folder: Where they are kept.
        setting: Name of the setting that says so, for those who read of a fault.
    """

    def __init__(self, folder: Path, setting: str = "PULSECAST_MODEL_DIR") -> None:
        self._folder = folder
        self._setting = setting

    async def put(self, workspace_id: UUID, name: str, content: bytes) -> str:
        """Write a file beside its place, push it to the disk, and move it there at once."""
        key = key_of(workspace_id, name, content)
        try:
            await asyncio.to_thread(_write, self._folder / key, content)
        except OSError as error:
            raise self._unavailable("written to", error) from error
        return key

    async def get(self, key: str) -> bytes:
        """Read a file."""
        if not is_key(key):
            raise ArtefactLost(f"{key!r} is no key of an artefact")
        try:
            content = await asyncio.to_thread((self._folder / key).read_bytes)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise ArtefactLost(f"nothing is kept as {key}") from error
        except OSError as error:
            raise self._unavailable("read", error) from error
        return verified(key, content)

    async def delete(self, key: str) -> None:
        """Remove a file."""
        if not is_key(key):
            return
        try:
            await asyncio.to_thread((self._folder / key).unlink, missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as error:
            raise self._unavailable("written to", error) from error

    def _unavailable(self, how: str, error: OSError) -> Unavailable:
        return Unavailable(
            f"The folder of models {self._folder} cannot be {how}: {error.strerror}. Check {self._setting}."
        )


def _write(path: Path, content: bytes) -> None:
    _make(path.parent)
    # Made with mode 0600, in the same folder: only within one file system a file can be moved at once.
    descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    _push(path.parent)


def _make(folder: Path) -> None:
    """Make a folder for this user alone, and those above it that are missing, alike."""
    if not folder.parent.is_dir():
        _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def _push(folder: Path) -> None:
    """Push the new name to the disk too, where the system can; mounted object stores cannot, and need not."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
