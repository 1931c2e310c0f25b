"""One robust linear regression over all series of a panel."""

from domain.forecasting.model import MemberForecast, MemberInfo, Panel
from ml.members.member import Member
from ml.members.pooled import forecast_pooled
from ml.regression import regressed_quantiles

INFO = MemberInfo(
    name="pooled_regression",
    version="1",
    minimum_days=14,
    description="A robust linear regression over all series together on lags, weekday means and recent levels.",
)


def forecast(panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel with one regression."""
    return forecast_pooled(INFO, panel, horizon, regressed_quantiles)


MEMBER = Member(INFO, forecast, chunk=None)
