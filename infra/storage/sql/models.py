"""Versions of models on SQL."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update

from domain.models.model import DriftReport, ModelFilter, ModelStage, ModelVersion
from domain.paging import Page, PageRequest
from domain.ports.model_records import ModelRepository
from infra.storage.codec.documents import from_document, to_document
from infra.storage.pages import id_key, moment_key
from infra.storage.schema.models import model_versions
from infra.storage.sql.paging import read_page
from infra.storage.sql.statements import AnyRow, Statements

_COLUMNS = model_versions.c


class SqlModels(ModelRepository):
    """Versions of models."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, version: ModelVersion) -> None:
        """Store a new version; unique indexes keep numbers and champions apart."""
        await self._statements.run(
            insert(model_versions).values(
                id=version.id,
                workspace_id=version.workspace_id,
                name=version.name,
                number=version.number,
                stage=version.stage.value,
                trained_at=version.trained_at,
                until=version.until,
                data_hash=version.data_hash,
                code_version=version.code_version,
                seed=version.seed,
                crowned_at=version.crowned_at,
                artefact=version.artefact,
                drift=None if version.drift is None else to_document(version.drift),
                document=to_document(replace(version, drift=None)),
            )
        )

    async def get(self, workspace_id: UUID, version_id: UUID) -> ModelVersion | None:
        """Return a version."""
        return await self._first(_of(workspace_id).where(_COLUMNS.id == version_id))

    async def many(self, workspace_id: UUID, version_ids: Collection[UUID]) -> dict[UUID, ModelVersion]:
        """Return several versions in one query."""
        rows = await self._statements.rows(_of(workspace_id).where(_COLUMNS.id.in_(version_ids)))
        return {row.id: _version(row) for row in rows}

    async def list(self, workspace_id: UUID, page: PageRequest, restrict: ModelFilter) -> Page[ModelVersion]:
        """Return versions, newest first."""
        query = _of(workspace_id)
        if restrict.names:
            query = query.where(_COLUMNS.name.in_(restrict.names))
        if restrict.stages:
            query = query.where(_COLUMNS.stage.in_([stage.value for stage in restrict.stages]))
        keys = (moment_key("trained_at"), id_key())
        return await read_page(self._statements, query, model_versions, keys, page, _version, descending=True)

    async def champion(self, workspace_id: UUID, name: str) -> ModelVersion | None:
        """Return the version that serves."""
        return await self._first(_of(workspace_id, name).where(_COLUMNS.stage == ModelStage.CHAMPION.value))

    async def newest_number(self, workspace_id: UUID, name: str) -> int:
        """Return the highest number that was given out."""
        query = select(func.max(_COLUMNS.number)).where(_COLUMNS.workspace_id == workspace_id, _COLUMNS.name == name)
        return int(await self._statements.scalar(query) or 0)

    async def alike(
        self, workspace_id: UUID, name: str, data_hash: str, code_version: str, seed: int
    ) -> ModelVersion | None:
        """Return the newest version of the same data, code and seed whose bytes are kept."""
        query = _of(workspace_id, name).where(
            _COLUMNS.data_hash == data_hash,
            _COLUMNS.code_version == code_version,
            _COLUMNS.seed == seed,
            _COLUMNS.artefact.is_not(None),
        )
        return await self._first(query.order_by(_COLUMNS.number.desc()).limit(1))

    async def former(self, workspace_id: UUID, name: str) -> ModelVersion | None:
        """Return the retired version that was champion last and still has its artefact."""
        query = _of(workspace_id, name).where(
            _COLUMNS.stage == ModelStage.RETIRED.value,
            _COLUMNS.crowned_at.is_not(None),
            _COLUMNS.artefact.is_not(None),
        )
        return await self._first(query.order_by(_COLUMNS.crowned_at.desc(), _COLUMNS.number.desc()).limit(1))

    async def with_artefacts(self, workspace_id: UUID, name: str) -> Sequence[ModelVersion]:
        """Return the versions whose bytes are kept, newest first."""
        query = _of(workspace_id, name).where(_COLUMNS.artefact.is_not(None)).order_by(_COLUMNS.number.desc())
        return [_version(row) for row in await self._statements.rows(query)]

    async def move(self, workspace_id: UUID, version_id: UUID, stage: ModelStage, crowned_at: datetime | None) -> None:
        """Set the stage; the unique index refuses a second champion."""
        values: dict[str, object] = {"stage": stage.value}
        if crowned_at is not None:
            values["crowned_at"] = crowned_at
        await self._change(workspace_id, version_id, values)

    async def note_drift(self, workspace_id: UUID, version_id: UUID, report: DriftReport) -> None:
        """Keep the last look at a version."""
        await self._change(workspace_id, version_id, {"drift": to_document(report)})

    async def forget_artefact(self, workspace_id: UUID, version_id: UUID) -> None:
        """Note that the bytes are not kept any more."""
        await self._change(workspace_id, version_id, {"artefact": None})

    async def _change(self, workspace_id: UUID, version_id: UUID, values: dict[str, object]) -> None:
        where = (_COLUMNS.workspace_id == workspace_id, _COLUMNS.id == version_id)
        await self._statements.run(update(model_versions).where(*where).values(**values))

    async def _first(self, query: Select[Any]) -> ModelVersion | None:
        row = await self._statements.first(query)
        return None if row is None else _version(row)


def _of(workspace_id: UUID, name: str | None = None) -> Select[Any]:
    query = select(model_versions).where(_COLUMNS.workspace_id == workspace_id)
    return query if name is None else query.where(_COLUMNS.name == name)


def _version(row: AnyRow) -> ModelVersion:
    """Build a version: the columns that change count, the document has the rest."""
    version = from_document(ModelVersion, row.document)
    return replace(
        version,
        stage=ModelStage(row.stage),
        crowned_at=row.crowned_at,
        artefact=row.artefact,
        drift=None if row.drift is None else from_document(DriftReport, row.drift),
    )
