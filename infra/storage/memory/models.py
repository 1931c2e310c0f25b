"""Versions of models in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from domain.models.model import DriftReport, ModelFilter, ModelStage, ModelVersion
from domain.paging import Page, PageRequest
from domain.ports.model_records import ModelRepository
from infra.storage.errors import contradiction
from infra.storage.memory.database import MemorySession
from infra.storage.memory.moments import refuse_naive
from infra.storage.memory.paging import page_of
from infra.storage.pages import id_key, moment_key

_NEVER = datetime.min.replace(tzinfo=UTC)


class MemoryModels(ModelRepository):
    """Versions of models."""

    def __init__(self, session: MemorySession) -> None:
        self._session = session

    async def add(self, version: ModelVersion) -> None:
        """Store a new version."""
        refuse_naive(version)
        tables = await self._session.write()
        same = self._of(version.workspace_id, version.name)
        taken = version.id in tables.models or any(one.number == version.number for one in same)
        second = version.stage is ModelStage.CHAMPION and any(one.stage is ModelStage.CHAMPION for one in same)
        if taken or second or version.workspace_id not in tables.workspaces:
            raise contradiction()
        tables.models[version.id] = version

    async def get(self, workspace_id: UUID, version_id: UUID) -> ModelVersion | None:
        """Return a version."""
        found = self._session.read().models.get(version_id)
        return found if found is not None and found.workspace_id == workspace_id else None

    async def many(self, workspace_id: UUID, version_ids: Collection[UUID]) -> dict[UUID, ModelVersion]:
        """Return several versions."""
        return {one.id: one for one in self._of(workspace_id) if one.id in version_ids}

    async def list(self, workspace_id: UUID, page: PageRequest, restrict: ModelFilter) -> Page[ModelVersion]:
        """Return versions, newest first."""
        found = [
            one
            for one in self._of(workspace_id)
            if (not restrict.names or one.name in restrict.names)
            and (not restrict.stages or one.stage in restrict.stages)
        ]
        keys = (moment_key("trained_at"), id_key())
        return page_of(found, keys, lambda one: (one.trained_at, one.id), page, descending=True)

    async def champion(self, workspace_id: UUID, name: str) -> ModelVersion | None:
        """Return the version that serves."""
        return next((one for one in self._of(workspace_id, name) if one.stage is ModelStage.CHAMPION), None)

    async def newest_number(self, workspace_id: UUID, name: str) -> int:
        """Return the highest number that was given out."""
        return max((one.number for one in self._of(workspace_id, name)), default=0)

    async def alike(
        self, workspace_id: UUID, name: str, data_hash: str, code_version: str, seed: int
    ) -> ModelVersion | None:
        """Return the newest version of the same data, code and seed whose bytes are kept."""
        made_of = (data_hash, code_version, seed)
        kept = await self.with_artefacts(workspace_id, name)
        same = (one for one in kept if (one.data_hash, one.code_version, one.seed) == made_of)
        return max(same, key=lambda one: one.number, default=None)

    async def former(self, workspace_id: UUID, name: str) -> ModelVersion | None:
        """Return the retired version that was champion last and still has its artefact."""
        retired = (
            one
            for one in await self.with_artefacts(workspace_id, name)
            if one.stage is ModelStage.RETIRED and one.crowned_at is not None
        )
        return max(retired, key=lambda one: (one.crowned_at or _NEVER, one.number), default=None)

    async def with_artefacts(self, workspace_id: UUID, name: str) -> Sequence[ModelVersion]:
        """Return the versions whose bytes are kept, newest first."""
        kept = [one for one in self._of(workspace_id, name) if one.artefact is not None]
        return sorted(kept, key=lambda one: -one.number)

    async def move(self, workspace_id: UUID, version_id: UUID, stage: ModelStage, crowned_at: datetime | None) -> None:
        """Set the stage."""
        tables = await self._session.write()
        found = await self.get(workspace_id, version_id)
        if found is None:
            return
        champion = await self.champion(workspace_id, found.name)
        if stage is ModelStage.CHAMPION and champion is not None and champion.id != version_id:
            raise contradiction()
        tables.models[version_id] = replace(found, stage=stage, crowned_at=crowned_at or found.crowned_at)

    async def note_drift(self, workspace_id: UUID, version_id: UUID, report: DriftReport) -> None:
        """Keep the last look at a version."""
        tables = await self._session.write()
        found = await self.get(workspace_id, version_id)
        if found is not None:
            tables.models[version_id] = replace(found, drift=report)

    async def forget_artefact(self, workspace_id: UUID, version_id: UUID) -> None:
        """Note that the bytes are not kept any more."""
        tables = await self._session.write()
        found = await self.get(workspace_id, version_id)
        if found is not None:
            tables.models[version_id] = replace(found, artefact=None)

    def _of(self, workspace_id: UUID, name: str | None = None) -> Sequence[ModelVersion]:
        return [
            one
            for one in self._session.read().models.values()
            if one.workspace_id == workspace_id and name in {None, one.name}
        ]
