"""Insights, and the numbers that are given to them."""

from sqlalchemy import BigInteger, Column, Index, String, Table, UniqueConstraint, Uuid

from infra.storage.schema.metadata import METADATA, belongs_to, workspace_column
from infra.storage.schema.types import UtcDateTime, json_document

insights = Table(
    "insights",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("campaign_id", Uuid(), nullable=False),
    Column("number", BigInteger(), nullable=False),
    Column("at", UtcDateTime(), nullable=False),
    Column("kind", String(), nullable=False),
    Column("severity", String(), nullable=False),
    Column("document", json_document(), nullable=False),
    UniqueConstraint("workspace_id", "number"),
    belongs_to("campaigns", "campaign_id"),
    Index(None, "workspace_id", "at", "id"),
    Index(None, "workspace_id", "campaign_id", "number"),
)

# The last number given out in each workspace. Its row is what those who add wait for.
insight_numbers = Table(
    "insight_numbers",
    METADATA,
    workspace_column(),
    Column("last", BigInteger(), nullable=False),
    UniqueConstraint("workspace_id"),
)
