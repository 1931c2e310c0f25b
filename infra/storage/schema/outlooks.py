"""Outlooks of campaigns, and the batches that make them."""

from sqlalchemy import Column, Index, Table, Uuid

from infra.storage.schema.metadata import METADATA, belongs_to, workspace_column
from infra.storage.schema.types import UtcDateTime, json_document

outlook_batches = Table(
    "outlook_batches",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("document", json_document(), nullable=False),
    Index(None, "workspace_id", "created_at", "id"),
)

outlooks = Table(
    "outlooks",
    METADATA,
    workspace_column(),
    Column("campaign_id", Uuid(), primary_key=True),
    Column("document", json_document(), nullable=False),
    belongs_to("campaigns", "campaign_id"),
    sqlite_with_rowid=False,
)
