"""What the boosted trees see: one row for a series, a day from which it is forecast, and days ahead."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray, Panel
from ml.history import WEEK, history_of

IntArray = NDArray[np.int64]

NAMES: tuple[str, ...] = (
    "days_ahead", "weekday", "day_of_month", "group",
    "weekday_1", "weekday_2", "weekday_3", "weekday_4", "weekday_mean_4", "weekday_mean_8",
    "last_day", "day_before", "mean_7", "mean_91", "deviation_28", "zeros_28", "drift", "month_ago", "two_months_ago",
)  # fmt: skip
"""Columns of a row, in order."""

CATEGORICAL: tuple[str, ...] = ("group",)

MONTH = 30
"""Days after which budgets and pay cycles tend to repeat."""

LOCAL = 28
"""Days whose mean is the local scale."""


@dataclass(frozen=True, slots=True)
class PanelTable:
    """The series of a panel as one matrix, right-aligned, with the running figures that rows are made of.

    A row is scale-free: every value is over the local scale of its series on its origin, the mean of the last 28 days
    that the forecast may see, and then ``log1p``, so that small and large series teach each other.

    Attributes:
        keys: Series keys, in order of the rows of ``values``.
        values: Filled values, ``nan`` before the first observed day. Shape ``(series, days)``.
        observed: Whether a day was observed. Same shape.
        scale: Local scale on each day, positive. Same shape.
        group: Index of the group of each series. Shape ``(series,)``.
        weekday: Weekday of each day and of the days of the horizon. Shape ``(days + horizon,)``.
        month_day: Day of the month, the same.
    """

    keys: tuple[str, ...]
    values: FloatArray
    observed: NDArray[np.bool_]
    scale: FloatArray
    group: IntArray
    weekday: IntArray
    month_day: IntArray

    @property
    def days(self) -> int:
        """Days of the matrix; the last column is the last day of the panel."""
        return int(self.values.shape[1])

    def rows(self, series: IntArray, origin: IntArray, ahead: IntArray) -> FloatArray:
        """Return features. Rows are given by series, last seen day and days ahead, all of shape ``(rows,)``.

        Returns:
            Shape ``(rows, len(NAMES))``; ``nan`` where the history does not reach.
        """
        target = origin + ahead
        weeks = -(-ahead // WEEK)
        scale = self.scale[series, origin]
        weekdays = np.stack([self._at(series, target - WEEK * (weeks + k)) for k in range(8)], axis=1)
        recent = self._recent(series, origin, LOCAL)
        columns = [
            ahead, self.weekday[target], self.month_day[target], self.group[series],
            *(_log(weekdays[:, k], scale) for k in range(4)),
            _log(_mean(weekdays[:, :4]), scale), _log(_mean(weekdays), scale),
            _log(self._at(series, origin), scale), _log(self._at(series, origin - 1), scale),
            _log(_mean(recent[:, :WEEK]), scale), _log(_mean(self._recent(series, origin, 91)), scale),
            _deviation(recent) / scale, _mean((recent == 0).astype(np.float64)),
            (_mean(recent[:, :WEEK]) - _mean(recent[:, WEEK : 2 * WEEK])) / scale,
            _log(self._past(series, target - MONTH, origin), scale),
            _log(self._past(series, target - 2 * MONTH, origin), scale),
        ]  # fmt: skip
        return np.column_stack(columns).astype(np.float64)

    def targets(self, series: IntArray, origin: IntArray, ahead: IntArray) -> FloatArray:
        """Return what came, in the terms of the rows; ``nan`` where it was not observed. Shape ``(rows,)``."""
        day = origin + ahead
        actual = np.where(self.observed[series, day], self.values[series, day], np.nan)
        return _log(actual, self.scale[series, origin])

    def restore(self, transformed: FloatArray, series: IntArray, origin: IntArray) -> FloatArray:
        """Turn predicted targets back into the unit of the series, never negative."""
        return np.asarray(np.expm1(np.maximum(transformed, 0.0)) * self.scale[series, origin])

    def _at(self, series: IntArray, day: IntArray) -> FloatArray:
        return np.where(day >= 0, self.values[series, np.maximum(day, 0)], np.nan)

    def _past(self, series: IntArray, day: IntArray, origin: IntArray) -> FloatArray:
        """Read days of which some may lie after the origin; those are hidden."""
        return np.where(day <= origin, self._at(series, np.minimum(day, origin)), np.nan)

    def _recent(self, series: IntArray, origin: IntArray, days: int) -> FloatArray:
        back = np.arange(days)
        return self._at(series[:, None], origin[:, None] - back[None, :])


def table_of(panel: Panel, longest: int, horizon: int) -> PanelTable:
    """Lay out the series that were observed at all.

    Args:
        panel: What was observed.
        longest: Days looked back at most.
        horizon: Days beyond the end for which the calendar is needed.
    """
    histories = [h for h in (history_of(series, longest) for series in panel.series) if h.observed]
    days = max((len(h.values) for h in histories), default=0)
    values = np.full((len(histories), days), np.nan)
    observed = np.zeros((len(histories), days), dtype=np.bool_)
    for row, history in enumerate(histories):
        count = len(history.values)
        values[row, days - count :] = history.values
        observed[row, days - count :] = ~np.isnan(history.series.values[-count:])
    groups = sorted({h.series.group for h in histories})
    calendar = [panel.end + timedelta(days=offset) for offset in range(1 - days, horizon + 1)]
    return PanelTable(
        keys=tuple(h.series.key for h in histories),
        values=values,
        observed=observed,
        scale=_local_scale(values),
        group=np.asarray([groups.index(h.series.group) for h in histories], dtype=np.int64),
        weekday=np.asarray([day.weekday() for day in calendar], dtype=np.int64),
        month_day=np.asarray([day.day for day in calendar], dtype=np.int64),
    )


def _local_scale(values: FloatArray) -> FloatArray:
    """Return the mean of the last 28 days on each day; over a paused month the mean so far, and 1 before any value."""
    known = np.where(np.isnan(values), 0.0, values)
    count = np.cumsum(~np.isnan(values), axis=1)
    total = np.cumsum(known, axis=1)
    late_count, late_total = count.copy(), total.copy()
    late_count[:, LOCAL:] -= count[:, :-LOCAL]
    late_total[:, LOCAL:] -= total[:, :-LOCAL]
    local = late_total / np.maximum(late_count, 1)
    overall = total / np.maximum(count, 1)
    # Floating-point cancellation leaves crumbs where a month was zero; a thousandth of the level is the same as none.
    return np.where(local > 1e-3 * overall, local, np.where(overall > 0, overall, 1.0))


def _log(values: FloatArray, scale: FloatArray) -> FloatArray:
    return np.log1p(np.maximum(values, 0.0) / scale)


def _mean(values: FloatArray) -> FloatArray:
    seen = ~np.isnan(values)
    total = np.where(seen, values, 0.0).sum(axis=1)
    return np.where(seen.any(axis=1), total / np.maximum(seen.sum(axis=1), 1), np.nan)


def _deviation(values: FloatArray) -> FloatArray:
    return np.sqrt(np.maximum(_mean(values**2) - _mean(values) ** 2, 0.0))
