"""Planned spend."""

from sqlalchemy import Column, Date, Table, Uuid

from infra.storage.schema.metadata import METADATA, belongs_to, workspace_column
from infra.storage.schema.types import ExactDecimal, binary_text

planned_spend = Table(
    "planned_spend",
    METADATA,
    workspace_column(),
    Column("campaign_id", Uuid(), primary_key=True),
    Column("channel", binary_text(), primary_key=True),
    Column("day", Date(), primary_key=True),
    Column("amount", ExactDecimal(), nullable=False),
    belongs_to("campaigns", "campaign_id"),
    sqlite_with_rowid=False,
)
