"""The models behind the ensemble."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from domain.forecasting.model import Backtest, BacktestWindow, MemberForecast, MemberInfo, Panel
from domain.ports.unit_of_work import Transaction

Result = TypeVar("Result")


class ForecastEngine(Protocol):
    """Ensemble members that forecast a panel, each failing alone.

    Implementations never block the event loop: numeric work runs elsewhere, and cancelling the awaiting task stops
    that work within a second.
    """

    def members(self) -> tuple[MemberInfo, ...]:
        """Every member there is, always-available ones first."""
        ...

    async def forecast(self, member: str, panel: Panel, horizon: int, *, time_limit: float) -> MemberForecast:
        """Forecast every series of the panel for the days after its end.

        Args:
            member: Name of the member.
            panel: What was observed.
            horizon: Days ahead, at least 1.
            time_limit: Seconds of wall time, after which the work is stopped.

        Raises:
            MemberFailed: The member forecast nothing at all; the reason is in words for a reader.
        """
        ...

    async def backtest(self, panel: Panel) -> Backtest:
        """Hold every member against the panel's own past: rolling origins, each seeing only what came before."""
        ...


class MemberVersions(Protocol):
    """Tells who takes part in the forecasts of a workspace."""

    async def versions(self, tx: Transaction, workspace_id: UUID) -> dict[str, str]:
        """Return the version of each member that takes part in what is forecast now."""
        ...


class TrainedForecaster(Protocol):
    """Forecasts panels with a model of the registry that was trained on all campaigns of a workspace."""

    @property
    def name(self) -> str:
        """Return the name of the model in the registry."""
        ...

    async def forecast(
        self, artefact: bytes, version: str, panel: Panel, horizon: int, *, time_limit: float
    ) -> MemberForecast:
        """Forecast every series of the panel for the days after its end.

        Args:
            artefact: The bytes of the model.
            version: What its forecast is to call itself.
            panel: What was observed.
            horizon: Days ahead, at least 1.
            time_limit: Seconds of wall time, after which the work is stopped.

        Raises:
            ValueError: The artefact cannot be read by this version of the code.
            TimeoutError: It took too long.
            ComputeLost: The process that did it died.
        """
        ...

    async def windows(self, artefact: bytes, version: str, panel: Panel) -> tuple[BacktestWindow, ...]:
        """Hold the model against the panel's own past, from the origins of ``ForecastEngine.backtest``.

        From each origin the model forecasts as it was when it had seen nothing after it; origins from which it cannot
        are missing.

        Raises:
            ValueError: The artefact cannot be read by this version of the code.
            TimeoutError: It took too long.
            ComputeLost: The process that did it died.
        """
        ...


class MemberFailed(Exception):
    """A member of the ensemble could not forecast; the run goes on without it."""


class Compute(Protocol):
    """Runs numeric functions where they neither block the event loop nor outlive their cancellation."""

    async def run(
        self,
        function: Callable[..., Result],
        *arguments: object,
        time_limit: float | None = None,
    ) -> Result:
        """Call an importable, picklable function in another process and return what it returns.

        Cancelling the awaiting task kills the process that runs it within a second; its place is filled again.

        Raises:
            TimeoutError: It took longer than ``time_limit`` seconds and was killed.
            ComputeLost: The process died (out of memory, killed).
            Exception: Whatever the function raised.
        """
        ...

    async def warm(self, functions: Sequence[Callable[[], None]]) -> None:
        """Run each function once in every process, so that imports do not fall on the first user."""
        ...


class ComputeLost(Exception):
    """The process that ran the work died."""
