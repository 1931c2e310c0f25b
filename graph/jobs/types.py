"""A piece of background work in the schema."""

from datetime import datetime
from typing import Self

import strawberry

from domain.jobs.model import JobFilter, JobKind, JobState, JobStatus
from graph.enums import described
from graph.information import Info
from graph.jobs.subjects import node_of, read_subject, subject_node_id
from graph.node import Node
from graph.node_ids import encode_node_id
from graph.workspaces.loaders import member_loader
from graph.workspaces.types import MemberType

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
    PREDICTION="Predicts everything of a kind; the subject is the batch of predictions.",
    OUTLOOK="Forecasts many campaigns at once; the subject is the workspace.",
    TRAINING="Trains a model on the data of the workspace; the subject is the version that came of it.",
)


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
    requested_by_id: strawberry.ID | None = strawberry.field(
        description="Id of the member who asked for it; null for what the system does by itself."
    )
    created_at: datetime = strawberry.field(description="When it was asked for.")
    started_at: datetime | None = strawberry.field(description="When its work began first.")
    finished_at: datetime | None = strawberry.field(description="When it ended, in whatever way.")
    failure: str | None = strawberry.field(description="Why it failed.")
    step: str | None = strawberry.field(description="What it does, or did last; null where it does not tell.")
    note: str | None = strawberry.field(description="What came of it, in words; null where it does not tell.")

    @strawberry.field(
        description="The member who asked for it; null for the system, and when the member has left: then "
        "`requestedById` is still there."
    )
    async def requested_by(self, info: Info) -> MemberType | None:
        """Read the member through the loader."""
        asked_by = self.model.record.requested_by
        found = None if asked_by is None else await info.context.loader(member_loader).load(asked_by)
        return None if found is None else MemberType.of(found)

    @strawberry.field(
        description="Name of the model that a training is of, from the first moment on; null for other work, and for a "
        "model that is made no more."
    )
    def model_name(self, info: Info) -> str | None:
        """Find the name."""
        if self.model.record.kind is not JobKind.TRAINING:
            return None
        return info.context.services.models.trained_by(info.context.viewer, self.model.record.subject_id)

    @strawberry.field(
        description="What it is about: a simulation, a campaign, a batch of predictions, the workspace, or the "
        "version that a training made; null when that was deleted, or a training made nothing new."
    )
    async def subject(self, info: Info) -> Node | None:
        """Read it through a loader."""
        return node_of(await read_subject(info, self.model.record))

    @classmethod
    def of(cls, state: JobState) -> Self:
        """Translate a job of the domain."""
        record, asked_by = state.record, state.record.requested_by
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
            subject_id=subject_node_id(record),
            requested_by_id=None if asked_by is None else strawberry.ID(encode_node_id("Member", asked_by)),
            created_at=record.created_at,
            started_at=record.started_at,
            finished_at=record.finished_at,
            failure=record.failure,
            step=record.step,
            note=record.note,
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
