"""Makes batches of predictions as durable jobs."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.audiences.batches.cases import Item, batch_items
from domain.audiences.batches.model import BatchRate, BatchRow, PredictionBatch
from domain.audiences.predictions.service import LATEST_DAYS, AudienceChampions
from domain.jobs.recording import JobBook
from domain.ports.audiences import LoadedModel
from domain.ports.clock import Clock
from domain.ports.jobs import Job, JobHandler
from domain.ports.unit_of_work import OpenUnitOfWork

log = logging.getLogger(__name__)

STEP = "PREDICT"

CHUNK = 50
"""Rows that are stored together: each is a checkpoint, a quarter of a second apart."""


@dataclass(frozen=True, slots=True)
class PredictionHandler(JobHandler):
    """Predicts the rows of a batch chunk by chunk.

    A batch that was cut off goes on behind its last chunk, with the version of the model and the observations that it
    began with. Cancelling takes effect before the next chunk.
    """

    open: OpenUnitOfWork
    champions: AudienceChampions
    book: JobBook
    clock: Clock

    def steps(self) -> tuple[str, ...]:
        """One step, with checkpoints of its own."""
        return (STEP,)

    async def run(self, job: Job, step: str) -> bool:
        """Predict what is left of a batch; one that is gone needs nothing."""
        async with self.open() as tx:
            batch = await tx.audiences.batch(job.workspace_id, job.subject_id)
            if batch is None:
                return False
            history = await tx.audiences.history(job.workspace_id, batch.kind, LATEST_DAYS)
        model = await self.champions.version(job.workspace_id, batch.kind, batch.version_id)
        if model is None:
            await self.book.advance(job, note="Nothing was predicted: the version of the model is gone.")
            return False
        items = await asyncio.to_thread(batch_items, batch, history)
        batch = replace(batch, total=len(items))
        while batch.done < len(items):
            await self.book.advance(job, step=step, progress=batch.done / len(items))
            chunk = items[batch.done : batch.done + CHUNK]
            rows = await asyncio.to_thread(_rows, batch, chunk, model)
            batch = await self._store(replace(batch, done=batch.done + len(rows)), rows)
        await self._store(replace(batch, finished_at=self.clock.now()), [])
        await self.book.advance(job, progress=1.0, note=f"{len(items)} predictions.")
        return True

    async def failed(self, job: Job, step: str, error: Exception) -> None:
        """Log it. Rows that were stored stay."""
        log.error("batch %s failed", job.subject_id, exc_info=error)

    async def cancelled(self, job: Job) -> None:
        """Rows that were stored stay."""

    async def _store(self, batch: PredictionBatch, rows: Sequence[BatchRow]) -> PredictionBatch:
        async with self.open() as tx:
            await tx.audiences.save_chunk(batch, rows)
            await tx.commit()
        return batch


def _rows(batch: PredictionBatch, items: Sequence[Item], model: LoadedModel) -> list[BatchRow]:
    forecasts = model.forecast([item.case for item in items], explained=False)
    return [
        BatchRow(
            batch.id,
            batch.done + place,
            item.label,
            tuple(BatchRate(one.rate, one.horizon_days, one.expected, one.low, one.high) for one in forecast.rates),
            item.segment,
            item.at,
            item.content_key,
        )
        for place, (item, forecast) in enumerate(zip(items, forecasts, strict=True))
    ]
