"""Making, changing and deleting campaigns."""

import strawberry

from graph.arguments import Input
from graph.campaigns.inputs import CreateCampaignInput, DeleteCampaignInput, UpdateCampaignInput
from graph.campaigns.types import CampaignType
from graph.errors.user_error import UserError, attempt, missing
from graph.information import Info
from graph.node_ids import uuid_of


@strawberry.type(description="The campaign that was made, or why none was.")
class CreateCampaignPayload:
    """Payload."""

    campaign: CampaignType | None = strawberry.field(description="The new campaign; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The changed campaign, or why it was not changed.")
class UpdateCampaignPayload:
    """Payload."""

    campaign: CampaignType | None = strawberry.field(description="The campaign as it is now; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="What was deleted, or why nothing was.")
class DeleteCampaignPayload:
    """Payload."""

    deleted_id: strawberry.ID | None = strawberry.field(description="The id that no longer exists; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type
class CampaignMutations:
    """Fields of Mutation."""

    @strawberry.mutation(description="Make a campaign. It starts as a draft that is not approved.")
    async def create_campaign(self, info: Info, input: Input[CreateCampaignInput]) -> CreateCampaignPayload:
        """Call the service."""
        made, errors = await attempt(info.context.services.campaigns.create(info.context.viewer, input.to_domain()))
        return CreateCampaignPayload(campaign=None if made is None else CampaignType.of(made), errors=errors)

    @strawberry.mutation(description="Change a campaign, its status or its approval.")
    async def update_campaign(self, info: Info, input: Input[UpdateCampaignInput]) -> UpdateCampaignPayload:
        """Call the service."""
        viewer, campaign_id = info.context.viewer, uuid_of(input.id, "Campaign")
        if campaign_id is None:
            return UpdateCampaignPayload(campaign=None, errors=missing("campaign", "id"))
        changed, errors = await attempt(info.context.services.campaigns.update(viewer, campaign_id, input.to_domain()))
        return UpdateCampaignPayload(campaign=None if changed is None else CampaignType.of(changed), errors=errors)

    @strawberry.mutation(description="Delete a campaign with its metrics and simulations. Takes an owner or admin.")
    async def delete_campaign(self, info: Info, input: Input[DeleteCampaignInput]) -> DeleteCampaignPayload:
        """Call the service."""
        viewer, campaign_id = info.context.viewer, uuid_of(input.id, "Campaign")
        if campaign_id is None:
            return DeleteCampaignPayload(deleted_id=None, errors=missing("campaign", "id"))
        _, errors = await attempt(info.context.services.campaigns.delete(viewer, campaign_id))
        return DeleteCampaignPayload(deleted_id=None if errors else input.id, errors=errors)
