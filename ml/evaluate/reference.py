"""AutoETS as its library ships it: the yardstick beside the members, not one of them."""

from domain.forecasting.model import FloatArray, MemberForecast, MemberInfo, Panel
from ml.history import WEEK, History
from ml.members.member import Member, forecast_each
from ml.members.statistical import LEVELS, MINIMUM_DAYS, load_models, quantiles_of

INFO = MemberInfo(
    name="reference_auto_ets",
    version="1",
    minimum_days=MINIMUM_DAYS,
    description="The library's AutoETS over all fifteen models, for comparison only.",
)


def forecast(panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel."""
    return forecast_each(INFO, panel, horizon, _quantiles)


def _quantiles(history: History, horizon: int) -> FloatArray:
    model = load_models().AutoETS(season_length=WEEK)
    return quantiles_of(model.forecast(history.values, h=horizon, level=LEVELS))


REFERENCE = Member(INFO, forecast, chunk=7)
