"""A database of its own for a benchmark."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from infra.storage.engine import create_storage_engine
from infra.storage.migrate import upgrade
from infra.storage.unit_of_work import SqlStorage


def on_sqlite(measure: Callable[[SqlStorage], Awaitable[None]]) -> None:
    """Call a function with an empty SQLite database, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade(address)
        asyncio.run(_run(measure, address))


async def _run(measure: Callable[[SqlStorage], Awaitable[None]], address: str) -> None:
    storage = SqlStorage(create_storage_engine(address))
    try:
        await measure(storage)
    finally:
        await storage.close()
