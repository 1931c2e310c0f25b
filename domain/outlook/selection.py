"""Which campaigns are forecast, and which of them together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.campaigns.model import Campaign, CampaignStatus
from domain.campaigns.reading import every_campaign
from domain.outlook.model import Skipped
from domain.ports.unit_of_work import Transaction

TOGETHER = 100
"""Campaigns of a chunk: some two thousand series, of which a pooled model learns once and which take some tens of
megabytes. It is also a checkpoint, a few seconds apart."""

STALE_DAYS = 28
"""A campaign whose metrics end so many days before the newest of the workspace does not run any more, whatever its
status says."""

_OVER = {CampaignStatus.COMPLETED: "It is completed.", CampaignStatus.ARCHIVED: "It is archived."}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a batch is about.

    Attributes:
        chunks: Campaigns to forecast together, those observed last first: of one chunk most end on the same day, and
            those that do are forecast as one panel.
        skipped: The others.
    """

    chunks: tuple[tuple[UUID, ...], ...]
    skipped: tuple[Skipped, ...]


async def select(
    tx: Transaction, workspace_id: UUID, asked: Collection[UUID] | None, together: int = TOGETHER
) -> Selection:
    """Choose among the campaigns asked for, or all when none are; those that are gone are not mentioned."""
    campaigns = await every_campaign(tx, workspace_id)
    last: dict[UUID, date] = {}
    for first in range(0, len(campaigns), TOGETHER):
        part = [campaign.id for campaign in campaigns[first : first + TOGETHER]]
        last |= await tx.metrics.last_days(workspace_id, part)
    wanted = campaigns if asked is None else [one for one in campaigns if one.id in set(asked)]
    return arrange(wanted, last, together)


def arrange(campaigns: Sequence[Campaign], last: Mapping[UUID, date], together: int = TOGETHER) -> Selection:
    """Choose among campaigns and divide them into chunks; the same campaigns always give the same.

    Args:
        campaigns: Those asked for.
        last: The last observed day of each campaign of the workspace that has any.
        together: Campaigns of a chunk at most.
    """
    newest = max(last.values(), default=date.min)
    reasons = {one.id: _obstacle(one, last.get(one.id), newest) for one in campaigns}
    skipped = [Skipped(one.id, one.data_version, why) for one in campaigns if (why := reasons[one.id]) is not None]
    fit = sorted(
        (one.id for one in campaigns if reasons[one.id] is None), key=lambda one: (-last[one].toordinal(), one)
    )
    chunks = (tuple(fit[first : first + together]) for first in range(0, len(fit), together))
    return Selection(tuple(chunks), tuple(skipped))


def _obstacle(campaign: Campaign, last: date | None, newest: date) -> str | None:
    """Return why a campaign is not forecast; none when nothing speaks against it."""
    if campaign.status in _OVER:
        return _OVER[campaign.status]
    if last is None:
        return "It has no metrics."
    if last < newest - timedelta(days=STALE_DAYS):
        return f"Its metrics end on {last}, {(newest - last).days} days before the newest ones of the workspace."
    return None
