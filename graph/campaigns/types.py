"""The campaign in the schema."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry
from strawberry import argument

from domain.campaigns.model import Campaign, PlanQuery
from domain.errors import Refused
from domain.metrics.model import HourlyQuery, MetricQuery
from domain.metrics.service import hourly_series_of, hours_between, observed_for, only_daily, series_of
from graph.arguments import After, Before, First, Last
from graph.campaigns.enums import ApprovalState, CampaignStatus, Channel, Medium
from graph.campaigns.loaders import (
    anomalies_loader,
    changes_loader,
    hours_loader,
    latest_simulation_loader,
    planned_spend_loader,
    points_loader,
    quality_loader,
    unusual_hours_loader,
)
from graph.campaigns.plan_types import PlannedSpendType
from graph.information import Info
from graph.limits.limits import sized, weighted
from graph.metrics.enums import Granularity, MetricType
from graph.metrics.findings import ChangePointType, HourAnomalyType, MetricAnomalyType
from graph.metrics.types import MetricSeriesType
from graph.money import MoneyType
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.outlook.loaders import outlook_loader
from graph.outlook.types import CampaignOutlookType
from graph.paging import Connection, connect, page_request
from graph.profiles.loaders import profile_loader
from graph.profiles.types import HourlyProfileType
from graph.quality.types import QualityReportType
from graph.ranges import DateRangeInput

if TYPE_CHECKING:
    from graph.simulations.types import SimulationType

MOST_FINDINGS = 50
MOST_PLANNED = 1_000

OfMetrics = Annotated[list[MetricType] | None, argument(description="Which metrics; all when left out.")]

LazySimulation = Annotated["SimulationType", strawberry.lazy("graph.simulations.types")]


@strawberry.type(name="Campaign", description="A campaign of the workspace.")
class CampaignType(Node):
    """One campaign."""

    model: strawberry.Private[Campaign]
    name: str = strawberry.field(description="Its name.")
    status: CampaignStatus = strawberry.field(description="Where it is in its life.")
    approval: ApprovalState = strawberry.field(description="Whether it may be scheduled and run.")
    objective: str = strawberry.field(description="What it is for.")
    industry: str | None = strawberry.field(description="Industry of the advertiser.")
    channels: list[Channel] = strawberry.field(description="Where it runs; at most 14.")
    medium: Medium | None = strawberry.field(description="Kind of communication.")
    budget: MoneyType = strawberry.field(description="Budget of the whole campaign.")
    budget_capped: bool = strawberry.field(
        description="Whether delivery ends when the budget is spent; else a forecast may spend more than it."
    )
    start_date: date = strawberry.field(description="First day.")
    end_date: date | None = strawberry.field(description="Last day, inclusive; null for an open end.")
    tags: list[str] = strawberry.field(description="Free labels; at most 20.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")
    data_version: int = strawberry.field(
        description="Grows with every import of metrics and, once it has some, every change of its planned spend; 0 "
        "before the first import."
    )

    @strawberry.field(
        description="Observed metrics over time, one series a metric. Ranges are bounded to ten years; without one the "
        "whole history is given. Without `metrics`, all that have values."
    )
    async def metrics(
        self,
        info: Info,
        range: Annotated[DateRangeInput | None, argument(description="Which days; all when left out.")] = None,
        granularity: Annotated[Granularity | None, argument(description="Width of the periods.")] = Granularity.DAY,
        metrics: Annotated[list[MetricType] | None, argument(description="Which metrics; all when left out.")] = None,
        channel: Annotated[Channel | None, argument(description="One channel; all summed when left out.")] = None,
    ) -> list[MetricSeriesType]:
        """Read points through the loader and derive the series."""
        start, end = (None, None) if range is None else range.days()
        if granularity is Granularity.HOUR:
            return await self._hours(info, start, end, metrics or (), channel)
        query = MetricQuery(start, end, channel, observed_for(metrics or ()))
        points = await info.context.loader(points_loader).load((self.model.id, query))
        series = series_of(self.model, points, metrics or (), granularity or Granularity.DAY)
        return [MetricSeriesType.of(one) for one in series]

    async def _hours(
        self, info: Info, start: date | None, end: date | None, metrics: Collection[MetricType], channel: Channel | None
    ) -> list[MetricSeriesType]:
        """Read points by the hour; a campaign that has none at all in the range is kept by day."""
        now = await info.context.services.time.now(info.context.viewer.workspace_id)
        first, last = hours_between(start, end, now)
        query = HourlyQuery(first, last, channel, observed_for(metrics))
        points = await info.context.loader(hours_loader).load((self.model.id, query))
        if not points:
            raise Refused(only_daily())
        return [MetricSeriesType.of(one) for one in hourly_series_of(self.model, points, metrics)]

    @strawberry.field(
        description="What is planned to be spent, by day, then channel: the first 1,000 planned days of the range. "
        "Days without a plan are missing.",
        metadata=sized(100),
    )
    async def planned_spend(
        self,
        info: Info,
        range: Annotated[DateRangeInput | None, argument(description="Which days; all when left out.")] = None,
        channel: Annotated[Channel | None, argument(description="Of one channel; all when left out.")] = None,
    ) -> list[PlannedSpendType]:
        """Read the plan through the loader."""
        start, end = (None, None) if range is None else range.days()
        found = await info.context.loader(planned_spend_loader).load((self.model.id, PlanQuery(start, end, channel)))
        return [PlannedSpendType.of(one, self.model.budget.currency) for one in found[:MOST_PLANNED]]

    @strawberry.field(
        description="What is ahead of it, as the last `forecastCampaigns` that was about it found; null before the "
        "first one."
    )
    async def outlook(self, info: Info) -> CampaignOutlookType | None:
        """Read it through the loader."""
        found = await info.context.loader(outlook_loader).load(self.model.id)
        return None if found is None else CampaignOutlookType.of(found, self.model)

    @strawberry.field(description="How far its data can be trusted, and what each flaw does to a forecast.")
    async def data_quality(self, info: Info) -> QualityReportType:
        """Assess the data."""
        return QualityReportType.of(await info.context.loader(quality_loader).load(self.model.id))

    @strawberry.field(
        description="Days of the last four weeks on which a metric was not as it usually is on that weekday, newest "
        "first, at most 50. Each day is judged by earlier ones alone; of all that are told, at most one in twenty is "
        "expected to be by chance.",
        metadata=sized(10, weight=5),
    )
    async def anomalies(self, info: Info, metrics: OfMetrics = None) -> list[MetricAnomalyType]:
        """Judge its metrics through the loader."""
        found = await info.context.loader(anomalies_loader).load((self.model.id, tuple(metrics or ())))
        return [MetricAnomalyType.of(one, self.model.budget.currency) for one in found[:MOST_FINDINGS]]

    @strawberry.field(
        description="Hours of the last week at which a metric began to be unusual, or became clearly more so, newest "
        "first, at most 50; empty for a campaign that is measured by the day. Each hour is judged by earlier ones "
        "alone; what happens often is not told.",
        metadata=sized(10, weight=5),
    )
    async def unusual_hours(self, info: Info, metrics: OfMetrics = None) -> list[HourAnomalyType]:
        """Judge its metrics through the loader."""
        found = await info.context.loader(unusual_hours_loader).load((self.model.id, tuple(metrics or ())))
        return [HourAnomalyType.of(one, self.model.budget.currency) for one in found[:MOST_FINDINGS]]

    @strawberry.field(
        description="How a metric is spread over the hours of each weekday; of a campaign that is measured by the day, "
        "or of a ratio, the reason why that cannot be said.",
        metadata=weighted(20),
    )
    async def hourly_profile(
        self,
        info: Info,
        metric: Annotated[MetricType, argument(description="Which observed metric.")],
        channel: Annotated[Channel | None, argument(description="One channel; all summed when left out.")] = None,
    ) -> HourlyProfileType:
        """Learn it through the loader."""
        found = await info.context.loader(profile_loader).load((self.model.id, (metric, channel)))
        return HourlyProfileType.of(found)

    @strawberry.field(
        description="Days of the last half year from which on a metric had another level and kept it for a week or "
        "more, newest first, at most 50. The course of a week and single unusual days are no changes; of all that are "
        "told, at most one in twenty is expected to be by chance.",
        metadata=sized(10, weight=5),
    )
    async def change_points(self, info: Info, metrics: OfMetrics = None) -> list[ChangePointType]:
        """Judge its metrics through the loader."""
        found = await info.context.loader(changes_loader).load((self.model.id, tuple(metrics or ())))
        return [ChangePointType.of(one, self.model.budget.currency) for one in found[:MOST_FINDINGS]]

    @strawberry.field(description="Its simulations, newest first.")
    async def simulations(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[LazySimulation]:
        """Read one page."""
        from graph.simulations.types import SimulationType  # noqa: PLC0415 - the two types know each other

        cursors, scope = info.context.services.cursors, f"simulations/{self.model.id}"
        page = page_request(cursors, scope, first=first, after=after, last=last, before=before)
        found = await info.context.services.simulations.list(info.context.viewer, self.model.id, page)
        return connect(found, cursors, scope, SimulationType.of)

    @strawberry.field(description="The newest simulation that completed.")
    async def latest_simulation(self, info: Info) -> LazySimulation | None:
        """Read it through the loader."""
        from graph.simulations.types import SimulationType  # noqa: PLC0415 - the two types know each other

        found = await info.context.loader(latest_simulation_loader).load(self.model.id)
        return None if found is None else SimulationType.of(found)

    @classmethod
    def of(cls, campaign: Campaign) -> Self:
        """Translate a campaign of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("Campaign", campaign.id)),
            model=campaign,
            name=campaign.name,
            status=campaign.status,
            approval=campaign.approval,
            objective=campaign.objective,
            industry=campaign.industry,
            channels=list(campaign.channels),
            medium=campaign.medium,
            budget=MoneyType.of(campaign.budget),
            budget_capped=campaign.budget_capped,
            start_date=campaign.start_date,
            end_date=campaign.end_date,
            tags=list(campaign.tags),
            created_at=campaign.created_at,
            updated_at=campaign.updated_at,
            data_version=campaign.data_version,
        )
