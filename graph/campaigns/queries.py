"""Reading campaigns."""

from typing import Annotated

import strawberry
from strawberry import argument

from domain.campaigns.model import CampaignFilter, CampaignOrder
from graph.arguments import After, Before, First, Last, NodeId
from graph.campaigns.inputs import CampaignFilterInput, CampaignOrderInput
from graph.campaigns.types import CampaignType
from graph.information import Info
from graph.node_ids import uuid_of
from graph.paging import Connection, connect, page_request


@strawberry.type
class CampaignQueries:
    """Fields of Query."""

    @strawberry.field(description="A campaign; null when the workspace has no such one.")
    async def campaign(self, info: Info, id: NodeId) -> CampaignType | None:
        """Return one campaign."""
        viewer, campaign_id = info.context.viewer, uuid_of(id, "Campaign")
        found = None if campaign_id is None else await info.context.services.campaigns.get(viewer, campaign_id)
        return None if found is None else CampaignType.of(found)

    @strawberry.field(description="The campaigns of the workspace.")
    async def campaigns(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[CampaignFilterInput | None, argument(description="Which campaigns.")] = None,
        order_by: Annotated[CampaignOrderInput | None, argument(description="How to sort them.")] = None,
    ) -> Connection[CampaignType]:
        """Return one page; a cursor belongs to the order that it was made in."""
        order = CampaignOrder() if order_by is None else order_by.to_domain()
        cursors, scope = info.context.services.cursors, f"campaigns/{order.field}/{order.descending}"
        page = page_request(cursors, scope, first=first, after=after, last=last, before=before)
        restrict = CampaignFilter() if filter is None else filter.to_domain()
        found = await info.context.services.campaigns.list(info.context.viewer, page, restrict, order)
        return connect(found, cursors, scope, CampaignType.of)
