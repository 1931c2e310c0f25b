"""Connections to the database, set up so that both kinds behave alike.

Transactions are READ COMMITTED on both. PostgreSQL does that by itself. SQLite is left in its own commit mode until the
first writing statement, which is preceded by BEGIN IMMEDIATE: a transaction that read first and writes later would
otherwise have to upgrade its lock, which SQLite refuses at once, without waiting, when somebody else wrote meanwhile.
"""

from typing import Any

import orjson
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from infra.storage.address import normalise_url

WAIT_SECONDS = 10
"""How long a statement waits for somebody else's lock, and a transaction for a free connection."""

_READING = ("SELECT", "PRAGMA", "EXPLAIN", "WITH", "BEGIN", "COMMIT", "ROLLBACK", "VALUES", "RELEASE")

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -32000",
    "PRAGMA temp_store = MEMORY",
)


def create_storage_engine(address: str) -> AsyncEngine:
    """Prepare a pool of connections; none is opened yet.

    Args:
        address: Anything that ``normalise_url`` reads.

    Raises:
        ValueError: The address is not usable.
    """
    url = normalise_url(address)
    return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)


def _sqlite(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        # The driver is kept from opening transactions by itself; see the module.
        connect_args={"isolation_level": None, "timeout": WAIT_SECONDS, "cached_statements": 512},
        pool_size=8,
        max_overflow=8,
        pool_timeout=WAIT_SECONDS,
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
    )
    event.listen(engine.sync_engine, "connect", _configure_sqlite)
    event.listen(engine.sync_engine, "before_cursor_execute", _lock_before_writing)
    return engine


def _postgresql(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        connect_args={
            "timeout": WAIT_SECONDS,
            "server_settings": {
                "application_name": "pulsecast",
                "timezone": "UTC",
                "lock_timeout": f"{WAIT_SECONDS}s",
                # Our statements are short; compiling them costs more than it saves.
                "jit": "off",
            },
        },
        pool_size=10,
        max_overflow=10,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        pool_recycle=1800,
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
    )


def _to_json(value: object) -> str:
    return orjson.dumps(value).decode()


def _configure_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _lock_before_writing(
    connection: Connection,
    cursor: Any,  # noqa: ANN401 - the driver's own type
    statement: str,
    *_rest: object,
) -> None:
    if statement.lstrip().upper().startswith(_READING):
        return
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        cursor.execute("BEGIN IMMEDIATE")
