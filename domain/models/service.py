"""Reading, training, promoting and rolling back models."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from domain.audit.record import record
from domain.errors import ErrorCode, Fault, Refused, conflict, not_found
from domain.jobs.model import OPEN, JobFilter
from domain.models.model import ModelFilter, ModelStage, ModelVersion
from domain.models.recipe import Recipes, subject_of
from domain.paging import Page, PageRequest
from domain.ports.clock import Clock, Ids
from domain.ports.jobs import Job, JobKind, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

ASKED_FOR = 20
"""Priority of a training that somebody asked for: behind simulations, before the daily ones."""


@dataclass(frozen=True, slots=True)
class ModelRegistry:
    """Models of the principal's workspace."""

    open: OpenUnitOfWork
    jobs: Jobs
    recipes: Recipes
    clock: Clock
    ids: Ids

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the models that can be trained, in alphabetical order."""
        return tuple(sorted(self.recipes))

    def describe(self, name: str) -> str:
        """Say in one sentence what a model predicts; a name that is not known any more is told as such."""
        recipe = self.recipes.get(name)
        return "This product does not make such models any more." if recipe is None else recipe.trainer.description

    def trained_by(self, principal: Principal, subject_id: UUID) -> str | None:
        """Return the name of the model that a training of the workspace is about; none when it is made no more."""
        return next((name for name in self.names if subject_of(principal.workspace_id, name) == subject_id), None)

    async def get(self, principal: Principal, version_id: UUID) -> ModelVersion | None:
        """Return a version, or none when the workspace has no such one."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.models.get(principal.workspace_id, version_id)

    async def many(self, principal: Principal, version_ids: Collection[UUID]) -> dict[UUID, ModelVersion]:
        """Return those of the versions that the workspace has, by id."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.models.many(principal.workspace_id, version_ids)

    async def list(self, principal: Principal, page: PageRequest, restrict: ModelFilter) -> Page[ModelVersion]:
        """Return versions, newest first."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.models.list(principal.workspace_id, page, restrict)

    async def train(self, principal: Principal, name: str) -> UUID:
        """Have a model trained on the data of now, in the background; return the id of the job.

        A training of the model that waits or is at work already is joined.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no such model.
        """
        require(principal, Action.MANAGE_MODELS)
        self._require_name(name)
        subject = subject_of(principal.workspace_id, name)
        async with self.open() as tx:
            await tx.workspaces.hold(principal.workspace_id)
            going = await tx.jobs.list(
                principal.workspace_id, PageRequest(size=100), JobFilter(OPEN, (JobKind.TRAINING,))
            )
            for _, job in going.rows:
                if job.subject_id == subject:
                    return job.id
            job_id = self.ids.new()
            where, asked_by = principal.workspace_id, principal.member_id
            await self.jobs.enqueue(tx, Job(job_id, JobKind.TRAINING, where, subject, ASKED_FOR, asked_by))
            await record(tx, principal, "model.train", job_id, clock=self.clock, ids=self.ids, name=name)
            await tx.commit()
        return job_id

    async def promote(self, principal: Principal, version_id: UUID) -> ModelVersion:
        """Make a version the champion, whatever the gate said; the present champion retires.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no such version, it is champion already, or its artefact was deleted.
        """
        require(principal, Action.MANAGE_MODELS)
        async with self.open() as tx:
            await tx.workspaces.hold(principal.workspace_id)
            version = await tx.models.get(principal.workspace_id, version_id)
            if version is None:
                raise not_found("model", "modelId")
            if version.stage is ModelStage.CHAMPION:
                raise conflict(f"Version {version.number} of {version.name} is champion already.", "modelId")
            if version.artefact is None:
                hint = "Train the model again."
                raise conflict("Its artefact was deleted; the newest versions are kept.", "modelId", hint=hint)
            await self._crown(tx, version, ModelStage.RETIRED)
            return await self._recorded(tx, principal, "model.promote", version)

    async def rollback(self, principal: Principal, name: str) -> ModelVersion:
        """Make the champion before the present one champion again; the present one is rejected.

        Doing it again goes one further back.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no such model, or no earlier champion whose artefact is kept.
        """
        require(principal, Action.MANAGE_MODELS)
        self._require_name(name)
        async with self.open() as tx:
            await tx.workspaces.hold(principal.workspace_id)
            former = await tx.models.former(principal.workspace_id, name)
            if former is None:
                hint = "Train or promote another version."
                raise conflict(f"{name} has no earlier champion to go back to.", "name", hint=hint)
            await self._crown(tx, former, ModelStage.REJECTED)
            return await self._recorded(tx, principal, "model.rollback", former)

    async def _crown(self, tx: Transaction, version: ModelVersion, fate: ModelStage) -> None:
        """Make a version the champion; the one that was takes another stage."""
        champion = await tx.models.champion(version.workspace_id, version.name)
        if champion is not None:
            await tx.models.move(version.workspace_id, champion.id, fate, None)
        await tx.models.move(version.workspace_id, version.id, ModelStage.CHAMPION, self.clock.now())

    async def _recorded(
        self, tx: Transaction, principal: Principal, action: str, version: ModelVersion
    ) -> ModelVersion:
        told = {"name": version.name, "number": str(version.number)}
        await record(tx, principal, action, version.id, clock=self.clock, ids=self.ids, **told)
        found = await tx.models.get(principal.workspace_id, version.id)
        await tx.commit()
        if found is None:
            raise not_found("model", "modelId")
        return found

    def _require_name(self, name: str) -> None:
        if name not in self.recipes:
            hint = f"There are: {', '.join(self.names)}." if self.recipes else "There are none."
            raise Refused(Fault(ErrorCode.NOT_FOUND, f"There is no model named {name!r}.", ("name",), hint))
