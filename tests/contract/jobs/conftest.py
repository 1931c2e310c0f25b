"""Jobs on every adapter, each with the transactions that it works with."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import pytest
from dbos import DBOS

from domain.ports.jobs import Jobs
from infra.jobs.dbos_settings import system_address
from infra.jobs.durable import DurableJobs
from infra.jobs.memory import InMemoryJobs
from infra.jobs.step import Patience
from infra.storage.engine import create_storage_engine
from infra.storage.memory.unit_of_work import MemoryStorage
from infra.storage.unit_of_work import SqlUnitOfWork

QUICK = Patience(retries=2, base=0.01)


@dataclass
class Desk:
    """Jobs together with the transactions that they are enqueued in."""

    jobs: Jobs
    transaction: Callable[[], AbstractAsyncContextManager]
    again: Callable[[], Jobs]


@pytest.fixture(scope="module")
def sqlite_address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('jobs') / 'jobs.sqlite'}"


@pytest.fixture(scope="module")
def postgresql_address(make_postgresql: Callable[[], str]) -> str:
    return make_postgresql()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    if request.param == "memory":
        jobs = InMemoryJobs(concurrency=2, patience=QUICK)
        yield Desk(jobs, MemoryStorage(), lambda: jobs)
        await jobs.stop()
        return
    address = request.getfixturevalue(f"{request.param}_address")
    engine = create_storage_engine(address)
    made: list[DurableJobs] = []

    def make() -> DurableJobs:
        made.append(DurableJobs(address, concurrency=2, patience=QUICK, renew_every=0.5))
        return made[-1]

    jobs = make()
    await jobs.connect()
    yield Desk(jobs, lambda: SqlUnitOfWork(engine), make)
    for one in made:
        await one.close()
    await engine.dispose()
    # What this test left unfinished must not run in the next one.
    await asyncio.to_thread(DBOS.reset_system_database, system_database_url=system_address(address), truncate=True)
