"""A piece of background work in the schema."""

from datetime import datetime
from typing import Self

import strawberry

from domain.jobs.model import JobFilter, JobKind, JobState, JobStatus
from graph.campaigns.loaders import campaign_loader
from graph.campaigns.types import CampaignType
from graph.enums import described
from graph.information import Info
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.simulations.loaders import simulation_loader
from graph.simulations.types import SimulationType

described(
    JobStatus,
    "Where a job is in its life.",
    QUEUED="Waiting for its turn.",
    RUNNING="At work.",
    SUCCEEDED="Done.",
    FAILED="Ended without success; `failure` says why.",
    CANCELLED="Stopped on request, or no longer needed.",
    DEAD="Given up: the process that ran it ended too often.",
)
described(
    JobKind,
    "What a job does.",
    SIMULATION="Runs one attempt of a simulation; the subject is the simulation.",
    BACKTEST="Measures the models on a campaign after an import; the subject is the campaign.",
)

_SUBJECTS = {JobKind.SIMULATION: "Simulation", JobKind.BACKTEST: "Campaign"}


@strawberry.input(name="JobFilter", description="Which jobs; fields left out do not restrict.")
class JobFilterInput:
    """A filter."""

    statuses: list[JobStatus] | None = strawberry.field(default=None, description="Any of these.")
    kinds: list[JobKind] | None = strawberry.field(default=None, description="Any of these.")

    def to_domain(self) -> JobFilter:
        """Translate to the domain."""
        return JobFilter(tuple(self.statuses or ()), tuple(self.kinds or ()))


@strawberry.type(name="Job", description="A piece of background work; it survives the process that runs it.")
class JobType(Node):
    """One job."""

    model: strawberry.Private[JobState]
    kind: str = strawberry.field(description="What it does: `SIMULATION` or `BACKTEST`.")
    status: JobStatus = strawberry.field(description="Where it is in its life.")
    priority: int = strawberry.field(description="1 runs first.")
    queue_position: int | None = strawberry.field(
        description="1 for the next of its kind to run, over all workspaces; null unless it is queued."
    )
    eta_seconds: float | None = strawberry.field(
        description="Expected seconds to the end; null when it has ended or nothing is known."
    )
    percent: float | None = strawberry.field(
        description="0 to 100, by the usual duration of its steps; null when it ended without success."
    )
    attempts: int = strawberry.field(
        description="How often its work was begun: more than once when a process ended under it."
    )
    subject_id: strawberry.ID = strawberry.field(description="Id of what it is about.")
    created_at: datetime = strawberry.field(description="When it was asked for.")
    started_at: datetime | None = strawberry.field(description="When its work began first.")
    finished_at: datetime | None = strawberry.field(description="When it ended, in whatever way.")
    failure: str | None = strawberry.field(description="Why it failed.")

    @strawberry.field(description="What it is about: a simulation or a campaign; null when that was deleted.")
    async def subject(self, info: Info) -> Node | None:
        """Read it through a loader."""
        record = self.model.record
        if record.kind is JobKind.SIMULATION:
            simulation = await info.context.loader(simulation_loader).load(record.subject_id)
            return None if simulation is None else SimulationType.of(simulation)
        campaign = await info.context.loader(campaign_loader).load(record.subject_id)
        return None if campaign is None else CampaignType.of(campaign)

    @classmethod
    def of(cls, state: JobState) -> Self:
        """Translate a job of the domain."""
        record = state.record
        return cls(
            id=strawberry.ID(encode_node_id("Job", record.id)),
            model=state,
            kind=record.kind,
            status=record.status,
            priority=record.priority,
            queue_position=state.queue_position,
            eta_seconds=state.eta_seconds,
            percent=state.percent,
            attempts=record.attempts,
            subject_id=strawberry.ID(encode_node_id(_SUBJECTS[record.kind], record.subject_id)),
            created_at=record.created_at,
            started_at=record.started_at,
            finished_at=record.finished_at,
            failure=record.failure,
        )


@strawberry.type(name="JobUpdate", description="A job as it was at one moment.")
class JobUpdateType:
    """One update."""

    job: JobType = strawberry.field(description="The job.")
    at: datetime = strawberry.field(description="When it was so.")

    @classmethod
    def of(cls, state: JobState) -> Self:
        """Translate a job of the domain."""
        return cls(job=JobType.of(state), at=state.at)
