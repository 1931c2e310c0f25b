"""What is ahead of a campaign, and the batch that finds it for many."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.ensemble.model import Interval
from domain.metrics.model import MetricType

SHORTEST_HORIZON = 7
LONGEST_HORIZON = 90
USUAL_HORIZON = 30

MOST_CAMPAIGNS = 1_000
"""Campaigns that can be named at once; without names all of the workspace are meant, however many."""

LEVELS = (0.8, 0.95)
"""Central intervals that are kept."""


@dataclass(frozen=True, slots=True)
class OutlookTotal:
    """The predictive distribution of a campaign's total of one metric.

    The total of a ratio is the ratio of the sums.

    Attributes:
        median: In the unit of the metric.
        intervals: One for each of ``LEVELS``.
        previous: What was observed over as many days up to the last observed one; none when fewer days were.
    """

    metric: MetricType
    median: float
    intervals: tuple[Interval, ...]
    previous: float | None


@dataclass(frozen=True, slots=True)
class OutlookMember:
    """A model that took part, and its mean weight over the series of the campaign, 0 … 1; weights sum to 1."""

    name: str
    version: str
    weight: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is ahead of a campaign, or why that cannot be said.

    Attributes:
        job_id: The work that found it.
        made_at: When.
        data_version: The version of the campaign's data that it follows from.
        horizon_days: Days that were asked for.
        start: First forecast day, the one after the last observed; none when nothing was forecast.
        days: Days that the totals are about: fewer than asked for when the campaign ends before; 0 when nothing was
            forecast.
        totals: In the order of the metrics; empty when nothing was forecast.
        members: The largest weight first.
        reason: Why nothing was forecast, in words; none when it was.
    """

    campaign_id: UUID
    job_id: UUID
    made_at: datetime
    data_version: int
    horizon_days: int
    start: date | None = None
    days: int = 0
    totals: tuple[OutlookTotal, ...] = ()
    members: tuple[OutlookMember, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A campaign that is not forecast, and why, in words."""

    campaign_id: UUID
    data_version: int
    reason: str


@dataclass(frozen=True, slots=True)
class OutlookBatch:
    """Forecasting many campaigns; kept until it has ended.

    Attributes:
        id: Also that of its job.
        horizon_days: Days ahead.
        campaign_ids: Those that were asked for; none for all of the workspace.
        chunks: Campaigns that are forecast together, found once when work begins; none before.
        done: How many chunks are stored.
        forecast: How many campaigns were forecast.
        skipped: How many were not.
    """

    id: UUID
    workspace_id: UUID
    created_at: datetime
    horizon_days: int
    campaign_ids: tuple[UUID, ...] | None = None
    chunks: tuple[tuple[UUID, ...], ...] | None = None
    done: int = 0
    forecast: int = 0
    skipped: int = 0

    def asks_for(self, other: "OutlookBatch") -> bool:
        """Tell whether another batch asks for the same."""
        mine = None if self.campaign_ids is None else set(self.campaign_ids)
        theirs = None if other.campaign_ids is None else set(other.campaign_ids)
        return self.horizon_days == other.horizon_days and mine == theirs
