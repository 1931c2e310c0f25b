"""One LightGBM over all series of a panel."""

from domain.forecasting.model import MemberForecast, MemberInfo, Panel
from ml.boosting import boosted_quantiles
from ml.members.member import Member
from ml.members.pooled import forecast_pooled

INFO = MemberInfo(
    name="gradient_boosting",
    version="2",
    minimum_days=14,
    description="Boosted trees that learn from all series together: lags, weekday, month, last year, holidays.",
)


def forecast(panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel with one model.

    Training rows are drawn with a fixed seed: the same panel gives the same forecast, bit by bit.
    """
    return forecast_pooled(INFO, panel, horizon, boosted_quantiles)


MEMBER = Member(INFO, forecast, chunk=None)
