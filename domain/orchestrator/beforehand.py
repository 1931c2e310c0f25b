"""What a run knows of its campaign besides its recent past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.campaigns.model import Campaign, Channel
from domain.ensemble.known import plan_of
from domain.ensemble.limits import Earlier
from domain.metrics.model import MetricPoint, MetricQuery, MetricType
from domain.ports.unit_of_work import Transaction

Planned = dict[Channel, dict[date, float]]


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What is planned, and what was spent before the days that models look at.

    Attributes:
        planned: Planned spend by channel and day, in the campaign's currency.
        earlier: Spend since the campaign began, up to the first of those days.
    """

    planned: Planned
    earlier: Earlier


async def planned_for(tx: Transaction, campaign: Campaign) -> Planned:
    """Return what is planned for a campaign."""
    found = await tx.spend_plans.read_many(campaign.workspace_id, [campaign.id])
    return plan_of(found.get(campaign.id, ()))


async def beforehand_of(tx: Transaction, campaign: Campaign, recent: Sequence[MetricPoint]) -> Beforehand:
    """Read what is known of a campaign beforehand.

    Args:
        tx: Where to read.
        campaign: Which campaign.
        recent: The points that models look at.
    """
    planned = await planned_for(tx, campaign)
    first = min((point.day for point in recent), default=campaign.start_date)
    if first <= campaign.start_date:
        return Beforehand(planned, Earlier())
    query = MetricQuery(campaign.start_date, first - timedelta(days=1), None, (MetricType.SPEND,))
    points = await tx.metrics.read(campaign.workspace_id, campaign.id, query)
    earlier = Earlier(sum(point.value for point in points), len({point.day for point in points}))
    return Beforehand(planned, earlier)


def encode_beforehand(known: Beforehand) -> dict[str, object]:
    """Return it as JSON values, to stand in a checkpoint beside others."""
    planned = {
        channel.value: {day.isoformat(): amount for day, amount in days.items()}
        for channel, days in known.planned.items()
    }
    return {"planned": planned, "earlier": [known.earlier.amount, known.earlier.days]}


def decode_beforehand(stored: dict[str, Any]) -> Beforehand:
    """Return what ``encode_beforehand`` made; nothing is known by a checkpoint from before it did."""
    planned = {
        Channel(channel): {date.fromisoformat(day): float(amount) for day, amount in days.items()}
        for channel, days in stored.get("planned", {}).items()
    }
    amount, days = stored.get("earlier", (0.0, 0))
    return Beforehand(planned, Earlier(float(amount), int(days)))
