"""Outlooks, read once for many."""

from collections.abc import Sequence
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.outlook.model import Outlook
from graph.information import Context


def outlook_loader(context: Context) -> DataLoader[UUID, Outlook | None]:
    """Load the latest outlook of each campaign."""

    async def load(keys: list[UUID]) -> Sequence[Outlook | None]:
        found = await context.services.outlooks.of_campaigns(context.viewer, keys)
        return [found.get(key) for key in keys]

    return DataLoader(load)
