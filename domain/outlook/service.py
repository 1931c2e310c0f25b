"""Asking for outlooks, and reading them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.audit.record import record
from domain.errors import Fault, Refused, invalid, not_found
from domain.jobs.model import JobKind
from domain.outlook.model import LONGEST_HORIZON, MOST_CAMPAIGNS, SHORTEST_HORIZON, Outlook, OutlookBatch
from domain.ports.clock import Clock, Ids
from domain.ports.jobs import Job, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

ASKED_FOR = 20
"""Priority of the job: somebody asked for it, and may do something else meanwhile."""


@dataclass(frozen=True, slots=True)
class OutlookService:
    """Outlooks of the principal's campaigns."""

    open: OpenUnitOfWork
    jobs: Jobs
    clock: Clock
    ids: Ids

    async def forecast(self, principal: Principal, campaign_ids: Sequence[UUID] | None, horizon_days: int) -> UUID:
        """Have campaigns forecast together in the background; return the id of the job.

        A batch for the same campaigns and horizon that waits or is at work already is joined.

        Args:
            principal: Who asks.
            campaign_ids: Which campaigns; all of the workspace when none.
            horizon_days: Days ahead.

        Raises:
            Forbidden: The role does not allow it.
            Refused: Every fault of the request; no such campaign.
        """
        require(principal, Action.CREATE)
        faults = _faults(campaign_ids, horizon_days)
        if faults:
            raise Refused(*faults)
        where, identity = principal.workspace_id, self.ids.new()
        asked = None if campaign_ids is None else tuple(dict.fromkeys(campaign_ids))
        batch = OutlookBatch(identity, where, self.clock.now(), horizon_days, asked)
        async with self.open() as tx:
            if asked is not None:
                there = await tx.campaigns.many(where, asked)
                if len(there) < len(asked):
                    raise not_found("campaign", "campaignIds")
            # Of two equal requests at once the second finds the first one's batch and joins it.
            await tx.workspaces.hold(where)
            going = await self._going(tx, where)
            twin = next((one for one in going if one.asks_for(batch)), None)
            if twin is not None:
                return twin.id
            await tx.outlooks.add_batch(batch)
            job = Job(identity, JobKind.OUTLOOK, where, where, ASKED_FOR, principal.member_id)
            await self.jobs.enqueue(tx, job)
            told = {"campaigns": "all" if asked is None else str(len(asked)), "horizon": str(horizon_days)}
            await record(tx, principal, "outlook.start", identity, clock=self.clock, ids=self.ids, **told)
            await tx.commit()
        return identity

    async def cancel(self, principal: Principal, job_id: UUID) -> UUID:
        """Stop a batch and return the id of its job; outlooks that it made stay. One that has ended is left alone.

        Raises:
            Forbidden: The role does not allow it.
            Refused: There is no such batch.
        """
        require(principal, Action.CREATE)
        async with self.open() as tx:
            job = await tx.jobs.get(principal.workspace_id, job_id)
        if job is None or job.kind is not JobKind.OUTLOOK:
            raise not_found("job", "jobId")
        if not job.status.ended:
            await self.jobs.cancel(job_id)
        return job_id

    async def of_campaigns(self, principal: Principal, campaign_ids: Collection[UUID]) -> dict[UUID, Outlook]:
        """Return the latest outlooks of campaigns; those without one are missing."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.outlooks.of_campaigns(principal.workspace_id, campaign_ids)

    async def _going(self, tx: Transaction, workspace_id: UUID) -> list[OutlookBatch]:
        """Return the batches that wait or are at work; those that ended without having begun are forgotten."""
        found = []
        for batch in await tx.outlooks.batches(workspace_id):
            job = await tx.jobs.get(workspace_id, batch.id)
            if job is None or job.status.ended:
                await tx.outlooks.drop_batch(workspace_id, batch.id)
            else:
                found.append(batch)
        return found


def _faults(campaign_ids: Sequence[UUID] | None, horizon_days: int) -> list[Fault]:
    faults = []
    if not SHORTEST_HORIZON <= horizon_days <= LONGEST_HORIZON:
        message = f"The horizon is {SHORTEST_HORIZON} to {LONGEST_HORIZON} days, not {horizon_days}."
        faults.append(invalid(message, "horizonDays"))
    if campaign_ids is not None and not 1 <= len(campaign_ids) <= MOST_CAMPAIGNS:
        hint = "Leave it out for all campaigns of the workspace."
        faults.append(invalid(f"Name 1 to {MOST_CAMPAIGNS:,} campaigns.", "campaignIds", hint=hint))
    return faults
