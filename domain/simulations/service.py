"""Starting, reading, cancelling and retrying simulations."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from domain.audit.record import record
from domain.campaigns.model import Campaign, CampaignFilter, CampaignOrder, CampaignOrderField
from domain.errors import ErrorCode, Fault, Forbidden, Refused, conflict, not_found
from domain.paging import Page, PageRequest
from domain.ports.clock import Clock, Ids
from domain.ports.forecasting import MemberVersions
from domain.ports.jobs import Job, JobKind, Jobs
from domain.ports.unit_of_work import OpenUnitOfWork, Transaction
from domain.recommendations.model import Recommendation
from domain.risk.model import Risk
from domain.simulations.model import (
    Simulation,
    SimulationRequest,
    SimulationResult,
    SimulationStatus,
)
from domain.simulations.progress import ProgressService
from domain.simulations.request import CheckedRequest, fingerprint
from domain.workspaces.model import Principal, Role
from domain.workspaces.permissions import Action, require

CACHE_TTL = timedelta(hours=24)
IDEMPOTENCY_KEY_LENGTH = 200
LATEST, COMPARABLE = 100, 3
"""Campaigns begun last that are looked through for comparable ones, and how many with metrics it takes at least."""

LIVE = (SimulationStatus.QUEUED, SimulationStatus.RUNNING)


def job_id(simulation: Simulation, attempt: int) -> UUID:
    """Return the id of the job that runs one attempt of a simulation."""
    return uuid5(simulation.id, str(attempt))


@dataclass(frozen=True, slots=True)
class SimulationService:
    """Simulations of the principal's campaigns."""

    open: OpenUnitOfWork
    jobs: Jobs
    members: MemberVersions
    progress: ProgressService
    clock: Clock
    ids: Ids

    async def get(self, principal: Principal, simulation_id: UUID) -> Simulation | None:
        """Return a simulation, or none when the workspace has no such one or its campaign was deleted."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await self._find(tx, principal, simulation_id)

    async def many(self, principal: Principal, simulation_ids: Collection[UUID]) -> dict[UUID, Simulation]:
        """Return those of the simulations that the workspace has, by id, but for those of deleted campaigns."""
        require(principal, Action.READ)
        async with self.open() as tx:
            found = await tx.simulations.many(principal.workspace_id, simulation_ids)
            campaigns = {simulation.campaign_id for simulation in found.values()}
            there = await tx.campaigns.many(principal.workspace_id, campaigns)
        return {each: simulation for each, simulation in found.items() if simulation.campaign_id in there}

    async def list(self, principal: Principal, campaign_id: UUID, page: PageRequest) -> Page[Simulation]:
        """Return a campaign's simulations, newest first."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.simulations.list(principal.workspace_id, campaign_id, page)

    async def latest(self, principal: Principal, campaign_ids: Collection[UUID]) -> dict[UUID, Simulation]:
        """Return the newest completed simulation of each campaign."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.simulations.latest(principal.workspace_id, campaign_ids)

    async def results(self, principal: Principal, simulation_ids: Collection[UUID]) -> dict[UUID, SimulationResult]:
        """Return the results of those simulations that have one."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.simulations.results(principal.workspace_id, simulation_ids)

    async def risk(self, principal: Principal, risk_id: UUID) -> Risk | None:
        """Return a risk that some simulation found."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.simulations.risk(principal.workspace_id, risk_id)

    async def recommendation(self, principal: Principal, recommendation_id: UUID) -> Recommendation | None:
        """Return a recommendation that some simulation gave."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.simulations.recommendation(principal.workspace_id, recommendation_id)

    async def run(self, principal: Principal, checked: CheckedRequest, idempotency_key: str | None) -> Simulation:
        """Start a simulation, or return the one that answers the same question.

        The same idempotency key gives the same simulation. Without one, an identical run at work is joined. An
        identical run that completed within a day, on the same data with the same models, the campaign unchanged, gives
        its result at once.

        Raises:
            Forbidden: The principal may not.
            Refused: Every fault of the request; no such campaign; a campaign without metrics.
        """
        require(principal, Action.CREATE)
        faults = [*checked.faults, *_key_faults(idempotency_key)]
        request = checked.request
        async with self.open() as tx:
            campaign = await tx.campaigns.get(principal.workspace_id, request.campaign_id)
            if campaign is None:
                faults.extend(not_found("campaign", "campaignId").faults)
            elif campaign.data_version == 0 and not await _comparable(tx, campaign):
                faults.append(_no_metrics(campaign))
            if faults or campaign is None:
                raise Refused(*faults)
            models = await self.members.versions(tx, principal.workspace_id)
            simulation = self._new(principal, campaign, request, idempotency_key, models)
            # Of two equal requests at once the second finds the first one's simulation and joins it. A request with a
            # key of its own is not joined to another's run: later the key must give the very simulation it gave first.
            await tx.workspaces.hold(principal.workspace_id)
            there = await self._known(tx, principal, request, idempotency_key)
            if idempotency_key is None:
                there = await tx.simulations.running_twin(principal.workspace_id, simulation.fingerprint)
            if there is not None:
                return there
            simulation = await self._store(tx, principal, simulation)
        await self.progress.signal(simulation.id)
        return simulation

    async def cancel(self, principal: Principal, simulation_id: UUID) -> Simulation:
        """Stop a queued or running simulation; its work stops within a second.

        Raises:
            Forbidden: The principal may not; an analyst cancels only own runs.
            Refused: No such simulation, or it has ended.
        """
        require(principal, Action.UPDATE)
        async with self.open() as tx:
            simulation = await self._changeable(tx, principal, simulation_id)
            moved = await tx.simulations.transition(
                principal.workspace_id,
                simulation_id,
                from_statuses=LIVE,
                to=SimulationStatus.CANCELLED,
                at=self.clock.now(),
            )
            if not moved:
                raise conflict(f"This simulation is {simulation.status} already.", "simulationId")
            await record(tx, principal, "simulation.cancel", simulation_id, clock=self.clock, ids=self.ids)
            await tx.commit()
        await self.jobs.cancel(job_id(simulation, simulation.attempt))
        await self.progress.signal(simulation_id)
        return await self._again(principal, simulation_id)

    async def retry(self, principal: Principal, simulation_id: UUID) -> Simulation:
        """Run a failed or cancelled simulation again, on the data of now.

        Raises:
            Forbidden: The principal may not; an analyst retries only own runs.
            Refused: No such simulation, it has not failed, or trying again cannot help.
        """
        require(principal, Action.UPDATE)
        async with self.open() as tx:
            simulation = await self._changeable(tx, principal, simulation_id)
            if simulation.failure is not None and not simulation.failure.retryable:
                raise conflict("Trying again cannot help.", "simulationId", hint=simulation.failure.hint)
            moved = await tx.simulations.transition(
                principal.workspace_id,
                simulation_id,
                from_statuses=(SimulationStatus.FAILED, SimulationStatus.CANCELLED),
                to=SimulationStatus.QUEUED,
                at=self.clock.now(),
            )
            if not moved:
                hint = "Only a failed or cancelled simulation can be retried."
                raise conflict(f"This simulation is {simulation.status}.", "simulationId", hint=hint)
            await self.jobs.enqueue(tx, _job(simulation, simulation.attempt + 1, principal))
            await record(tx, principal, "simulation.retry", simulation_id, clock=self.clock, ids=self.ids)
            await tx.commit()
        await self.progress.signal(simulation_id)
        return await self._again(principal, simulation_id)

    async def _find(self, tx: Transaction, principal: Principal, simulation_id: UUID) -> Simulation | None:
        simulation = await tx.simulations.get(principal.workspace_id, simulation_id)
        if simulation is None or await tx.campaigns.get(principal.workspace_id, simulation.campaign_id) is None:
            return None
        return simulation

    async def _changeable(self, tx: Transaction, principal: Principal, simulation_id: UUID) -> Simulation:
        simulation = await self._find(tx, principal, simulation_id)
        if simulation is None:
            raise not_found("simulation", "simulationId")
        if principal.role is Role.ANALYST and simulation.created_by != principal.member_id:
            raise Forbidden("An analyst changes only own simulations.", (Role.OWNER.value, Role.ADMIN.value))
        return simulation

    async def _again(self, principal: Principal, simulation_id: UUID) -> Simulation:
        simulation = await self.get(principal, simulation_id)
        if simulation is None:
            raise not_found("simulation", "simulationId")
        return simulation

    async def _known(
        self, tx: Transaction, principal: Principal, request: SimulationRequest, key: str | None
    ) -> Simulation | None:
        if key is None:
            return None
        known = await tx.simulations.by_idempotency_key(principal.workspace_id, key)
        if known is not None and known.request != request:
            hint = "Use a fresh key for a different request."
            raise conflict("This idempotency key was used for another request.", "idempotencyKey", hint=hint)
        return known

    def _new(
        self,
        principal: Principal,
        campaign: Campaign,
        request: SimulationRequest,
        key: str | None,
        models: Mapping[str, str],
    ) -> Simulation:
        return Simulation(
            id=self.ids.new(),
            workspace_id=principal.workspace_id,
            campaign_id=campaign.id,
            request=request,
            fingerprint=fingerprint(request, campaign, models),
            status=SimulationStatus.QUEUED,
            created_at=self.clock.now(),
            created_by=principal.member_id,
            idempotency_key=key,
        )

    async def _store(self, tx: Transaction, principal: Principal, simulation: Simulation) -> Simulation:
        now, where = self.clock.now(), principal.workspace_id
        twin = await tx.simulations.completed_twin(where, simulation.fingerprint, now - CACHE_TTL)
        await tx.simulations.add(simulation)
        if twin is None:
            await self.jobs.enqueue(tx, _job(simulation, simulation.attempt, principal))
        else:
            await tx.simulations.adopt_result(where, simulation.id, twin.id)
            await tx.simulations.transition(
                where, simulation.id, from_statuses=LIVE, to=SimulationStatus.COMPLETED, at=now
            )
        await record(tx, principal, "simulation.run", simulation.id, clock=self.clock, ids=self.ids)
        await tx.commit()
        return simulation if twin is None else await self._again(principal, simulation.id)


def _job(simulation: Simulation, attempt: int, principal: Principal) -> Job:
    identity, where = job_id(simulation, attempt), simulation.workspace_id
    return Job(identity, JobKind.SIMULATION, where, simulation.id, requested_by=principal.member_id)


def _key_faults(key: str | None) -> list[Fault]:
    if key is None or 1 <= len(key) <= IDEMPOTENCY_KEY_LENGTH:
        return []
    message = f"An idempotency key has 1 to {IDEMPOTENCY_KEY_LENGTH} characters."
    return [Fault(ErrorCode.INVALID_INPUT, message, ("idempotencyKey",))]


async def _comparable(tx: Transaction, campaign: Campaign) -> bool:
    """Tell whether other campaigns of the workspace may speak for one of which nothing was observed.

    The run looks at what they say; here it is enough that there are some, so that nobody waits for a refusal.
    """
    latest = CampaignOrder(CampaignOrderField.START_DATE, descending=True)
    page = await tx.campaigns.list(campaign.workspace_id, PageRequest(size=LATEST), CampaignFilter(), latest)
    return sum(one.data_version > 0 for _, one in page.rows) >= COMPARABLE


def _no_metrics(campaign: Campaign) -> Fault:
    return Fault(
        ErrorCode.INSUFFICIENT_DATA,
        f"{campaign.name!r} has no metrics to learn from.",
        ("campaignId",),
        "Import at least 7 days of metrics with importMetrics; 60 days or more give useful bands. With three other "
        "campaigns that have metrics it can be predicted before its first day.",
    )
