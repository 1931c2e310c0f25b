"""Rolling origins: a panel's own past, cut where a forecast could have been made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.forecasting.model import BacktestWindow, MemberForecast, Panel, Series
from ml.history import WEEK

MOST_ORIGINS = 6
"""Origins, the last ones there are. Each costs a full forecast of every member."""

SPACING = WEEK
"""Days between origins, so that each sees a whole new week."""

LONGEST_HORIZON = 30
"""Days ahead that are held against the past: the last horizon block ends there."""

LEAST_TRAINING = 14
"""Observed days that a series has before an origin."""

LEAST_HISTORY = LEAST_TRAINING + WEEK
"""Days below which nothing can be tested."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a panel is cut.

    Attributes:
        offset: Days between the cut and the end of the panel.
        horizon: Days forecast from the cut, at most ``offset``.
    """

    offset: int
    horizon: int


def plan_origins(panel: Panel) -> tuple[Origin, ...]:
    """Choose origins, the latest first; none below 21 days of history.

    Half of what exceeds the least training is the horizon, from a week to thirty days, so that a short history still
    has several origins.
    """
    days = max((_span(series) for series in panel.series), default=0)
    if days < LEAST_HISTORY:
        return ()
    spare = days - LEAST_TRAINING
    horizon = min(LONGEST_HORIZON, max(WEEK, spare // 2))
    count = min(MOST_ORIGINS, (spare - horizon) // SPACING + 1)
    return tuple(Origin(horizon + index * SPACING, horizon) for index in range(count))


def cut(panel: Panel, origin: Origin) -> Panel | None:
    """Return what could be seen at an origin: the series with enough observed days before it, none if there is none."""
    seen = [series.until(max(0, len(series.values) - origin.offset)) for series in panel.series]
    enough = [series for series in seen if (~np.isnan(series.values)).sum() >= LEAST_TRAINING]
    return Panel(tuple(enough)) if enough else None


def windows_at(
    panel: Panel, origin: Origin, forecasts: Mapping[str, Sequence[MemberForecast]]
) -> tuple[BacktestWindow, ...]:
    """Hold the forecasts made at an origin against what came.

    Args:
        panel: The whole panel.
        origin: The cut.
        forecasts: By member, the parts of its forecast.

    Returns:
        One window for each series that any member forecast and of which any day was observed.
    """
    found: list[BacktestWindow] = []
    for series in panel.series:
        seen = len(series.values) - origin.offset
        values = {
            member: part.forecasts[series.key].values
            for member, parts in forecasts.items()
            for part in parts
            if series.key in part.forecasts
        }
        actual = series.values[max(seen, 0) : seen + origin.horizon]
        if values and not np.isnan(actual).all():
            found.append(BacktestWindow(series.key, seen, actual, values))
    return tuple(found)


def _span(series: Series) -> int:
    """Return the days from the first observed one to the end."""
    seen = np.flatnonzero(~np.isnan(series.values))
    return len(series.values) - int(seen[0]) if seen.size else 0
