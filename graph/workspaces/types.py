"""Who asks, where, and who else is there."""

from datetime import datetime
from typing import Self

import strawberry

from domain.workspaces.model import ApiKey, Member, Principal, Role, Workspace
from graph.arguments import After, Before, First, Last
from graph.enums import described
from graph.information import Info
from graph.limits.limits import sized
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.paging import Connection, connect, page_request

described(
    Role,
    "What a member may do; each role may do what the ones below it may.",
    OWNER="Everything, including owners.",
    ADMIN="Everything but what concerns owners.",
    ANALYST="Make campaigns, imports and simulations; change and cancel the own ones.",
    VIEWER="Read.",
)


@strawberry.type(name="Member", description="A person in the workspace.")
class MemberType(Node):
    """One member."""

    email: str = strawberry.field(description="E-mail address, unique in the workspace.")
    name: str = strawberry.field(description="Name.")
    role: Role = strawberry.field(description="What the member may do.")
    created_at: datetime = strawberry.field(description="When the member was added.")

    @classmethod
    def of(cls, member: Member) -> Self:
        """Translate a member of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("Member", member.id)),
            email=member.email,
            name=member.name,
            role=member.role,
            created_at=member.created_at,
        )


@strawberry.type(name="ApiKey", description="An API key; its secret is shown once, when it is made.")
class ApiKeyType(Node):
    """One key."""

    name: str = strawberry.field(description="What it is for.")
    role: Role = strawberry.field(description="What it allows; never more than its member may.")
    prefix: str = strawberry.field(description="Beginning of the secret, to tell keys apart.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(description="When it stops working; null for never.")
    revoked_at: datetime | None = strawberry.field(description="When it was revoked.")
    last_used_at: datetime | None = strawberry.field(description="When it was last used, to the minute.")

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """Translate a key of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("ApiKey", key.id)),
            name=key.name,
            role=key.role,
            prefix=key.prefix,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            last_used_at=key.last_used_at,
        )


@strawberry.type(name="Workspace", description="A tenant: everything belongs to exactly one.")
class WorkspaceType(Node):
    """The workspace of the one who asks."""

    name: str = strawberry.field(description="Name.")
    slug: str = strawberry.field(description="Short name, unique on this server.")
    demo: bool = strawberry.field(description="Whether it is the demo workspace.")
    created_at: datetime = strawberry.field(description="When it was made.")

    @strawberry.field(description="Its members, oldest first; at most 1,000.", metadata=sized(50))
    async def members(self, info: Info) -> list[MemberType]:
        """Read the members."""
        found = await info.context.services.members.list(info.context.viewer)
        return [MemberType.of(member) for member in found[:1000]]

    @strawberry.field(description="Its API keys, newest first, revoked ones included. Not for viewers.")
    async def api_keys(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ApiKeyType]:
        """Read one page."""
        cursors = info.context.services.cursors
        page = page_request(cursors, "api-keys", first=first, after=after, last=last, before=before)
        found = await info.context.services.keys.list(info.context.viewer, page)
        return connect(found, cursors, "api-keys", ApiKeyType.of)

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Translate a workspace of the domain."""
        return cls(
            id=strawberry.ID(encode_node_id("Workspace", workspace.id)),
            name=workspace.name,
            slug=workspace.slug,
            demo=workspace.demo,
            created_at=workspace.created_at,
        )


@strawberry.type(name="Viewer", description="Who asks.")
class ViewerType:
    """The one who asks."""

    id: strawberry.ID = strawberry.field(description="Id of the member.")
    name: str = strawberry.field(description="Name of the member.")
    role: Role = strawberry.field(description="What counts: the weaker of the member's and the key's role.")

    @strawberry.field(description="Where.")
    async def workspace(self, info: Info) -> WorkspaceType:
        """Read the workspace."""
        return WorkspaceType.of(await info.context.services.members.workspace(info.context.viewer))

    @classmethod
    def of(cls, principal: Principal) -> Self:
        """Translate a principal of the domain."""
        identity = strawberry.ID(encode_node_id("Member", principal.member_id))
        return cls(id=identity, name=principal.name, role=principal.role)
