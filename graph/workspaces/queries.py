"""Reading who asks."""

import strawberry

from graph.information import Info
from graph.node_ids import encode_node_id
from graph.workspaces.types import ViewerType


@strawberry.type
class WorkspaceQueries:
    """Fields of Query."""

    @strawberry.field(description="Who asks, with which role, in which workspace.")
    def viewer(self, info: Info) -> ViewerType:
        """Return the one who asks."""
        viewer = info.context.viewer
        identity = strawberry.ID(encode_node_id("Member", viewer.member_id))
        return ViewerType(id=identity, name=viewer.name, role=viewer.role)
