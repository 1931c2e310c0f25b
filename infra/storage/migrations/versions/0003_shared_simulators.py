"""Durable tails of what simulators publish, leases on who runs them, and requests to those."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _of_simulator(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_id")
    return sa.ForeignKeyConstraint(["workspace_id"], ["simulators.workspace_id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "simulator_tail",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("positions", _json(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _of_simulator("simulator_tail"),
        sa.PrimaryKeyConstraint("workspace_id", "number", name=op.f("pk_simulator_tail")),
    )
    op.create_table(
        "simulator_leases",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        _of_simulator("simulator_leases"),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_simulator_leases")),
    )
    op.create_table(
        "simulator_requests",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.Double(), nullable=False),
        sa.Column("request", _json(), nullable=False),
        sa.Column("answer", _json(), nullable=True),
        _of_simulator("simulator_requests"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_simulator_requests")),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("simulator_requests", "simulator_leases", "simulator_tail"):
        op.drop_table(table)
