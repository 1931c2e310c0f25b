"""The part of a campaign's past that models and judgements look at."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from domain.metrics.model import MetricPoint, MetricQuery
from domain.ports.unit_of_work import Transaction

RECENT_DAYS = 1_096
"""Three years: two full turns of the calendar and one to compare with. Older days change no forecast."""


async def recent_points(
    tx: Transaction, workspace_id: UUID, campaign_ids: Collection[UUID]
) -> dict[UUID, Sequence[MetricPoint]]:
    """Return the points of the last three observed years of each campaign; campaigns without points are missing."""
    last = await tx.metrics.last_days(workspace_id, campaign_ids)
    if not last:
        return {}
    starts = {identity: day - timedelta(days=RECENT_DAYS - 1) for identity, day in last.items()}
    found = await tx.metrics.read_many(workspace_id, list(last), MetricQuery(start=min(starts.values())))
    # One query reaches back for the campaign that ended first; of the others it is too much.
    return {
        identity: [point for point in points if point.day >= starts[identity]] for identity, points in found.items()
    }
