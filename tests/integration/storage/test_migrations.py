"""The migrations, on every kind of database."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from infra.storage.engine import create_storage_engine
from infra.storage.migrate import current, downgrade, head, revisions, upgrade
from infra.storage.schema import METADATA
from infra.storage.unit_of_work import SqlStorage
from tests.fixtures.records import a_workspace

ROOT = Path(__file__).parents[3]


def _ask(address: str, question):
    async def run():
        engine = create_storage_engine(address)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(question)
        finally:
            await engine.dispose()

    return asyncio.run(run())


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, METADATA)


def test_every_migration_goes_up_down_and_up_again(empty_database: str):
    assert current(empty_database) is None
    below = "base"
    for revision in revisions():
        upgrade(empty_database, revision)
        there = _ask(empty_database, _tables)
        downgrade(empty_database, below)
        upgrade(empty_database, revision)
        assert current(empty_database) == revision
        assert _ask(empty_database, _tables) == there
        below = revision
    assert current(empty_database) == head()
    downgrade(empty_database, "base")
    assert current(empty_database) is None
    assert _ask(empty_database, _tables) == set()


def test_the_migrated_schema_is_the_one_that_the_code_expects(empty_database: str):
    upgrade(empty_database)
    assert _ask(empty_database, _differences) == []
    assert _ask(empty_database, _tables) == set(METADATA.tables)


def test_the_comparison_notices_a_table_that_was_forgotten(empty_database: str):
    upgrade(empty_database)

    def drop_and_compare(connection: Connection) -> list[object]:
        connection.exec_driver_sql("DROP TABLE audit_log")
        return _differences(connection)

    assert _ask(empty_database, drop_and_compare) != []


def test_every_table_but_workspaces_says_whose_rows_it_holds():
    without = {name for name, table in METADATA.tables.items() if "workspace_id" not in table.columns}
    assert without == {"workspaces"}


def test_every_constraint_has_a_name_that_fits_every_database():
    for table in METADATA.tables.values():
        for constraint in [*table.constraints, *table.indexes]:
            assert constraint.name, f"a constraint of {table.name} has no name"
            assert len(str(constraint.name)) <= 63


def test_migrating_twice_changes_nothing_and_keeps_the_rows(empty_database: str):
    upgrade(empty_database)
    workspace = a_workspace()

    async def write() -> None:
        storage = SqlStorage(create_storage_engine(empty_database))
        async with storage() as tx:
            await tx.workspaces.add(workspace)
            await tx.commit()
        await storage.close()

    async def read() -> object:
        storage = SqlStorage(create_storage_engine(empty_database))
        async with storage() as tx:
            found = await tx.workspaces.get(workspace.id)
        await storage.close()
        return found

    asyncio.run(write())
    upgrade(empty_database)
    assert asyncio.run(read()) == workspace


def test_processes_that_start_together_migrate_once(empty_database: str):
    program = f"from infra.storage.migrate import upgrade; upgrade({empty_database!r})"
    started = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for process in started:
        _, complaints = process.communicate(timeout=60)
        assert process.returncode == 0, complaints
    assert current(empty_database) == head()


def test_an_unknown_revision_is_an_error(empty_database: str):
    with pytest.raises(Exception, match="9999"):
        upgrade(empty_database, "9999")
