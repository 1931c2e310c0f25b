"""Training, promoting and rolling back models."""

import strawberry

from graph.arguments import Input
from graph.errors.user_error import UserError, attempt, missing
from graph.information import Info
from graph.jobs.types import JobType
from graph.models.types import ModelType
from graph.node_ids import uuid_of


@strawberry.input(description="Which model to train.")
class TrainModelInput:
    """A model to be trained."""

    name: str = strawberry.field(description="Name of the model, such as `campaign_forecaster`.")


@strawberry.input(description="Which version is to serve.")
class PromoteModelInput:
    """A version to be promoted."""

    model_id: strawberry.ID = strawberry.field(description="Which version.")


@strawberry.input(description="Which model to roll back.")
class RollbackModelInput:
    """A model to be rolled back."""

    name: str = strawberry.field(description="Name of the model.")


@strawberry.type(description="The training that was begun or joined, or why none was.")
class TrainModelPayload:
    """Payload."""

    job: JobType | None = strawberry.field(
        description="Follow it with `jobUpdates`; its `note` says what came of it. Null with errors."
    )
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The version that serves now, or why it does not.")
class PromoteModelPayload:
    """Payload."""

    model: ModelType | None = strawberry.field(description="The champion; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The version that serves again, or why none does.")
class RollbackModelPayload:
    """Payload."""

    model: ModelType | None = strawberry.field(description="The champion; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type
class ModelMutations:
    """Fields of Mutation."""

    @strawberry.mutation(
        description="Train a model on the data of now, as a background job. The new version serves if it beats the "
        "naive prediction and the champion on at least three rolling origins. A training of the model that waits or is "
        "at work is joined; the same data as before make nothing new. Owners and admins only."
    )
    async def train_model(self, info: Info, input: Input[TrainModelInput]) -> TrainModelPayload:
        """Call the service."""
        viewer, services = info.context.viewer, info.context.services
        job_id, errors = await attempt(services.models.train(viewer, input.name))
        state = None if job_id is None else await services.jobs.get(viewer, job_id)
        return TrainModelPayload(job=None if state is None else JobType.of(state), errors=errors)

    @strawberry.mutation(
        description="Let a version serve, whatever the gate said of it; the present champion retires. Owners and "
        "admins only."
    )
    async def promote_model(self, info: Info, input: Input[PromoteModelInput]) -> PromoteModelPayload:
        """Call the service."""
        version_id = uuid_of(input.model_id, "Model")
        if version_id is None:
            return PromoteModelPayload(model=None, errors=missing("model", "modelId"))
        champion, errors = await attempt(info.context.services.models.promote(info.context.viewer, version_id))
        return PromoteModelPayload(model=None if champion is None else ModelType.of(champion), errors=errors)

    @strawberry.mutation(
        description="Let the champion before the present one serve again; the present one is rejected. Doing it again "
        "goes one further back. Owners and admins only."
    )
    async def rollback_model(self, info: Info, input: Input[RollbackModelInput]) -> RollbackModelPayload:
        """Call the service."""
        champion, errors = await attempt(info.context.services.models.rollback(info.context.viewer, input.name))
        return RollbackModelPayload(model=None if champion is None else ModelType.of(champion), errors=errors)
