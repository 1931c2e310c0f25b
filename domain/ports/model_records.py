"""Where versions of models are written down."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.models.model import DriftReport, ModelFilter, ModelStage, ModelVersion
from domain.paging import Page, PageRequest


class ModelRepository(Protocol):
    """Versions of models. Of each workspace and name at most one is champion, whoever writes at the same time."""

    async def add(self, version: ModelVersion) -> None:
        """Store a new version.

        Raises:
            Refused: With CONFLICT when its number is taken, or it would be a second champion.
        """
        ...

    async def get(self, workspace_id: UUID, version_id: UUID) -> ModelVersion | None:
        """Return a version."""
        ...

    async def many(self, workspace_id: UUID, version_ids: Collection[UUID]) -> dict[UUID, ModelVersion]:
        """Return several versions in one query; unknown ones are missing."""
        ...

    async def list(self, workspace_id: UUID, page: PageRequest, restrict: ModelFilter) -> Page[ModelVersion]:
        """Return versions, newest first."""
        ...

    async def champion(self, workspace_id: UUID, name: str) -> ModelVersion | None:
        """Return the version that serves."""
        ...

    async def newest_number(self, workspace_id: UUID, name: str) -> int:
        """Return the highest number that was given out; 0 for none."""
        ...

    async def alike(
        self, workspace_id: UUID, name: str, data_hash: str, code_version: str, seed: int
    ) -> ModelVersion | None:
        """Return the newest version of the same data, code and seed whose bytes are kept."""
        ...

    async def former(self, workspace_id: UUID, name: str) -> ModelVersion | None:
        """Return the retired version that was champion last and still has its artefact."""
        ...

    async def with_artefacts(self, workspace_id: UUID, name: str) -> Sequence[ModelVersion]:
        """Return the versions whose bytes are kept, newest first."""
        ...

    async def move(self, workspace_id: UUID, version_id: UUID, stage: ModelStage, crowned_at: datetime | None) -> None:
        """Set the stage, and when it became champion last unless that is none.

        Raises:
            Refused: With CONFLICT when it would be a second champion.
        """
        ...

    async def note_drift(self, workspace_id: UUID, version_id: UUID, report: DriftReport) -> None:
        """Keep the last look at a version, in place of any earlier one."""
        ...

    async def forget_artefact(self, workspace_id: UUID, version_id: UUID) -> None:
        """Note that the bytes of a version are not kept any more."""
        ...
