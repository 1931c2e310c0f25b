"""The models behind the ensemble."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from domain.forecasting.model import Backtest, MemberForecast, MemberInfo, Panel

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
