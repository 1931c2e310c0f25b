"""A piece of background work as people see it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class JobKind(StrEnum):
    """What a job does; one handler serves each kind."""

    SIMULATION = "SIMULATION"
    BACKTEST = "BACKTEST"
    TRAINING = "TRAINING"
    PREDICTION = "PREDICTION"
    OUTLOOK = "OUTLOOK"


class JobStatus(StrEnum):
    """Where a job is in its life."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    DEAD = "DEAD"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self not in OPEN


OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class JobRecord:
    """What is written down about a job.

    Attributes:
        subject_id: What it is about: a simulation, the campaign of a backtest, the model of a training, the batch of
            predictions, or the workspace whose campaigns are forecast.
        priority: 1 runs first.
        changed_at: When its status changed last.
        attempts: How often its work was begun; more than once when a process ended under it.
        started_at: When its work began first.
        finished_at: When it ended, in whatever way.
        failure: Why it failed, in words for its reader.
        step: What it does at the moment, where it tells.
        progress: Share of its work that is done, 0 … 1, where it tells.
        note: What came of it, in words for its reader.
        requested_by: Member who asked for it, who may have left since; none for what the product did by itself.
    """

    id: UUID
    workspace_id: UUID
    kind: JobKind
    subject_id: UUID
    priority: int
    status: JobStatus
    created_at: datetime
    changed_at: datetime
    attempts: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failure: str | None = None
    step: str | None = None
    progress: float | None = None
    note: str | None = None
    requested_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs; empty fields do not restrict."""

    statuses: tuple[JobStatus, ...] = ()
    kinds: tuple[JobKind, ...] = ()


@dataclass(frozen=True, slots=True)
class JobState:
    """A job at one moment.

    Attributes:
        queue_position: 1 for the next of its kind to run, over all workspaces; none unless it is queued.
        eta_seconds: Expected seconds until its end; none when it has ended or nothing is known.
        percent: 0 … 100; none when it ended without success.
        at: When it was so.
    """

    record: JobRecord
    queue_position: int | None
    eta_seconds: float | None
    percent: float | None
    at: datetime
