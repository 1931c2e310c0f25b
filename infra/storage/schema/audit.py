"""The audit log."""

from sqlalchemy import Column, Index, String, Table, Uuid

from infra.storage.schema.metadata import METADATA, workspace_column
from infra.storage.schema.types import UtcDateTime, json_document

audit_log = Table(
    "audit_log",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    # No foreign keys to actors and subjects: the record outlives both.
    Column("actor_id", Uuid()),
    Column("action", String(), nullable=False),
    Column("subject_id", Uuid()),
    Column("at", UtcDateTime(), nullable=False),
    Column("details", json_document(), nullable=False),
    Index(None, "workspace_id", "at", "id"),
)
