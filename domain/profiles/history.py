"""Observed hours as arrays of whole days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from domain.campaigns.model import Channel
from domain.ensemble.sampled import divide
from domain.forecasting.model import FloatArray
from domain.metrics.model import RATIOS, HourlyPoint, MetricType
from domain.profiles.model import DAY_HOURS

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class HourlyHistory:
    """Dense arrays of everything that was observed by the hour, in UTC.

    Attributes:
        first: Day of the first row.
        values: By channel and observed metric. Shape ``(days, 24)`` each, ``nan`` where nothing was observed.
    """

    first: date
    values: dict[tuple[Channel, MetricType], FloatArray]

    @property
    def days(self) -> int:
        """Number of rows."""
        return len(next(iter(self.values.values())))

    def day(self, row: int) -> date:
        """Return the day of a row."""
        return self.first + timedelta(days=row)

    def weekdays(self) -> NDArray[np.int64]:
        """Return the weekday of each row, 0 for Monday. Shape ``(days,)``."""
        return (self.first.weekday() + np.arange(self.days, dtype=np.int64)) % 7

    def of(self, channel: Channel | None, metric: MetricType) -> FloatArray | None:
        """Return an observed metric of one channel, or (none) of all together; none when it was never observed.

        An hour of all channels counts as observed when at least one was. Shape ``(days, 24)``.
        """
        parts = [values for (where, what), values in self.values.items() if what is metric and channel in {None, where}]
        if not parts:
            return None
        stacked = np.stack(parts)
        total: FloatArray = np.nansum(stacked, axis=0)
        total[np.isnan(stacked).all(axis=0)] = np.nan
        return total

    def totals(self) -> dict[tuple[MetricType, datetime], float]:
        """Return what all channels together came to in each observed hour, ratios included where they are defined."""
        found = {}
        for metric in MetricType:
            ratio = RATIOS.get(metric)
            parts = (metric,) if ratio is None else (ratio.numerator, ratio.denominator)
            arrays = [array for part in parts if (array := self.of(None, part)) is not None]
            if len(arrays) == len(parts):
                values = arrays[0] if ratio is None else divide(ratio.scale * arrays[0], arrays[1])
                flat = values.reshape(-1)
                found.update(
                    {(metric, self._at(int(hour))): float(flat[hour]) for hour in np.flatnonzero(~np.isnan(flat))}
                )
        return found

    def _at(self, hour: int) -> datetime:
        return datetime.combine(self.first, time(), UTC) + hour * _HOUR


def hourly_history(points: Iterable[HourlyPoint]) -> HourlyHistory | None:
    """Arrange points, in any order, as arrays; none when there is not a single one."""
    rows = list(points)
    if not rows:
        return None
    first = min(point.hour for point in rows).astimezone(UTC).date()
    begin = datetime.combine(first, time(), UTC)
    days = (max(point.hour for point in rows).astimezone(UTC).date() - first).days + 1
    values: dict[tuple[Channel, MetricType], FloatArray] = {}
    for point in rows:
        array = values.get((point.channel, point.metric))
        if array is None:
            array = values[point.channel, point.metric] = np.full((days, DAY_HOURS), np.nan)
        array.reshape(-1)[(point.hour - begin) // _HOUR] = point.value
    return HourlyHistory(first, values)
