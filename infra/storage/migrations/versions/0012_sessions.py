"""Sessions of browsers, and the one-time tokens that begin them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _owner(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f(f"fk_{table}_workspace_id_member_id"),
            ondelete="CASCADE",
        ),
    )


def upgrade() -> None:
    """Go forward."""
    # Lets sessions refer to a key together with the workspace.
    op.create_index(op.f("ix_api_keys_workspace_id_id"), "api_keys", ["workspace_id", "id"], unique=True)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("api_key_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        *_owner("sessions"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "api_key_id"],
            ["api_keys.workspace_id", "api_keys.id"],
            name=op.f("fk_sessions_workspace_id_api_key_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_sessions_digest")),
    )
    op.create_index(
        op.f("ix_sessions_workspace_id_member_id_created_at"), "sessions", ["workspace_id", "member_id", "created_at"]
    )
    op.create_index(op.f("ix_sessions_workspace_id_api_key_id"), "sessions", ["workspace_id", "api_key_id"])
    op.create_table(
        "sign_in_tokens",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        *_owner("sign_in_tokens"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_tokens")),
    )
    op.create_index(
        op.f("ix_sign_in_tokens_workspace_id_member_id"), "sign_in_tokens", ["workspace_id", "member_id"]
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_sign_in_tokens_workspace_id_member_id"), table_name="sign_in_tokens")
    op.drop_table("sign_in_tokens")
    op.drop_index(op.f("ix_sessions_workspace_id_api_key_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_workspace_id_member_id_created_at"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_api_keys_workspace_id_id"), table_name="api_keys")
