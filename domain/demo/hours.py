"""Metrics of a campaign by the hour, and the days that are their sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from domain.campaigns.model import Channel
from domain.demo.market import MarketFactors
from domain.demo.model import DemoCampaign
from domain.marketplace.moments import HOUR, moment
from domain.metrics.model import MONEY, HourlyPoint, MetricPoint, MetricType

FloatArray = NDArray[np.float64]

_FIRST_DAY = date(1970, 1, 1)
DAY_HOURS = 24


def day_number(day: date) -> int:
    """Return a day counted since 1970."""
    return (day - _FIRST_DAY).days


def day_of(number: int) -> date:
    """Return the day with a number."""
    return _FIRST_DAY + timedelta(days=number)


def summed(metric: MetricType, values: FloatArray) -> float:
    """Return the sum of a metric over hours: a whole number, or money in whole cents."""
    total = float(values.sum())
    return round(total, 2) if metric in MONEY else total


@dataclass(frozen=True, slots=True)
class CampaignHours:
    """What a campaign did hour by hour.

    Attributes:
        begin: First hour, counted since 1970.
        values: By channel and observed metric; counts are whole, money is in cents. Shape ``(hours,)`` each.
    """

    begin: int
    values: Mapping[tuple[Channel, MetricType], FloatArray]

    @property
    def end(self) -> int:
        """Return the hour after the last one."""
        return self.begin + max((len(values) for values in self.values.values()), default=0)

    def points(self, begin: int, end: int) -> list[HourlyPoint]:
        """Return the hours ``begin`` … ``end``, exclusive, as far as they are known."""
        first, last = max(begin, self.begin), min(end, self.end)
        moments = [moment(hour * HOUR) for hour in range(first, last)]
        return [
            HourlyPoint(channel, metric, at, value)
            for (channel, metric), values in self.values.items()
            for at, value in zip(moments, values[first - self.begin : last - self.begin].tolist(), strict=True)
        ]

    def days(self, version: int) -> list[MetricPoint]:
        """Return every whole day: exactly the sums of its hours."""
        first = -(-self.begin // DAY_HOURS)
        last = max(first, self.end // DAY_HOURS)
        listed = [day_of(day) for day in range(first, last)]
        whole = slice(first * DAY_HOURS - self.begin, last * DAY_HOURS - self.begin)
        return [
            MetricPoint(channel, metric, day, value, version)
            for (channel, metric), values in self.values.items()
            for day, value in zip(listed, _by_day(metric, values[whole]), strict=True)
        ]


def _by_day(metric: MetricType, values: FloatArray) -> list[float]:
    sums = values.reshape(-1, DAY_HOURS).sum(axis=1)
    days: list[float] = (np.round(sums, 2) if metric in MONEY else sums).tolist()
    return days


class GenerateHours(Protocol):
    """Makes the hours of a campaign; each by itself, so that any window is the same whenever it is made."""

    def __call__(self, definition: DemoCampaign, today: date, market: MarketFactors, *, seed: int) -> CampaignHours:
        """Return the hours that the factors are for.

        Args:
            definition: The campaign.
            today: The day on which the demo was filled.
            market: Factors of at least one hour.
            seed: Of all chance in the demo.
        """
        ...
