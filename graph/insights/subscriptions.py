"""Following insights live."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry

from graph.information import Info
from graph.insights.queries import OfCampaign, campaign_uuid
from graph.insights.types import InsightType
from graph.realtime.sharing import shared


@strawberry.type
class InsightSubscriptions:
    """Field of Subscription."""

    @strawberry.subscription(
        description="Follow insights: first the latest 20, oldest first, then each new one. None is lost or told "
        "twice, also to one who lags.",
        metadata=shared(),
    )
    async def campaign_insights(self, info: Info, campaign_id: OfCampaign = None) -> AsyncGenerator[InsightType, None]:
        """Translate what the service tells."""
        source = info.context.services.insights.watch(info.context.viewer, campaign_uuid(campaign_id))
        async with aclosing(info.context.following.of(source)) as told:
            async for insight in told:
                yield InsightType.of(insight)
