"""The dashboard in the schema."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry import argument

from domain.campaigns.model import Campaign
from domain.dashboard.model import Analysis, CampaignFigures, DashboardView, Kpi
from domain.errors import Refused, invalid
from graph.campaigns.enums import CampaignStatus
from graph.campaigns.loaders import campaign_loader
from graph.campaigns.types import CampaignType
from graph.dashboard.figure_types import CurrencyDashboardType
from graph.information import Info
from graph.limits.limits import sized
from graph.ranges import DateRangeType
from graph.severity import Severity

MOST_CURRENCIES = 20
MOST_LISTED = 100

Limit = Annotated[int, argument(description="How many at most, 1 to 100.")]


@strawberry.type(name="CampaignStatusCount", description="How many campaigns are in one status.")
class StatusCountType:
    """One status."""

    status: CampaignStatus = strawberry.field(description="The status that they have now.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(name="CampaignCounts", description="How many campaigns run on at least one of the days.")
class CampaignCountsType:
    """Counts."""

    total: int = strawberry.field(description="All of them; an open end counts as running.")
    by_status: list[StatusCountType] = strawberry.field(
        description="By the status that they have now, every status once; at most 6.", metadata=sized(6)
    )
    needing_attention: int = strawberry.field(
        description="Those, neither completed nor archived, whose newest completed simulation warns of a risk of "
        "`HIGH` or `CRITICAL` severity whose window has not ended. One without a simulation is not among them."
    )


@strawberry.type(name="DashboardCampaign", description="A campaign on a dashboard.")
class DashboardCampaignType:
    """One campaign."""

    model: strawberry.Private[CampaignFigures]
    last_analysed_at: datetime | None = strawberry.field(
        description="When its newest completed simulation ended; null when it has none."
    )
    severity: Severity | None = strawberry.field(
        description="The worst of the risks that need attention; null without any."
    )
    risks: int = strawberry.field(
        description="How many risks of `HIGH` or `CRITICAL` severity that simulation warns of whose windows have not "
        "ended."
    )
    spend: float | None = strawberry.field(
        description="Money spent on these days, in its currency; null where nothing was observed, as everywhere below."
    )
    revenue: float | None = strawberry.field(description="Money earned on these days, in its currency.")
    impressions: float | None = strawberry.field(description="Times its ads were shown on these days.")
    clicks: float | None = strawberry.field(description="Clicks of these days.")
    conversions: float | None = strawberry.field(description="Conversions of these days.")
    roi: float | None = strawberry.field(description="Revenue over spend, less 1; null also without spend.")

    @strawberry.field(description="The campaign; null when it was deleted just now.")
    async def campaign(self, info: Info) -> CampaignType | None:
        """Read it through the loader."""
        found: Campaign | None = await info.context.loader(campaign_loader).load(self.model.campaign_id)
        return None if found is None else CampaignType.of(found)

    @classmethod
    def of(cls, figures: CampaignFigures) -> Self:
        """Translate a campaign of the domain."""
        analysis: Analysis | None = figures.analysis
        return cls(
            model=figures,
            last_analysed_at=None if analysis is None else analysis.completed_at,
            severity=None if analysis is None else analysis.severity,
            risks=0 if analysis is None else analysis.risks,
            spend=figures.sums[Kpi.SPEND],
            revenue=figures.sums[Kpi.REVENUE],
            impressions=figures.sums[Kpi.IMPRESSIONS],
            clicks=figures.sums[Kpi.CLICKS],
            conversions=figures.sums[Kpi.CONVERSIONS],
            roi=figures.sums[Kpi.ROI],
        )


@strawberry.type(name="Dashboard", description="What campaigns came to over some days.")
class DashboardType:
    """A dashboard."""

    model: strawberry.Private[DashboardView]
    range: DateRangeType = strawberry.field(description="The days that it is about.")
    previous: DateRangeType = strawberry.field(
        description="As many days just before them, which figures are compared with."
    )
    counts: CampaignCountsType = strawberry.field(description="How many campaigns.")
    currencies: list[CurrencyDashboardType] = strawberry.field(
        description="Budgets and figures, one currency each, the one with most campaigns first; at most 20.",
        metadata=sized(2),
    )

    @strawberry.field(
        description="Campaigns that run on these days, newest analysis first, those never analysed last; at most 100.",
        metadata=sized(20),
    )
    async def recent_campaigns(self, limit: Limit = 20) -> list[DashboardCampaignType]:
        """Return the first ones."""
        return _first(self.model.recent, limit)

    @strawberry.field(
        description="The campaigns that need attention: the most severe first, then those with most risks; at most "
        "100.",
        metadata=sized(20),
    )
    async def attention(self, limit: Limit = 20) -> list[DashboardCampaignType]:
        """Return the first ones."""
        return _first(self.model.attention, limit)

    @classmethod
    def of(cls, view: DashboardView) -> Self:
        """Translate a dashboard of the domain."""
        counts = [StatusCountType(status=status, count=view.statuses.get(status, 0)) for status in CampaignStatus]
        return cls(
            model=view,
            range=DateRangeType(start=view.span.first, end=view.span.last),
            previous=DateRangeType(start=view.previous.first, end=view.previous.last),
            counts=CampaignCountsType(
                total=sum(view.statuses.values()), by_status=counts, needing_attention=view.needing_attention
            ),
            currencies=[CurrencyDashboardType.of(one) for one in view.currencies[:MOST_CURRENCIES]],
        )


def _first(found: Sequence[CampaignFigures], limit: int) -> list[DashboardCampaignType]:
    if not 1 <= limit <= MOST_LISTED:
        raise Refused(invalid(f"It is 1 to {MOST_LISTED}.", "limit"))
    return [DashboardCampaignType.of(one) for one in found[:limit]]
