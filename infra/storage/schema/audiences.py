"""E-mail sends, audience weeks, content, and batches of predictions."""

from sqlalchemy import (
    Column,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
)

from infra.storage.schema.metadata import METADATA, belongs_to, workspace_column, workspace_key
from infra.storage.schema.types import UtcDateTime, binary_text, json_document

email_sends = Table(
    "email_sends",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("at", UtcDateTime(), nullable=False),
    Column("segment", binary_text(), nullable=False),
    Column("subject", Text(), nullable=False),
    Column("preview", Text()),
    Column("list_size", Integer(), nullable=False),
    Column("bounce_share", Double(), nullable=False),
    Column("inactive_share", Double(), nullable=False),
    Column("delivered", Integer(), nullable=False),
    Column("opened", Integer(), nullable=False),
    Column("clicked", Integer(), nullable=False),
    Column("converted", Integer(), nullable=False),
    Column("campaign_id", Uuid()),
    belongs_to("campaigns", "campaign_id"),
    Index(None, "workspace_id", "at"),
)

audience_weeks = Table(
    "audience_weeks",
    METADATA,
    workspace_key(),
    Column("week", Date(), primary_key=True),
    Column("segment", binary_text(), primary_key=True),
    Column("cohort", Date(), primary_key=True),
    Column("members", Integer(), nullable=False),
    Column("reached", Integer(), nullable=False),
    Column("exposures", Integer(), nullable=False),
    Column("engaged", Integer(), nullable=False),
    Column("churned", Integer(), nullable=False),
    sqlite_with_rowid=False,
)

content_pieces = Table(
    "content_pieces",
    METADATA,
    workspace_key(),
    Column("key", binary_text(), primary_key=True),
    Column("title", Text(), nullable=False),
    Column("kind", String(), nullable=False),
    Column("topic", binary_text(), nullable=False),
    Column("length", Integer(), nullable=False),
    Column("format", String(), nullable=False),
    Column("channel", String(), nullable=False),
    Column("published", Date(), nullable=False),
    sqlite_with_rowid=False,
)

content_days = Table(
    "content_days",
    METADATA,
    Column("workspace_id", Uuid(), primary_key=True),
    Column("day", Date(), primary_key=True),
    Column("key", binary_text(), primary_key=True),
    Column("impressions", Integer(), nullable=False),
    Column("engagements", Integer(), nullable=False),
    Column("conversions", Integer(), nullable=False),
    ForeignKeyConstraint(
        ["workspace_id", "key"], ["content_pieces.workspace_id", "content_pieces.key"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

prediction_batches = Table(
    "prediction_batches",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("document", json_document(), nullable=False),
    Index(None, "workspace_id", "created_at", "id"),
)

batch_rows = Table(
    "batch_rows",
    METADATA,
    Column("batch_id", Uuid(), ForeignKey("prediction_batches.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    # No foreign key: the batch holds it.
    Column("workspace_id", Uuid(), nullable=False),
    Column("document", json_document(), nullable=False),
    sqlite_with_rowid=False,
)
