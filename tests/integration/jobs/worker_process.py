"""A process that runs jobs and writes a journal, for tests that kill it.

Arguments: database address, journal file, what to do with the second step (``hang`` or ``go``), seconds until a silent
worker counts as dead, and optionally the id of a job to enqueue. Ends by itself when a job has come to its end.
"""

import asyncio
import os
import sys
import uuid
from pathlib import Path

from domain.ports.jobs import Job, JobHandler, JobKind
from infra.jobs.durable import DurableJobs
from infra.storage.engine import create_storage_engine
from infra.storage.unit_of_work import SqlUnitOfWork


class Journal(JobHandler):
    def __init__(self, file: Path, *, hangs: bool) -> None:
        self._file = file
        self._hangs = hangs
        self.ended = asyncio.Event()

    def steps(self) -> tuple[str, ...]:
        return ("first", "second", "third")

    async def run(self, job: Job, step: str) -> bool:
        self.note(step)
        if step == "second" and self._hangs:
            try:
                await asyncio.Event().wait()
            finally:
                self.note("interrupted")
        if step == "third":
            self.ended.set()
        return True

    async def failed(self, job: Job, step: str, error: Exception) -> None:
        self.note(f"failed-{step}-{error}")
        self.ended.set()

    async def cancelled(self, job: Job) -> None:
        self.note("cancelled")
        self.ended.set()

    def note(self, word: str) -> None:
        with self._file.open("a") as file:
            file.write(f"{os.getpid()} {word}\n")


async def main() -> None:
    address, file, second, stale_after, *job_ids = sys.argv[1:]
    jobs = DurableJobs(address, stale_after=float(stale_after), renew_every=0.2)
    journal = Journal(Path(file), hangs=second == "hang")
    await jobs.start({JobKind.SIMULATION: journal})
    journal.note("started")
    engine = create_storage_engine(address)
    for job_id in job_ids:
        async with SqlUnitOfWork(engine) as transaction:
            await jobs.enqueue(transaction, Job(uuid.UUID(job_id), JobKind.SIMULATION, uuid.uuid4(), uuid.uuid4()))
            await transaction.commit()
    await journal.ended.wait()
    await asyncio.sleep(0.3)  # let the last checkpoint be written
    await jobs.close()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
