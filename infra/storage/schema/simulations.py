"""Simulations: runs, their checkpoints and what they found."""

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from infra.storage.schema.metadata import METADATA, belongs_to, workspace_column
from infra.storage.schema.types import UtcDateTime, json_document

simulations = Table(
    "simulations",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("campaign_id", Uuid(), nullable=False),
    Column("request", json_document(), nullable=False),
    Column("fingerprint", String(), nullable=False),
    Column("status", String(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    # No foreign key: a run outlives the membership of whoever started it.
    Column("created_by", Uuid(), nullable=False),
    # When it last joined the queue: at creation, later at each retry.
    Column("queued_at", UtcDateTime(), nullable=False),
    Column("started_at", UtcDateTime()),
    Column("completed_at", UtcDateTime()),
    Column("cached", Boolean(), nullable=False),
    Column("source_id", Uuid(), ForeignKey("simulations.id", ondelete="SET NULL")),
    Column("attempt", Integer(), nullable=False),
    Column("idempotency_key", Text()),
    Column("steps_done", Integer(), nullable=False),
    Column("step", String()),
    Column("failure", json_document()),
    UniqueConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "idempotency_key"),
    belongs_to("campaigns", "campaign_id"),
    Index(None, "workspace_id", "campaign_id", "created_at", "id"),
    Index(None, "workspace_id", "fingerprint", "status"),
    Index(None, "status", "queued_at", "id"),
    Index(None, "status", "completed_at"),
    Index(None, "source_id"),
)


simulation_steps = Table(
    "simulation_steps",
    METADATA,
    workspace_column(),
    Column("simulation_id", Uuid(), primary_key=True),
    Column("attempt", Integer(), primary_key=True, autoincrement=False),
    Column("step", String(), primary_key=True),
    Column("finished_at", UtcDateTime(), nullable=False),
    Column("seconds", Double(), nullable=False),
    Column("message", Text(), nullable=False),
    Column("output", json_document()),
    belongs_to("simulations", "simulation_id"),
)

simulation_results = Table(
    "simulation_results",
    METADATA,
    workspace_column(),
    Column("simulation_id", Uuid(), primary_key=True),
    Column("document", json_document(), nullable=False),
    belongs_to("simulations", "simulation_id"),
)


def _finding(name: str) -> Table:
    """A table of parts of results that are looked up by their own id."""
    return Table(
        name,
        METADATA,
        Column("id", Uuid(), primary_key=True),
        workspace_column(),
        Column("simulation_id", Uuid(), nullable=False),
        Column("kind", String(), nullable=False),
        Column("document", json_document(), nullable=False),
        belongs_to("simulations", "simulation_id"),
        Index(None, "workspace_id", "simulation_id"),
    )


risks = _finding("risks")
recommendations = _finding("recommendations")
