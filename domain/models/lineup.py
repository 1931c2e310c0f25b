"""Who takes part in the forecasts of a workspace: the members that everybody has, and its own trained one."""

from dataclasses import dataclass
from uuid import UUID

from domain.forecasting.model import BacktestWindow, MemberForecast, Panel
from domain.models.model import ModelVersion
from domain.models.serving import Champions
from domain.ports.forecasting import ForecastEngine, MemberVersions, TrainedForecaster
from domain.ports.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class TrainedMember:
    """Forecasts with the model that was trained on all campaigns of a workspace.

    Its version as a member is its number in the registry. Weights are earned as by every other member: an artefact
    keeps trees that had not seen what came after each origin of a backtest.
    """

    champions: Champions
    forecaster: TrainedForecaster

    @property
    def name(self) -> str:
        """Return the name of the member, which is that of the model."""
        return self.forecaster.name

    async def version(self, tx: Transaction, workspace_id: UUID) -> str | None:
        """Return the version that takes part in what is forecast now, none where none serves."""
        serving = await tx.models.champion(workspace_id, self.name)
        return None if serving is None else str(serving.number)

    async def forecast(
        self, workspace_id: UUID, version: str, panel: Panel, horizon: int, *, time_limit: float
    ) -> MemberForecast:
        """Forecast a panel with a version.

        Raises:
            LookupError: Its bytes are not kept.
            ValueError: It was made by other code and cannot be read any more.
            TimeoutError: It took too long.
            ComputeLost: The process that did it died.
        """
        content = await self._bytes(workspace_id, version)
        if content is None:
            raise LookupError(f"version {version} of {self.name} is not kept")
        return await self.forecaster.forecast(content, version, panel, horizon, time_limit=time_limit)

    async def windows(self, workspace_id: UUID, version: str, panel: Panel) -> tuple[BacktestWindow, ...]:
        """Hold a version against the panel's past; none where its bytes are not kept.

        Raises:
            ValueError: It was made by other code and cannot be read any more.
            TimeoutError: It took too long.
            ComputeLost: The process that did it died.
        """
        content = await self._bytes(workspace_id, version)
        return () if content is None else await self.forecaster.windows(content, version, panel)

    async def _bytes(self, workspace_id: UUID, version: str) -> bytes | None:
        async with self.champions.open() as tx:
            kept = await tx.models.with_artefacts(workspace_id, self.name)
        found: ModelVersion | None = next((one for one in kept if str(one.number) == version), None)
        return None if found is None else await self.champions.bytes_of(found)


@dataclass(frozen=True, slots=True)
class Lineup(MemberVersions):
    """Members of a workspace's ensembles.

    Attributes:
        engine: Members that need no training.
        trained: The trained one, where trained models are kept.
    """

    engine: ForecastEngine
    trained: TrainedMember | None = None

    async def versions(self, tx: Transaction, workspace_id: UUID) -> dict[str, str]:
        """Return the version of each member that takes part in what is forecast now."""
        found = {member.name: member.version for member in self.engine.members()}
        trained = None if self.trained is None else await self.trained.version(tx, workspace_id)
        return found if self.trained is None or trained is None else {**found, self.trained.name: trained}
