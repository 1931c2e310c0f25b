"""Reading jobs."""

from typing import Annotated

import strawberry
from strawberry import argument

from domain.jobs.model import JobFilter
from graph.arguments import After, Before, First, Last
from graph.information import Info
from graph.jobs.types import JobFilterInput, JobType
from graph.paging import Connection, connect, page_request

SCOPE = "jobs"


@strawberry.type
class JobQueries:
    """Field of Query."""

    @strawberry.field(description="The background work of the workspace, newest first.")
    async def jobs(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[JobFilterInput | None, argument(description="Which jobs.")] = None,
    ) -> Connection[JobType]:
        """Return one page."""
        cursors = info.context.services.cursors
        page = page_request(cursors, SCOPE, first=first, after=after, last=last, before=before)
        restrict = JobFilter() if filter is None else filter.to_domain()
        found = await info.context.services.jobs.list(info.context.viewer, page, restrict)
        return connect(found, cursors, SCOPE, JobType.of)
