"""The unit of work in memory."""

from collections.abc import Callable
from types import TracebackType

from domain.ports.unit_of_work import OpenUnitOfWork, Transaction, UnitOfWork
from infra.storage.memory.audiences import MemoryAudiences
from infra.storage.memory.audit import MemoryAuditLog
from infra.storage.memory.campaigns import MemoryBacktests, MemoryCampaigns, MemoryMetrics
from infra.storage.memory.dashboard import MemoryDashboard
from infra.storage.memory.database import MemoryDatabase, MemorySession
from infra.storage.memory.hourly_metrics import MemoryHourlyMetrics
from infra.storage.memory.insights import MemoryInsights
from infra.storage.memory.jobs import MemoryJobs
from infra.storage.memory.models import MemoryModels
from infra.storage.memory.outlooks import MemoryOutlooks
from infra.storage.memory.performance import MemoryForecasts
from infra.storage.memory.rules import MemoryRules
from infra.storage.memory.sessions import MemorySessions, MemorySignInTokens
from infra.storage.memory.simulations import MemorySimulations
from infra.storage.memory.simulators import MemorySimulators
from infra.storage.memory.spend_plans import MemorySpendPlans
from infra.storage.memory.workspaces import MemoryApiKeys, MemoryWorkspaces


class MemoryTransaction(Transaction):
    """One transaction.

    Attributes:
        after_commit: Called once each, in order, after the next commit that succeeds; a rollback forgets them.
    """

    def __init__(self, session: MemorySession) -> None:
        self._session = session
        self.after_commit: list[Callable[[], None]] = []
        self.workspaces = MemoryWorkspaces(session)
        self.api_keys = MemoryApiKeys(session)
        self.sessions = MemorySessions(session)
        self.sign_in_tokens = MemorySignInTokens(session)
        self.campaigns = MemoryCampaigns(session)
        self.metrics = MemoryMetrics(session)
        self.hourly_metrics = MemoryHourlyMetrics(session)
        self.simulations = MemorySimulations(session)
        self.backtests = MemoryBacktests(session)
        self.dashboard = MemoryDashboard(session)
        self.spend_plans = MemorySpendPlans(session)
        self.forecasts = MemoryForecasts(session)
        self.outlooks = MemoryOutlooks(session)
        self.jobs = MemoryJobs(session)
        self.insights = MemoryInsights(session)
        self.models = MemoryModels(session)
        self.simulators = MemorySimulators(session)
        self.audiences = MemoryAudiences(session)
        self.rules = MemoryRules(session)
        self.audit = MemoryAuditLog(session)

    async def commit(self) -> None:
        """Store everything done so far."""
        self._session.commit()
        callbacks, self.after_commit = self.after_commit, []
        for callback in callbacks:
            callback()

    async def rollback(self) -> None:
        """Forget everything done so far."""
        self.after_commit.clear()
        self._session.rollback()


class MemoryUnitOfWork(UnitOfWork):
    """Holds the lock for writing from its first write until it ends."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._session = MemorySession(database)
        self._entered = False

    async def __aenter__(self) -> MemoryTransaction:
        """Begin."""
        if self._entered:
            raise RuntimeError("a unit of work is entered once")
        self._entered = True
        return MemoryTransaction(self._session)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget what was not committed."""
        self._session.rollback()


class MemoryStorage(OpenUnitOfWork):
    """Opens units of work on tables in memory."""

    def __init__(self, database: MemoryDatabase | None = None) -> None:
        self.database = database or MemoryDatabase()

    def __call__(self) -> MemoryUnitOfWork:
        """Return a unit of work that has not begun."""
        return MemoryUnitOfWork(self.database)

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""
