"""The trained forecaster at work: a member of a campaign's ensemble, and its own past as one."""

from functools import lru_cache

from domain.forecasting.model import BacktestWindow, FloatArray, MemberForecast, MemberInfo, Panel
from domain.ports.forecasting import Compute, TrainedForecaster
from ml.backtest import cut, plan_origins, windows_at
from ml.history import History
from ml.members.member import forecast_together
from ml.rows import FIRST_ORIGIN
from ml.training.global_trees import NAME, GlobalTrees, Kept

TIME_LIMIT = 60.0
"""Seconds for the windows of one campaign, some hundred times what they take."""

MOST_KEPT = 4
"""Models that a process has read, some megabytes each."""


class LocalTrainedForecaster(TrainedForecaster):
    """Forecasts with a model of the registry in the processes of a pool."""

    def __init__(self, compute: Compute) -> None:
        self._compute = compute

    @property
    def name(self) -> str:
        """Return the name of the model in the registry."""
        return NAME

    async def forecast(
        self, artefact: bytes, version: str, panel: Panel, horizon: int, *, time_limit: float
    ) -> MemberForecast:
        """Forecast every series of the panel; see the port."""
        return await self._compute.run(forecast_trained, artefact, version, panel, horizon, time_limit=time_limit)

    async def windows(self, artefact: bytes, version: str, panel: Panel) -> tuple[BacktestWindow, ...]:
        """Hold the model as it was against the panel's past; see the port."""
        return await self._compute.run(windows_trained, artefact, version, panel, time_limit=TIME_LIMIT)


def forecast_trained(artefact: bytes, version: str, panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel with the latest trees.

    Raises:
        ValueError: The artefact cannot be read by this version of the code.
    """
    return _forecast(_kept(artefact).latest(), version, panel, horizon)


def windows_trained(artefact: bytes, version: str, panel: Panel) -> tuple[BacktestWindow, ...]:
    """Forecast from each origin of the panel's backtest with the latest trees that had seen nothing after it.

    An origin that all trees have seen beyond is left out, as is everything of an artefact without older trees.

    Raises:
        ValueError: The artefact cannot be read by this version of the code.
    """
    kept, found = _kept(artefact), list[BacktestWindow]()
    for origin in plan_origins(panel):
        past = cut(panel, origin)
        trees = None if past is None else kept.as_of(past.end)
        if past is not None and trees is not None:
            said = _forecast(trees, version, past, origin.horizon)
            found += windows_at(panel, origin, {NAME: [said]})
    return tuple(found)


def _forecast(trees: GlobalTrees, version: str, panel: Panel, horizon: int) -> MemberForecast:
    info = MemberInfo(NAME, version, FIRST_ORIGIN, "Boosted trees that learnt from all campaigns of the workspace.")

    def model(histories: list[History], ahead: int) -> FloatArray:
        return trees.forecast(Panel(tuple(history.series for history in histories)), ahead)

    return forecast_together(info, panel, horizon, model)


@lru_cache(maxsize=MOST_KEPT)
def _kept(artefact: bytes) -> Kept:
    return Kept.read(artefact)
