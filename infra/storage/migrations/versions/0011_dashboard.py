"""Months of campaigns that dashboards are added up from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _owner(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "campaign_id"],
            ["campaigns.workspace_id", "campaigns.id"],
            name=op.f(f"fk_{table}_workspace_id_campaign_id"),
            ondelete="CASCADE",
        ),
    )


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "campaign_months",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("channels", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        *_owner("campaign_months"),
        sa.PrimaryKeyConstraint("campaign_id", "month", name=op.f("pk_campaign_months")),
    )
    op.create_table(
        "campaign_month_versions",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("data_version", sa.BigInteger(), nullable=False),
        *_owner("campaign_month_versions"),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_month_versions")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("campaign_month_versions")
    op.drop_table("campaign_months")
