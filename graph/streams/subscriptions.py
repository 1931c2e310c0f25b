"""Following streams live."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Annotated

import strawberry

from domain.errors import ErrorCode, Fault, Refused
from domain.streams import gaps
from domain.streams.feed import USUAL_BATCH_MS, batch_faults
from domain.streams.model import Gap
from domain.streams.topics import EVERYTHING, Selection, select
from graph.information import Info
from graph.realtime.sharing import shared
from graph.streams.cursor import ResumePoints
from graph.streams.types import StreamBatchType

Topics = Annotated[
    list[str],
    strawberry.argument(
        description="Which events, 1 to 60 topics: `*`, a domain such as `marketing.*`, the beginning of names such as "
        "`session.booking.*`, `high-frequency`, `medium-frequency`, `low-frequency`, `anomalies`, or a stream."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="Cursor of a batch to go on behind; without one the last 10 events of each stream come first."
    ),
]
BatchMs = Annotated[
    int | None,
    strawberry.argument(description="For how long events may wait for more, 0 to 5,000 milliseconds; 100 when null."),
]


@strawberry.type
class StreamSubscriptions:
    """Fields of Subscription."""

    @strawberry.subscription(
        description="Follow streams live. Each stream's sequences are without a gap or the batch tells of one; with a "
        "cursor everything since is told again. Ends when the simulator does.",
        metadata=shared("after"),
    )
    async def stream_events(
        self,
        info: Info,
        topics: Topics = [EVERYTHING],  # noqa: B006 - the default that the schema shows; nothing changes it
        after: After = None,
        batch_ms: BatchMs = USUAL_BATCH_MS,
    ) -> AsyncGenerator[StreamBatchType, None]:
        """Check what is asked for, and translate what the feed tells."""
        viewer, simulators = info.context.viewer, info.context.services.simulators
        live = await simulators.feed(viewer)
        if live is None:
            raise _no_simulator()
        marketplace, cursors = simulators.marketplace, info.context.services.cursors
        points = ResumePoints(cursors, viewer.workspace_id, live.identity, marketplace.names)
        cadence = USUAL_BATCH_MS if batch_ms is None else batch_ms
        faults = batch_faults(cadence, "batch_ms")
        selection, positions, gap = Selection(frozenset()), None, None
        try:
            selection = select(marketplace, topics, "topics")
        except Refused as refusal:
            faults.extend(refusal.faults)
        try:
            positions, gap = _resumed(points, after)
        except Refused as refusal:
            faults.extend(refusal.faults)
        if faults:
            raise Refused(*faults)
        source = live.feed.source(selection, positions, cadence, gap)
        async with aclosing(info.context.following.of(source)) as batches:
            async for batch in batches:
                yield StreamBatchType.of(batch, points.seal)


def _resumed(points: ResumePoints, after: str | None) -> tuple[Mapping[str, int] | None, Gap | None]:
    """Return where to go on, and what to tell before all else."""
    if after is None:
        return None, None
    positions = points.open(after, "after")
    return positions, gaps.other_simulator() if positions is None else None


def _no_simulator() -> Refused:
    hint = "An owner or admin can enable one with `enableSimulator`."
    return Refused(Fault(ErrorCode.NOT_FOUND, "This workspace has no simulator.", (), hint))
