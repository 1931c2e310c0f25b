"""Reading observed metrics as series."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from domain.campaigns.model import Campaign
from domain.errors import ErrorCode, Fault, Refused, invalid
from domain.metrics.model import (
    OBSERVED,
    RATIOS,
    Granularity,
    HourlyPoint,
    HourlyQuery,
    MetricPoint,
    MetricQuery,
    MetricSeries,
    MetricType,
    unit_of,
)
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require

USUAL_HOURLY_DAYS, MOST_HOURLY_DAYS = 7, 92
"""Days of hours that are given when no range is asked for, and at most."""


@dataclass(frozen=True, slots=True)
class MetricService:
    """Observed metrics of the principal's campaigns."""

    open: OpenUnitOfWork

    async def points(
        self, principal: Principal, campaign_ids: Collection[UUID], query: MetricQuery
    ) -> dict[UUID, Sequence[MetricPoint]]:
        """Return stored points of several campaigns in one query."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.metrics.read_many(principal.workspace_id, campaign_ids, query)

    async def hourly(
        self, principal: Principal, campaign_ids: Collection[UUID], query: HourlyQuery
    ) -> dict[UUID, Sequence[HourlyPoint]]:
        """Return stored points by the hour of several campaigns in one query."""
        require(principal, Action.READ)
        async with self.open() as tx:
            return await tx.hourly_metrics.read_many(principal.workspace_id, campaign_ids, query)


def hours_between(start: date | None, end: date | None, now: datetime) -> tuple[datetime, datetime]:
    """Return the hours of whole days, both inclusive; the last 7 days up to the present hour when none are given.

    Raises:
        Refused: There are more than 92 days.
    """
    if start is None or end is None:
        return now - timedelta(days=USUAL_HOURLY_DAYS), now
    if (end - start).days >= MOST_HOURLY_DAYS:
        message = f"Hours are given for at most {MOST_HOURLY_DAYS} days at once."
        hint = "Ask for a shorter range, or for DAY."
        raise Refused(Fault(ErrorCode.TOO_LARGE, message, ("range",), hint))
    first, last = datetime.combine(start, time(), UTC), datetime.combine(end, time(), UTC)
    return first, last + timedelta(days=1)


def observed_for(metrics: Collection[MetricType]) -> tuple[MetricType, ...]:
    """Return the observed metrics that are needed to show the given ones; all when none are given."""
    if not metrics:
        return OBSERVED
    needed = set(metrics) & set(OBSERVED)
    for metric in metrics:
        if metric in RATIOS:
            needed |= {RATIOS[metric].numerator, RATIOS[metric].denominator}
    return tuple(metric for metric in OBSERVED if metric in needed)


def series_of(
    campaign: Campaign, points: Iterable[MetricPoint], metrics: Collection[MetricType], granularity: Granularity
) -> tuple[MetricSeries, ...]:
    """Sum points over channels and periods and derive the ratios from the sums.

    Ratios over nothing are left out. Without ``metrics`` every metric with at least one value is returned.

    Raises:
        Refused: The granularity is finer than days.
    """
    if granularity is Granularity.HOUR:
        raise Refused(only_daily())
    periods = ((point.metric, _midnight(_period(point.day, granularity)), point.value) for point in points)
    return _series(campaign, periods, metrics)


def hourly_series_of(
    campaign: Campaign, points: Iterable[HourlyPoint], metrics: Collection[MetricType]
) -> tuple[MetricSeries, ...]:
    """Sum points by the hour over channels and derive the ratios from the sums, as ``series_of`` does by day."""
    return _series(campaign, ((point.metric, point.hour, point.value) for point in points), metrics)


def only_daily() -> Fault:
    """Describe that a campaign has nothing by the hour."""
    return invalid("Metrics of this campaign are kept by day.", "granularity", hint="Ask for DAY or WEEK.")


def _series(
    campaign: Campaign, measured: Iterable[tuple[MetricType, datetime, float]], metrics: Collection[MetricType]
) -> tuple[MetricSeries, ...]:
    sums: dict[MetricType, dict[datetime, float]] = defaultdict(lambda: defaultdict(float))
    for metric, at, value in measured:
        sums[metric][at] += value
    wanted = [metric for metric in MetricType if not metrics or metric in metrics]
    series = []
    for metric in wanted:
        values = _values(metric, sums)
        if values or metrics:
            rows = tuple(sorted(values.items()))
            series.append(MetricSeries(metric, unit_of(metric, campaign.budget.currency), rows))
    return tuple(series)


def _values(metric: MetricType, sums: dict[MetricType, dict[datetime, float]]) -> dict[datetime, float]:
    ratio = RATIOS.get(metric)
    if ratio is None:
        return dict(sums.get(metric, {}))
    tops, bottoms = sums.get(ratio.numerator, {}), sums.get(ratio.denominator, {})
    return {day: ratio.scale * tops[day] / bottoms[day] for day in tops if bottoms.get(day, 0.0) > 0}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _period(day: date, granularity: Granularity) -> date:
    return day - timedelta(days=day.weekday()) if granularity is Granularity.WEEK else day
