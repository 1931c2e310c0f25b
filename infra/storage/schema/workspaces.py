"""Workspaces, members and API keys."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from infra.storage.schema.metadata import METADATA, belongs_to, workspace_column
from infra.storage.schema.types import UtcDateTime, binary_text

workspaces = Table(
    "workspaces",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    Column("name", Text(), nullable=False),
    Column("slug", String(), nullable=False, unique=True),
    Column("demo", Boolean(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
)

members = Table(
    "members",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("email", Text(), nullable=False),
    # The address folded to one case, because that is how it is unique.
    Column("email_key", binary_text(), nullable=False),
    Column("name", Text(), nullable=False),
    Column("role", String(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    UniqueConstraint("workspace_id", "email_key"),
    # Lets others refer to a member together with the workspace, so that no row can point into another one.
    UniqueConstraint("workspace_id", "id"),
    Index(None, "workspace_id", "created_at", "id"),
)

api_keys = Table(
    "api_keys",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("member_id", Uuid(), nullable=False),
    Column("name", Text(), nullable=False),
    Column("role", String(), nullable=False),
    Column("prefix", String(), nullable=False, unique=True),
    Column("digest", LargeBinary(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime()),
    Column("revoked_at", UtcDateTime()),
    Column("last_used_at", UtcDateTime()),
    belongs_to("members", "member_id"),
    Index(None, "workspace_id", "created_at", "id"),
    Index(None, "workspace_id", "member_id"),
    # Lets sessions refer to a key together with the workspace.
    Index(None, "workspace_id", "id", unique=True),
)
