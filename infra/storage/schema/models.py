"""Versions of trained models; their bytes are kept elsewhere."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint, Uuid, text

from infra.storage.schema.metadata import METADATA, workspace_column
from infra.storage.schema.types import UtcDateTime, json_document

CHAMPION = text("stage = 'CHAMPION'")

model_versions = Table(
    "model_versions",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    workspace_column(),
    Column("name", String(), nullable=False),
    Column("number", Integer(), nullable=False),
    Column("stage", String(), nullable=False),
    Column("trained_at", UtcDateTime(), nullable=False),
    Column("until", Date(), nullable=False),
    Column("data_hash", String(), nullable=False),
    Column("code_version", String(), nullable=False),
    Column("seed", Integer(), nullable=False),
    Column("crowned_at", UtcDateTime()),
    Column("artefact", String()),
    Column("drift", json_document()),
    # Everything that nobody searches by.
    Column("document", json_document(), nullable=False),
    UniqueConstraint("workspace_id", "name", "number"),
    Index(None, "workspace_id", "trained_at", "id"),
    Index(
        "uq_model_versions_champion",
        "workspace_id",
        "name",
        unique=True,
        sqlite_where=CHAMPION,
        postgresql_where=CHAMPION,
    ),
)
