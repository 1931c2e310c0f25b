"""Answers questions from the model that serves."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.audiences.cases import Case
from domain.audiences.model import AudienceHistory, AudienceKind
from domain.audiences.predictions.model import Forecast, Prediction
from domain.audiences.predictions.questions import (
    AudienceQuestion,
    ContentQuestion,
    EmailQuestion,
    audience_case,
    content_case,
    email_case,
)
from domain.audiences.predictions.subjects import Subject, subjects
from domain.audiences.rates import MODELS
from domain.errors import ErrorCode, Fault, Refused
from domain.models.model import ModelVersion
from domain.models.serving import Champions
from domain.ports.audiences import AudienceModels, LoadedModel
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

LATEST_DAYS = 120
"""Days at the end of a history that tell how things are at present."""

MOST_LOADED = 12
"""Models kept ready; each takes some megabytes."""


@dataclass(frozen=True, slots=True)
class Serving:
    """The model that serves, ready to predict."""

    model: LoadedModel
    version: ModelVersion


@dataclass(slots=True)
class AudienceChampions:
    """Hands out the models that serve. Each version is read once; reading and predicting happen in threads."""

    champions: Champions
    models: AudienceModels
    _loaded: dict[UUID, LoadedModel] = field(default_factory=dict)

    async def of(self, workspace_id: UUID, kind: AudienceKind) -> Serving:
        """Return the model that serves a workspace.

        Raises:
            Refused: With INSUFFICIENT_DATA when none was trained, or its bytes cannot be read any more.
        """
        champion = await self.champions.of(workspace_id, MODELS[kind])
        if champion is None:
            raise untrained(kind)
        try:
            return Serving(await self._load(kind, champion.version, champion.artefact), champion.version)
        except ValueError as error:
            raise untrained(kind) from error

    async def version(self, workspace_id: UUID, kind: AudienceKind, version_id: UUID) -> LoadedModel | None:
        """Return a certain version, whether it serves or not; none when it is gone or cannot be read any more."""
        async with self.champions.open() as tx:
            version = await tx.models.get(workspace_id, version_id)
        content = None if version is None else await self.champions.bytes_of(version)
        if version is None or content is None:
            return None
        try:
            return await self._load(kind, version, content)
        except ValueError:
            return None

    async def _load(self, kind: AudienceKind, version: ModelVersion, content: bytes) -> LoadedModel:
        if version.id not in self._loaded:
            model = await asyncio.to_thread(self.models.load, kind, content)
            while len(self._loaded) >= MOST_LOADED:
                del self._loaded[next(iter(self._loaded))]
            self._loaded[version.id] = model
        return self._loaded[version.id]


def untrained(kind: AudienceKind) -> Refused:
    """Refuse because there is no model that could answer."""
    name = MODELS[kind]
    return Refused(
        Fault(
            ErrorCode.INSUFFICIENT_DATA,
            f"No model {name} serves this workspace.",
            hint=f"Train it: the mutation trainModel, or pulsecast models train --name {name}. It needs 60 "
            "observations, and some weeks after them to be held against.",
        )
    )


@dataclass(frozen=True, slots=True)
class PredictionService:
    """Predicts what is asked, at once."""

    open: OpenUnitOfWork
    champions: AudienceChampions

    async def email(self, principal: Principal, question: EmailQuestion) -> Prediction:
        """Predict a send.

        Raises:
            Forbidden: The role does not allow it.
            Refused: Faults in the question, or no model serves.
        """
        history, serving = await self._begin(principal, AudienceKind.EMAIL)
        return await predict(serving, email_case(question, history.sends))

    async def audience(self, principal: Principal, question: AudienceQuestion) -> Prediction:
        """Predict an audience. Raises as ``email``."""
        history, serving = await self._begin(principal, AudienceKind.AUDIENCE)
        return await predict(serving, audience_case(question, history.weeks))

    async def content(self, principal: Principal, question: ContentQuestion) -> Prediction:
        """Predict a piece of content. Raises as ``email``."""
        history, serving = await self._begin(principal, AudienceKind.CONTENT)
        return await predict(serving, content_case(question, history))

    async def subjects(self, principal: Principal, kind: AudienceKind) -> list[Subject]:
        """Return what can be asked about, whether a model serves or not.

        Raises:
            Forbidden: The role does not allow it.
        """
        require(principal, Action.READ)
        return subjects(kind, await self._latest(principal, kind))

    async def _begin(self, principal: Principal, kind: AudienceKind) -> tuple[AudienceHistory, Serving]:
        require(principal, Action.READ)
        serving = await self.champions.of(principal.workspace_id, kind)
        return await self._latest(principal, kind), serving

    async def _latest(self, principal: Principal, kind: AudienceKind) -> AudienceHistory:
        async with self.open() as tx:
            return await tx.audiences.history(principal.workspace_id, kind, LATEST_DAYS)


async def predict(serving: Serving, case: Case) -> Prediction:
    """Predict a case, with what drives it."""
    (forecast,) = await asyncio.to_thread(_explained, serving.model, [case])
    return Prediction(forecast, serving.version.id, serving.version.number)


def _explained(model: LoadedModel, cases: Sequence[Case]) -> list[Forecast]:
    return model.forecast(cases, explained=True)
