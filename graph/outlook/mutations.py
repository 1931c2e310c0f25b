"""Asking for outlooks."""

from uuid import UUID

import strawberry

from domain.outlook.model import USUAL_HORIZON
from graph.arguments import Input
from graph.errors.user_error import UserError, attempt, missing
from graph.information import Info
from graph.jobs.types import JobType
from graph.node_ids import uuid_of


@strawberry.input(description="Which campaigns to forecast, and how far.")
class ForecastCampaignsInput:
    """What to forecast."""

    campaign_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="At most 1,000 campaigns; all of the workspace, however many, when left out."
    )
    horizon_days: int = strawberry.field(default=USUAL_HORIZON, description="Days ahead, 7 to 90.")


@strawberry.input(description="Which forecasting of campaigns to stop.")
class CancelCampaignForecastsInput:
    """What to stop."""

    job_id: strawberry.ID = strawberry.field(description="The job that `forecastCampaigns` told.")


@strawberry.type(description="The work that was begun or joined, or why none was.")
class ForecastCampaignsPayload:
    """Payload."""

    job: JobType | None = strawberry.field(
        description="Follow it with `jobUpdates`; its `note` says how many campaigns were forecast. Null with errors."
    )
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The work that was stopped, or why it was not.")
class CancelCampaignForecastsPayload:
    """Payload."""

    job: JobType | None = strawberry.field(description="The job; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type
class OutlookMutations:
    """Fields of Mutation."""

    @strawberry.mutation(
        description="Forecast many campaigns at once in the background, by the quicker models and without scenarios, "
        "risks and recommendations: some hundred campaigns in a few seconds. `Campaign.outlook` tells each, as soon as "
        "it is made. Work for the same campaigns and days that waits or is at work is joined; a restart goes on where "
        "it was."
    )
    async def forecast_campaigns(self, info: Info, input: Input[ForecastCampaignsInput]) -> ForecastCampaignsPayload:
        """Call the service."""
        asked = None if input.campaign_ids is None else [uuid_of(one, "Campaign") for one in input.campaign_ids]
        known = None if asked is None else [one for one in asked if one is not None]
        if asked is not None and known is not None and len(known) < len(asked):
            return ForecastCampaignsPayload(job=None, errors=missing("campaign", "campaignIds"))
        work = info.context.services.outlooks.forecast(info.context.viewer, known, input.horizon_days)
        job_id, errors = await attempt(work)
        return ForecastCampaignsPayload(job=await _job(info, job_id), errors=errors)

    @strawberry.mutation(
        description="Stop forecasting campaigns. Outlooks that were made stay; work that ended is left alone."
    )
    async def cancel_campaign_forecasts(
        self, info: Info, input: Input[CancelCampaignForecastsInput]
    ) -> CancelCampaignForecastsPayload:
        """Call the service."""
        identity = uuid_of(input.job_id, "Job")
        if identity is None:
            return CancelCampaignForecastsPayload(job=None, errors=missing("job", "jobId"))
        job_id, errors = await attempt(info.context.services.outlooks.cancel(info.context.viewer, identity))
        return CancelCampaignForecastsPayload(job=await _job(info, job_id), errors=errors)


async def _job(info: Info, job_id: UUID | None) -> JobType | None:
    if job_id is None:
        return None
    state = await info.context.services.jobs.get(info.context.viewer, job_id)
    return None if state is None else JobType.of(state)
