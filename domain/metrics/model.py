"""Observed metrics and how ratios follow from them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.campaigns.model import Channel


class MetricType(StrEnum):
    """Everything that is measured or derived."""

    IMPRESSIONS = "IMPRESSIONS"
    REACH = "REACH"
    CLICKS = "CLICKS"
    CONVERSIONS = "CONVERSIONS"
    ENGAGEMENT = "ENGAGEMENT"
    SPEND = "SPEND"
    REVENUE = "REVENUE"
    CTR = "CTR"
    CPC = "CPC"
    CPM = "CPM"
    CPA = "CPA"
    ROAS = "ROAS"


OBSERVED: tuple[MetricType, ...] = (
    MetricType.IMPRESSIONS,
    MetricType.REACH,
    MetricType.CLICKS,
    MetricType.CONVERSIONS,
    MetricType.ENGAGEMENT,
    MetricType.SPEND,
    MetricType.REVENUE,
)
"""Metrics that are imported and stored; the others are ratios of these."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How a derived metric follows: ``scale * numerator / denominator``, over sums, never as a mean of ratios."""

    numerator: MetricType
    denominator: MetricType
    scale: float = 1.0


RATIOS: dict[MetricType, Ratio] = {
    MetricType.CTR: Ratio(MetricType.CLICKS, MetricType.IMPRESSIONS),
    MetricType.CPC: Ratio(MetricType.SPEND, MetricType.CLICKS),
    MetricType.CPM: Ratio(MetricType.SPEND, MetricType.IMPRESSIONS, 1000.0),
    MetricType.CPA: Ratio(MetricType.SPEND, MetricType.CONVERSIONS),
    MetricType.ROAS: Ratio(MetricType.REVENUE, MetricType.SPEND),
}

MONEY: frozenset[MetricType] = frozenset(
    {MetricType.SPEND, MetricType.REVENUE, MetricType.CPC, MetricType.CPM, MetricType.CPA}
)
"""Metrics in the campaign's currency."""


@dataclass(frozen=True, slots=True)
class MetricPoint:
    """One observed value of one metric on one channel for one day.

    Attributes:
        version: A later import has a higher one; the highest wins, whatever order they arrive in.
    """

    channel: Channel
    metric: MetricType
    day: date
    value: float
    version: int


class Granularity(StrEnum):
    """Width of the periods that metrics are summed over. Weeks start on Monday."""

    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """Which observed metrics to read; unset fields do not restrict. ``start`` and ``end`` are inclusive days."""

    start: date | None = None
    end: date | None = None
    channel: Channel | None = None
    metrics: tuple[MetricType, ...] = ()


@dataclass(frozen=True, slots=True)
class HourlyPoint:
    """One observed value of one metric on one channel for the hour that begins at ``hour``, in UTC."""

    channel: Channel
    metric: MetricType
    hour: datetime
    value: float


@dataclass(frozen=True, slots=True)
class HourlyQuery:
    """Which hourly metrics to read, ``start`` ≤ hour < ``end``; unset fields do not restrict."""

    start: datetime | None = None
    end: datetime | None = None
    channel: Channel | None = None
    metrics: tuple[MetricType, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricSeries:
    """A metric over time, summed or derived over channels. ``points`` are ascending, periods without data missing."""

    metric: MetricType
    unit: str
    points: tuple[tuple[datetime, float], ...]


def unit_of(metric: MetricType, currency: str) -> str:
    """Return the unit of a metric: a currency code, ``ratio`` or ``count``."""
    if metric in MONEY:
        return currency
    return "ratio" if metric in RATIOS else "count"
