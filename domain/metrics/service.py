"""Reading observed metrics as series."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from domain.campaigns.model import Campaign
from domain.errors import Refused, invalid
from domain.metrics.model import (
    OBSERVED,
    RATIOS,
    Granularity,
    MetricPoint,
    MetricQuery,
    MetricSeries,
    MetricType,
    unit_of,
)
from domain.ports.unit_of_work import OpenUnitOfWork
from domain.workspaces.model import Principal
from domain.workspaces.permissions import Action, require


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
        Refused: The granularity is finer than what is stored.
    """
    if granularity is Granularity.HOUR:
        raise Refused(invalid("Metrics are kept by day.", "granularity", hint="Ask for DAY or WEEK."))
    sums: dict[MetricType, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for point in points:
        sums[point.metric][_period(point.day, granularity)] += point.value
    wanted = [metric for metric in MetricType if not metrics or metric in metrics]
    series = []
    for metric in wanted:
        values = _values(metric, sums)
        if values or metrics:
            rows = tuple((datetime.combine(day, time(), UTC), values[day]) for day in sorted(values))
            series.append(MetricSeries(metric, unit_of(metric, campaign.budget.currency), rows))
    return tuple(series)


def _values(metric: MetricType, sums: dict[MetricType, dict[date, float]]) -> dict[date, float]:
    ratio = RATIOS.get(metric)
    if ratio is None:
        return dict(sums.get(metric, {}))
    tops, bottoms = sums.get(ratio.numerator, {}), sums.get(ratio.denominator, {})
    return {day: ratio.scale * tops[day] / bottoms[day] for day in tops if bottoms.get(day, 0.0) > 0}


def _period(day: date, granularity: Granularity) -> date:
    return day - timedelta(days=day.weekday()) if granularity is Granularity.WEEK else day
