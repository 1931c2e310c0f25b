"""Simulators of the marketplace, and metrics by the hour."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _owned_by(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_id")
    return sa.ForeignKeyConstraint(["workspace_id"], [f"{parent}.{column}"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "simulators",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.DateTime(timezone=True), nullable=False),
        sa.Column("speed", sa.Double(), nullable=False),
        sa.Column("position", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _owned_by("simulators", "id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_simulators")),
    )
    op.create_table(
        "simulator_commands",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", _json(), nullable=False),
        _owned_by("simulator_commands", "workspace_id", "simulators"),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_simulator_commands")),
    )
    op.create_table(
        "simulator_engines",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _owned_by("simulator_engines", "workspace_id", "simulators"),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_simulator_engines")),
    )
    op.create_table(
        "simulator_hours",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("begin", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", _json(), nullable=False),
        _owned_by("simulator_hours", "workspace_id", "simulators"),
        sa.PrimaryKeyConstraint("workspace_id", "begin", name=op.f("pk_simulator_hours")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "simulator_scenarios",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("document", _json(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        _owned_by("simulator_scenarios", "id", "workspaces"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_simulator_scenarios")),
    )
    op.create_table(
        "metric_hours",
        sa.Column("series_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["metric_series.id"], name=op.f("fk_metric_hours_series_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("series_id", "hour", name=op.f("pk_metric_hours")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back."""
    for table in (
        "metric_hours",
        "simulator_scenarios",
        "simulator_hours",
        "simulator_engines",
        "simulator_commands",
        "simulators",
    ):
        op.drop_table(table)
