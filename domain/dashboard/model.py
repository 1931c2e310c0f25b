"""What a dashboard shows, and the read model that it is added up from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from domain.campaigns.model import CampaignStatus, Channel, Money
from domain.forecasting.model import FloatArray
from domain.metrics.model import MONEY, RATIOS, MetricType, Ratio
from domain.severity import Severity

COUNTED: tuple[MetricType, ...] = (
    MetricType.IMPRESSIONS,
    MetricType.CLICKS,
    MetricType.CONVERSIONS,
    MetricType.SPEND,
    MetricType.REVENUE,
)
"""Observed metrics that a dashboard adds up; the order is that of the stored arrays."""

MONTH_DAYS = 31
"""Days of a stored month; those that a month does not have are never observed."""


class Kpi(StrEnum):
    """What a dashboard tells of campaigns in one currency."""

    SPEND = "SPEND"
    REVENUE = "REVENUE"
    IMPRESSIONS = "IMPRESSIONS"
    CLICKS = "CLICKS"
    CONVERSIONS = "CONVERSIONS"
    CTR = "CTR"
    CPC = "CPC"
    CPM = "CPM"
    CPA = "CPA"
    CVR = "CVR"
    ROAS = "ROAS"
    ROI = "ROI"


KPI_RATIOS: Mapping[Kpi, Ratio] = {
    Kpi.CTR: RATIOS[MetricType.CTR],
    Kpi.CPC: RATIOS[MetricType.CPC],
    Kpi.CPM: RATIOS[MetricType.CPM],
    Kpi.CPA: RATIOS[MetricType.CPA],
    Kpi.CVR: Ratio(MetricType.CONVERSIONS, MetricType.CLICKS),
    Kpi.ROAS: RATIOS[MetricType.ROAS],
    # Less 1: what came back beyond the spend.
    Kpi.ROI: RATIOS[MetricType.ROAS],
}


def kpi_unit(kpi: Kpi, currency: str) -> str:
    """Return the unit of a figure: a currency code, ``ratio`` or ``count``."""
    if kpi.value in {metric.value for metric in MONEY}:
        return currency
    return "ratio" if kpi in KPI_RATIOS else "count"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both inclusive."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def before(self) -> "Span":
        """Return as many days that end just before."""
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """What counting takes to know of a campaign.

    Attributes:
        kept_version: The data watermark that its stored months follow from; 0 before the first time.
    """

    id: UUID
    status: CampaignStatus
    start_date: date
    end_date: date | None
    budget: Money
    created_at: datetime
    data_version: int
    kept_version: int

    @property
    def stale(self) -> bool:
        """Whether its stored months lack something."""
        return self.kept_version != self.data_version

    def overlaps(self, span: Span) -> bool:
        """Whether it runs on at least one day of a span; an open end counts."""
        return self.start_date <= span.last and (self.end_date is None or self.end_date >= span.first)


@dataclass(frozen=True, slots=True, eq=False)
class CampaignMonth:
    """The days of one month of a campaign, by channel and metric.

    Attributes:
        month: Its first day.
        channels: Those with an observation in this month.
        values: Shape ``(channels, len(COUNTED), MONTH_DAYS)``, ``nan`` where nothing was observed.
    """

    campaign_id: UUID
    month: date
    channels: tuple[Channel, ...]
    values: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ObservedDays:
    """Observed points of one metric on one channel of a campaign, as arrays: there are millions of them.

    Attributes:
        days: ``datetime64[D]``, ascending. Shape ``(points,)``.
        values: Shape ``(points,)``.
    """

    channel: Channel
    metric: MetricType
    days: NDArray[np.datetime64]
    values: FloatArray


@dataclass(frozen=True, slots=True)
class Analysis:
    """The newest completed simulation of a campaign, and what it warns of that is not over.

    Attributes:
        risks: How many risks of high or critical severity whose window has not ended.
        severity: The worst of these; none without any.
    """

    campaign_id: UUID
    completed_at: datetime
    risks: int = 0
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class KpiValue:
    """A figure over a span, beside that over as many days before it.

    Attributes:
        value: None where nothing was observed, or of a ratio over nothing.
        previous: The same over the days before.
        observed_days: Days of the span on which it was observed; of a ratio both of its parts.
    """

    kpi: Kpi
    unit: str
    value: float | None
    previous: float | None
    observed_days: int

    @property
    def change(self) -> float | None:
        """What it is more than before; none where one of both is missing."""
        return None if self.value is None or self.previous is None else self.value - self.previous

    @property
    def relative_change(self) -> float | None:
        """The change over the size of what was before; none also where that was 0."""
        return None if self.change is None or not self.previous else self.change / abs(self.previous)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A figure in one period.

    Attributes:
        start: First day of the period, a Monday for weeks; it may lie before the span.
        days: Days of the period that lie in the span.
    """

    start: date
    days: int
    value: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure over time; periods without it are missing."""

    kpi: Kpi
    unit: str
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class ChannelPart:
    """What one channel had of everything; each none where the channel observed nothing of it.

    Attributes:
        sums: Of spend, revenue and conversions.
        shares: Of the sum over all channels, 0 … 1; none also where that is 0.
    """

    channel: Channel
    sums: Mapping[Kpi, float | None]
    shares: Mapping[Kpi, float | None]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was observed.

    Attributes:
        days: Of the span.
        observed_days: Those on which at least one campaign observed anything.
        previous_observed_days: The same of the days before.
        campaigns: Campaigns that observed anything in the span.
    """

    days: int
    observed_days: int
    previous_observed_days: int
    campaigns: int


@dataclass(frozen=True, slots=True)
class CurrencyView:
    """Everything of the campaigns in one currency.

    Attributes:
        campaigns: Those that run in the span.
        budget: Their budgets, each once.
        kpis: In the order of the enumeration.
        weekly: Whether the periods of trends are weeks.
    """

    currency: str
    campaigns: int
    budget: Decimal
    kpis: tuple[KpiValue, ...]
    coverage: Coverage
    channels: tuple[ChannelPart, ...]
    weekly: bool
    trends: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """A campaign of the span, when it was last analysed, and what it measured in the span.

    Attributes:
        sums: By figure; none where nothing was observed.
    """

    campaign_id: UUID
    currency: str
    analysis: Analysis | None
    sums: Mapping[Kpi, float | None]


@dataclass(frozen=True, slots=True)
class DashboardView:
    """A dashboard.

    Attributes:
        statuses: How many campaigns run in the span, by status; those without any are missing.
        currencies: The one with most campaigns first.
        recent: Newest analysis first, never analysed last.
        attention: The worst first.
        needing_attention: How many of them there are, shown or not.
    """

    span: Span
    previous: Span
    statuses: Mapping[CampaignStatus, int]
    currencies: tuple[CurrencyView, ...]
    recent: tuple[CampaignFigures, ...]
    attention: tuple[CampaignFigures, ...]
    needing_attention: int
