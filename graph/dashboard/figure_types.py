"""Figures of a dashboard in the schema."""

from collections.abc import Collection
from datetime import UTC, datetime, time
from typing import Annotated, Self

import strawberry
from strawberry import argument

from domain.campaigns.model import Money
from domain.dashboard.model import ChannelPart, Coverage, CurrencyView, Kpi, KpiValue, Trend
from graph.campaigns.enums import Channel
from graph.enums import described
from graph.limits.limits import sized
from graph.metrics.enums import Granularity
from graph.money import MoneyType

described(
    Kpi,
    "A figure of a dashboard. Ratios are ratios of sums, never means of ratios.",
    name="DashboardKpi",
    SPEND="Money spent.",
    REVENUE="Money earned.",
    IMPRESSIONS="Times ads were shown.",
    CLICKS="Clicks.",
    CONVERSIONS="Conversions, as the sources count them; may be fractional.",
    CTR="Clicks per impression, a ratio.",
    CPC="Spend per click.",
    CPM="Spend per thousand impressions.",
    CPA="Spend per conversion.",
    CVR="Conversions per click, a ratio.",
    ROAS="Revenue per unit of spend, a ratio.",
    ROI="Revenue per unit of spend, less 1: a ratio, 0 where the spend just came back.",
)

Which = Annotated[list[Kpi] | None, argument(description="Which figures; all when left out.")]


@strawberry.type(
    name="DashboardKpiValue", description="A figure over the days of a dashboard, beside that over as many days before."
)
class KpiValueType:
    """One figure."""

    kpi: Kpi = strawberry.field(description="Which figure.")
    unit: str = strawberry.field(description="A currency code, `ratio` or `count`.")
    value: float | None = strawberry.field(
        description="Over the days; null where nothing was observed, and of a ratio over nothing."
    )
    previous: float | None = strawberry.field(description="Over the days before; null likewise.")
    change: float | None = strawberry.field(
        description="What it is more than before, in the unit; null where one of both is."
    )
    relative_change: float | None = strawberry.field(
        description="The change over the size of what was before, a ratio; null also where that was 0."
    )
    observed_days: int = strawberry.field(
        description="Days on which at least one campaign observed it; of a ratio, both of its parts."
    )

    @classmethod
    def of(cls, figure: KpiValue) -> Self:
        """Translate a figure of the domain."""
        return cls(
            kpi=figure.kpi,
            unit=figure.unit,
            value=figure.value,
            previous=figure.previous,
            change=figure.change,
            relative_change=figure.relative_change,
            observed_days=figure.observed_days,
        )


@strawberry.type(name="DashboardTrendPoint", description="A figure in one period.")
class TrendPointType:
    """One point."""

    at: datetime = strawberry.field(
        description="Start of the period; that of the first week may lie before the days of the dashboard."
    )
    days: int = strawberry.field(description="Days of the period that the dashboard is about: 1, or up to 7 of a week.")
    value: float = strawberry.field(description="The sum over these days, or the ratio of the sums.")


@strawberry.type(name="DashboardTrend", description="A figure over time; periods without it are missing.")
class TrendType:
    """One trend."""

    kpi: Kpi = strawberry.field(description="Which figure.")
    unit: str = strawberry.field(description="A currency code, `ratio` or `count`.")
    points: list[TrendPointType] = strawberry.field(
        description="Ascending in time; at most 92 days or, of more than that, one a week.", metadata=sized(60)
    )

    @classmethod
    def of(cls, trend: Trend) -> Self:
        """Translate a trend of the domain."""
        points = [
            TrendPointType(at=datetime.combine(one.start, time(), UTC), days=one.days, value=one.value)
            for one in trend.points
        ]
        return cls(kpi=trend.kpi, unit=trend.unit, points=points)


@strawberry.type(
    name="DashboardChannel",
    description="What one channel had of everything on these days. Null where it observed nothing of it.",
)
class ChannelPartType:
    """One channel."""

    channel: Channel = strawberry.field(description="Which channel.")
    spend: float | None = strawberry.field(description="Money spent.")
    spend_share: float | None = strawberry.field(description="Of the spend of all channels, 0 to 1; null also of none.")
    revenue: float | None = strawberry.field(description="Money earned.")
    revenue_share: float | None = strawberry.field(
        description="Of the revenue of all channels, 0 to 1; null also of none."
    )
    conversions: float | None = strawberry.field(description="Conversions.")
    conversions_share: float | None = strawberry.field(
        description="Of the conversions of all channels, 0 to 1; null also of none."
    )

    @classmethod
    def of(cls, part: ChannelPart) -> Self:
        """Translate a channel of the domain."""
        return cls(
            channel=part.channel,
            spend=part.sums[Kpi.SPEND],
            spend_share=part.shares[Kpi.SPEND],
            revenue=part.sums[Kpi.REVENUE],
            revenue_share=part.shares[Kpi.REVENUE],
            conversions=part.sums[Kpi.CONVERSIONS],
            conversions_share=part.shares[Kpi.CONVERSIONS],
        )


@strawberry.type(name="DashboardCoverage", description="How much of the days was observed.")
class CoverageType:
    """How much."""

    days: int = strawberry.field(description="Days that the dashboard is about.")
    observed_days: int = strawberry.field(
        description="Those on which at least one campaign of the currency observed anything."
    )
    previous_observed_days: int = strawberry.field(description="The same of as many days before.")
    observing_campaigns: int = strawberry.field(description="Campaigns that observed anything on these days.")

    @classmethod
    def of(cls, coverage: Coverage) -> Self:
        """Translate coverage of the domain."""
        return cls(
            days=coverage.days,
            observed_days=coverage.observed_days,
            previous_observed_days=coverage.previous_observed_days,
            observing_campaigns=coverage.campaigns,
        )


@strawberry.type(name="CurrencyDashboard", description="Budgets and figures of all campaigns in one currency.")
class CurrencyDashboardType:
    """One currency."""

    model: strawberry.Private[CurrencyView]
    currency: str = strawberry.field(description="ISO 4217 code.")
    campaigns: int = strawberry.field(description="Campaigns with a budget in it that run on these days.")
    total_budget: MoneyType = strawberry.field(
        description="The budgets of these campaigns, each once and as a whole, whatever part of it these days have."
    )
    coverage: CoverageType = strawberry.field(description="How much was observed.")
    channels: list[ChannelPartType] = strawberry.field(
        description="Channels that observed anything on these days, largest spend first; at most 14.", metadata=sized(5)
    )
    granularity: Granularity = strawberry.field(
        description="Periods of the trends: `DAY`, or `WEEK` where there are more than 92 days."
    )

    @strawberry.field(description="Figures, in the order of the enumeration; at most 12.", metadata=sized(12))
    async def kpis(self, kpis: Which = None) -> list[KpiValueType]:
        """Return those asked for."""
        return [KpiValueType.of(one) for one in self.model.kpis if _wanted(one.kpi, kpis)]

    @strawberry.field(description="Figures over time, in the order of the enumeration; at most 12.", metadata=sized(12))
    async def trends(self, kpis: Which = None) -> list[TrendType]:
        """Return those asked for."""
        return [TrendType.of(one) for one in self.model.trends if _wanted(one.kpi, kpis)]

    @classmethod
    def of(cls, view: CurrencyView) -> Self:
        """Translate a currency of the domain."""
        return cls(
            model=view,
            currency=view.currency,
            campaigns=view.campaigns,
            total_budget=MoneyType.of(Money(view.budget, view.currency)),
            coverage=CoverageType.of(view.coverage),
            channels=[ChannelPartType.of(one) for one in view.channels],
            granularity=Granularity.WEEK if view.weekly else Granularity.DAY,
        )


def _wanted(kpi: Kpi, wanted: Collection[Kpi] | None) -> bool:
    return not wanted or kpi in wanted
