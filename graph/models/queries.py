"""Reading models."""

from typing import Annotated

import strawberry
from strawberry import argument

from domain.models.model import ModelFilter, ModelStage
from graph.arguments import After, Before, First, Last
from graph.information import Info
from graph.models.types import ModelType
from graph.paging import Connection, connect, page_request

SCOPE = "models"


@strawberry.type
class ModelQueries:
    """Field of Query."""

    @strawberry.field(description="Trained versions of the workspace's models, newest first.")
    async def models(
        self,
        info: Info,
        name: Annotated[str | None, argument(description="Only versions of this model.")] = None,
        stages: Annotated[list[ModelStage] | None, argument(description="Only those in any of these stages.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ModelType]:
        """Return one page."""
        viewer, cursors = info.context.viewer, info.context.services.cursors
        page = page_request(cursors, SCOPE, first=first, after=after, last=last, before=before)
        restrict = ModelFilter(() if name is None else (name,), tuple(stages or ()))
        found = await info.context.services.models.list(viewer, page, restrict)
        return connect(found, cursors, SCOPE, ModelType.of)
