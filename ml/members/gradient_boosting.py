"""One LightGBM over all series of a panel."""

from collections.abc import Sequence
from time import perf_counter

from domain.forecasting.model import FloatArray, MemberForecast, MemberInfo, Panel, QuantileForecast, Series
from ml.bands import honest
from ml.boosting import boosted_quantiles
from ml.features import table_of
from ml.history import LONGEST_HISTORY, history_of
from ml.members.member import Member, constant_forecast, too_short

INFO = MemberInfo(
    name="gradient_boosting",
    version="1",
    minimum_days=14,
    description="Boosted trees that learn from all series together: lags, weekday, day of month, days ahead.",
)

FEWEST_DAYS = 60
"""Observed days over all series of the panel together."""


def forecast(panel: Panel, horizon: int) -> MemberForecast:
    """Forecast every series of a panel with one model.

    A series that never moved teaches nothing and is forecast on its own. Training rows are drawn with a fixed seed:
    the same panel gives the same forecast, bit by bit.
    """
    started = perf_counter()
    histories = {series.key: history_of(series) for series in panel.series}
    failures = {key: too_short(INFO, found) for key, found in histories.items() if found.observed < INFO.minimum_days}
    constant = {key: found for key, found in histories.items() if key not in failures and found.constant}
    forecasts = {key: constant_forecast(found, horizon) for key, found in constant.items()}
    usable = [series for series in panel.series if series.key not in failures and series.key not in constant]
    observed = sum(histories[series.key].observed for series in usable)
    if usable and observed < FEWEST_DAYS:
        reason = f"{observed} observed days in all usable series; {INFO.name} needs {FEWEST_DAYS}"
        failures.update(dict.fromkeys((series.key for series in usable), reason))
    elif usable:
        try:
            learnt = _learn(usable, horizon)
            forecasts |= {key: QuantileForecast(honest(raw, histories[key])) for key, raw in learnt.items()}
        except ValueError as error:
            failures.update(dict.fromkeys((series.key for series in usable), str(error)))
    return MemberForecast(INFO.name, INFO.version, forecasts, failures, perf_counter() - started)


def _learn(series: Sequence[Series], horizon: int) -> dict[str, FloatArray]:
    table = table_of(Panel(tuple(series)), LONGEST_HISTORY, horizon)
    return dict(zip(table.keys, boosted_quantiles(table, horizon), strict=True))


MEMBER = Member(INFO, forecast, chunk=None)
