"""Storage, one protocol per capability.

Every method takes the workspace first and sees nothing outside it: a foreign id reads as an unknown one. The exceptions
say so. Returned values are snapshots.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.audit.model import AuditEntry
from domain.campaigns.model import Campaign, CampaignFilter, CampaignOrder
from domain.forecasting.model import Backtest
from domain.metrics.model import MetricPoint, MetricQuery
from domain.paging import Page, PageRequest
from domain.recommendations.model import Recommendation
from domain.risk.model import Risk
from domain.simulations.model import (
    Simulation,
    SimulationFailure,
    SimulationResult,
    SimulationStatus,
    SimulationStep,
    StepRecord,
)
from domain.workspaces.model import ApiKey, Member, Workspace


class WorkspaceRepository(Protocol):
    """Workspaces and their members."""

    async def add(self, workspace: Workspace) -> None:
        """Store a new workspace.

        Raises:
            Refused: With CONFLICT when the slug is taken.
        """
        ...

    async def get(self, workspace_id: UUID) -> Workspace | None:
        """Return a workspace."""
        ...

    async def by_slug(self, slug: str) -> Workspace | None:
        """Return a workspace by its slug; for start-up and the command line, not for requests."""
        ...

    async def everyone(self) -> Sequence[Workspace]:
        """Return all workspaces, oldest first; for start-up and the command line, not for requests."""
        ...

    async def demo(self) -> Workspace | None:
        """Return the demo workspace, the oldest when there are several; the product's own, for background work."""
        ...

    async def hold(self, workspace_id: UUID) -> None:
        """Wait until no other transaction holds the workspace, and hold it until this one ends.

        What is read from here on is decided upon in peace: of two that hold, the second sees all that the first wrote.
        """
        ...

    async def add_member(self, member: Member) -> None:
        """Store a new member.

        Raises:
            Refused: With CONFLICT when the e-mail address is a member already.
        """
        ...

    async def member(self, workspace_id: UUID, member_id: UUID) -> Member | None:
        """Return a member."""
        ...

    async def members(self, workspace_id: UUID) -> Sequence[Member]:
        """Return all members, oldest first."""
        ...

    async def update_member(self, member: Member) -> None:
        """Replace a member's name and role."""
        ...

    async def remove_member(self, workspace_id: UUID, member_id: UUID) -> None:
        """Remove a member; the member's API keys, sessions and one-time tokens go too."""
        ...


class ApiKeyRepository(Protocol):
    """API keys."""

    async def add(self, key: ApiKey) -> None:
        """Store a new key.

        Raises:
            Refused: With CONFLICT when the prefix is taken.
        """
        ...

    async def by_prefix(self, prefix: str) -> ApiKey | None:
        """Find the key that a presented secret claims to be; across workspaces, for authentication only."""
        ...

    async def get(self, workspace_id: UUID, key_id: UUID) -> ApiKey | None:
        """Return a key."""
        ...

    async def list(self, workspace_id: UUID, page: PageRequest) -> Page[ApiKey]:
        """Return keys, newest first, revoked ones included."""
        ...

    async def revoke(self, workspace_id: UUID, key_id: UUID, at: datetime) -> None:
        """Mark a key as revoked; keeps the first moment when it was revoked before."""
        ...

    async def touch(self, workspace_id: UUID, key_id: UUID, at: datetime) -> None:
        """Note when a key was last used."""
        ...


class CampaignRepository(Protocol):
    """Campaigns. Deleted ones are never returned."""

    async def add(self, campaign: Campaign) -> None:
        """Store a new campaign."""
        ...

    async def get(self, workspace_id: UUID, campaign_id: UUID) -> Campaign | None:
        """Return a campaign."""
        ...

    async def many(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, Campaign]:
        """Return those of the campaigns that exist, by id, in one query."""
        ...

    async def list(
        self, workspace_id: UUID, page: PageRequest, restrict: CampaignFilter, order: CampaignOrder
    ) -> Page[Campaign]:
        """Return campaigns."""
        ...

    async def update(self, campaign: Campaign) -> None:
        """Replace everything but identity, ``data_version``, and creation."""
        ...

    async def delete(self, workspace_id: UUID, campaign_id: UUID, at: datetime) -> None:
        """Mark a campaign as deleted."""
        ...

    async def advance_data_version(self, workspace_id: UUID, campaign_id: UUID) -> int:
        """Raise the data watermark by one and return it; serialises concurrent imports into one campaign."""
        ...


class MetricRepository(Protocol):
    """Observed metric points."""

    async def upsert(self, workspace_id: UUID, campaign_id: UUID, points: Sequence[MetricPoint]) -> int:
        """Store points by (channel, metric, day) and return how many were written.

        A stored point of a higher version stays; of an equal or lower one it is replaced. Within one call each key
        occurs at most once. A campaign outside the workspace is refused with NOT_FOUND.
        """
        ...

    async def read(self, workspace_id: UUID, campaign_id: UUID, query: MetricQuery) -> Sequence[MetricPoint]:
        """Return points ordered by channel, metric and day."""
        ...

    async def read_many(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], query: MetricQuery
    ) -> dict[UUID, Sequence[MetricPoint]]:
        """Return points of several campaigns in one query; campaigns without points are missing."""
        ...

    async def last_days(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, date]:
        """Return the last day with a point of each campaign in one query; campaigns without points are missing."""
        ...


class SimulationRepository(Protocol):
    """Simulations, their steps, and their results."""

    async def add(self, simulation: Simulation) -> None:
        """Store a new simulation.

        Raises:
            Refused: With CONFLICT when its idempotency key is taken in this workspace.
        """
        ...

    async def get(self, workspace_id: UUID, simulation_id: UUID) -> Simulation | None:
        """Return a simulation."""
        ...

    async def many(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, Simulation]:
        """Return those of the simulations that exist, by id, in one query."""
        ...

    async def by_idempotency_key(self, workspace_id: UUID, key: str) -> Simulation | None:
        """Return the simulation that was started with this key."""
        ...

    async def completed_twin(self, workspace_id: UUID, fingerprint: str, since: datetime) -> Simulation | None:
        """Return the newest completed, not cached simulation with this fingerprint that completed after ``since``."""
        ...

    async def running_twin(self, workspace_id: UUID, fingerprint: str) -> Simulation | None:
        """Return the oldest queued or running simulation with this fingerprint."""
        ...

    async def list(self, workspace_id: UUID, campaign_id: UUID, page: PageRequest) -> Page[Simulation]:
        """Return simulations of a campaign, newest first."""
        ...

    async def latest(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, Simulation]:
        """Return the newest completed simulation of each campaign, in one query."""
        ...

    async def transition(
        self,
        workspace_id: UUID,
        simulation_id: UUID,
        *,
        from_statuses: Collection[SimulationStatus],
        to: SimulationStatus,
        at: datetime,
        failure: SimulationFailure | None = None,
    ) -> bool:
        """Move to another status if it is in one of ``from_statuses`` now; return whether it moved.

        Sets ``started_at`` on the first move to RUNNING and ``completed_at`` on a move to an ended status. A move back
        to QUEUED (a retry) adds one to ``attempt`` and clears steps, failure, ``completed_at`` and an adopted result.
        """
        ...

    async def begin_step(self, workspace_id: UUID, simulation_id: UUID, step: SimulationStep) -> bool:
        """Note the step at work if the simulation is RUNNING; return whether it is."""
        ...

    async def finish_step(self, workspace_id: UUID, record: StepRecord, steps_done: int) -> bool:
        """Store a checkpoint and the count of finished steps, if the simulation is RUNNING in that attempt.

        Storing the same step again replaces it. Returns whether it was stored.
        """
        ...

    async def steps(self, workspace_id: UUID, simulation_id: UUID) -> Sequence[StepRecord]:
        """Return the finished steps of the present attempt, in the order of the steps, without their outputs."""
        ...

    async def step_output(self, workspace_id: UUID, simulation_id: UUID, step: SimulationStep) -> object | None:
        """Return what a finished step of the present attempt left for later ones."""
        ...

    async def queue_position(self, workspace_id: UUID, simulation_id: UUID) -> int | None:
        """Return 1 for the queued simulation that runs next, over all workspaces; none if it is not queued."""
        ...

    async def queue_positions(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return the positions of several simulations in one query; those that are not queued are missing."""
        ...

    async def recent_step_seconds(self, limit: int) -> dict[SimulationStep, float]:
        """Return the median wall time of each step over the last ``limit`` finished runs of all workspaces."""
        ...

    async def save_result(self, workspace_id: UUID, simulation_id: UUID, result: SimulationResult) -> None:
        """Store the result with its risks and recommendations; storing it again replaces it."""
        ...

    async def adopt_result(self, workspace_id: UUID, simulation_id: UUID, source_id: UUID) -> None:
        """Give a cached simulation the result of another, without copying it."""
        ...

    async def result(self, workspace_id: UUID, simulation_id: UUID) -> SimulationResult | None:
        """Return the result, of the source where it is cached."""
        ...

    async def results(self, workspace_id: UUID, simulation_ids: Collection[UUID]) -> dict[UUID, SimulationResult]:
        """Return the results of several simulations, in one query."""
        ...

    async def risk(self, workspace_id: UUID, risk_id: UUID) -> Risk | None:
        """Return a risk of any simulation of a campaign that is not deleted."""
        ...

    async def recommendation(self, workspace_id: UUID, recommendation_id: UUID) -> Recommendation | None:
        """Return a recommendation of any simulation of a campaign that is not deleted."""
        ...


class BacktestRepository(Protocol):
    """Backtests, one per campaign and data watermark."""

    async def save(self, workspace_id: UUID, campaign_id: UUID, data_version: int, backtest: Backtest) -> None:
        """Store a backtest, replacing any of the same campaign; older watermarks are dropped."""
        ...

    async def get(self, workspace_id: UUID, campaign_id: UUID, data_version: int) -> Backtest | None:
        """Return the backtest of exactly this watermark."""
        ...


class AuditLog(Protocol):
    """The unchangeable record of what was done."""

    async def append(self, entry: AuditEntry) -> None:
        """Add an entry."""
        ...

    async def list(self, workspace_id: UUID, page: PageRequest) -> Page[AuditEntry]:
        """Return entries, newest first."""
        ...
