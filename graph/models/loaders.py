"""Versions of models, read once for many."""

from collections.abc import Sequence
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.models.model import ModelVersion
from graph.information import Context


def model_loader(context: Context) -> DataLoader[UUID, ModelVersion | None]:
    """Load versions by id; none for those that there are not."""

    async def load(keys: list[UUID]) -> Sequence[ModelVersion | None]:
        found = await context.services.models.many(context.viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)
