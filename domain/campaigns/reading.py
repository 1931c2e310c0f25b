"""All campaigns of a workspace, page by page."""

from uuid import UUID

from domain.campaigns.model import Campaign, CampaignFilter, CampaignOrder
from domain.paging import PageRequest
from domain.ports.unit_of_work import Transaction


async def every_campaign(tx: Transaction, workspace_id: UUID) -> list[Campaign]:
    """Return the campaigns of a workspace, the oldest first."""
    found: list[Campaign] = []
    page = PageRequest(size=100)
    while True:
        part = await tx.campaigns.list(workspace_id, page, CampaignFilter(), CampaignOrder(descending=False))
        found += [campaign for _, campaign in part.rows]
        if not part.has_next:
            return found
        page = PageRequest(size=100, after=part.rows[-1][0])
