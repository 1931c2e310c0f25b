"""Bringing a file of metrics into a campaign."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from domain.audit.record import record
from domain.campaigns.model import Campaign, Channel
from domain.errors import conflict, not_found
from domain.imports.ledger import Value
from domain.imports.model import (
    ColumnMapping,
    DuplicatePolicy,
    ImportFormat,
    ImportOptions,
    ImportReport,
    ImportVocabulary,
    RowFilter,
)
from domain.imports.reader import MetricsReading, read_metrics
from domain.imports.rows import Progress
from domain.metrics.model import MetricPoint
from domain.ports.clock import Clock, Ids
from domain.ports.jobs import Job, JobKind, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.ports.workspace_time import WorkspaceTime
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

BACKGROUND = 50
"""Priority of the backtest after an import, behind everything that somebody waits for."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a client says about a file; see ``ImportOptions``.

    Attributes:
        dry_run: Read and report, store nothing.
    """

    campaign_id: UUID
    format: ImportFormat = ImportFormat.CSV
    mapping: tuple[ColumnMapping, ...] | None = None
    filters: tuple[RowFilter, ...] = ()
    duplicates: DuplicatePolicy = DuplicatePolicy.LAST
    channel: Channel | None = None
    currency: str | None = None
    dry_run: bool = False
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportService:
    """Reads files and stores their values."""

    open: OpenUnitOfWork
    jobs: Jobs
    vocabulary: ImportVocabulary
    clock: Clock
    ids: Ids
    time: WorkspaceTime

    async def run(
        self,
        principal: Principal,
        request: ImportRequest,
        source: BinaryIO | bytes | str,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Read a file into a campaign and report on every row; all accepted values are stored or none is.

        Reading happens in a thread. Values replace those of earlier imports for the same channel, metric and day.

        Raises:
            Forbidden: The principal may not.
            Refused: No such campaign, its currency was changed meanwhile, or the file as a whole cannot be read.
                Rejected rows are in the report.
        """
        require(principal, Action.CREATE)
        async with self.open() as tx:
            campaign = await tx.campaigns.get(principal.workspace_id, request.campaign_id)
        if campaign is None:
            raise not_found("campaign", "campaignId")
        today = (await self.time.now(principal.workspace_id)).date()
        options = self._options(campaign, request, today)
        reading = await asyncio.to_thread(read_metrics, source, request.format, options, progress)
        if not request.dry_run and reading.report.points:
            await self._store(principal, campaign, reading)
        return reading.report

    async def _store(self, principal: Principal, campaign: Campaign, reading: MetricsReading) -> None:
        async with self.open() as tx:
            version = await tx.campaigns.advance_data_version(principal.workspace_id, campaign.id)
            await _require_same_currency(tx, campaign)
            for batch in reading.batches():
                await tx.metrics.upsert(principal.workspace_id, campaign.id, _points(batch, version))
            where, asked_by = principal.workspace_id, principal.member_id
            job = Job(self.ids.new(), JobKind.BACKTEST, where, campaign.id, BACKGROUND, asked_by)
            await self.jobs.enqueue(tx, job)
            accepted = str(reading.report.rows_accepted)
            await record(tx, principal, "metrics.import", campaign.id, clock=self.clock, ids=self.ids, rows=accepted)
            await tx.commit()

    def _options(self, campaign: Campaign, request: ImportRequest, today: date) -> ImportOptions:
        return ImportOptions(
            vocabulary=self.vocabulary,
            today=today,
            campaign_currency=campaign.budget.currency,
            mapping=request.mapping,
            ignored=request.ignored,
            filters=request.filters,
            duplicates=request.duplicates,
            channel=request.channel,
            default_channel=campaign.channels[0] if len(campaign.channels) == 1 else None,
            currency=request.currency,
            campaign_channels=campaign.channels,
        )


async def _require_same_currency(tx: Transaction, campaign: Campaign) -> None:
    """Make sure that the money just read is in the currency that the campaign still has."""
    now = await tx.campaigns.get(campaign.workspace_id, campaign.id)
    if now is None or now.budget.currency != campaign.budget.currency:
        raise conflict(
            "The campaign's currency changed while the file was read.", "campaignId", hint="Import it again."
        )


def _points(batch: Iterable[Value], version: int) -> list[MetricPoint]:
    return [MetricPoint(channel, metric, day, value, version) for channel, metric, day, value in batch]
