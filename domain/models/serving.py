"""Hands out champions to whoever predicts."""

import logging
from dataclasses import dataclass, field
from uuid import UUID

from domain.models.model import ModelVersion, ServingModel
from domain.ports.models import ArtefactLost, ModelArtefacts
from domain.ports.unit_of_work import OpenUnitOfWork

log = logging.getLogger(__name__)

MOST_KEPT = 16
"""Artefacts in memory; each is some megabytes at most."""


@dataclass(slots=True)
class Champions:
    """Champions with their bytes; which one serves is read each time, its bytes are read once."""

    open: OpenUnitOfWork
    artefacts: ModelArtefacts
    _kept: dict[str, bytes] = field(default_factory=dict)

    async def of(self, workspace_id: UUID, name: str) -> ServingModel | None:
        """Return the champion of a workspace, none when there is none or its bytes are lost, which is logged.

        Raises:
            Unavailable: Storage does not answer.
        """
        async with self.open() as tx:
            version = await tx.models.champion(workspace_id, name)
        if version is None:
            return None
        content = await self.bytes_of(version)
        return None if content is None else ServingModel(version, content)

    async def bytes_of(self, version: ModelVersion) -> bytes | None:
        """Return the bytes of a version, none when they were deleted or are lost; the latter is logged."""
        key = version.artefact
        if key is None:
            return None
        if key not in self._kept:
            try:
                content = await self.artefacts.get(key)
            except ArtefactLost:
                log.exception("the artefact of version %d of %s is lost", version.number, version.name)
                return None
            while len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = content
        return self._kept[key]
