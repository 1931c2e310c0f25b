"""Forecasts that wait for what comes, and their scores."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from domain.performance.model import SUM_NAMES
from infra.storage.schema.metadata import METADATA, belongs_to, series_key, workspace_column
from infra.storage.schema.types import binary_text

forecasts = Table(
    "forecasts",
    METADATA,
    workspace_column(),
    Column("simulation_id", Uuid(), primary_key=True),
    Column("campaign_id", Uuid(), nullable=False),
    Column("start", Date(), nullable=False),
    Column("last", Date(), nullable=False),
    # Watermark of the data that it was last held against; at first that of the data that its run saw.
    Column("seen_version", BigInteger(), nullable=False),
    belongs_to("simulations", "simulation_id"),
    Index(None, "workspace_id", "campaign_id", "start"),
)

# Apart from the rows above, which change with every day: SQLite writes a row anew as a whole.
forecast_documents = Table(
    "forecast_documents",
    METADATA,
    workspace_column(),
    Column("simulation_id", Uuid(), ForeignKey("forecasts.simulation_id", ondelete="CASCADE"), primary_key=True),
    Column("document", LargeBinary(), nullable=False),
)

# Without the campaign, so that they are few: to add up a series costs as much as dozens of its rows.
scored_series = Table(
    "scored_series",
    METADATA,
    Column("id", Integer(), primary_key=True),
    workspace_column(),
    Column("model", binary_text(), nullable=False),
    Column("version", binary_text(), nullable=False),
    Column("scope", String(), nullable=False),
    Column("metric", binary_text(), nullable=False),
    Column("unit", binary_text(), nullable=False),
    Column("block", Integer(), nullable=False),
    # A name of its own: put together from its columns it would be too long for PostgreSQL.
    UniqueConstraint(
        *("workspace_id", "model", "version", "scope", "metric", "unit", "block"), name="uq_scored_series_key"
    ),
)

# Clustered by series and first day: sums over a range are read in one go each, and come out in groups.
forecast_scores = Table(
    "forecast_scores",
    METADATA,
    series_key("scored_series"),
    Column("start", Date(), primary_key=True),
    Column("simulation_id", Uuid(), ForeignKey("forecasts.simulation_id", ondelete="CASCADE"), primary_key=True),
    # No foreign key: the series holds it.
    Column("workspace_id", Uuid(), nullable=False),
    *(Column(name, Double(), nullable=False) for name in SUM_NAMES),
    Index(None, "simulation_id"),
    sqlite_with_rowid=False,
)

forecast_alerts = Table(
    "forecast_alerts",
    METADATA,
    workspace_column(),
    Column("campaign_id", Uuid(), primary_key=True),
    Column("kind", String(), primary_key=True),
    Column("severity", String(), nullable=False),
    belongs_to("campaigns", "campaign_id"),
)
