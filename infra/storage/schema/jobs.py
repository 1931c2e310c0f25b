"""What is written down about jobs for people to see; who runs them has tables of its own."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text, Uuid

from infra.storage.schema.metadata import METADATA, workspace_column
from infra.storage.schema.types import UtcDateTime

job_records = Table(
    "job_records",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("kind", String(), nullable=False),
    # No foreign key: what it is about is of another table for each kind.
    Column("subject_id", Uuid(), nullable=False),
    Column("priority", Integer(), nullable=False),
    Column("status", String(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("attempts", Integer(), nullable=False),
    Column("started_at", UtcDateTime()),
    Column("finished_at", UtcDateTime()),
    Column("failure", Text()),
    Column("step", String()),
    Column("progress", Float()),
    Column("note", Text()),
    # No foreign key: the record outlives the member.
    Column("requested_by", Uuid()),
    Index(None, "workspace_id", "created_at", "id"),
    Index(None, "workspace_id", "changed_at"),
    Index(None, "status", "kind", "finished_at"),
)
