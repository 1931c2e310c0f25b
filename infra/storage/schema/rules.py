"""Rules over metrics and predictions."""

from sqlalchemy import Column, Index, Table, Uuid

from infra.storage.schema.metadata import METADATA, workspace_column
from infra.storage.schema.types import UtcDateTime, json_document

rules = Table(
    "rules",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("document", json_document(), nullable=False),
    Index(None, "workspace_id", "created_at", "id"),
)
