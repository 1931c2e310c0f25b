"""What scenarios of a simulator have to do with the workspace, read once for many."""

from collections.abc import Sequence
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.campaigns.model import Campaign
from graph.information import Context


def moved_loader(context: Context) -> DataLoader[UUID, Sequence[Campaign]]:
    """Load the campaigns that the marketplace moves, by the viewer's workspace; none of any other one."""

    async def load(keys: list[UUID]) -> Sequence[Sequence[Campaign]]:
        found = await context.services.moved_campaigns.now(context.viewer)
        return [found if key == context.viewer.workspace_id else () for key in keys]

    return DataLoader(load)
