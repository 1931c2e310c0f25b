"""Forecasts campaigns in batches, as durable jobs."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from domain.jobs.recording import JobBook
from domain.outlook.assembly import Assembled
from domain.outlook.forecasting import CampaignForecaster
from domain.outlook.learning import SAMPLED_CAMPAIGNS, Lessons
from domain.outlook.model import Outlook, OutlookBatch, Skipped
from domain.outlook.selection import TOGETHER, select
from domain.outlook.subject import FAILED, Subject, read_subjects
from domain.ports.clock import Clock
from domain.ports.jobs import Job, JobHandler
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.wording import counted

log = logging.getLogger(__name__)

LEARN, FORECAST = "LEARN", "FORECAST"
"""What a batch does, as told to those who follow its job."""

LEARNT = 0.1
"""Share of the work that is usually done when all is learnt."""

STORED_TOGETHER = 500
"""Campaigns that are skipped and stored at once."""

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class OutlookHandler(JobHandler):
    """Learns from a sample of the campaigns, then forecasts chunk by chunk; what is stored of a chunk is a checkpoint.

    A batch that was cut off goes on behind its last chunk with the same chunks as before. It learns again, from the
    data of then: with the same data the same. Cancelling takes effect at once; chunks that were stored stay.

    Attributes:
        together: Campaigns of a chunk at most.
    """

    open: OpenUnitOfWork
    forecaster: CampaignForecaster
    book: JobBook
    clock: Clock
    together: int = TOGETHER

    def steps(self) -> tuple[str, ...]:
        """One step, with checkpoints of its own."""
        return (FORECAST,)

    async def run(self, job: Job, step: str) -> bool:
        """Forecast what is left of a batch; one that is gone needs nothing."""
        del step
        async with self.open() as tx:
            batch = await tx.outlooks.batch(job.workspace_id, job.id)
        if batch is None:
            return False
        await self.book.advance(job, step=LEARN, progress=0.0)
        batch, chunks = await self._begun(batch)
        trained = await self._trained(batch)
        if batch.done < len(chunks):
            lessons = await self._learnt(batch, chunks, trained)
            while batch.done < len(chunks):
                await self.book.advance(job, step=FORECAST, progress=_share(batch.done, len(chunks)))
                batch = await self._chunk(batch, chunks[batch.done], lessons, trained)
        await self.book.advance(job, progress=1.0, note=_told(batch))
        await self._drop(job)
        return True

    async def failed(self, job: Job, step: str, error: Exception) -> None:
        """Log it. Outlooks that were stored stay."""
        log.error("the batch of outlooks %s failed", job.id, exc_info=error)
        await self._drop(job)

    async def cancelled(self, job: Job) -> None:
        """Forget the batch. Outlooks that were stored stay."""
        await self._drop(job)

    async def _begun(self, batch: OutlookBatch) -> tuple[OutlookBatch, tuple[tuple[UUID, ...], ...]]:
        """Choose the campaigns, once."""
        if batch.chunks is not None:
            return batch, batch.chunks
        async with self.open() as tx:
            chosen = await select(tx, batch.workspace_id, batch.campaign_ids, self.together)
            # Counted from nothing and stored in one transaction, so that a crash on the way counts nobody twice.
            begun = replace(batch, chunks=chosen.chunks, skipped=len(chosen.skipped))
            await tx.outlooks.save_chunk(begun, ())
            for some in _portions(chosen.skipped, STORED_TOGETHER):
                await tx.outlooks.save_chunk(begun, [self._without(begun, one) for one in some])
            await tx.commit()
        return begun, chosen.chunks

    async def _trained(self, batch: OutlookBatch) -> str | None:
        own = self.forecaster.lineup.trained
        if own is None:
            return None
        async with self.open() as tx:
            return await own.version(tx, batch.workspace_id)

    async def _learnt(self, batch: OutlookBatch, chunks: Sequence[Sequence[UUID]], trained: str | None) -> Lessons:
        """Learn from campaigns at equal distances."""
        everyone = [one for chunk in chunks for one in chunk]
        step = max(1, -(-len(everyone) // SAMPLED_CAMPAIGNS))
        sample, _ = await read_subjects(self.open, batch.workspace_id, everyone[::step], batch.horizon_days)
        return await self.forecaster.learn(batch.workspace_id, sample, trained)

    async def _chunk(
        self, batch: OutlookBatch, campaign_ids: Sequence[UUID], lessons: Lessons, trained: str | None
    ) -> OutlookBatch:
        """Forecast a chunk and store it."""
        where, horizon = batch.workspace_id, batch.horizon_days
        subjects, skipped = await read_subjects(self.open, where, campaign_ids, horizon)
        found = await self.forecaster.forecast(where, subjects, horizon, lessons, trained)
        outlooks = [self._outlook(batch, one, found[one.campaign_id]) for one in subjects]
        outlooks += [self._without(batch, one) for one in skipped]
        forecast = sum(one.reason is None for one in outlooks)
        batch = replace(
            batch,
            done=batch.done + 1,
            forecast=batch.forecast + forecast,
            skipped=batch.skipped + len(outlooks) - forecast,
        )
        async with self.open() as tx:
            await tx.outlooks.save_chunk(batch, outlooks)
            await tx.commit()
        return batch

    def _outlook(self, batch: OutlookBatch, subject: Subject, found: Assembled | None) -> Outlook:
        if found is None:
            return self._without(batch, Skipped(subject.campaign_id, subject.data_version, FAILED))
        totals, members = found
        return Outlook(
            campaign_id=subject.campaign_id,
            job_id=batch.id,
            made_at=self.clock.now(),
            data_version=subject.data_version,
            horizon_days=batch.horizon_days,
            start=subject.end + timedelta(days=1),
            days=subject.days,
            totals=totals,
            members=members,
        )

    def _without(self, batch: OutlookBatch, skipped: Skipped) -> Outlook:
        now = self.clock.now()
        return Outlook(
            skipped.campaign_id, batch.id, now, skipped.data_version, batch.horizon_days, reason=skipped.reason
        )

    async def _drop(self, job: Job) -> None:
        async with self.open() as tx:
            await tx.outlooks.drop_batch(job.workspace_id, job.id)
            await tx.commit()


def _share(done: int, chunks: int) -> float:
    return LEARNT + (1 - LEARNT) * done / chunks


def _told(batch: OutlookBatch) -> str:
    done = f"{counted(batch.forecast, 'campaign')} forecast"
    return f"{done}, {batch.skipped} left out; the outlook of each says why." if batch.skipped else f"{done}."


def _portions(rows: Sequence[One], size: int) -> Iterator[Sequence[One]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
