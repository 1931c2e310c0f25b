"""Following jobs live."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry
from strawberry import argument

from domain.errors import not_found
from graph.information import Info
from graph.jobs.types import JobUpdateType
from graph.node_ids import uuid_of
from graph.realtime.sharing import shared


@strawberry.type
class JobSubscriptions:
    """Field of Subscription."""

    @strawberry.subscription(
        description="Follow background work: first the jobs that have not ended as they are, then each change. One who "
        "lags gets the newest state of each job that changed meanwhile.",
        metadata=shared(),
    )
    async def job_updates(
        self,
        info: Info,
        job_id: Annotated[
            strawberry.ID | None,
            argument(description="Only this job, to its end; every job of the workspace when left out."),
        ] = None,
    ) -> AsyncGenerator[JobUpdateType, None]:
        """Translate what the service tells."""
        viewer = info.context.viewer
        identity = None if job_id is None else uuid_of(job_id, "Job")
        if job_id is not None and identity is None:
            raise not_found("job", "jobId")
        source = info.context.services.jobs.watch(viewer, identity)
        async with aclosing(info.context.following.of(source)) as told:
            async for state in told:
                yield JobUpdateType.of(state)
