"""Artefacts in memory, for tests."""

from uuid import UUID

from domain.ports.models import ArtefactLost, ModelArtefacts
from infra.artefacts.keys import key_of, verified


class MemoryArtefacts(ModelArtefacts):
    """Keeps bytes as long as the process lives.

    Attributes:
        kept: By key.
    """

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def put(self, workspace_id: UUID, name: str, content: bytes) -> str:
        """Keep bytes and return their key."""
        key = key_of(workspace_id, name, content)
        self.kept[key] = content
        return key

    async def get(self, key: str) -> bytes:
        """Return the bytes."""
        if key not in self.kept:
            raise ArtefactLost(f"nothing is kept as {key}")
        return verified(key, self.kept[key])

    async def delete(self, key: str) -> None:
        """Forget the bytes."""
        self.kept.pop(key, None)
