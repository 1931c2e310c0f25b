"""The tables in memory, and who may write to them.

Transactions behave as on SQLite: a transaction reads what is committed; with its first write it takes the one lock for
writing and works on a copy, which becomes the truth when it commits.
"""

import asyncio
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from domain.audiences.batches.model import BatchRow, PredictionBatch
from domain.audiences.model import AudienceWeek, ContentDay, ContentPiece, EmailSend
from domain.audit.model import AuditEntry
from domain.campaigns.model import Campaign, Channel
from domain.dashboard.model import CampaignMonth
from domain.errors import Unavailable
from domain.insights.model import Insight
from domain.jobs.model import JobRecord
from domain.marketplace.history.model import HourBlock
from domain.marketplace.timeline.model import Command
from domain.metrics.model import HourlyPoint, MetricPoint, MetricType
from domain.models.model import ModelVersion
from domain.outlook.model import Outlook, OutlookBatch
from domain.performance.model import Score
from domain.recommendations.model import Recommendation
from domain.risk.model import Risk
from domain.rules.model import Rule
from domain.severity import Severity
from domain.simulations.model import Simulation, SimulationResult, SimulationStep, StepRecord
from domain.simulators.model import (
    SavedEngine,
    SavedScenario,
    SimulatorAnswer,
    SimulatorRecord,
    SimulatorRequest,
    TailBatch,
)
from domain.workspaces.model import ApiKey, Member, Session, SignInToken, Workspace

HourKey = tuple[Channel, MetricType, datetime]
PointKey = tuple[Channel, MetricType, date]
StepKey = tuple[UUID, int, SimulationStep]


@dataclass(frozen=True, slots=True)
class StoredLease:
    """A lease, and until when it holds, by the clock of the event loop."""

    holder: str
    term: int
    expires_at: float


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request, when it was asked by the clock of the event loop, and its answer."""

    request: SimulatorRequest
    asked_at: float
    answer: SimulatorAnswer | None


@dataclass(frozen=True, slots=True)
class StoredForecastRow:
    """A forecast in its stored form, and the version of the data that it was last held against."""

    workspace_id: UUID
    campaign_id: UUID
    start: date
    last: date
    seen: int
    blob: bytes


@dataclass(slots=True)
class Tables:
    """Everything that is stored.

    Attributes:
        sign_in_tokens: By digest.
        points: By workspace and campaign; an inner dictionary is replaced, never changed.
        queued_at: When a simulation last joined the queue.
        outputs: What steps left for later ones, as JSON text.
        risks: Each with the simulation that found it.
        recommendations: Each with the simulation that found it.
        backtests: By campaign, the data watermark and the stored form.
        campaign_months: By campaign and month.
        campaign_month_versions: By campaign, the data watermark that its months are kept up to.
        planned_spend: By campaign, then day and channel; an inner dictionary is replaced, never changed.
        hourly: By workspace and campaign; an inner dictionary is replaced, never changed.
        tails: By workspace and number; an inner dictionary is replaced, never changed.
        commands: By workspace and number.
        hours: Counted hours of simulators, by workspace and beginning.
        forecasts: By simulation.
        forecast_scores: By simulation.
        forecast_alerts: By workspace and campaign; an inner dictionary is replaced, never changed.
        outlooks: By campaign.
        insights: Each with its number.
        insight_numbers: The last one given out in each workspace.
        scenarios: Those of workspaces, by workspace and id.
        sends: Each with its workspace.
        audience_weeks: By workspace, week, segment and cohort.
        content_pieces: By workspace and key.
        content_days: By workspace, day and key.
        batch_rows: By batch and number.
    """

    workspaces: dict[UUID, Workspace] = field(default_factory=dict)
    members: dict[UUID, Member] = field(default_factory=dict)
    api_keys: dict[UUID, ApiKey] = field(default_factory=dict)
    sessions: dict[UUID, Session] = field(default_factory=dict)
    sign_in_tokens: dict[bytes, SignInToken] = field(default_factory=dict)
    campaigns: dict[UUID, Campaign] = field(default_factory=dict)
    points: dict[tuple[UUID, UUID], dict[PointKey, MetricPoint]] = field(default_factory=dict)
    simulations: dict[UUID, Simulation] = field(default_factory=dict)
    queued_at: dict[UUID, datetime] = field(default_factory=dict)
    steps: dict[StepKey, StepRecord] = field(default_factory=dict)
    outputs: dict[StepKey, bytes] = field(default_factory=dict)
    results: dict[UUID, SimulationResult] = field(default_factory=dict)
    risks: dict[UUID, tuple[UUID, Risk]] = field(default_factory=dict)
    recommendations: dict[UUID, tuple[UUID, Recommendation]] = field(default_factory=dict)
    backtests: dict[UUID, tuple[int, bytes]] = field(default_factory=dict)
    campaign_months: dict[tuple[UUID, date], CampaignMonth] = field(default_factory=dict)
    campaign_month_versions: dict[UUID, int] = field(default_factory=dict)
    planned_spend: dict[UUID, dict[tuple[date, Channel], Decimal]] = field(default_factory=dict)
    hourly: dict[tuple[UUID, UUID], dict[HourKey, HourlyPoint]] = field(default_factory=dict)
    simulators: dict[UUID, SimulatorRecord] = field(default_factory=dict)
    commands: dict[tuple[UUID, int], Command] = field(default_factory=dict)
    engines: dict[UUID, SavedEngine] = field(default_factory=dict)
    hours: dict[tuple[UUID, int], HourBlock] = field(default_factory=dict)
    scenarios: dict[tuple[UUID, str], SavedScenario] = field(default_factory=dict)
    tails: dict[UUID, dict[int, TailBatch]] = field(default_factory=dict)
    leases: dict[UUID, StoredLease] = field(default_factory=dict)
    requests: dict[tuple[UUID, UUID], StoredRequest] = field(default_factory=dict)
    job_records: dict[UUID, JobRecord] = field(default_factory=dict)
    forecasts: dict[UUID, StoredForecastRow] = field(default_factory=dict)
    forecast_scores: dict[UUID, tuple[Score, ...]] = field(default_factory=dict)
    forecast_alerts: dict[tuple[UUID, UUID], dict[str, Severity]] = field(default_factory=dict)
    outlook_batches: dict[UUID, OutlookBatch] = field(default_factory=dict)
    outlooks: dict[UUID, Outlook] = field(default_factory=dict)
    insights: dict[UUID, tuple[int, Insight]] = field(default_factory=dict)
    insight_numbers: dict[UUID, int] = field(default_factory=dict)
    models: dict[UUID, ModelVersion] = field(default_factory=dict)
    sends: dict[UUID, tuple[UUID, EmailSend]] = field(default_factory=dict)
    audience_weeks: dict[tuple[UUID, date, str, date], AudienceWeek] = field(default_factory=dict)
    content_pieces: dict[tuple[UUID, str], ContentPiece] = field(default_factory=dict)
    content_days: dict[tuple[UUID, date, str], ContentDay] = field(default_factory=dict)
    rules: dict[UUID, Rule] = field(default_factory=dict)
    batches: dict[UUID, PredictionBatch] = field(default_factory=dict)
    batch_rows: dict[tuple[UUID, int], BatchRow] = field(default_factory=dict)
    audit: dict[UUID, AuditEntry] = field(default_factory=dict)

    def copy(self) -> "Tables":
        """Return tables of their own with the same rows, which are immutable."""
        return Tables(**{each.name: dict(getattr(self, each.name)) for each in fields(self)})

    def campaign(self, workspace_id: UUID, campaign_id: UUID) -> Campaign | None:
        """Return a campaign of the workspace that is not deleted."""
        found = self.campaigns.get(campaign_id)
        if found is None or found.workspace_id != workspace_id or found.deleted_at is not None:
            return None
        return found

    def simulation(self, workspace_id: UUID, simulation_id: UUID) -> Simulation | None:
        """Return a simulation of the workspace."""
        found = self.simulations.get(simulation_id)
        return found if found is not None and found.workspace_id == workspace_id else None


class MemoryDatabase:
    """What is committed, and the lock for writing."""

    def __init__(self, wait_seconds: float = 10.0) -> None:
        self.committed = Tables()
        self.wait_seconds = wait_seconds
        self.lock = asyncio.Lock()


class MemorySession:
    """One transaction's view of the tables."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._working: Tables | None = None

    def read(self) -> Tables:
        """Return the tables as this transaction sees them, not to be changed."""
        return self._database.committed if self._working is None else self._working

    async def write(self) -> Tables:
        """Return the tables that this transaction may change, waiting for other writers first.

        Raises:
            Unavailable: Somebody else kept the lock for too long.
        """
        if self._working is None:
            try:
                async with asyncio.timeout(self._database.wait_seconds):
                    await self._database.lock.acquire()
            except TimeoutError as error:
                raise Unavailable("The database is locked by another transaction.") from error
            self._working = self._database.committed.copy()
        return self._working

    def commit(self) -> None:
        """Make the changes the truth."""
        if self._working is not None:
            self._database.committed = self._working
        self.rollback()

    def rollback(self) -> None:
        """Forget the changes and let others write."""
        if self._working is not None:
            self._working = None
            self._database.lock.release()
