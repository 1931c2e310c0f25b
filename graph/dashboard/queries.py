"""Asking for a dashboard."""

from typing import Annotated

import strawberry
from strawberry import argument

from domain.campaigns.model import CampaignFilter
from graph.campaigns.inputs import CampaignFilterInput
from graph.dashboard.types import DashboardType
from graph.information import Info
from graph.limits.limits import weighted
from graph.ranges import DateRangeInput


@strawberry.type
class DashboardQueries:
    """Field of Query."""

    @strawberry.field(
        description="What the campaigns of the workspace came to over some days, beside as many days before. Campaigns "
        "and budgets are counted where they run on at least one of these days. Figures are of everything that was "
        "observed on these days, whenever its campaign ran, by currency: money of two currencies is never added up.",
        metadata=weighted(50),
    )
    async def dashboard(
        self,
        info: Info,
        range: Annotated[
            DateRangeInput | None,
            argument(
                description="Which days, in 1900 to 2199; the last 30 up to the present day of the workspace when left "
                "out."
            ),
        ] = None,
        filter: Annotated[
            CampaignFilterInput | None, argument(description="Which campaigns, each with all of its channels.")
        ] = None,
    ) -> DashboardType:
        """Return a dashboard."""
        restrict = CampaignFilter() if filter is None else filter.to_domain()
        days = None if range is None else range.days()
        return DashboardType.of(await info.context.services.dashboards.view(info.context.viewer, days, restrict))
