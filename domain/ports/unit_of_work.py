"""One transaction over all repositories."""

from types import TracebackType
from typing import Protocol

from domain.ports.audiences import AudienceRepository
from domain.ports.dashboard import DashboardRepository
from domain.ports.insights import InsightRepository
from domain.ports.job_records import JobRepository
from domain.ports.model_records import ModelRepository
from domain.ports.outlooks import OutlookRepository
from domain.ports.performance import ForecastRepository
from domain.ports.repositories import (
    ApiKeyRepository,
    AuditLog,
    BacktestRepository,
    CampaignRepository,
    MetricRepository,
    SimulationRepository,
    WorkspaceRepository,
)
from domain.ports.rules import RuleRepository
from domain.ports.sessions import SessionRepository, SignInTokenRepository
from domain.ports.simulators import HourlyMetricRepository, SimulatorRepository
from domain.ports.spend_plans import SpendPlanRepository


class Transaction(Protocol):
    """What is done here is stored together or not at all.

    Leaving the block without ``commit`` rolls back. Reads see the writes of the same transaction.
    """

    workspaces: WorkspaceRepository
    api_keys: ApiKeyRepository
    sessions: SessionRepository
    sign_in_tokens: SignInTokenRepository
    campaigns: CampaignRepository
    metrics: MetricRepository
    hourly_metrics: HourlyMetricRepository
    simulations: SimulationRepository
    backtests: BacktestRepository
    dashboard: DashboardRepository
    spend_plans: SpendPlanRepository
    forecasts: ForecastRepository
    outlooks: OutlookRepository
    jobs: JobRepository
    insights: InsightRepository
    models: ModelRepository
    simulators: SimulatorRepository
    audiences: AudienceRepository
    rules: RuleRepository
    audit: AuditLog

    async def commit(self) -> None:
        """Store everything done so far.

        Raises:
            Unavailable: The database did not answer in time.
            Refused: With CONFLICT when another transaction changed the same thing first.
        """
        ...

    async def rollback(self) -> None:
        """Forget everything done so far."""
        ...


class UnitOfWork(Protocol):
    """Opens a transaction: ``async with unit_of_work() as tx: ...; await tx.commit()``."""

    async def __aenter__(self) -> Transaction:
        """Begin."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed and give the connection back."""
        ...


class OpenUnitOfWork(Protocol):
    """Makes units of work; services hold one of these."""

    def __call__(self) -> UnitOfWork:
        """Return a unit of work that has not begun."""
        ...
