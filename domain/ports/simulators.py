"""Storage of simulators: their commands, their saved engines, the hours they counted, and scenarios of workspaces.

Every method takes the workspace first and sees nothing outside it. The exceptions say so.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.marketplace.history.model import HourBlock
from domain.marketplace.timeline.model import Command
from domain.metrics.model import HourlyPoint, HourlyQuery
from domain.simulators.model import (
    Lease,
    SavedEngine,
    SavedScenario,
    SimulatorAnswer,
    SimulatorRecord,
    SimulatorRequest,
    TailBatch,
    TailMark,
)


class TailRepository(Protocol):
    """The durable tails: what simulators published of late, in numbered batches."""

    async def append(self, workspace_id: UUID, batches: Sequence[TailBatch]) -> None:
        """Store batches; one whose number is there already is the same, and is left as it is."""
        ...

    async def outline(self, workspace_id: UUID) -> Sequence[TailMark]:
        """Return where the batches are, by number."""
        ...

    async def keys(self, workspace_id: UUID) -> Sequence[TailBatch]:
        """Return the batches from which reading can begin, by number, without their content."""
        ...

    async def read(self, workspace_id: UUID, after: int, most: int) -> Sequence[TailBatch]:
        """Return at most so many batches behind a number, by number."""
        ...

    async def trim(self, workspace_id: UUID, before: int) -> None:
        """Remove the batches before a number."""
        ...


class LeaseRepository(Protocol):
    """Who runs which simulator. Time is that of storage, which all processes share."""

    async def get(self, workspace_id: UUID) -> Lease | None:
        """Return the lease; none when nobody ever took it."""
        ...

    async def take(self, workspace_id: UUID, holder: str, seconds: float, over: int | None = None) -> int | None:
        """Hold the lease for some seconds, if it is free, has lapsed, or is still in a term; return the new term.

        Args:
            workspace_id: Whose simulator.
            holder: Who wants to hold it.
            seconds: How long it holds unless it is renewed.
            over: The term of a holder who is known to be dead, who need not be waited for.

        Returns:
            None when somebody else holds it.
        """
        ...

    async def renew(self, workspace_id: UUID, holder: str, term: int, seconds: float) -> bool:
        """Hold it for some seconds from now; return whether it is still held.

        Until the transaction ends nobody else can take it.
        """
        ...

    async def release(self, workspace_id: UUID, holder: str, term: int) -> None:
        """Free it, if it is still held."""
        ...


class RequestRepository(Protocol):
    """What processes that do not run a simulator ask of the one that does."""

    async def ask(self, workspace_id: UUID, request: SimulatorRequest) -> None:
        """Store a request, and forget those of long ago."""
        ...

    async def unanswered(self, workspace_id: UUID) -> Sequence[SimulatorRequest]:
        """Return the requests of the last 30 seconds that have no answer, oldest first."""
        ...

    async def answer(self, workspace_id: UUID, request_id: UUID, answer: SimulatorAnswer) -> bool:
        """Answer a request; return whether it is still there and had no answer."""
        ...

    async def answered(self, workspace_id: UUID, request_id: UUID) -> SimulatorAnswer | None:
        """Return the answer, if there is one."""
        ...

    async def withdraw(self, workspace_id: UUID, request_id: UUID) -> bool:
        """Remove a request unless it has an answer; return whether it was removed."""
        ...


class SimulatorRepository(Protocol):
    """Simulators, at most one for each workspace.

    Attributes:
        tail: What they published of late.
        leases: Who runs them.
        requests: What is asked of who runs them.
    """

    tail: TailRepository
    leases: LeaseRepository
    requests: RequestRepository

    async def add(self, record: SimulatorRecord) -> None:
        """Store a new simulator.

        Raises:
            Refused: With CONFLICT when the workspace has one.
        """
        ...

    async def get(self, workspace_id: UUID) -> SimulatorRecord | None:
        """Return the simulator of a workspace."""
        ...

    async def everyone(self) -> Sequence[SimulatorRecord]:
        """Return all simulators, oldest first; for the process that runs them, not for requests."""
        ...

    async def set_speed(self, workspace_id: UUID, speed: float) -> None:
        """Remember the speed."""
        ...

    async def append(self, workspace_id: UUID, command: Command) -> None:
        """Add a command to the log.

        Raises:
            Refused: With CONFLICT when there is a command with its number.
        """
        ...

    async def commands(self, workspace_id: UUID) -> Sequence[Command]:
        """Return the log in the order of the numbers."""
        ...

    async def reach(self, workspace_id: UUID, position: datetime, due_at: datetime) -> None:
        """Remember up to which simulation time events may be published, and the wall time at which that is due."""
        ...

    async def save_engine(self, workspace_id: UUID, saved: SavedEngine) -> None:
        """Replace the saved engine."""
        ...

    async def engine(self, workspace_id: UUID) -> SavedEngine | None:
        """Return the saved engine."""
        ...

    async def add_hours(self, workspace_id: UUID, hours: Sequence[HourBlock]) -> None:
        """Store counted hours; an hour that is there already is replaced by its equal."""
        ...

    async def hours(self, workspace_id: UUID, begin: int, end: int) -> Sequence[HourBlock]:
        """Return the counted hours that begin in ``begin`` ≤ hour < ``end`` (microseconds since 1970), ascending."""
        ...

    async def save_scenario(self, saved: SavedScenario) -> None:
        """Store a scenario of the workspace, in place of one with its id."""
        ...

    async def delete_scenario(self, workspace_id: UUID, scenario_id: str) -> bool:
        """Remove a scenario of the workspace; return whether there was one."""
        ...

    async def scenarios(self, workspace_id: UUID) -> Sequence[SavedScenario]:
        """Return the scenarios of the workspace by id, at most 1,000."""
        ...


class HourlyMetricRepository(Protocol):
    """Observed metrics by the hour, where something measures them that finely."""

    async def upsert(self, workspace_id: UUID, campaign_id: UUID, points: Sequence[HourlyPoint]) -> int:
        """Store points by (channel, metric, hour), later values in place of earlier ones; return how many were written.

        Raises:
            Refused: With NOT_FOUND when there is no such campaign.
        """
        ...

    async def read_many(
        self, workspace_id: UUID, campaign_ids: Collection[UUID], query: HourlyQuery
    ) -> dict[UUID, Sequence[HourlyPoint]]:
        """Return points of several campaigns in one query, ordered by channel, metric and hour."""
        ...

    async def last_hours(self, workspace_id: UUID, campaign_ids: Collection[UUID]) -> dict[UUID, datetime]:
        """Return the last hour with a point of each campaign in one query; campaigns without points are missing."""
        ...

    async def forget(self, workspace_id: UUID, campaign_ids: Collection[UUID], before: datetime) -> None:
        """Remove the points of hours that began before a moment."""
        ...
