"""Months of campaigns, kept beside the points that they follow from, and how far they follow them."""

from sqlalchemy import BigInteger, Column, Date, LargeBinary, Table, Uuid

from infra.storage.schema.metadata import METADATA, belongs_to, workspace_column
from infra.storage.schema.types import binary_text

campaign_months = Table(
    "campaign_months",
    METADATA,
    workspace_column(),
    Column("campaign_id", Uuid(), primary_key=True),
    Column("month", Date(), primary_key=True),
    # Names with blanks between them, in the order of the document.
    Column("channels", binary_text(), nullable=False),
    # Little-endian 64-bit floats by channel, metric and day.
    Column("document", LargeBinary(), nullable=False),
    belongs_to("campaigns", "campaign_id"),
)

campaign_month_versions = Table(
    "campaign_month_versions",
    METADATA,
    workspace_column(),
    Column("campaign_id", Uuid(), primary_key=True),
    Column("data_version", BigInteger(), nullable=False),
    belongs_to("campaigns", "campaign_id"),
)
