"""What every member is made of, and how one that treats each series alone goes through a panel."""

import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

import numpy as np

from domain.forecasting.model import QUANTILES, FloatArray, MemberForecast, MemberInfo, Panel, QuantileForecast
from ml.bands import honest
from ml.history import History, history_of

log = logging.getLogger(__name__)

FAILED = "the model failed on it; the log has the reason"
"""What a reader is told of an error that only an operator can do something about."""


class CannotFit(Exception):
    """A model has nothing to say about a series, which is no defect; the message tells a reader why."""


class PanelFunction(Protocol):
    """Forecasts a panel; importable by name, so that another process can call it."""

    def __call__(self, panel: Panel, horizon: int) -> MemberForecast:
        """Return a forecast of each series that the member can forecast, and why it cannot forecast the others."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """A member and how its work may be divided.

    Attributes:
        info: What readers see of it.
        forecast: Does the work.
        chunk: Series of one piece of work; none when the member learns over all series together.
    """

    info: MemberInfo
    forecast: PanelFunction
    chunk: int | None


def forecast_each(
    info: MemberInfo, panel: Panel, horizon: int, model: Callable[[History, int], FloatArray]
) -> MemberForecast:
    """Forecast each series alone; one that fails leaves the others standing.

    Args:
        info: The member.
        panel: What was observed.
        horizon: Days ahead.
        model: Takes a history of at least ``info.minimum_days`` observed days, returns raw quantiles of shape
            ``(horizon, len(QUANTILES))``.
    """
    started = perf_counter()
    forecasts: dict[str, QuantileForecast] = {}
    failures: dict[str, str] = {}
    for series in panel.series:
        history = history_of(series)
        if history.observed < info.minimum_days:
            failures[series.key] = too_short(info, history)
            continue
        if history.constant:
            forecasts[series.key] = constant_forecast(history, horizon)
            continue
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                # Libraries grumble over divisions on odd data; what matters, a result that is not finite, is caught.
                warnings.simplefilter("ignore")
                raw = model(history, horizon)
            forecasts[series.key] = QuantileForecast(honest(raw, history))
        except CannotFit as error:
            failures[series.key] = str(error)
        # A numeric library may raise anything on odd data; the series is reported and the panel goes on.
        except Exception as error:
            log.warning("%s failed on %s", info.name, series.key, exc_info=error)
            failures[series.key] = FAILED
    return MemberForecast(info.name, info.version, forecasts, failures, perf_counter() - started)


def forecast_together(
    info: MemberInfo, panel: Panel, horizon: int, model: Callable[[list[History], int], FloatArray]
) -> MemberForecast:
    """Forecast the series that have days enough all at once; one whose figures are not finite fails alone.

    Args:
        info: The member.
        panel: What was observed.
        horizon: Days ahead.
        model: Takes histories that ended on one day, each with at least ``info.minimum_days`` observed days and not
            constant; returns raw quantiles of shape ``(series, horizon, len(QUANTILES))``. May raise ``CannotFit``.
    """
    started = perf_counter()
    histories = [history_of(series) for series in panel.series]
    failures = {h.series.key: too_short(info, h) for h in histories if h.observed < info.minimum_days}
    enough = [h for h in histories if h.series.key not in failures]
    forecasts = {h.series.key: constant_forecast(h, horizon) for h in enough if h.constant}
    moving = [h for h in enough if not h.constant]
    if moving:
        try:
            quantiles = model(moving, horizon)
        except CannotFit as error:
            failures.update((h.series.key, str(error)) for h in moving)
        else:
            for history, raw in zip(moving, quantiles, strict=True):
                if np.isfinite(raw).all():
                    forecasts[history.series.key] = QuantileForecast(honest(raw, history))
                else:
                    failures[history.series.key] = FAILED
    return MemberForecast(info.name, info.version, forecasts, failures, perf_counter() - started)


def constant_forecast(history: History, horizon: int) -> QuantileForecast:
    """Forecast a series that never moved: the level goes on, and the floor of the bands says how little that proves."""
    level = np.full((horizon, len(QUANTILES)), history.values[0])
    return QuantileForecast(honest(level, history))


def too_short(info: MemberInfo, history: History) -> str:
    """Say that a series is too short for a member."""
    return f"{history.observed} observed days; {info.name} needs {info.minimum_days}"
