"""What stored forecasts were worth when their days had come."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_SUMS = (
    "days",
    "zeros",
    "error",
    "squared",
    "actual",
    "percent",
    "symmetric",
    "share",
    "share_days",
    "scaled",
    "scaled_days",
    "scaled_squared",
    "scaled_variation",
    "pinball",
    "scaled_pinball",
    "held50",
    "held80",
    "held95",
    "expected",
    "compared",
)


def _binary_text() -> sa.types.TypeEngine[str]:
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _of_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id"), ondelete="CASCADE"
    )


def _of_campaign(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "campaign_id"],
        ["campaigns.workspace_id", "campaigns.id"],
        name=op.f(f"fk_{table}_workspace_id_campaign_id"),
        ondelete="CASCADE",
    )


def _of_forecast(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["simulation_id"], ["forecasts.simulation_id"], name=op.f(f"fk_{table}_simulation_id"), ondelete="CASCADE"
    )


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "forecasts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("simulation_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("seen_version", sa.BigInteger(), nullable=False),
        _of_workspace("forecasts"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "simulation_id"],
            ["simulations.workspace_id", "simulations.id"],
            name=op.f("fk_forecasts_workspace_id_simulation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("simulation_id", name=op.f("pk_forecasts")),
    )
    op.create_index(
        op.f("ix_forecasts_workspace_id_campaign_id_start"), "forecasts", ["workspace_id", "campaign_id", "start"]
    )
    op.create_table(
        "forecast_documents",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("simulation_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        _of_workspace("forecast_documents"),
        _of_forecast("forecast_documents"),
        sa.PrimaryKeyConstraint("simulation_id", name=op.f("pk_forecast_documents")),
    )
    _create_scored_series()
    _create_scores()
    op.create_table(
        "forecast_alerts",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        _of_workspace("forecast_alerts"),
        _of_campaign("forecast_alerts"),
        sa.PrimaryKeyConstraint("campaign_id", "kind", name=op.f("pk_forecast_alerts")),
    )


def _create_scored_series() -> None:
    key = ("workspace_id", "model", "version", "scope", "metric", "unit", "block")
    op.create_table(
        "scored_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("model", _binary_text(), nullable=False),
        sa.Column("version", _binary_text(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("metric", _binary_text(), nullable=False),
        sa.Column("unit", _binary_text(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        _of_workspace("scored_series"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scored_series")),
        sa.UniqueConstraint(*key, name=op.f("uq_scored_series_key")),
    )


def _create_scores() -> None:
    op.create_table(
        "forecast_scores",
        sa.Column("series_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("simulation_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in _SUMS),
        sa.ForeignKeyConstraint(
            ["series_id"], ["scored_series.id"], name=op.f("fk_forecast_scores_series_id"), ondelete="CASCADE"
        ),
        _of_forecast("forecast_scores"),
        sa.PrimaryKeyConstraint("series_id", "start", "simulation_id", name=op.f("pk_forecast_scores")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_forecast_scores_simulation_id"), "forecast_scores", ["simulation_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("forecast_alerts")
    op.drop_table("forecast_scores")
    op.drop_table("scored_series")
    op.drop_table("forecast_documents")
    op.drop_table("forecasts")
