"""Complex exponential smoothing."""

from typing import Any

import numpy as np

from domain.forecasting.model import FloatArray, MemberForecast, MemberInfo, Panel
from ml.bands import Z
from ml.history import WEEK, History
from ml.members.member import Member, forecast_each
from ml.members.statistical import MINIMUM_DAYS, load_models

INFO = MemberInfo(
    name="auto_ces",
    version="1",
    minimum_days=MINIMUM_DAYS,
    description="Complex exponential smoothing; the kind of weekly season chosen by AICc.",
)


def forecast(panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel."""
    return forecast_each(INFO, panel, horizon, _quantiles)


def _quantiles(history: History, horizon: int) -> FloatArray:
    """Source of the model: Svetunkov, Kourentzes & Ord (2022), Complex exponential smoothing."""
    fitted = load_models().AutoCES(season_length=WEEK).fit(history.values)
    median = np.asarray(fitted.predict(h=horizon)["mean"], dtype=np.float64)
    return median[:, None] + _deviation(fitted.model_, horizon)[:, None] * Z


def _deviation(model: dict[str, Any], horizon: int) -> FloatArray:
    """Return the standard deviation of each day ahead. Shape ``(horizon,)``.

    The library disturbs the last states with the residual deviation in 5,000 simulated courses, which costs ten times
    the fit. A forecast is linear in those states, so that their single responses give the same variance exactly.
    """
    states = model["states"]
    base = _course(model, states, horizon)
    variance = np.zeros(horizon)
    for row in range(max(0, model["n"] - model["m"]), len(states)):
        for column in range(states.shape[1]):
            disturbed = states.copy()
            disturbed[row, column] += 1.0
            variance += (_course(model, disturbed, horizon) - base) ** 2
    return np.sqrt(variance * float(model["sigma2"]))


def _course(model: dict[str, Any], states: FloatArray, horizon: int) -> FloatArray:
    from statsforecast.ces import cesforecast, switch_ces  # noqa: PLC0415

    course = np.zeros(horizon)
    season = switch_ces(model["seasontype"])
    cesforecast(  # type: ignore[no-untyped-call]
        states=states, n=model["n"], m=model["m"], season=season, h=horizon, f=course, **model["par"]
    )
    return course


MEMBER = Member(INFO, forecast, chunk=25)
