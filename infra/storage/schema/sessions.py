"""Sessions of browsers, and the one-time tokens that begin them."""

from sqlalchemy import Column, Index, LargeBinary, Table, Uuid

from infra.storage.schema.metadata import METADATA, belongs_to, workspace_column
from infra.storage.schema.types import UtcDateTime

sessions = Table(
    "sessions",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("member_id", Uuid(), nullable=False),
    Column("api_key_id", Uuid()),
    Column("digest", LargeBinary(), nullable=False, unique=True),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False),
    Column("last_used_at", UtcDateTime(), nullable=False),
    belongs_to("members", "member_id"),
    belongs_to("api_keys", "api_key_id"),
    Index(None, "workspace_id", "member_id", "created_at"),
    Index(None, "workspace_id", "api_key_id"),
)

sign_in_tokens = Table(
    "sign_in_tokens",
    METADATA,
    Column("digest", LargeBinary(), primary_key=True),
    workspace_column(),
    Column("member_id", Uuid(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False),
    belongs_to("members", "member_id"),
    Index(None, "workspace_id", "member_id"),
)
