"""The workspace of the one who asks, read once for many."""

from collections.abc import Sequence
from uuid import UUID

from strawberry.dataloader import DataLoader

from domain.workspaces.model import Member, Workspace
from graph.information import Context


def workspace_loader(context: Context) -> DataLoader[UUID, Workspace | None]:
    """Load the viewer's workspace by its id; any other one is unknown."""

    async def load(keys: list[UUID]) -> Sequence[Workspace | None]:
        found = await context.services.members.workspace(context.viewer)
        return [found if key == found.id else None for key in keys]

    return DataLoader(load)


def member_loader(context: Context) -> DataLoader[UUID, Member | None]:
    """Load members by id, all that are asked for in one statement; none for those who have left."""

    async def load(keys: list[UUID]) -> Sequence[Member | None]:
        found = {member.id: member for member in await context.services.members.list(context.viewer)}
        return [found.get(key) for key in keys]

    return DataLoader(load)
