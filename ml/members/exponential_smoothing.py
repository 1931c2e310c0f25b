"""Exponential smoothing, all forms of all series at once."""

from domain.forecasting.model import FloatArray, MemberForecast, MemberInfo, Panel
from ml.history import History
from ml.members.member import Member, forecast_together
from ml.smoothing import aligned, smoothed_quantiles

INFO = MemberInfo(
    name="exponential_smoothing",
    version="1",
    minimum_days=14,
    description="Level, damped trend and weekly season, averaged over many speeds of learning instead of choosing one.",
)


def forecast(panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel."""
    return forecast_together(INFO, panel, horizon, _quantiles)


def _quantiles(histories: list[History], horizon: int) -> FloatArray:
    return smoothed_quantiles(aligned([history.values for history in histories]), horizon)


MEMBER = Member(INFO, forecast, chunk=100)
