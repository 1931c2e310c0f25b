"""Managing members and API keys."""

from datetime import datetime

import strawberry

from domain.workspaces.model import Role
from graph.arguments import Input
from graph.errors.user_error import UserError, attempt, missing
from graph.information import Info
from graph.node_ids import uuid_of
from graph.workspaces.types import ApiKeyType, MemberType


@strawberry.input(description="An API key to be made; it acts for you.")
class CreateApiKeyInput:
    """A key to be made."""

    name: str = strawberry.field(description="What it is for, 1 to 200 characters.")
    role: Role = strawberry.field(description="What it allows, at most what you may.")
    expires_at: datetime | None = strawberry.field(
        default=None, description="When it stops working; never if left out."
    )


@strawberry.input(description="Which API key to revoke.")
class RevokeApiKeyInput:
    """A key to be revoked."""

    key_id: strawberry.ID = strawberry.field(description="Which key.")


@strawberry.input(description="A member to be added.")
class AddMemberInput:
    """A member to be added."""

    email: str = strawberry.field(description="E-mail address.")
    name: str = strawberry.field(description="Name, 1 to 200 characters.")
    role: Role = strawberry.field(description="What the member may do, at most what you may.")


@strawberry.input(description="A member's new role.")
class ChangeMemberRoleInput:
    """A new role."""

    member_id: strawberry.ID = strawberry.field(description="Which member.")
    role: Role = strawberry.field(description="What the member may do from now on.")


@strawberry.input(description="Which member to remove.")
class RemoveMemberInput:
    """A member to be removed."""

    member_id: strawberry.ID = strawberry.field(description="Which member.")


@strawberry.type(description="The new key with its secret, or why none was made.")
class CreateApiKeyPayload:
    """Payload."""

    secret: str | None = strawberry.field(description="The secret, shown this once; null with errors.")
    api_key: ApiKeyType | None = strawberry.field(description="The key; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The revoked key, or why it was not revoked.")
class RevokeApiKeyPayload:
    """Payload."""

    api_key: ApiKeyType | None = strawberry.field(description="The key as it is now; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The new member, or why none was added.")
class AddMemberPayload:
    """Payload."""

    member: MemberType | None = strawberry.field(description="The member; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="The member with the new role, or why it was not changed.")
class ChangeMemberRolePayload:
    """Payload."""

    member: MemberType | None = strawberry.field(description="The member as it is now; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type(description="Who was removed, or why nobody was.")
class RemoveMemberPayload:
    """Payload."""

    removed_id: strawberry.ID | None = strawberry.field(description="The id that no longer exists; null with errors.")
    errors: list[UserError] = strawberry.field(description="Empty on success; every fault otherwise.")


@strawberry.type
class WorkspaceMutations:
    """Fields of Mutation."""

    @strawberry.mutation(description="Make an API key. Takes an owner or admin.")
    async def create_api_key(self, info: Info, input: Input[CreateApiKeyInput]) -> CreateApiKeyPayload:
        """Call the service."""
        service = info.context.services.keys
        made, errors = await attempt(service.create(info.context.viewer, input.name, input.role, input.expires_at))
        secret, key = (None, None) if made is None else made
        return CreateApiKeyPayload(secret=secret, api_key=None if key is None else ApiKeyType.of(key), errors=errors)

    @strawberry.mutation(description="Make an API key useless, at once and for good. Takes an owner or admin.")
    async def revoke_api_key(self, info: Info, input: Input[RevokeApiKeyInput]) -> RevokeApiKeyPayload:
        """Call the service."""
        viewer, key_id = info.context.viewer, uuid_of(input.key_id, "ApiKey")
        if key_id is None:
            return RevokeApiKeyPayload(api_key=None, errors=missing("API key", "keyId"))
        key, errors = await attempt(info.context.services.keys.revoke(viewer, key_id))
        return RevokeApiKeyPayload(api_key=None if key is None else ApiKeyType.of(key), errors=errors)

    @strawberry.mutation(description="Add a member. Takes an owner or admin.")
    async def add_member(self, info: Info, input: Input[AddMemberInput]) -> AddMemberPayload:
        """Call the service."""
        service = info.context.services.members
        member, errors = await attempt(service.add(info.context.viewer, input.email, input.name, input.role))
        return AddMemberPayload(member=None if member is None else MemberType.of(member), errors=errors)

    @strawberry.mutation(description="Give a member another role. Takes an owner or admin.")
    async def change_member_role(self, info: Info, input: Input[ChangeMemberRoleInput]) -> ChangeMemberRolePayload:
        """Call the service."""
        viewer, member_id = info.context.viewer, uuid_of(input.member_id, "Member")
        if member_id is None:
            return ChangeMemberRolePayload(member=None, errors=missing("member", "memberId"))
        member, errors = await attempt(info.context.services.members.change_role(viewer, member_id, input.role))
        return ChangeMemberRolePayload(member=None if member is None else MemberType.of(member), errors=errors)

    @strawberry.mutation(description="Remove a member with all API keys. Takes an owner or admin.")
    async def remove_member(self, info: Info, input: Input[RemoveMemberInput]) -> RemoveMemberPayload:
        """Call the service."""
        viewer, member_id = info.context.viewer, uuid_of(input.member_id, "Member")
        if member_id is None:
            return RemoveMemberPayload(removed_id=None, errors=missing("member", "memberId"))
        _, errors = await attempt(info.context.services.members.remove(viewer, member_id))
        return RemoveMemberPayload(removed_id=None if errors else input.member_id, errors=errors)
