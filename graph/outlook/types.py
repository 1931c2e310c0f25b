"""The outlook of a campaign in the schema."""

from datetime import date, datetime
from typing import Self

import strawberry

from domain.campaigns.model import Campaign
from domain.metrics.model import unit_of
from domain.outlook.model import Outlook, OutlookMember, OutlookTotal
from graph.ensemble.types import IntervalType
from graph.limits.limits import sized
from graph.metrics.enums import MetricType
from graph.node_ids import encode_node_id


@strawberry.type(name="OutlookTotal", description="What a metric of a campaign comes to over the days ahead.")
class OutlookTotalType:
    """One total."""

    metric: MetricType = strawberry.field(description="Which metric.")
    unit: str = strawberry.field(description="A currency code, `ratio` or `count`.")
    median: float = strawberry.field(
        description="Half of the sampled futures lie below; of a ratio, it is the ratio of the sums."
    )
    intervals: list[IntervalType] = strawberry.field(
        description="One for each of 80 and 95 %, narrowest first.", metadata=sized(2)
    )
    previous: float | None = strawberry.field(
        description="What it came to over as many days before; null when fewer were observed."
    )

    @classmethod
    def of(cls, total: OutlookTotal, currency: str) -> Self:
        """Translate a total of the domain."""
        return cls(
            metric=total.metric,
            unit=unit_of(total.metric, currency),
            median=total.median,
            intervals=[IntervalType.of(one) for one in total.intervals],
            previous=total.previous,
        )


@strawberry.type(name="OutlookMember", description="A model that took part in an outlook.")
class OutlookMemberType:
    """One model."""

    model: str = strawberry.field(description="Its name.")
    version: str = strawberry.field(description="Its version.")
    weight: float = strawberry.field(description="Mean weight over the series of the campaign, 0 to 1.")

    @classmethod
    def of(cls, member: OutlookMember) -> Self:
        """Translate a member of the domain."""
        return cls(model=member.name, version=member.version, weight=member.weight)


@strawberry.type(
    name="CampaignOutlook",
    description="What is ahead of a campaign, forecast together with others by the quicker models, or the reason why "
    "that cannot be said. A simulation asks all models and tells far more.",
)
class CampaignOutlookType:
    """One outlook."""

    horizon_days: int = strawberry.field(description="Days that were asked for.")
    start: date | None = strawberry.field(description="First forecast day; null when nothing was forecast.")
    days: int = strawberry.field(
        description="Days that the totals are about: fewer than asked for when the campaign ends before, 0 when "
        "nothing was forecast."
    )
    made_at: datetime = strawberry.field(description="When it was made.")
    data_version: int = strawberry.field(description="The version of the campaign's data that it follows from.")
    outdated: bool = strawberry.field(description="Whether the campaign's data have changed since.")
    reason: str | None = strawberry.field(description="Why nothing was forecast; null when it was.")
    totals: list[OutlookTotalType] = strawberry.field(
        description="One for each metric that follows from what is observed, all channels together; at most 12, none "
        "when nothing was forecast.",
        metadata=sized(12),
    )
    members: list[OutlookMemberType] = strawberry.field(
        description="The models that took part, the largest weight first; at most 10.", metadata=sized(6)
    )
    job_id: strawberry.ID = strawberry.field(description="The job that made it.")

    @classmethod
    def of(cls, outlook: Outlook, campaign: Campaign) -> Self:
        """Translate an outlook of the domain."""
        return cls(
            horizon_days=outlook.horizon_days,
            start=outlook.start,
            days=outlook.days,
            made_at=outlook.made_at,
            data_version=outlook.data_version,
            outdated=outlook.data_version != campaign.data_version,
            reason=outlook.reason,
            totals=[OutlookTotalType.of(one, campaign.budget.currency) for one in outlook.totals],
            members=[OutlookMemberType.of(one) for one in outlook.members],
            job_id=strawberry.ID(encode_node_id("Job", outlook.job_id)),
        )
