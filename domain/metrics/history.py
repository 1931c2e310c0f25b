"""A campaign's observed past as arrays, ready for models."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from domain.campaigns.model import Channel
from domain.forecasting.model import FloatArray
from domain.metrics.model import RATIOS, MetricPoint, MetricType


@dataclass(frozen=True, slots=True)
class CampaignHistory:
    """Dense daily arrays of everything observed.

    Attributes:
        start: First observed day of any channel and metric; the first day to forecast where nothing was observed.
        days: Days from there to the last observed one, inclusive; 0 where nothing was observed.
        values: By channel and observed metric. Shape ``(days,)`` each, ``nan`` where nothing was observed.
    """

    start: date
    days: int
    values: dict[tuple[Channel, MetricType], FloatArray]

    @property
    def end(self) -> date:
        """Last observed day; a forecast starts the day after."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Channels with at least one observation, in the order of the enumeration."""
        present = {channel for channel, _ in self.values}
        return tuple(channel for channel in Channel if channel in present)

    def of(self, channel: Channel, metric: MetricType) -> FloatArray | None:
        """Return one observed metric of one channel, or none when it was never observed."""
        return self.values.get((channel, metric))

    def total(self, metric: MetricType) -> FloatArray | None:
        """Return a metric over all channels, ratios included, or none when it cannot be derived.

        A day counts as observed when at least one channel was.
        """
        ratio = RATIOS.get(metric)
        if ratio is None:
            return self._sum(metric)
        top, bottom = self._sum(ratio.numerator), self._sum(ratio.denominator)
        if top is None or bottom is None:
            return None
        with np.errstate(divide="ignore", invalid="ignore"):
            value: FloatArray = ratio.scale * top / bottom
        value[~np.isfinite(value)] = np.nan
        return value

    def _sum(self, metric: MetricType) -> FloatArray | None:
        parts = [values for (_, kind), values in self.values.items() if kind is metric]
        if not parts:
            return None
        stacked = np.stack(parts)
        total: FloatArray = np.nansum(stacked, axis=0)
        total[np.isnan(stacked).all(axis=0)] = np.nan
        return total


def unobserved(start: date) -> CampaignHistory:
    """Return the history of a campaign of which nothing was observed; its forecast begins on ``start``."""
    return CampaignHistory(start, 0, {})


def history_of(points: Iterable[MetricPoint]) -> CampaignHistory | None:
    """Arrange points as arrays; none when there is not a single one."""
    rows = list(points)
    if not rows:
        return None
    start = min(point.day for point in rows)
    days = (max(point.day for point in rows) - start).days + 1
    values: dict[tuple[Channel, MetricType], FloatArray] = {}
    for point in rows:
        array = values.get((point.channel, point.metric))
        if array is None:
            array = values[point.channel, point.metric] = np.full(days, np.nan)
        array[(point.day - start).days] = point.value
    return CampaignHistory(start, days, values)
