"""A piece of background work in the schema."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from domain.jobs.model import JobFilter, JobKind, JobRecord, JobState, JobStatus
from domain.models.recipe import version_id_of
from graph.audiences.loaders import batch_loader
from graph.audiences.types import PredictionBatchType
from graph.campaigns.loaders import campaign_loader
from graph.campaigns.types import CampaignType
from graph.enums import described
from graph.information import Info
from graph.models.loaders import model_loader
from graph.models.types import ModelType
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.simulations.loaders import simulation_loader
from graph.simulations.types import SimulationType
from graph.workspaces.loaders import workspace_loader
from graph.workspaces.types import WorkspaceType

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
    PREDICTION="Foretells everything of a kind; the subject is the batch of predictions.",
    OUTLOOK="Forecasts many campaigns at once; the subject is the workspace.",
    TRAINING="Trains a model on the data of the workspace; the subject is the version that came of it.",
)

_SUBJECTS = {
    JobKind.SIMULATION: "Simulation",
    JobKind.BACKTEST: "Campaign",
    JobKind.TRAINING: "Model",
    JobKind.PREDICTION: "PredictionBatch",
    JobKind.OUTLOOK: "Workspace",
}


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
    kind: str = strawberry.field(
        description="What it does: `SIMULATION`, `BACKTEST`, `TRAINING`, `PREDICTION` or `OUTLOOK`."
    )
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
    step: str | None = strawberry.field(description="What it does, or did last; null where it does not tell.")
    note: str | None = strawberry.field(description="What came of it, in words; null where it does not tell.")

    @strawberry.field(
        description="What it is about: a simulation, a campaign, a batch of predictions, the workspace, or the "
        "version that a training made; null when that was deleted, or a training made nothing new."
    )
    async def subject(self, info: Info) -> Node | None:
        """Read it through a loader."""
        record = self.model.record
        if record.kind is JobKind.SIMULATION:
            simulation = await info.context.loader(simulation_loader).load(record.subject_id)
            return None if simulation is None else SimulationType.of(simulation)
        if record.kind is JobKind.TRAINING:
            version = await info.context.loader(model_loader).load(version_id_of(record.id))
            return None if version is None else ModelType.of(version)
        if record.kind is JobKind.PREDICTION:
            batch = await info.context.loader(batch_loader).load(record.subject_id)
            return None if batch is None else PredictionBatchType.of(batch)
        if record.kind is JobKind.OUTLOOK:
            workspace = await info.context.loader(workspace_loader).load(record.subject_id)
            return None if workspace is None else WorkspaceType.of(workspace)
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
            subject_id=strawberry.ID(encode_node_id(_SUBJECTS[record.kind], _subject(record))),
            created_at=record.created_at,
            started_at=record.started_at,
            finished_at=record.finished_at,
            failure=record.failure,
            step=record.step,
            note=record.note,
        )


def _subject(record: JobRecord) -> UUID:
    """Return the id of what a job is about; a training is about the version that it makes."""
    return version_id_of(record.id) if record.kind is JobKind.TRAINING else record.subject_id


@strawberry.type(name="JobUpdate", description="A job as it was at one moment.")
class JobUpdateType:
    """One update."""

    job: JobType = strawberry.field(description="The job.")
    at: datetime = strawberry.field(description="When it was so.")

    @classmethod
    def of(cls, state: JobState) -> Self:
        """Translate a job of the domain."""
        return cls(job=JobType.of(state), at=state.at)
