"""What the boosted trees see: one row for a series, a day from which it is forecast, and days ahead."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from domain.forecasting.model import FloatArray, Panel
from ml.calendar import days_from_holiday
from ml.history import WEEK, history_of

IntArray = NDArray[np.int64]

NAMES: tuple[str, ...] = (
    "days_ahead", "weekday", "day_of_month", "group",
    "weekday_1", "weekday_2", "weekday_3", "weekday_4", "weekday_mean_4", "weekday_mean_8",
    "last_day", "day_before", "mean_7", "mean_91", "deviation_28", "zeros_28", "drift", "month_ago", "two_months_ago",
    "weekday_median_4", "weekday_median_8", "median_28", "mean_28_before", "age", "year_ago", "year_ago_week",
    "holiday",
)  # fmt: skip
"""Columns of a row, in order."""

CATEGORICAL: tuple[str, ...] = ("group",)

MONTH = 30
"""Days after which budgets and pay cycles tend to repeat."""

YEAR = 52 * WEEK
"""Days back to the same weekday of last year."""

LOCAL = 28
"""Days whose mean is the local scale."""

QUARTER = 91
"""Days of the longest mean."""

OLDEST = 400
"""Days from which a series is as old as any."""


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
        running: Figures of the days up to each one; see ``_running``. Shape ``(series, days, figures)``.
        group: Index of the group of each series. Shape ``(series,)``.
        weekday: Weekday of each day and of the days of the horizon. Shape ``(days + horizon,)``.
        month_day: Day of the month, the same.
        holiday: Signed days from the nearest day on which people shop or pause, the same; ``nan`` far from any.
    """

    keys: tuple[str, ...]
    values: FloatArray
    observed: NDArray[np.bool_]
    scale: FloatArray
    running: FloatArray
    group: IntArray
    weekday: IntArray
    month_day: IntArray
    holiday: FloatArray

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
        so_far = self.running[series, origin]
        columns = [
            ahead, self.weekday[target], self.month_day[target], self.group[series],
            *(_log(weekdays[:, k], scale) for k in range(4)),
            _log(_mean(weekdays[:, :4]), scale), _log(_mean(weekdays), scale),
            _log(self._at(series, origin), scale), _log(self._at(series, origin - 1), scale),
            _log(so_far[:, _WEEK], scale), _log(so_far[:, _QUARTER], scale),
            so_far[:, _DEVIATION] / scale, so_far[:, _ZEROS],
            (so_far[:, _WEEK] - so_far[:, _WEEK_BEFORE]) / scale,
            _log(self._past(series, target - MONTH, origin), scale),
            _log(self._past(series, target - 2 * MONTH, origin), scale),
            _log(_median(weekdays[:, :4]), scale), _log(_median(weekdays), scale),
            _log(so_far[:, _MEDIAN], scale), _log(so_far[:, _MONTH_BEFORE], scale),
            np.minimum(origin - self.first[series], OLDEST),
            *self._year_ago(series, target, origin),
            self.holiday[target],
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

    @property
    def first(self) -> IntArray:
        """First day of each series. Shape ``(series,)``."""
        return np.asarray(np.argmax(~np.isnan(self.values), axis=1), dtype=np.int64)

    def _year_ago(self, series: IntArray, target: IntArray, origin: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return last year's same weekday, and the week around it, over the level that last year had at the origin.

        What the season did to the level a year ago is what it may do again.
        """
        back = np.maximum(origin - YEAR, 0)
        level = np.where(origin >= YEAR, self.scale[series, back], np.nan)
        around = [self._past(series, target - YEAR + day, origin) for day in range(-3, 4)]
        return around[3] / level, _mean(np.stack(around, axis=1)) / level

    def _at(self, series: IntArray, day: IntArray) -> FloatArray:
        return np.where(day >= 0, self.values[series, np.maximum(day, 0)], np.nan)

    def _past(self, series: IntArray, day: IntArray, origin: IntArray) -> FloatArray:
        """Read days of which some may lie after the origin; those are hidden."""
        return np.where(day <= origin, self._at(series, np.minimum(day, origin)), np.nan)


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
        running=_running(values),
        group=np.asarray([groups.index(h.series.group) for h in histories], dtype=np.int64),
        weekday=np.asarray([day.weekday() for day in calendar], dtype=np.int64),
        month_day=np.asarray([day.day for day in calendar], dtype=np.int64),
        holiday=np.asarray([days_from_holiday(day) for day in calendar], dtype=np.float64),
    )


_WEEK, _WEEK_BEFORE, _MONTH_BEFORE, _QUARTER, _DEVIATION, _ZEROS, _MEDIAN = range(7)


def _running(values: FloatArray) -> FloatArray:
    """Return figures of the days up to each one; ``nan`` where there is no day. Shape ``(series, days, 7)``.

    Means of the last week, the week before, the month before the last and 91 days; of the last 28 days the deviation,
    the share of zeros and the median.
    """
    known = np.nan_to_num(values)
    count = _sums((~np.isnan(values)).astype(np.float64))
    total, squares, zeros = _sums(known), _sums(known**2), _sums((values == 0).astype(np.float64))

    def mean(sums: FloatArray, days: int, back: int = 0) -> FloatArray:
        seen = _between(count, days, back)
        return np.where(seen > 0, _between(sums, days, back) / np.maximum(seen, 1.0), np.nan)

    level = mean(total, LOCAL)
    found = (
        mean(total, WEEK),
        mean(total, WEEK, WEEK),
        mean(total, LOCAL, LOCAL),
        mean(total, QUARTER),
        np.sqrt(np.maximum(mean(squares, LOCAL) - level**2, 0.0)),
        mean(zeros, LOCAL),
        _running_median(values),
    )
    return np.stack(found, axis=2)


def _sums(values: FloatArray) -> FloatArray:
    """Return sums up to and without each day. Shape ``(series, days + 1)``."""
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)


def _between(sums: FloatArray, days: int, back: int) -> FloatArray:
    """Return what came in so many days, the last of them ``back`` days before each day. Shape ``(series, days)``."""
    last = np.maximum(np.arange(1, sums.shape[1]) - back, 0)
    return np.asarray(sums[:, last] - sums[:, np.maximum(last - days, 0)])


def _running_median(values: FloatArray) -> FloatArray:
    padded = np.concatenate([np.full((len(values), LOCAL - 1), np.nan), values], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, LOCAL, axis=1)
    return _median(windows.reshape(-1, LOCAL)).reshape(values.shape)


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


def _median(values: FloatArray) -> FloatArray:
    """Return the median of what is there; ``nan`` sorts last, so that the middle is that of the count."""
    ordered = np.sort(values, axis=1)
    count = (~np.isnan(ordered)).sum(axis=1)
    rows, middle = np.arange(len(ordered)), np.maximum(count, 1)
    low, high = ordered[rows, (middle - 1) // 2], ordered[rows, middle // 2]
    return np.asarray((low + high) / 2.0)
