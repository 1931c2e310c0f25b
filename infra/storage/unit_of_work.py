"""The unit of work on SQL."""

import asyncio
from collections.abc import Callable
from types import TracebackType

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.ports.unit_of_work import OpenUnitOfWork, Transaction, UnitOfWork
from infra.storage.errors import domain_errors
from infra.storage.sql.api_keys import SqlApiKeys
from infra.storage.sql.audiences import SqlAudiences
from infra.storage.sql.audit import SqlAuditLog
from infra.storage.sql.backtests import SqlBacktests
from infra.storage.sql.campaigns import SqlCampaigns
from infra.storage.sql.dashboard import SqlDashboard
from infra.storage.sql.hourly_metrics import SqlHourlyMetrics
from infra.storage.sql.insights import SqlInsights
from infra.storage.sql.jobs import SqlJobs
from infra.storage.sql.metrics import SqlMetrics
from infra.storage.sql.models import SqlModels
from infra.storage.sql.outlooks import SqlOutlooks
from infra.storage.sql.performance import SqlForecasts
from infra.storage.sql.rules import SqlRules
from infra.storage.sql.sessions import SqlSessions, SqlSignInTokens
from infra.storage.sql.simulations import SqlSimulations
from infra.storage.sql.simulators import SqlSimulators
from infra.storage.sql.spend_plans import SqlSpendPlans
from infra.storage.sql.statements import Statements
from infra.storage.sql.workspaces import SqlWorkspaces


class SqlTransaction(Transaction):
    """One transaction on one connection.

    Attributes:
        connection: The connection, for adapters that store something of their own in the same transaction.
        after_commit: Called once each, in order, after the next commit that succeeds; a rollback forgets them.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        statements = Statements(connection)
        self.connection = connection
        self.after_commit: list[Callable[[], None]] = []
        self._metrics = SqlMetrics(statements)
        self.workspaces = SqlWorkspaces(statements)
        self.api_keys = SqlApiKeys(statements)
        self.sessions = SqlSessions(statements)
        self.sign_in_tokens = SqlSignInTokens(statements)
        self.campaigns = SqlCampaigns(statements)
        self.metrics = self._metrics
        self.hourly_metrics = SqlHourlyMetrics(statements, self._metrics)
        self.simulations = SqlSimulations(statements)
        self.backtests = SqlBacktests(statements)
        self.dashboard = SqlDashboard(statements)
        self.spend_plans = SqlSpendPlans(statements)
        self.forecasts = SqlForecasts(statements)
        self.outlooks = SqlOutlooks(statements)
        self.jobs = SqlJobs(statements)
        self.insights = SqlInsights(statements)
        self.models = SqlModels(statements)
        self.simulators = SqlSimulators(statements)
        self.audiences = SqlAudiences(statements)
        self.rules = SqlRules(statements)
        self.audit = SqlAuditLog(statements)

    async def commit(self) -> None:
        """Store everything done so far."""
        with domain_errors():
            await self.connection.commit()
        callbacks, self.after_commit = self.after_commit, []
        for callback in callbacks:
            callback()

    async def rollback(self) -> None:
        """Forget everything done so far."""
        self.after_commit.clear()
        self._metrics.forget()
        with domain_errors():
            await self.connection.rollback()


class SqlUnitOfWork(UnitOfWork):
    """Takes a connection from the pool for as long as the block lasts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> SqlTransaction:
        """Begin."""
        if self._connection is not None:
            raise RuntimeError("a unit of work is entered once")
        with domain_errors():
            self._connection = await self._engine.connect()
        return SqlTransaction(self._connection)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed and give the connection back."""
        if self._connection is not None:
            # The pool rolls back what comes back unfinished. Shielded, because a cancelled task must give it back too.
            with domain_errors():
                await asyncio.shield(self._connection.close())


class SqlStorage(OpenUnitOfWork):
    """Opens units of work on a database whose schema is up to date."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    def __call__(self) -> SqlUnitOfWork:
        """Return a unit of work that has not begun."""
        return SqlUnitOfWork(self.engine)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
