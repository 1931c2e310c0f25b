"""What members have in common that learn from all series of a panel together."""

from collections.abc import Callable

from domain.forecasting.model import FloatArray, MemberForecast, MemberInfo, Panel
from ml.features import PanelTable, table_of
from ml.history import TWO_YEARS, History
from ml.members.member import CannotFit, forecast_together

FEWEST_DAYS = 60
"""Observed days over all series of the panel together."""


def forecast_pooled(
    info: MemberInfo, panel: Panel, horizon: int, model: Callable[[PanelTable, int], FloatArray]
) -> MemberForecast:
    """Forecast every series of a panel with one model.

    A series that never moved teaches nothing and is forecast on its own.

    Args:
        info: The member.
        panel: What was observed.
        horizon: Days ahead.
        model: Takes the table of the moving series and the horizon, returns raw quantiles of shape
            ``(series, horizon, len(QUANTILES))``; raises ``ValueError`` when it cannot learn from them.
    """

    def quantiles(histories: list[History], ahead: int) -> FloatArray:
        observed = sum(history.observed for history in histories)
        if observed < FEWEST_DAYS:
            raise CannotFit(f"{observed} observed days in all usable series; {info.name} needs {FEWEST_DAYS}")
        table = table_of(Panel(tuple(history.series for history in histories)), TWO_YEARS, ahead)
        try:
            return model(table, ahead)
        except ValueError as error:
            raise CannotFit(str(error)) from error

    return forecast_together(info, panel, horizon, quantiles)
