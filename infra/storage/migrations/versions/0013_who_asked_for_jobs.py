"""Who asked for a job."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_JOBS = sa.table("job_records", sa.column("id"), sa.column("subject_id"), sa.column("requested_by"))
_RUNS = sa.table("simulations", sa.column("id"), sa.column("attempt"), sa.column("created_by"))
_AUDIT = sa.table("audit_log", sa.column("subject_id"), sa.column("action"), sa.column("actor_id"))


def upgrade() -> None:
    """Go forward. Of jobs that are there already it is looked up where it is known: a retry may be by somebody else."""
    op.add_column("job_records", sa.Column("requested_by", sa.Uuid(), nullable=True))
    of_run = (_JOBS.c.subject_id == _RUNS.c.id, _RUNS.c.attempt == 1)
    op.execute(_JOBS.update().where(*of_run).values(requested_by=_RUNS.c.created_by))
    by_job = (_JOBS.c.id == _AUDIT.c.subject_id, _AUDIT.c.action.in_(("model.train", "outlook.start")))
    op.execute(_JOBS.update().where(*by_job).values(requested_by=_AUDIT.c.actor_id))
    by_batch = (_JOBS.c.subject_id == _AUDIT.c.subject_id, _AUDIT.c.action == "prediction.start")
    op.execute(_JOBS.update().where(*by_batch).values(requested_by=_AUDIT.c.actor_id))


def downgrade() -> None:
    """Go back."""
    op.drop_column("job_records", "requested_by")
