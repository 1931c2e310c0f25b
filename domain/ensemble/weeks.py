"""What came in the weeks that were forecast."""

from collections.abc import Mapping
from datetime import date, timedelta

from domain.ensemble.model import TrajectoryWeek
from domain.metrics.model import RATIOS, MetricType

Observed = Mapping[tuple[MetricType, date], float]


def observed_in(week: TrajectoryWeek, metric: MetricType, observed: Observed) -> float | None:
    """Return what a metric came to over the forecast days of a week: a sum, or a ratio of sums.

    None until all of these days were observed, since a part of a week says nothing about a forecast of the whole, and
    for a ratio over nothing.

    Args:
        week: The week.
        metric: Which metric; of a ratio, both parts must have been observed.
        observed: Daily values by observed metric and day.
    """
    days = [week.first + timedelta(days=number) for number in range(week.days)]
    ratio = RATIOS.get(metric)
    if ratio is None:
        return _sum(metric, days, observed)
    top, bottom = _sum(ratio.numerator, days, observed), _sum(ratio.denominator, days, observed)
    return ratio.scale * top / bottom if top is not None and bottom else None


def _sum(metric: MetricType, days: list[date], observed: Observed) -> float | None:
    values = [observed.get((metric, day)) for day in days]
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(days) else None
