"""Runs migrations on the database that ``infra.storage.migrate`` names."""

import asyncio
from typing import Literal

from alembic import context
from sqlalchemy import Connection, text

from infra.storage.engine import create_storage_engine
from infra.storage.schema import METADATA
from infra.storage.schema.types import ExactDecimal, UtcDateTime

_LOCK = 7_230_114_902
"""Number of the PostgreSQL advisory lock that lets one process migrate at a time."""


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types as what they are in the database: migrations must not change with the code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ExactDecimal):
        return "sa.Numeric().with_variant(sa.Text(), 'sqlite')"
    return False


def _migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # SQLite alters a table by rebuilding it, and dropping the old one would delete the rows that refer to it.
        # The pragma has no effect inside a transaction.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=sqlite,
        compare_type=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")


async def _run() -> None:
    engine = create_storage_engine(context.config.attributes["address"])
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate)
    finally:
        await engine.dispose()


asyncio.run(_run())
