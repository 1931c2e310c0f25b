"""Simulators: commands, saved engines, counted hours, tails, leases and requests, and the scenarios of workspaces.

Metrics by the hour.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
)

from infra.storage.schema.metadata import METADATA, series_key, workspace_key
from infra.storage.schema.types import UtcDateTime, binary_text, json_document

simulators = Table(
    "simulators",
    METADATA,
    workspace_key(),
    Column("seed", BigInteger(), nullable=False),
    Column("epoch", UtcDateTime(), nullable=False),
    Column("speed", Double(), nullable=False),
    Column("position", UtcDateTime(), nullable=False),
    Column("due_at", UtcDateTime(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
)


def _of_simulator() -> Column[object]:
    return Column("workspace_id", Uuid(), ForeignKey("simulators.workspace_id", ondelete="CASCADE"), primary_key=True)


simulator_commands = Table(
    "simulator_commands",
    METADATA,
    _of_simulator(),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("document", json_document(), nullable=False),
)

simulator_engines = Table(
    "simulator_engines",
    METADATA,
    _of_simulator(),
    Column("position", UtcDateTime(), nullable=False),
    Column("command", Integer(), nullable=False),
    Column("content", LargeBinary(), nullable=False),
)

simulator_hours = Table(
    "simulator_hours",
    METADATA,
    _of_simulator(),
    # Microseconds of simulation time since 1970.
    Column("begin", BigInteger(), primary_key=True, autoincrement=False),
    Column("document", json_document(), nullable=False),
    sqlite_with_rowid=False,
)

simulator_scenarios = Table(
    "simulator_scenarios",
    METADATA,
    workspace_key(),
    Column("id", binary_text(), primary_key=True),
    Column("document", json_document(), nullable=False),
    Column("saved_by", Uuid(), nullable=False),
    Column("saved_at", UtcDateTime(), nullable=False),
)

simulator_tail = Table(
    "simulator_tail",
    METADATA,
    _of_simulator(),
    Column("number", BigInteger(), primary_key=True, autoincrement=False),
    # Microseconds of wall time since 1970.
    Column("published", BigInteger(), nullable=False),
    Column("size", Integer(), nullable=False),
    Column("positions", json_document(), nullable=True),
    Column("content", LargeBinary(), nullable=False),
)

simulator_leases = Table(
    "simulator_leases",
    METADATA,
    _of_simulator(),
    Column("holder", String(), nullable=False),
    Column("term", Integer(), nullable=False),
    # Seconds since 1970 by the database's clock.
    Column("expires_at", Double(), nullable=False),
)

simulator_requests = Table(
    "simulator_requests",
    METADATA,
    _of_simulator(),
    Column("id", Uuid(), primary_key=True),
    # Seconds since 1970 by the database's clock.
    Column("asked_at", Double(), nullable=False),
    Column("request", json_document(), nullable=False),
    Column("answer", json_document(), nullable=True),
)

metric_hours = Table(
    "metric_hours",
    METADATA,
    series_key("metric_series"),
    Column("hour", UtcDateTime(), primary_key=True),
    # No foreign key: the series holds it.
    Column("workspace_id", Uuid(), nullable=False),
    Column("value", Double(), nullable=False),
    sqlite_with_rowid=False,
)
