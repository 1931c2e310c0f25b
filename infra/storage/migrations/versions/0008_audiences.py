"""Email sends, audiences, content, their predictions and the rules over them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _binary_text() -> sa.types.TypeEngine[str]:
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _of_workspace(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_id")
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=name, ondelete="CASCADE")


def _counts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    """Go forward."""
    _create_email_sends()
    _create_audience_weeks()
    _create_content()
    _create_prediction_batches()
    _create_rules()


def _create_email_sends() -> None:
    op.create_table(
        "email_sends",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("segment", _binary_text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("preview", sa.Text(), nullable=True),
        *_counts("list_size"),
        sa.Column("bounce_share", sa.Double(), nullable=False),
        sa.Column("inactive_share", sa.Double(), nullable=False),
        *_counts("delivered", "opened", "clicked", "converted"),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        _of_workspace("email_sends"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "campaign_id"],
            ["campaigns.workspace_id", "campaigns.id"],
            name=op.f("fk_email_sends_workspace_id_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_sends")),
    )
    op.create_index(op.f("ix_email_sends_workspace_id_at"), "email_sends", ["workspace_id", "at"])


def _create_audience_weeks() -> None:
    op.create_table(
        "audience_weeks",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("segment", _binary_text(), nullable=False),
        sa.Column("cohort", sa.Date(), nullable=False),
        *_counts("members", "reached", "exposures", "engaged", "churned"),
        _of_workspace("audience_weeks"),
        sa.PrimaryKeyConstraint("workspace_id", "week", "segment", "cohort", name=op.f("pk_audience_weeks")),
        sqlite_with_rowid=False,
    )


def _create_content() -> None:
    op.create_table(
        "content_pieces",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("key", _binary_text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("topic", _binary_text(), nullable=False),
        *_counts("length"),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        _of_workspace("content_pieces"),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_content_pieces")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "content_days",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", _binary_text(), nullable=False),
        *_counts("impressions", "engagements", "conversions"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "key"],
            ["content_pieces.workspace_id", "content_pieces.key"],
            name=op.f("fk_content_days_workspace_id_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "day", "key", name=op.f("pk_content_days")),
        sqlite_with_rowid=False,
    )


def _create_prediction_batches() -> None:
    op.create_table(
        "prediction_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", _json(), nullable=False),
        _of_workspace("prediction_batches"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prediction_batches")),
    )
    op.create_index(
        op.f("ix_prediction_batches_workspace_id_created_at_id"),
        "prediction_batches",
        ["workspace_id", "created_at", "id"],
    )
    op.create_table(
        "batch_rows",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("document", _json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["prediction_batches.id"], name=op.f("fk_batch_rows_batch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_batch_rows")),
        sqlite_with_rowid=False,
    )


def _create_rules() -> None:
    op.create_table(
        "rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", _json(), nullable=False),
        _of_workspace("rules"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
    )
    op.create_index(op.f("ix_rules_workspace_id_created_at_id"), "rules", ["workspace_id", "created_at", "id"])


def downgrade() -> None:
    """Go back."""
    for table in (
        "rules",
        "batch_rows",
        "prediction_batches",
        "content_days",
        "content_pieces",
        "audience_weeks",
        "email_sends",
    ):
        op.drop_table(table)
