"""Connections: how they are set up, and what their failures become."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import text

from domain.errors import ErrorCode, Refused, Unavailable
from infra.storage.address import normalise_url
from infra.storage.engine import create_storage_engine
from infra.storage.unit_of_work import SqlStorage
from tests.fixtures.records import a_campaign, a_workspace


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///var/x.db", "sqlite+aiosqlite:///var/x.db"),
        ("sqlite+aiosqlite:////x.db", "sqlite+aiosqlite:////x.db"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgres://h/d?ssl=require", "postgresql+asyncpg://h/d?ssl=require"),
        ("postgresql+asyncpg://h/d", "postgresql+asyncpg://h/d"),
    ],
)
def test_an_address_may_leave_out_the_driver(written, meant):
    assert normalise_url(written).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize(
    "written", ["", "x", "mysql://h/d", "postgresql+psycopg2://h/d", "sqlite://", "sqlite:///:memory:"]
)
def test_an_address_that_cannot_be_used_is_refused(written):
    with pytest.raises(ValueError, match=r"database|file"):
        normalise_url(written)


def test_the_refusal_does_not_repeat_a_password():
    with pytest.raises(ValueError, match="not supported") as refusal:
        normalise_url("mysql://user:hunter2@host/name")
    assert "hunter2" not in str(refusal.value)


async def test_sqlite_keeps_a_log_checks_references_and_waits(sqlite_storage: SqlStorage):
    async with sqlite_storage.engine.connect() as connection:
        settings = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000, "synchronous": 1}


async def test_reading_takes_no_lock_that_another_process_would_wait_for(sqlite_storage: SqlStorage):
    path = sqlite_storage.engine.url.database
    assert path is not None
    async with sqlite_storage() as tx:
        await tx.workspaces.everyone()
        with sqlite3.connect(path, timeout=0) as other:
            other.execute("BEGIN IMMEDIATE")
            other.rollback()


async def test_a_database_that_somebody_else_keeps_locked_is_unavailable(sqlite_storage: SqlStorage):
    path = sqlite_storage.engine.url.database
    assert path is not None
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        async with sqlite_storage() as tx:
            await tx.connection.exec_driver_sql("PRAGMA busy_timeout = 20")
            with pytest.raises(Unavailable, match="locked"):
                await tx.workspaces.add(a_workspace())
            await tx.connection.exec_driver_sql("PRAGMA busy_timeout = 10000")
        other.rollback()
    async with sqlite_storage() as tx:
        await tx.workspaces.add(a_workspace())
        await tx.commit()


async def test_a_database_that_is_not_there_is_unavailable(tmp_path):
    for address in (f"sqlite:///{tmp_path}/no/such/folder/x.db", "postgresql://postgres@127.0.0.1:1/x"):
        storage = SqlStorage(create_storage_engine(address))
        with pytest.raises(Unavailable):
            async with storage() as tx:
                await tx.workspaces.everyone()
        await storage.close()


async def test_a_lost_connection_is_unavailable_and_the_next_one_works(postgresql_storage: SqlStorage):
    async with postgresql_storage() as tx:
        await tx.workspaces.add(a_workspace())
        pid = (await tx.connection.execute(text("SELECT pg_backend_pid()"))).scalar()
        async with postgresql_storage.engine.connect() as other:
            await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        with pytest.raises(Unavailable):
            await tx.workspaces.everyone()
    async with postgresql_storage() as tx:
        assert list(await tx.workspaces.everyone()) == []


async def test_a_deadlock_is_a_conflict_for_one_of_the_two(postgresql_storage: SqlStorage):
    workspace = a_workspace()
    first, second = a_campaign(workspace.id), a_campaign(workspace.id)
    async with postgresql_storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.campaigns.add(first)
        await tx.campaigns.add(second)
        await tx.commit()
    ready = asyncio.Barrier(2)

    async def both(one, other) -> str:
        async with postgresql_storage() as tx:
            await tx.campaigns.advance_data_version(workspace.id, one.id)
            await ready.wait()
            try:
                await tx.campaigns.advance_data_version(workspace.id, other.id)
            except Refused as refusal:
                return refusal.faults[0].code
            await tx.commit()
            return "done"

    outcomes = await asyncio.gather(both(first, second), both(second, first))
    assert sorted(outcomes) == sorted([ErrorCode.CONFLICT, "done"])


async def test_a_value_that_the_database_cannot_hold_is_invalid_input(postgresql_storage: SqlStorage):
    async with postgresql_storage() as tx:
        with pytest.raises(Refused) as refusal:
            await tx.workspaces.add(a_workspace(name="a\x00b"))
    assert refusal.value.faults[0].code is ErrorCode.INVALID_INPUT


async def test_a_workspace_that_goes_takes_everything_along(sql_storage: SqlStorage):
    workspace = a_workspace()
    async with sql_storage() as tx:
        await tx.workspaces.add(workspace)
        await tx.campaigns.add(a_campaign(workspace.id))
        await tx.connection.execute(text("DELETE FROM workspaces"))
        rows = (await tx.connection.execute(text("SELECT count(*) FROM campaigns"))).scalar()
    assert rows == 0
