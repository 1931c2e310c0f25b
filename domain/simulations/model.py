"""A campaign simulation and its result."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.ensemble.model import Confidence, EnsembleReport, Trajectory
from domain.ensemble.strategies import Strategy
from domain.metrics.model import MetricType
from domain.quality.model import DataQualityReport
from domain.recommendations.model import Advice
from domain.risk.model import Risk
from domain.scenarios.model import ScenarioOutcome, ScenarioRequest


class SimulationStatus(StrEnum):
    """Where a run is in its life."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in {SimulationStatus.COMPLETED, SimulationStatus.FAILED, SimulationStatus.CANCELLED}


class SimulationStep(StrEnum):
    """The steps of a run, in order."""

    VALIDATE = "VALIDATE"
    CACHE = "CACHE"
    AGGREGATE = "AGGREGATE"
    QUALITY = "QUALITY"
    PREDICT = "PREDICT"
    VALIDATE_OUTPUTS = "VALIDATE_OUTPUTS"
    ENSEMBLE = "ENSEMBLE"
    SCENARIOS = "SCENARIOS"
    RISKS = "RISKS"
    RECOMMENDATIONS = "RECOMMENDATIONS"
    STORE = "STORE"


@dataclass(frozen=True, slots=True)
class SimulationRequest:
    """What to simulate, in canonical form: equal requests are equal values.

    Attributes:
        horizon_days: Days ahead to forecast, starting the day after the last observed one.
        metrics: Which metrics are asked for, in the order of the enumeration; everything derivable when empty.
        scenarios: At least one.
        strategy: How members are weighted.
    """

    campaign_id: UUID
    horizon_days: int
    metrics: tuple[MetricType, ...]
    scenarios: tuple[ScenarioRequest, ...]
    strategy: Strategy = Strategy.STACKED


class FailureCategory(StrEnum):
    """Why a run failed."""

    VALIDATION = "VALIDATION"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
    TIMEOUT = "TIMEOUT"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True)
class SimulationFailure:
    """Why a run failed and what to do next.

    Attributes:
        reference: Id under which the log has the details; none for expected failures.
    """

    category: FailureCategory
    message: str
    hint: str
    retryable: bool
    step: SimulationStep | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """One run.

    Attributes:
        fingerprint: SHA-256 of canonical request, campaign with its data watermark, and model versions; the cache key.
        cached: Whether the result was taken from an earlier run with the same fingerprint.
        source_id: That earlier run.
        attempt: 1 at first, one more with every retry.
        idempotency_key: Chosen by the client; the same key in a workspace is the same run.
        steps_done: How many steps are finished.
        step: The step at work, or the last one.
    """

    id: UUID
    workspace_id: UUID
    campaign_id: UUID
    request: SimulationRequest
    fingerprint: str
    status: SimulationStatus
    created_at: datetime
    created_by: UUID
    started_at: datetime | None = None
    completed_at: datetime | None = None
    cached: bool = False
    source_id: UUID | None = None
    attempt: int = 1
    idempotency_key: str | None = None
    steps_done: int = 0
    step: SimulationStep | None = None
    failure: SimulationFailure | None = None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A finished step of a run: its checkpoint.

    Attributes:
        attempt: Attempt of the run that it belongs to.
        seconds: Wall time that it took.
        message: What it found, in one sentence.
        output: What later steps need, a JSON value.
    """

    simulation_id: UUID
    attempt: int
    step: SimulationStep
    finished_at: datetime
    seconds: float
    message: str
    output: object


@dataclass(frozen=True, slots=True)
class SimulationProgress:
    """Where a run is at one moment.

    Attributes:
        steps_done: Grows by one with each finished step.
        percent: 0 … 100, from the usual share of time that each step takes.
        queue_position: 1 for the next one to run; none once it runs.
        eta_seconds: Expected seconds until the end; none when it has ended or nothing is known.
    """

    simulation_id: UUID
    status: SimulationStatus
    step: SimulationStep
    steps_done: int
    steps_total: int
    percent: float
    queue_position: int | None
    eta_seconds: float | None
    message: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """What a finished run found.

    Attributes:
        notes: What the reader should know about this run, such as members that were dropped.
    """

    trajectories: tuple[Trajectory, ...]
    scenarios: tuple[ScenarioOutcome, ...]
    risks: tuple[Risk, ...]
    advice: Advice
    ensemble: EnsembleReport
    quality: DataQualityReport
    confidence: Confidence
    notes: tuple[str, ...] = ()
