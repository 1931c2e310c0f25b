"""Planning spend."""

from datetime import date
from decimal import Decimal

import strawberry

from domain.campaigns.planning import PlanChange
from graph.arguments import Input
from graph.campaigns.enums import Channel
from graph.campaigns.types import CampaignType
from graph.errors.user_error import UserError, attempt, missing
from graph.information import Info
from graph.node_ids import uuid_of


@strawberry.input(description="Spend that is planned for one day.")
class PlannedDayInput:
    """A day and its amount."""

    day: date = strawberry.field(name="date", description="A day of the campaign, past days included.")
    amount: Decimal = strawberry.field(
        description='How much, in the currency of the campaign\'s budget, as a decimal string such as `"120.00"`; 0 '
        "plans that nothing is spent."
    )


@strawberry.input(description="What is planned to be spent on one channel; days that are not named stay as they are.")
class PlanSpendInput:
    """A change of a plan."""

    campaign_id: strawberry.ID = strawberry.field(description="Which campaign.")
    channel: Channel = strawberry.field(description="One of the campaign's channels.")
    days: list[PlannedDayInput] | None = strawberry.field(
        default=None, description="Days to plan, each once, in place of what was planned for them; at most 366."
    )
    clear: list[date] | None = strawberry.field(
        default=None, description="Days to plan nothing for any more, each once; at most 366."
    )


@strawberry.type(description="The campaign whose plan was changed, or why it was not.")
class PlanSpendPayload:
    """Payload."""

    campaign: CampaignType | None = strawberry.field(description="The campaign as it is now; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type
class SpendPlanMutations:
    """Fields of Mutation."""

    @strawberry.mutation(
        description="State what is planned to be spent on a channel, day by day. Forecasts follow the plan as closely "
        "as past plans were kept; stated for past days, it tells how closely that was."
    )
    async def plan_spend(self, info: Info, input: Input[PlanSpendInput]) -> PlanSpendPayload:
        """Call the service."""
        campaign_id = uuid_of(input.campaign_id, "Campaign")
        if campaign_id is None:
            return PlanSpendPayload(campaign=None, errors=missing("campaign", "campaignId"))
        days = tuple((one.day, one.amount) for one in input.days or ())
        change = PlanChange(campaign_id, input.channel, days, tuple(input.clear or ()))
        changed, errors = await attempt(info.context.services.spend_plans.change(info.context.viewer, change))
        return PlanSpendPayload(campaign=None if changed is None else CampaignType.of(changed), errors=errors)
