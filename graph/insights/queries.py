"""Reading insights."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument

from domain.errors import not_found
from domain.insights.model import InsightFilter
from graph.arguments import After, Before, First, Last
from graph.information import Info
from graph.insights.types import InsightFilterInput, InsightType
from graph.node_ids import uuid_of
from graph.paging import Connection, connect, page_request

SCOPE = "insights"

OfCampaign = Annotated[
    strawberry.ID | None, argument(description="Only this campaign; all of the workspace when left out.")
]


def campaign_uuid(campaign_id: str | None) -> UUID | None:
    """Return the UUID of a campaign, none when none is given.

    Raises:
        Refused: It is no id of a campaign.
    """
    if campaign_id is None:
        return None
    identity = uuid_of(campaign_id, "Campaign")
    if identity is None:
        raise not_found("campaign", "campaignId")
    return identity


@strawberry.type
class InsightQueries:
    """Field of Query."""

    @strawberry.field(description="What somebody should know about the campaigns of the workspace, newest first.")
    async def insights(
        self,
        info: Info,
        campaign_id: OfCampaign = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[InsightFilterInput | None, argument(description="Which insights.")] = None,
    ) -> Connection[InsightType]:
        """Return one page."""
        viewer, cursors = info.context.viewer, info.context.services.cursors
        page = page_request(cursors, SCOPE, first=first, after=after, last=last, before=before)
        restrict = InsightFilter() if filter is None else filter.to_domain()
        restrict = replace(restrict, campaign_id=campaign_uuid(campaign_id))
        found = await info.context.services.insights.list(viewer, page, restrict)
        return connect(found, cursors, SCOPE, InsightType.of)
