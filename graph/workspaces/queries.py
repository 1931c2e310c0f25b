"""Reading who asks."""

import strawberry

from graph.information import Info
from graph.workspaces.types import ViewerType


@strawberry.type
class WorkspaceQueries:
    """Fields of Query."""

    @strawberry.field(description="Who asks, with which role, in which workspace.")
    def viewer(self, info: Info) -> ViewerType:
        """Return the one who asks."""
        return ViewerType.of(info.context.viewer)
