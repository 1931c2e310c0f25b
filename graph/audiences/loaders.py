"""Batches of predictions, read once for many."""

from collections.abc import Sequence
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.audiences.batches.model import PredictionBatch
from graph.information import Context


def batch_loader(context: Context) -> DataLoader[UUID, PredictionBatch | None]:
    """Load batches by id; none for those that there are not."""

    async def load(keys: list[UUID]) -> Sequence[PredictionBatch | None]:
        found = await context.services.batches.many(context.viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)
