"""The key that signs API keys, sessions and cursors: from the settings, else made once and kept in the data folder."""

import errno
import os
import secrets
from pathlib import Path

from config.settings import InvalidSettings, Settings, variable_of

FILE_NAME = "secret.key"
_CHARACTERS = 64


def load_secret_key(settings: Settings) -> bytes:
    """Return the secret key; without one in the settings, the same generated one for every process of a data folder.

    The file is readable by its owner alone. Processes that start at the same moment agree on one key: each writes its
    own file and the first to link it to the final name wins, so that nobody ever reads half a key.

    Raises:
        InvalidSettings: The file cannot be read or made, or holds no key.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / FILE_NAME
    try:
        if not path.exists():
            _create(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise InvalidSettings((_remedy(f"The secret key file {path} cannot be used: {reason}"),)) from error
    if len(key) < _CHARACTERS:
        raise InvalidSettings((_remedy(f"The secret key file {path} holds no key of {_CHARACTERS} characters"),))
    return key.encode()


def _create(path: Path) -> None:
    """Make the file unless another process did so first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, "the data folder is a file") from error
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_CHARACTERS // 2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename, a link never replaces the key that somebody else is already using.
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)


def _remedy(problem: str) -> str:
    return f"{problem}; mend or remove it, or set {variable_of('secret_key')}."
