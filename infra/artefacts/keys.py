"""Keys of artefacts: whose, of which model, and what the bytes are."""

import hashlib
import re
from uuid import UUID

from domain.ports.models import ArtefactLost

_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[a-z][a-z0-9_]{0,63}/[0-9a-f]{64}")


def key_of(workspace_id: UUID, name: str, content: bytes) -> str:
    """Return the key of bytes, which ends with their SHA-256.

    Raises:
        ValueError: No model has such a name.
    """
    key = f"{workspace_id}/{name}/{hashlib.sha256(content).hexdigest()}"
    if _KEY.fullmatch(key) is None:
        raise ValueError(f"{name!r} is no name of a model: lower case letters, digits and underscores, at most 64")
    return key


def is_key(key: str) -> bool:
    """Tell whether a key was made by ``key_of``; another one might lead anywhere."""
    return _KEY.fullmatch(key) is not None


def verified(key: str, content: bytes) -> bytes:
    """Return the bytes if they are those that the key was made of.

    Raises:
        ArtefactLost: They are others.
    """
    if hashlib.sha256(content).hexdigest() != key.rsplit("/", 1)[-1]:
        raise ArtefactLost(f"the bytes kept as {key} are not those that were stored")
    return content
