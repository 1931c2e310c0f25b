"""Brings the schema of a database up to date.

Everything here blocks and runs an event loop of its own: call it from a thread (``asyncio.to_thread``), never from a
coroutine. In one process, one call at a time: alembic keeps the migration under way in a global. Several processes may
start at once; they wait for each other at the database.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from infra.storage.engine import create_storage_engine


def upgrade(address: str, revision: str = "head") -> None:
    """Migrate forward; a database that is up to date already is left alone.

    Args:
        address: Anything that ``normalise_url`` reads.
        revision: Where to, the newest one by default.
    """
    command.upgrade(_config(address), revision)


def downgrade(address: str, revision: str) -> None:
    """Migrate back; ``base`` is the empty database."""
    command.downgrade(_config(address), revision)


def current(address: str) -> str | None:
    """Return the revision that a database is at; none when it was never migrated."""
    return asyncio.run(_current(address))


def head() -> str | None:
    """Return the newest revision that this version of the product knows."""
    return ScriptDirectory.from_config(_config("")).get_current_head()


def revisions() -> Sequence[str]:
    """Return all revisions, oldest first."""
    scripts = ScriptDirectory.from_config(_config(""))
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


async def _current(address: str) -> str | None:
    engine = create_storage_engine(address)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    finally:
        await engine.dispose()


def _config(address: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["address"] = address
    return config
