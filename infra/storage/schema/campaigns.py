"""Campaigns, their observed metrics, and backtests on those."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)

from infra.storage.schema.metadata import METADATA, belongs_to, series_key, workspace_column
from infra.storage.schema.types import ExactDecimal, UtcDateTime, binary_text, json_document

campaigns = Table(
    "campaigns",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("name", Text(), nullable=False),
    # The name folded to one case, for sorting and searching alike on every database.
    Column("name_key", binary_text(), nullable=False),
    Column("objective", Text(), nullable=False),
    Column("status", String(), nullable=False),
    Column("approval", String(), nullable=False),
    Column("channels", json_document(), nullable=False),
    Column("budget_amount", ExactDecimal(), nullable=False),
    Column("budget_currency", String(3), nullable=False),
    Column("budget_capped", Boolean(), server_default=false(), nullable=False),
    Column("start_date", Date(), nullable=False),
    Column("end_date", Date()),
    Column("industry", Text()),
    Column("medium", String()),
    Column("tags", json_document(), nullable=False),
    Column("data_version", BigInteger(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("updated_at", UtcDateTime(), nullable=False),
    # No foreign key: a campaign outlives the membership of whoever made it.
    Column("created_by", Uuid(), nullable=False),
    Column("deleted_at", UtcDateTime()),
    UniqueConstraint("workspace_id", "id"),
    Index(None, "workspace_id", "created_at", "id"),
    Index(None, "workspace_id", "updated_at", "id"),
    Index(None, "workspace_id", "name_key", "id"),
    Index(None, "workspace_id", "start_date", "id"),
)


metric_series = Table(
    "metric_series",
    METADATA,
    Column("id", Integer(), primary_key=True),
    workspace_column(),
    Column("campaign_id", Uuid(), nullable=False),
    Column("channel", binary_text(), nullable=False),
    Column("metric", binary_text(), nullable=False),
    UniqueConstraint("workspace_id", "campaign_id", "channel", "metric"),
    belongs_to("campaigns", "campaign_id"),
)

metric_points = Table(
    "metric_points",
    METADATA,
    series_key("metric_series"),
    Column("day", Date(), primary_key=True),
    # No foreign key: the series holds it, and half a million rows are checked once instead of twice.
    Column("workspace_id", Uuid(), nullable=False),
    Column("value", Double(), nullable=False),
    Column("version", BigInteger(), nullable=False),
    sqlite_with_rowid=False,
)

backtests = Table(
    "backtests",
    METADATA,
    workspace_column(),
    Column("campaign_id", Uuid(), primary_key=True),
    Column("data_version", BigInteger(), nullable=False),
    Column("document", LargeBinary(), nullable=False),
    belongs_to("campaigns", "campaign_id"),
)
