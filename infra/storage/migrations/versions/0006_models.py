"""Versions of trained models, and how far jobs are."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "model_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("data_hash", sa.String(), nullable=False),
        sa.Column("code_version", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("crowned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("artefact", sa.String(), nullable=True),
        sa.Column("drift", _json(), nullable=True),
        sa.Column("document", _json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_model_versions_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_versions")),
        sa.UniqueConstraint("workspace_id", "name", "number", name=op.f("uq_model_versions_workspace_id_name_number")),
    )
    op.create_index(
        op.f("ix_model_versions_workspace_id_trained_at_id"), "model_versions", ["workspace_id", "trained_at", "id"]
    )
    champion = sa.text("stage = 'CHAMPION'")
    op.create_index(
        "uq_model_versions_champion",
        "model_versions",
        ["workspace_id", "name"],
        unique=True,
        sqlite_where=champion,
        postgresql_where=champion,
    )
    op.add_column("job_records", sa.Column("step", sa.String(), nullable=True))
    op.add_column("job_records", sa.Column("progress", sa.Float(), nullable=True))
    op.add_column("job_records", sa.Column("note", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("job_records", "note")
    op.drop_column("job_records", "progress")
    op.drop_column("job_records", "step")
    op.drop_table("model_versions")
